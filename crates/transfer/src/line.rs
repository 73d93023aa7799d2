//! An entry as a line of JSON: the names are those of the columns of the journal, what is empty is left
//! out.

use crate::parcel::hash;
use base::Amount;
use ledger::{Draft, Entry, Source, kind_name, kind_of};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    seq: u64,
    batch: u64,
    kind: String,
    day: String,
    year: i32,
    #[serde(default, skip_serializing_if = "zero")]
    amount: i64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    line: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    project: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    fund: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    func: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    eco: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    gov_eco: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    payee: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    purpose: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    doc: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    contract: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    method: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    topic: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    item: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    payload: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    ext: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    stamp: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    file: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    sheet: String,
    #[serde(default, skip_serializing_if = "none")]
    src_row: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reverses: Option<u64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(with = "hash")]
    hash: [u8; 32],
}

fn zero(fen: &i64) -> bool {
    *fen == 0
}

fn none(row: &u32) -> bool {
    *row == 0
}

/// The line of an entry.
pub(crate) fn write(entry: &Entry) -> serde_json::Result<String> {
    let d = entry.draft.clone();
    serde_json::to_string(&Line {
        seq: entry.seq,
        batch: entry.batch,
        kind: kind_name(d.kind).to_owned(),
        day: d.day.to_string(),
        year: d.year,
        amount: d.amount.as_fen(),
        unit: d.unit,
        line: d.line,
        project: d.project,
        fund: d.fund,
        func: d.func,
        eco: d.eco,
        gov_eco: d.gov_eco,
        payee: d.payee,
        purpose: d.purpose,
        doc: d.doc,
        contract: d.contract,
        method: d.method,
        topic: d.topic,
        item: d.key,
        payload: d.payload,
        ext: d.ext,
        stamp: d.stamp,
        file: d.source.file,
        sheet: d.source.sheet,
        src_row: d.source.row,
        reverses: d.reverses,
        reason: d.reason,
        hash: entry.hash,
    })
}

/// The entry of a line; `None` when it is none that was written.
pub(crate) fn read(text: &[u8]) -> Option<Entry> {
    let l: Line = serde_json::from_slice(text).ok()?;
    let draft = Draft {
        kind: kind_of(&l.kind)?,
        day: l.day.parse().ok()?,
        year: l.year,
        unit: l.unit,
        line: l.line,
        project: l.project,
        fund: l.fund,
        func: l.func,
        eco: l.eco,
        gov_eco: l.gov_eco,
        amount: Amount::fen(l.amount),
        payee: l.payee,
        purpose: l.purpose,
        doc: l.doc,
        contract: l.contract,
        method: l.method,
        topic: l.topic,
        key: l.item,
        payload: l.payload,
        ext: l.ext,
        stamp: l.stamp,
        source: Source { file: l.file, sheet: l.sheet, row: l.src_row },
        reverses: l.reverses,
        reason: l.reason,
    };
    Some(Entry { seq: l.seq, batch: l.batch, draft, hash: l.hash })
}
