//! Official documents of a unit and year: made, written in every format, published.

mod department;

use super::performance::{evaluations, spent_until};
use super::{Desk, moves, today};
use crate::fault::Fault;
use ::performance::{Evaluation, Missing, Policy, monitor, score};
use base::{Amount, Problem};
use document::Document;
use ledger::{Accounts, Draft, Kind};
use report::official::final_accounts::{Evaluated, final_accounts};
use report::official::performance::{
    ProjectYear, Scores, analysis_report, goal_table, monitoring_table, self_evaluation,
    summary_report,
};
use report::official::{Written, mask};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{AsOf, Dim, Filter};

/// Kinds of documents: name on the command line, Chinese name.
pub const KINDS: &[(&str, &str)] = &[
    ("final-accounts", "部门决算公开"),
    ("self-evaluation", "项目支出绩效自评表"),
    ("goals", "项目支出绩效目标表"),
    ("summary", "项目支出绩效自评汇总报告"),
    ("monitoring", "项目支出绩效运行监控表"),
    ("analysis", "项目支出绩效自评报告"),
    ("department-evaluation", "部门整体支出绩效自评表"),
    ("base-data", "部门整体支出绩效评价基础数据表"),
    ("department-report", "部门整体支出绩效自评报告"),
];

/// Which document of whom.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// One of [`KINDS`].
    pub kind: String,
    /// 单位编码
    pub unit: String,
    /// 年度
    pub year: i32,
    /// Last month of a monitoring table.
    pub month: Option<u32>,
}

/// A document before it is written.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The document, personal numbers masked.
    pub document: Document,
    /// What a person must still write.
    pub missing: Vec<Missing>,
    /// What was odd about the figures.
    pub problems: Vec<Problem>,
}

/// Files that were written.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// The files.
    pub files: Vec<PathBuf>,
    /// What a person must still write.
    pub missing: Vec<Missing>,
    /// What was odd about the figures.
    pub problems: Vec<Problem>,
}

/// Makes a document.
///
/// # Errors
/// When the kind or the unit is not known, or there is nothing to write.
pub fn paper(desk: &mut Desk, wanted: &Wanted) -> Result<Paper, Fault> {
    let (unit, year) = (wanted.unit.as_str(), wanted.year);
    let (whole, projects): (Vec<_>, Vec<_>) =
        evaluations(desk, unit, year)?.into_iter().partition(|e| e.whole);
    let mut problems = Vec::new();
    let written = match wanted.kind.as_str() {
        "final-accounts" => accounts_book(desk, unit, year, &projects, &mut problems)?,
        "self-evaluation" => each(desk, &projects, &|e, desk| {
            Ok(self_evaluation(e, policy(desk, e)?, Scores::Both))
        })?,
        "goals" => each(desk, &projects, &|e, _| Ok(goal_table(e)))?,
        "analysis" => each(desk, &projects, &|e, desk| {
            Ok(analysis_report(e, policy(desk, e)?, Scores::Both))
        })?,
        "summary" => summary(desk, unit, year, &projects)?,
        "monitoring" => monitoring(desk, wanted, projects)?,
        "base-data" => department::base_data(desk, unit, year, &mut problems)?,
        "department-evaluation" => department::evaluation(desk, unit, year, &whole, &mut problems)?,
        "department-report" => department::report(desk, unit, year, &whole, &mut problems)?,
        other => {
            let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            return Err(Fault::new(
                format!("没有“{other}”这种文件；可用的有：{names}"),
                format!("there is no document “{other}”; there are: {names}"),
            ));
        }
    };
    let document = mask(written.document);
    Ok(Paper { document, missing: written.missing, problems })
}

fn policy<'d>(desk: &'d Desk, e: &Evaluation) -> Result<&'d Policy, Fault> {
    desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))
}

/// Monitoring tables at the end of a month; executed amounts are the payments up to then.
fn monitoring(
    desk: &mut Desk,
    wanted: &Wanted,
    mut all: Vec<Evaluation>,
) -> Result<Written, Fault> {
    let month = wanted.month.filter(|m| (1..=12).contains(m)).ok_or_else(|| {
        Fault::new("监控表须用 --month 指明月份", "give the month of monitoring with --month")
    })?;
    for e in &mut all {
        spent_until(desk, &wanted.unit, wanted.year, month, e)?;
    }
    each(desk, &all, &|e, desk| Ok(monitoring_table(e, &monitor(e, month, policy(desk, e)?))))
}

/// Makes a document and writes it in each format.
///
/// # Errors
/// As [`paper`], and when a file cannot be written.
pub fn make(
    desk: &mut Desk,
    wanted: &Wanted,
    formats: &[String],
    folder: &Path,
) -> Result<Made, Fault> {
    let paper = paper(desk, wanted)?;
    write(paper, wanted, formats, folder)
}

/// Writes a document in each format; all are ready before the first is put on disk.
fn write(paper: Paper, wanted: &Wanted, formats: &[String], folder: &Path) -> Result<Made, Fault> {
    let ready = files(&paper.document, wanted, formats)?;
    let mut made = Made { missing: paper.missing, problems: paper.problems, ..Made::default() };
    std::fs::create_dir_all(folder).map_err(|e| {
        let folder = folder.display();
        Fault::new(format!("无法建立文件夹 {folder}：{e}"), format!("cannot make {folder}: {e}"))
    })?;
    for (name, bytes) in ready {
        let path = folder.join(name);
        crate::save(&path, &bytes)?;
        made.files.push(path);
    }
    Ok(made)
}

/// A document in each format, with the names of its files.
pub(super) fn files(
    document: &Document,
    wanted: &Wanted,
    formats: &[String],
) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let Wanted { kind, unit, year, .. } = wanted;
    let name = KINDS.iter().find(|(k, _)| k == kind).map_or(kind.as_str(), |(_, zh)| zh);
    // A code never leads out of the folder.
    let unit: String =
        unit.chars().map(|c| if "/\\:*?\"<>| ".contains(c) { '_' } else { c }).collect();
    let month = wanted.month.filter(|_| kind == "monitoring");
    let month = month.map_or(String::new(), |m| format!("-{m}月"));
    let one = |format: &String| {
        let bytes = bytes(document, format, name)?;
        Ok((format!("{unit}-{year}-{name}{month}.{format}"), bytes))
    };
    formats.iter().map(one).collect()
}

/// Publishes a document: refuses while anything is missing, audits what was written, and records the
/// files with their SHA-256 in the journal.
///
/// # Errors
/// When something is missing, or the document does not audit clean.
pub fn publish(
    desk: &mut Desk,
    wanted: &Wanted,
    formats: &[String],
    folder: &Path,
) -> Result<Made, Fault> {
    let paper = publishable(desk, wanted)?;
    let made = write(paper, wanted, formats, folder)?;
    let mut files = Vec::new();
    for path in &made.files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(path).map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
        files.push((name, crate::stages::sha256(&bytes)));
    }
    record_published(desk, wanted, &files)?;
    Ok(made)
}

/// A document that may be published: nothing is missing, and it audits clean.
pub(super) fn publishable(desk: &mut Desk, wanted: &Wanted) -> Result<Paper, Fault> {
    let paper = paper(desk, wanted)?;
    if let Some(first) = paper.missing.first() {
        let n = paper.missing.len();
        return Err(Fault::new(
            format!(
                "还有 {n} 处须由人填写，不能公开；第一处是“{}”：{}",
                first.field, first.words.zh
            ),
            format!(
                "{n} places must still be written; the first is “{}”: {}",
                first.field, first.words.en
            ),
        ));
    }
    if let Some(problem) = paper.problems.first() {
        return Err(Fault::new(problem.zh.clone(), problem.en.clone()));
    }
    clean(desk, &paper.document)?;
    Ok(paper)
}

/// Records in the journal what was published: names of the files and their SHA-256.
pub(super) fn record_published(
    desk: &mut Desk,
    wanted: &Wanted,
    files: &[(String, String)],
) -> Result<(), Fault> {
    let one =
        |(name, sha256): &(String, String)| serde_json::json!({ "name": name, "sha256": sha256 });
    let files: Vec<serde_json::Value> = files.iter().map(one).collect();
    let mut draft = Draft::new(Kind::Record, today(), wanted.year, &wanted.unit);
    draft.topic = PUBLISHED.to_owned();
    let month = wanted.month.filter(|_| wanted.kind == "monitoring");
    draft.key = month.map_or(wanted.kind.clone(), |m| format!("{}-{m}", wanted.kind));
    draft.payload = serde_json::json!({ "files": files }).to_string();
    moves::record(desk, vec![draft], "publish")?;
    Ok(())
}

/// Topic of the records of what was published.
pub(super) const PUBLISHED: &str = "公开";

/// The document must audit clean before anybody outside sees it.
fn clean(desk: &Desk, document: &Document) -> Result<(), Fault> {
    let text = bytes(document, "html", "")?;
    let audited =
        crate::stages::audited("draft.html", &text, &desk.knowledge, &readers::Limits::default());
    // What could not be audited is not clean.
    let unread =
        || Fault::new("审核没有完成，不能公开", "the audit did not end, so nothing is published");
    let content = audited.content.as_ref().ok_or_else(unread)?;
    if let Some(problem) = audited.problems.first() {
        return Err(Fault::at("draft.html", problem));
    }
    let findings = &content.audit.findings;
    let grave: Vec<_> = findings.iter().filter(|f| f.severity != audit::Severity::Notice).collect();
    match grave.first() {
        None => Ok(()),
        Some(first) => {
            let n = grave.len();
            Err(Fault::new(
                format!("审核发现 {n} 处问题，不能公开；第一处：{}", first.message.zh),
                format!("the audit finds {n} problems; the first: {}", first.message.en),
            ))
        }
    }
}

/// A document in a format.
///
/// # Errors
/// When there is no such format, or the document cannot be set in it.
pub fn bytes(document: &Document, format: &str, title: &str) -> Result<Vec<u8>, Fault> {
    let failed = |e: String| {
        Fault::new(format!("无法生成 {format}：{e}"), format!("cannot make {format}: {e}"))
    };
    if format == "pdf" {
        let fonts = press::Fonts::system();
        return press::press(document, &fonts, title).map_err(|e| failed(e.to_string()));
    }
    let writer = writers::writer(format).ok_or_else(|| {
        failed("没有这种格式，可用 docx、xlsx、pdf、html、txt / no such format".to_owned())
    })?;
    (writer.write)(document).map_err(|e| failed(e.to_string()))
}

/// The accounts of a unit's year.
fn accounts(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    problems: &mut Vec<Problem>,
) -> Result<Accounts, Fault> {
    let funds = desk.funds();
    let (mut accounts, more) = desk.store.accounts(unit, year, AsOf::default(), &funds)?;
    problems.extend(more);
    // Last year's subjects stand under this year's codes, or they could not be compared.
    if let Some(prior) = &mut accounts.prior {
        let codes = &desk.knowledge.catalogue.codes;
        for s in &mut prior.spending {
            s.func = codes.carried("功能分类", prior.year, year, &s.func);
            s.eco = codes.carried("部门经济分类", prior.year, year, &s.eco);
        }
    }
    Ok(accounts)
}

fn accounts_book(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    all: &[Evaluation],
    problems: &mut Vec<Problem>,
) -> Result<Written, Fault> {
    let accounts = accounts(desk, unit, year, problems)?;
    if accounts.income.is_empty() && accounts.spending.is_empty() {
        return Err(Fault::new(
            format!("单位 {unit} 的 {year} 年没有收支分录；请先导入"),
            format!("unit {unit} has no entries in {year}; import them first"),
        ));
    }
    let mut evaluated = Evaluated::default();
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    for e in all.iter().filter(|e| !e.whole) {
        let policy = desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))?;
        let scored = score(e, policy);
        evaluated.projects += 1;
        let spent = Amount::total(e.funds.iter().map(|f| f.executed)).unwrap_or_default();
        evaluated.executed = evaluated.executed.plus(spent).unwrap_or_default();
        // The book tells how the unit graded itself; the recomputed grade stands in its table.
        let own = (!e.reported_grade.is_empty()).then(|| e.reported_grade.clone());
        if let Some(grade) = own.or(scored.grade) {
            // 优秀 and 良好 are the same grades in other words.
            let short = grade.trim_end_matches(['秀', '好', '等']).to_owned();
            *grades.entry(short).or_default() += 1;
        }
    }
    for grade in ["优", "良", "中", "差"] {
        evaluated.grades.push((grade.to_owned(), grades.get(grade).copied().unwrap_or(0)));
    }
    let any = (evaluated.projects > 0).then_some(&evaluated);
    final_accounts(&accounts, &desk.knowledge.catalogue, any, Vec::new())
        .map_err(|e| Fault::new(e.to_string(), e.to_string()))
}

fn each(
    desk: &Desk,
    all: &[Evaluation],
    one: &dyn Fn(&Evaluation, &Desk) -> Result<Written, Fault>,
) -> Result<Written, Fault> {
    let mut whole = Written::default();
    whole.document.format = "official".to_owned();
    for e in all {
        let part = one(e, desk)?;
        whole.document.blocks.extend(part.document.blocks);
        whole.missing.extend(part.missing);
    }
    match whole.document.blocks.is_empty() {
        false => Ok(whole),
        true => Err(Fault::new(
            "这个单位和年度没有绩效目标；请先用 target 录入",
            "there are no goals for this unit and year; enter them with target",
        )),
    }
}

fn summary(desk: &mut Desk, unit: &str, year: i32, all: &[Evaluation]) -> Result<Written, Fault> {
    let units = desk.store.units(AsOf::default())?;
    let Some(name) = units.get(unit).map(|u| u.name.clone()) else {
        return Err(Fault::new(format!("没有单位 {unit}"), format!("there is no unit {unit}")));
    };
    let known = desk.store.projects(AsOf::default())?;
    let sums = |desk: &mut Desk, kinds: Vec<Kind>| -> Result<BTreeMap<String, Amount>, Fault> {
        let filter =
            Filter { unit: Some(unit.to_owned()), year: Some(year), kinds, ..Filter::default() };
        let rows = desk.store.sums(&filter, &[Dim::Project])?;
        Ok(rows.into_iter().filter_map(|s| Some((s.by.into_iter().next()?, s.amount))).collect())
    };
    let budget = sums(desk, vec![Kind::Initial, Kind::Adjust])?;
    let released = sums(desk, vec![Kind::Allot])?;
    let spent = sums(desk, vec![Kind::Pay])?;
    let scored = |e: &Evaluation| Some(score(e, desk.policies.get(&e.policy)?));
    let mut projects = Vec::new();
    for (code, project) in &known {
        let of = |m: &BTreeMap<String, Amount>| m.get(code).copied().unwrap_or_default();
        let here = budget.contains_key(code) || spent.contains_key(code);
        // Adopted final accounts have their project spending in one sum; its projects come from elsewhere.
        let sum_only = code.starts_with(&super::adopt::sum_code(unit, "")) && !all.is_empty();
        if !here || sum_only || project.nature() != ledger::Nature::Project {
            continue;
        }
        projects.push(ProjectYear {
            name: project.name.clone(),
            budget: of(&budget),
            released: (!released.is_empty()).then(|| of(&released)),
            spent: of(&spent),
            scored: all.iter().find(|e| e.code == *code).and_then(scored),
        });
    }
    let ledgered = |code: &String| budget.contains_key(code) || spent.contains_key(code);
    for e in all.iter().filter(|e| !ledgered(&e.code)) {
        let sum = |of: fn(&::performance::Funding) -> Amount| Amount::total(e.funds.iter().map(of));
        let out_of_range = || Fault::new("金额合计超出范围", "a total is out of range");
        projects.push(ProjectYear {
            name: e.name.clone(),
            budget: sum(|f| f.current).ok_or_else(out_of_range)?,
            released: None,
            spent: sum(|f| f.executed).ok_or_else(out_of_range)?,
            scored: scored(e),
        });
    }
    let texts = texts(desk, unit, year, "汇总.")?;
    Ok(summary_report(&name, year, &projects, &texts))
}

/// Texts of a unit and year whose names begin with a prefix, without it.
fn texts(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    prefix: &str,
) -> Result<BTreeMap<String, String>, Fault> {
    let filter = Filter { unit: Some(unit.to_owned()), year: Some(year), ..Filter::default() };
    let mut texts = BTreeMap::new();
    for step in desk.store.records("文字", &filter)? {
        if let (Some(name), Ok(text)) =
            (step.key.strip_prefix(prefix), serde_json::from_str::<String>(&step.payload))
        {
            texts.insert(name.to_owned(), text);
        }
    }
    Ok(texts)
}

pub(super) fn no_policy(e: &Evaluation) -> Fault {
    let (name, policy) = (&e.name, &e.policy);
    Fault::new(
        format!("“{name}”所用的评分办法“{policy}”不存在；见 policies/"),
        format!("“{name}” uses policy “{policy}”, which does not exist; see policies/"),
    )
}
