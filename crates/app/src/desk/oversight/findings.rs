//! What the audit found in a published document, and the figures it says, become records of its unit and year.
//! A later version of the document replaces the earlier one: what is found no more is taken back.

use super::given::{PARTS, recorded};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::audit::{Finding, Severity};
use base::Decimal;
use facts::{FactSet, Kind as Row, Record, Slot};
use ledger::{Controls, Draft, Kind, Source};
use readers::Limits;
use report::{Audited, Content};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{AsOf, Outcome, Receipt};

/// Whose document it is, where that is not to be taken from it.
#[derive(Debug, Clone, Default)]
pub struct FindingsOptions {
    /// 单位编码; the unit of the document's name when empty.
    pub unit: String,
    /// Year; that of the document when none.
    pub year: Option<i32>,
}

/// What was recorded of a document.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// 单位编码
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Fiscal year.
    pub year: i32,
    /// What kind of document it is.
    pub document: String,
    /// Findings: errors, warnings, notices.
    pub found: [usize; 3],
    /// Findings of an earlier version that are gone.
    pub gone: usize,
    /// What the journal says.
    pub receipt: Receipt,
}

/// Audits a published document and records what was found.
///
/// # Errors
/// When the file cannot be read or audited, or its unit, year or kind is not known.
pub fn findings(
    desk: &mut Desk,
    path: &Path,
    options: &FindingsOptions,
) -> Result<Recorded, Fault> {
    let shown = path.display().to_string();
    let limits = Limits::default();
    let bytes = crate::stages::bytes(path, &limits).map_err(|p| Fault::at(&shown, &p))?;
    let audited = crate::stages::audited(&shown, &bytes, &desk.knowledge, &limits);
    let unread = || Fault::new(format!("{shown}：无法审核"), format!("{shown}: cannot be audited"));
    let Some(content) = audited.content.clone() else {
        let why = audited.problems.first();
        return Err(why.map_or_else(unread, |p| Fault::at(&shown, p)));
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let whose = whose(desk, &content, &file, options)?;
    let drafts = drafts(desk, &whose, &audited, &content, &file);
    let mut done = Recorded { found: counts(&content), ..whose };
    post(desk, &mut done, drafts, &file, &audited.sha256)?;
    Ok(done)
}

fn whose(
    desk: &mut Desk,
    content: &Content,
    file: &str,
    options: &FindingsOptions,
) -> Result<Recorded, Fault> {
    let profile = &content.facts.profile;
    let known = desk.store.units(AsOf::default())?;
    let year = options.year.or(profile.year).ok_or_else(|| {
        Fault::new(
            format!("{file}：认不出年度；请用 --year 指明"),
            format!("{file}: the year is not told; give --year"),
        )
    })?;
    let by_name = known.iter().find(|(_, u)| u.name == profile.entity).map(|(code, _)| code);
    let unit = match options.unit.as_str() {
        "" => by_name.cloned(),
        code => Some(code.to_owned()),
    };
    let entity = &profile.entity;
    let unit = unit.ok_or_else(|| {
        Fault::new(
            format!("{file}：账簿中没有单位“{entity}”；请用 --unit 指明单位编码"),
            format!("{file}: the ledger has no unit “{entity}”; give its code with --unit"),
        )
    })?;
    let name = known.get(&unit).map(|u| u.name.clone()).ok_or_else(|| {
        Fault::new(
            format!("{file}：单位 {unit} 还没有登记；请先导入单位"),
            format!("{file}: unit {unit} is not known; import units first"),
        )
    })?;
    if profile.kind.is_empty() {
        return Err(Fault::new(
            format!("{file}：认不出是预算、决算还是自评；请核对文件"),
            format!("{file}: it is not told what kind of document this is; check the file"),
        ));
    }
    Ok(Recorded { unit, name, year, document: profile.kind.clone(), ..Recorded::default() })
}

fn counts(content: &Content) -> [usize; 3] {
    let of = |s: Severity| content.audit.findings.iter().filter(|f| f.severity == s).count();
    [of(Severity::Error), of(Severity::Warning), of(Severity::Notice)]
}

/// What the ids of everything recorded of a document of this unit and year begin with.
fn prefix(of: &Recorded) -> String {
    format!("审计:{}:{}:{}:", of.unit, of.year, of.document)
}

fn record(of: &Recorded, topic: &str, key: &str, file: &str) -> Draft {
    let mut draft = Draft::new(Kind::Record, today(), of.year, &of.unit);
    topic.clone_into(&mut draft.topic);
    key.clone_into(&mut draft.key);
    draft.ext = format!("{}{topic}:{key}", prefix(of));
    draft.source = Source { file: file.to_owned(), ..Source::default() };
    draft
}

fn drafts(
    desk: &Desk,
    of: &Recorded,
    audited: &Audited,
    content: &Content,
    file: &str,
) -> Vec<Draft> {
    let (audit, rulebook) = (&content.audit, &desk.knowledge.rulebook);
    let mut drafts = Vec::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut missing = 0_i64;
    for f in &audit.findings {
        let reach = rulebook.get(&f.rule).map_or("", |r| folder(&r.path));
        missing += i64::from(reach == "disclosure" && f.severity != Severity::Notice);
        // Two findings of one key stand in the order of the document.
        let times = seen.entry(f.key.clone()).or_insert(0);
        *times += 1;
        let key = match times {
            1 => format!("{}:{}", of.document, f.key),
            n => format!("{}:{}#{n}", of.document, f.key),
        };
        let mut draft = record(of, "审计发现", &key, file);
        draft.source.row = f.places.first().and_then(|p| p.spot.line).unwrap_or(0);
        draft.payload = finding(of, f, reach, file);
        drafts.push(draft);
    }
    let [error, warning, notice] = counts(content);
    let mut document = record(of, "公开文件", &of.document, file);
    document.payload = json!({
        "file": file, "sha256": audited.sha256, "entity": content.facts.profile.entity,
        "error": error, "warning": warning, "notice": notice, "missing": missing,
        "holds": audit.checks.holds, "tail": audit.checks.tail, "broken": audit.checks.broken,
        "not_applied": audit.checks.not_applied, "problems": audited.problems.len(),
        "pinned": audit.pinned.len(),
        "free": content.facts.facts.len().saturating_sub(audit.pinned.len()),
        "said": said(&content.facts),
    })
    .to_string();
    drafts.push(document);
    drafts
}

/// The folder of a rule's file says how far it looks: cell, table, cross, text, disclosure …
fn folder(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

fn finding(of: &Recorded, f: &Finding, reach: &str, file: &str) -> String {
    // Only money has a difference that can be weighed against other money.
    let difference = f.difference.as_deref().and_then(|d| fen(d, f));
    json!({
        "document": of.document, "file": file, "rule": f.rule, "reach": reach,
        "severity": f.severity.id(), "title": f.title.zh, "message": f.message.zh,
        "message_en": f.message.en, "stated": f.stated, "expected": f.expected,
        "difference": difference, "page": f.places.first().and_then(|p| p.spot.page),
    })
    .to_string()
}

/// A printed difference of money in 分: its unit stands behind it, or behind the value it differs from.
fn fen(difference: &str, f: &Finding) -> Option<i64> {
    let unit = [Some(difference), f.stated.as_deref(), f.expected.as_deref()]
        .into_iter()
        .flatten()
        .find_map(money)?;
    let plain: String = base::text::narrow(difference)
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
        .collect();
    let value: Decimal = plain.parse().ok()?;
    let fen = value.abs().checked_mul(unit)?.checked_mul(Decimal::ONE_HUNDRED)?;
    base::decimal::round(fen, 0).to_string().parse().ok()
}

fn money(text: &str) -> Option<Decimal> {
    let units = [("亿元", 100_000_000), ("万元", 10_000), ("元", 1)];
    units.iter().find(|(unit, _)| text.ends_with(unit)).map(|(_, one)| Decimal::from(*one))
}

/// Tables of final accounts that say what was spent of which money: form, column, name of the figure.
const SAID: [(&str, &str, &str); 3] = [
    ("一般公共预算财政拨款支出决算表", "合计", "一般公共预算财政拨款支出"),
    ("政府性基金预算财政拨款收入支出决算表", "本年支出", "政府性基金预算财政拨款支出"),
    ("国有资本经营预算财政拨款支出决算表", "本年支出", "国有资本经营预算财政拨款支出"),
];

/// The figures of final accounts that the ledger has as well: totals, and the general budget by 类.
fn said(set: &FactSet) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for (form, column, item) in SAID {
        for r in set.records.iter().filter(|r| r.form == form) {
            let class = match r.kind {
                Row::Total => "",
                Row::Class => r.code.as_deref().unwrap_or_default(),
                _ => continue,
            };
            all.extend(figure(set, r, column, item, class));
        }
    }
    let fiscal = set
        .records
        .iter()
        .find(|r| r.form == "财政拨款收入支出决算总表" && r.key == "本年支出合计");
    all.extend(fiscal.and_then(|r| figure(set, r, "合计", "财政拨款支出", "")));
    debug_assert!(SAID.iter().all(|(.., item)| PARTS.iter().any(|p| p.item == *item)));
    all
}

fn figure(
    set: &FactSet,
    r: &Record,
    column: &str,
    item: &str,
    class: &str,
) -> Option<serde_json::Value> {
    let Some(Slot::Figure(id)) = r.slots.get(column) else { return None };
    let fact = set.facts.get(id.0).filter(|f| f.sure)?;
    let fen = |value: Decimal| -> Option<i64> {
        let fen = value.checked_mul(fact.unit.yuan()?)?.checked_mul(Decimal::ONE_HUNDRED)?;
        base::decimal::round(fen, 0).to_string().parse().ok()
    };
    // Half a unit of the last digit, rounded up.
    let slack = fen(Decimal::new(5, fact.figure.decimals.min(20) + 1)).unwrap_or(0);
    Some(json!({
        "item": item, "class": class, "amount": fen(fact.figure.value)?, "slack": slack,
    }))
}

/// Posts the records of a document; those of an earlier version that are no more are taken back.
fn post(
    desk: &mut Desk,
    done: &mut Recorded,
    drafts: Vec<Draft>,
    file: &str,
    sha256: &str,
) -> Result<(), Fault> {
    let kept: BTreeSet<&str> = drafts.iter().map(|d| d.ext.as_str()).collect();
    let mut gone = Vec::new();
    let own = format!("{}:", done.document);
    for (key, day) in recorded(desk, "审计发现", &done.unit, done.year)? {
        let ext = record(done, "审计发现", &key, file).ext;
        if key.starts_with(&own) && !kept.contains(ext.as_str()) {
            gone.push((ext, day));
        }
    }
    let header = store::Header { replace: true, ..desk.header(file, sha256, "findings") };
    let mut posting = desk.store.begin(&header, &Controls::default())?;
    let refused = |what: &str, r: &ledger::Refusal| {
        Fault::new(format!("{what}：{}", r.zh), format!("{what}: {}", r.en))
    };
    for (ext, day) in gone {
        let source = Source { file: file.to_owned(), ..Source::default() };
        match posting.delete(&ext, "", day, source)? {
            Outcome::Refused(r) => return Err(refused(&ext, &r)),
            Outcome::Deleted(_) => done.gone += 1,
            _ => {}
        }
    }
    for draft in drafts {
        let ext = draft.ext.clone();
        if let Outcome::Refused(r) = posting.post(draft)? {
            return Err(refused(&ext, &r));
        }
    }
    done.receipt = posting.commit()?;
    Ok(())
}
