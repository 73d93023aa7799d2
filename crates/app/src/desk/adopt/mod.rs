//! Adopt: the figures of a published report become the opening data of a unit's year, each with the place
//! it was read from, so that an office starts from what it has already published.

mod book;
mod carried;
mod evaluations;
mod reconcile;
mod reported;
mod stated;

use super::Desk;
use crate::fault::Fault;
use base::text::squash;
use base::{Amount, Date, Problem, Spot};
use book::told;
use facts::FactSet;
use ledger::{Control, Controls, Draft, Fund, Kind, Nature, Source};
use readers::Limits;
use report::Content;
use std::collections::BTreeSet;
use std::path::Path;
use store::{Filter, Outcome, Receipt};

/// How to adopt.
#[derive(Debug, Clone, Default)]
pub struct AdoptOptions {
    /// 单位编码; the unit of the document's name when empty.
    pub unit: String,
    /// Year; that of the document when none.
    pub year: Option<i32>,
    /// A document that was adopted before and has changed replaces what is there.
    pub replace: bool,
}

/// What was adopted.
#[derive(Debug, Clone, Default)]
pub struct Adopted {
    /// 单位编码
    pub unit: String,
    /// Its name in the document.
    pub name: String,
    /// Fiscal year.
    pub year: i32,
    /// Amounts of the accounts, stated values, evaluations, texts.
    pub counts: [usize; 4],
    /// What the journal says.
    pub receipt: Receipt,
    /// Totals that the parts do not meet, figures that could not be read for sure.
    pub problems: Vec<Problem>,
}

/// Adopts a published report.
///
/// # Errors
/// When the file cannot be read, its year or unit is not known, it holds nothing that can be adopted, or
/// it was adopted before and differs.
pub fn adopt(desk: &mut Desk, path: &Path, options: &AdoptOptions) -> Result<Adopted, Fault> {
    let shown = path.display().to_string();
    let limits = Limits::default();
    let bytes = crate::stages::bytes(path, &limits).map_err(|p| Fault::at(&shown, &p))?;
    let audited = crate::stages::audited(&shown, &bytes, &desk.knowledge, &limits);
    let Some(content) = &audited.content else {
        let why = audited.problems.first().cloned();
        return Err(
            why.map_or_else(|| Fault::new("无法读取", "cannot be read"), |p| Fault::at(&shown, &p))
        );
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut paper = Paper::of(desk, content, &file, options)?;
    // What the reader and the extractor could not read may be missing here.
    paper.done.problems.extend(audited.problems.iter().cloned());
    let (set, problems) = book::once(&content.facts);
    paper.done.problems.extend(problems);
    paper.accounts(desk, &set);
    paper.registers(&set);
    paper.evaluations(desk, &set)?;
    paper.texts(&set);
    // Texts alone are no opening data.
    if paper.done.counts.iter().take(3).all(|n| *n == 0) {
        return Err(Fault::new(
            format!("{shown}：没有认出可以转为期初数据的表（决算公开表、绩效自评表）"),
            format!("{shown}: no final-accounts or self-evaluation table was recognised"),
        ));
    }
    let header =
        store::Header { replace: options.replace, ..desk.header(&file, &audited.sha256, "adopt") };
    let (mut done, receipt) = paper.post(desk, &header)?;
    done.receipt = receipt;
    Ok(done)
}

/// Parts of what is adopted: master data stay, the accounts are replaced as a whole, self-evaluations one
/// by one.
const MASTER: &str = "主数据";
const BOOK: &str = "决算";
const EVALUATION: &str = "自评";

/// The drafts of a document.
struct Paper {
    file: String,
    drafts: Vec<Draft>,
    done: Adopted,
}

impl Paper {
    fn of(
        desk: &mut Desk,
        content: &Content,
        file: &str,
        options: &AdoptOptions,
    ) -> Result<Paper, Fault> {
        let profile = &content.facts.profile;
        let year = options.year.or(profile.year).ok_or_else(|| {
            Fault::new(
                format!("{file}：认不出年度；请用 --year 指明"),
                format!("{file}: the year is not told; give --year"),
            )
        })?;
        let known = desk.store.units(store::AsOf::default())?;
        let by_name = known.iter().find(|(_, u)| u.name == profile.entity).map(|(c, _)| c.clone());
        let unit = match (options.unit.as_str(), by_name) {
            ("", Some(code)) => code,
            ("", None) => {
                let name = &profile.entity;
                return Err(Fault::new(
                    format!("{file}：账簿中没有单位“{name}”；请用 --unit 指明单位编码"),
                    format!("{file}: the ledger has no unit “{name}”; give its code with --unit"),
                ));
            }
            (code, _) => code.to_owned(),
        };
        if !unit.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            return Err(Fault::new(
                format!("单位编码“{unit}”只能由字母、数字和 - _ . 组成"),
                format!("the unit code “{unit}” may hold letters, digits and - _ . only"),
            ));
        }
        let name = known.get(&unit).map_or(profile.entity.clone(), |u| u.name.clone());
        let mut done =
            Adopted { unit: unit.clone(), name: name.clone(), year, ..Adopted::default() };
        let entity = &profile.entity;
        if !entity.is_empty() && squash(entity) != squash(&name) {
            done.problems.push(told(
                format!("报告是“{entity}”的，记在“{name}”名下"),
                format!("the report is that of “{entity}”, adopted for “{name}”"),
            ));
        }
        if let Some(of) = profile.year.filter(|of| *of != year) {
            done.problems.push(told(
                format!("报告是 {of} 年度的，记为 {year} 年度"),
                format!("the report is of {of}, adopted for {year}"),
            ));
        }
        let mut paper = Paper { file: file.to_owned(), drafts: Vec::new(), done };
        if !known.contains_key(&unit) {
            let alone = profile.kind == "部门决算" || profile.kind.is_empty();
            let department = unit.get(..3).unwrap_or(&unit).to_owned();
            let payload = ledger::Unit {
                code: unit.clone(),
                name: name.clone(),
                department,
                department_name: name,
                region: String::new(),
                kind: stated::unit_kind(&content.facts),
                alone,
            };
            let payload = serde_json::to_string(&payload).unwrap_or_default();
            paper.record(MASTER, "单位", &unit, &payload);
        }
        Ok(paper)
    }

    /// First or last day of the year.
    fn day(&self, first: bool) -> Date {
        let year = i16::try_from(self.done.year).unwrap_or(1970);
        let (month, day) = if first { (1, 1) } else { (12, 31) };
        Date::new(year, month, day).unwrap_or(Date::constant(1970, 1, 1))
    }

    fn draft(&self, part: &str, kind: Kind, first: bool, ext: &str) -> Draft {
        let mut draft = Draft::new(kind, self.day(first), self.done.year, &self.done.unit);
        draft.ext = format!("{}{ext}", self.prefix(part));
        draft.source.file.clone_from(&self.file);
        draft
    }

    /// What the ids of a part of everything adopted for this unit and year begin with.
    fn prefix(&self, part: &str) -> String {
        format!("公开:{}:{}:{part}:", self.done.unit, self.done.year)
    }

    fn record(&mut self, part: &str, topic: &str, key: &str, payload: &str) {
        let mut draft = self.draft(part, Kind::Record, true, &format!("{topic}:{key}"));
        topic.clone_into(&mut draft.topic);
        key.clone_into(&mut draft.key);
        payload.clone_into(&mut draft.payload);
        self.drafts.push(draft);
    }

    fn accounts(&mut self, desk: &Desk, set: &FactSet) {
        let (cells, problems) = book::cells(set);
        self.done.problems.extend(problems);
        self.done.counts[0] = cells.len();
        let natures: BTreeSet<Nature> = cells.iter().map(|c| c.nature).collect();
        for nature in natures {
            let (code, kind) = (self.project(nature), nature_name(nature));
            let payload = serde_json::json!({
                "code": code, "name": format!("{kind}（公开数）"), "kind": kind, "unit": self.done.unit,
            });
            self.record(MASTER, "项目", &code, &payload.to_string());
        }
        let funds = desk.funds();
        for cell in cells {
            let fund = fund_code(&funds, cell.fund);
            let (kind, project) = (cell.kind, self.project(cell.nature));
            let what = ledger::kind_name(kind);
            let id = format!("{what}:{fund}:{}:{}:{project}", cell.func, cell.eco);
            let mut draft =
                self.draft(BOOK, kind, matches!(kind, Kind::Opening | Kind::Initial), &id);
            draft.project = project;
            if kind == Kind::Initial {
                "已公开的年初预算数".clone_into(&mut draft.doc);
            }
            if ledger::on_line(kind) {
                let (year, nature) = (self.done.year, nature_name(cell.nature));
                draft.line = format!("{year}-公开-{fund}-{}-{nature}", cell.func);
            }
            if kind == Kind::Pay {
                draft.purpose = match cell.eco.is_empty() {
                    true => "已公开的决算数".to_owned(),
                    false => "已公开的决算数；功能科目与经济科目的对应由合计推定".to_owned(),
                };
            }
            draft.fund = fund;
            draft.func = cell.func;
            draft.eco = cell.eco;
            draft.amount = Amount::fen(cell.fen);
            draft.source.sheet = sheet(&cell.spot, &cell.table);
            draft.source.row = cell.spot.line.unwrap_or(0);
            self.drafts.push(draft);
        }
    }

    fn project(&self, nature: Nature) -> String {
        sum_code(&self.done.unit, nature_name(nature))
    }

    fn registers(&mut self, set: &FactSet) {
        let (all, problems) = stated::stated(set);
        self.done.problems.extend(problems);
        for (topic, (unit, value, table, spot)) in all {
            let mut draft = self.draft(BOOK, Kind::Register, false, &format!("登记:{topic}"));
            unit.clone_into(&mut draft.key);
            draft.amount = Amount::fen(value);
            draft.topic = topic;
            draft.source.sheet = sheet(&spot, &table);
            draft.source.row = spot.line.unwrap_or(0);
            self.drafts.push(draft);
            self.done.counts[1] += 1;
        }
    }

    fn evaluations(&mut self, desk: &mut Desk, set: &FactSet) -> Result<(), Fault> {
        let (unit, year) = (self.done.name.clone(), self.done.year);
        let (all, problems) = evaluations::evaluations(set, &unit, year);
        self.done.problems.extend(problems);
        self.done.counts[2] = all.len();
        let projects = desk.store.projects(store::AsOf::default())?;
        for (mut e, place) in all {
            // A project keeps its code, whichever document tells of it.
            let known = projects
                .iter()
                .find(|(_, p)| p.unit == self.done.unit && squash(&p.name) == squash(&e.name));
            e.code = match (e.whole, known) {
                (true, _) => self.done.unit.clone(),
                (false, Some((code, _))) => code.clone(),
                (false, None) => {
                    let hash = crate::stages::sha256(squash(&e.name).as_bytes());
                    format!("{}-自评-{}", self.done.unit, hash.get(..8).unwrap_or_default())
                }
            };
            let payload = serde_json::to_string(&e).unwrap_or_default();
            // A misread figure must not make a record that nobody can read again.
            if serde_json::from_str::<::performance::Evaluation>(&payload).is_err() {
                self.done.counts[2] -= 1;
                let name = &e.name;
                self.done.problems.push(told(
                    format!("“{name}”的自评表有超出范围的数，没有转入"),
                    format!("the self-evaluation of “{name}” has figures out of range; left out"),
                ));
                continue;
            }
            if !e.whole && known.is_none() {
                let master = serde_json::json!({
                    "code": e.code, "name": e.name, "kind": "项目支出", "unit": self.done.unit,
                });
                self.record(MASTER, "项目", &e.code.clone(), &master.to_string());
            }
            self.record(EVALUATION, "绩效", &e.code, &payload);
            if let Some(draft) = self.drafts.last_mut() {
                draft.source.sheet = sheet(&place.spot, &place.table);
                draft.source.row = place.spot.line.unwrap_or(0);
            }
        }
        Ok(())
    }

    /// Duties and offices as the book tells them.
    fn texts(&mut self, set: &FactSet) {
        for (scope, key) in [("概况", "职责"), ("机构设置", "机构设置")] {
            // The part 概况 stands before the tables; what has the same scope after them is something else.
            let tables = set.tables.iter().map(|t| t.block).min().unwrap_or(usize::MAX);
            let own = set
                .records
                .iter()
                .filter(|r| r.form == "段落" && r.scope == scope && r.place.block < tables);
            let lines: Vec<String> = own.map(|r| reported::text(r, "内容")).collect();
            let text = lines.join("\n");
            if !text.trim().is_empty() {
                self.record(BOOK, "文字", key, &serde_json::Value::String(text).to_string());
                self.done.counts[3] += 1;
            }
        }
    }

    /// Posts all of it as one batch. The year is over and was published: controls only warn.
    fn post(self, desk: &mut Desk, header: &store::Header) -> Result<(Adopted, Receipt), Fault> {
        // Only the accounts are one whole; what other documents told stays.
        let prefix = self.prefix(BOOK);
        let kept: BTreeSet<&str> = self.drafts.iter().map(|d| d.ext.as_str()).collect();
        let mut gone = Vec::new();
        if header.replace && self.done.counts[0] > 0 {
            let filter = Filter {
                unit: Some(self.done.unit.clone()),
                year: Some(self.done.year),
                ..Filter::default()
            };
            desk.store.entries(&filter, &mut |e| {
                let ext = &e.draft.ext;
                if ext.starts_with(&prefix) && !kept.contains(ext.as_str()) {
                    gone.push((ext.clone(), e.draft.day));
                }
            })?;
        }
        let warn = Control::Warn;
        let controls = Controls {
            no_line: warn,
            above_allotment: warn,
            above_budget: warn,
            before_release: warn,
            ..Controls::default()
        };
        let mut posting = desk.store.begin(header, &controls)?;
        for (ext, day) in gone {
            let source = Source { file: self.file.clone(), ..Source::default() };
            if let Outcome::Refused(r) = posting.delete(&ext, "", day, source)? {
                return Err(Fault::new(format!("{ext}：{}", r.zh), format!("{ext}: {}", r.en)));
            }
        }
        for draft in self.drafts {
            let what = draft.ext.clone();
            match posting.post(draft)? {
                Outcome::Refused(r) if r.code == "conflict" => {
                    return Err(Fault::new(
                        format!("{what}：已有不同的数据；确认后用 --replace 更新。{}", r.zh),
                        format!("{what}: other data is there; use --replace when sure. {}", r.en),
                    ));
                }
                Outcome::Refused(r) => {
                    return Err(Fault::new(
                        format!("{what}：{}", r.zh),
                        format!("{what}: {}", r.en),
                    ));
                }
                _ => {}
            }
        }
        Ok((self.done, posting.commit()?))
    }
}

/// Where a figure stands, for the source of an entry: page and table.
fn sheet(spot: &Spot, table: &str) -> String {
    match spot.page {
        Some(page) => format!("第{page}页 {table}").trim().to_owned(),
        None => table.to_owned(),
    }
}

/// Code of the project that stands for all spending of a nature, where a book prints no single projects.
pub(super) fn sum_code(unit: &str, nature: &str) -> String {
    format!("{unit}-公开-{nature}")
}

fn nature_name(nature: Nature) -> &'static str {
    match nature {
        Nature::Basic => "基本支出",
        Nature::Project => "项目支出",
        Nature::Superior => "上缴上级支出",
        Nature::Operating => "经营支出",
        Nature::Affiliate => "对附属单位补助支出",
    }
}

/// The most special code that means a source of money.
fn fund_code(funds: &[(String, Fund)], fund: Fund) -> String {
    let own = funds.iter().filter(|(_, f)| *f == fund);
    own.max_by_key(|(code, _)| code.len()).map_or(String::new(), |(code, _)| code.clone())
}
