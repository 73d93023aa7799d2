//! One entry with everything the journal says of it: fields, source, batch, hash, what takes it back.

use super::analyse::CodeNames;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::analysis::Names as _;
use ::oversight::pivot::Dim;
use ledger::{Kind, kind_name};
use report::Lang;
use report::chart::grouped;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Node: code and name.
    pub book: (String, String),
    /// Its number.
    pub seq: u64,
    /// 支付, 年初预算, …
    pub kind: &'static str,
    /// 元, printed; empty for a stated count.
    pub amount: String,
    /// Where it belongs: region, department, unit. What an account must reach.
    pub place: [String; 3],
    /// The fields that are filled, each with its name.
    pub fields: Vec<(String, String)>,
    /// Where it came from: file, sheet, row.
    pub source: (String, String, Option<u64>),
    /// Who posted it, when, from what, why; and the SHA-256 of the file.
    pub batch: BatchView,
    /// SM3, hexadecimal.
    pub hash: String,
    /// The entry it takes back.
    pub reverses: Option<u64>,
    /// The entry that takes it back.
    pub reversed_by: Option<u64>,
}

/// The batch of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchView {
    /// Its number.
    pub number: u64,
    /// Who posted it.
    pub actor: String,
    /// When, UTC.
    pub at: String,
    /// From what.
    pub source: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Why.
    pub reason: String,
}

/// An entry of money or of a stated count; `None` where there is none. Records are not entries of money: what
/// they say is shown where it belongs, to those who may see it there.
///
/// # Errors
/// When the store fails.
pub fn entry(
    desk: &mut Desk,
    book: &str,
    seq: u64,
    lang: Lang,
) -> Result<Option<EntryView>, Fault> {
    let Some(single) = desk.store.single(book, seq)? else { return Ok(None) };
    let draft = &single.entry.draft;
    if draft.kind == Kind::Record {
        return Ok(None);
    }
    let one = |desk: &mut Desk, sql: &str, code: &str| -> Result<Vec<String>, Fault> {
        let rows = desk.store.ask(sql, &[book.into(), code.into()])?;
        let row = rows.into_iter().next().unwrap_or_default();
        Ok(row.iter().map(|v| v.text().to_owned()).collect())
    };
    let card = "SELECT name, department, department_name, region FROM unit_card \
         WHERE book = ?1 AND code = ?2";
    let card = one(desk, card, &draft.unit)?;
    let card = <[String; 4]>::try_from(card).unwrap_or_default();
    let [unit_name, department, department_name, region] = card;
    let project = "SELECT name FROM project_card WHERE book = ?1 AND code = ?2";
    let project = one(desk, project, &draft.project)?.into_iter().next().unwrap_or_default();
    let name = desk.store.ask("SELECT name FROM book WHERE code = ?1", &[book.into()])?;
    let name = name.first().and_then(|r| r.first()).map(|v| v.text().to_owned());
    let region = if region.is_empty() { book.to_owned() } else { region };
    let names = CodeNames(&desk.knowledge.catalogue.codes);
    let coded = |dim: Dim, code: &str| named(code, names.name(dim, draft.year, code));
    let fields = [
        (("日期", "day"), draft.day.to_string()),
        (("预算年度", "fiscal year"), draft.year.to_string()),
        (("区划", "region"), coded(Dim::Region, &region)),
        (("主管部门", "department"), named(&department, Some(department_name))),
        (("单位", "unit"), named(&draft.unit, Some(unit_name))),
        (("项目", "project"), named(&draft.project, Some(project))),
        (("指标", "budget line"), draft.line.clone()),
        (("资金性质", "fund"), coded(Dim::Fund, &draft.fund)),
        (("功能科目", "function"), coded(Dim::Item, &draft.func)),
        (("部门经济科目", "economic class"), coded(Dim::EcoItem, &draft.eco)),
        (("政府经济科目", "government economic class"), draft.gov_eco.clone()),
        (("收款人", "payee"), draft.payee.clone()),
        (("用途", "purpose"), draft.purpose.clone()),
        (("文号或凭证号", "document"), draft.doc.clone()),
        (("合同", "contract"), draft.contract.clone()),
        (("支付方式", "method"), draft.method.clone()),
        (("主题", "topic"), draft.topic.clone()),
        (("原系统编号", "id in the source system"), draft.ext.clone()),
        (("原系统更新时间", "changed in the source system"), draft.stamp.clone()),
        (("原因", "reason"), draft.reason.clone()),
    ];
    let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
    let fields = fields.map(|((zh, en), text)| (lang.say(zh, en).to_owned(), text)).collect();
    let money = draft.kind != Kind::Register || draft.key == "元";
    let amount = match money {
        true => grouped(&draft.amount.yuan_text()),
        false => draft.amount.as_fen().to_string(),
    };
    Ok(Some(EntryView {
        book: (book.to_owned(), name.unwrap_or_default()),
        seq,
        kind: kind_name(draft.kind),
        amount,
        place: [region, department, draft.unit.clone()],
        fields,
        source: source(&draft.source),
        batch: batch(single.entry.batch, &single.header),
        hash: single.entry.hash.iter().map(|b| format!("{b:02x}")).collect(),
        reverses: draft.reverses,
        reversed_by: single.reversed_by,
    }))
}

fn source(source: &ledger::Source) -> (String, String, Option<u64>) {
    let row = u64::from(source.row);
    (source.file.clone(), source.sheet.clone(), (row > 0).then_some(row))
}

/// Code and name.
fn named(code: &str, name: Option<String>) -> String {
    match name {
        Some(name) if !name.is_empty() && !code.is_empty() => format!("{code} {name}"),
        _ => code.to_owned(),
    }
}

fn batch(number: u64, header: &str) -> BatchView {
    let value: serde_json::Value = serde_json::from_str(header).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    BatchView {
        number,
        actor: text("actor"),
        at: text("at"),
        source: text("source"),
        sha256: text("sha256"),
        reason: text("reason"),
    }
}
