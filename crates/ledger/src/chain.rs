//! The hash chain: every entry's hash covers the one before, so that no entry can be changed, removed,
//! inserted or moved without the chain breaking there.

use crate::entry::{Draft, Entry, Kind};
use sm3::{Digest, Sm3};

/// The hash before the first entry of a book.
pub fn genesis(book: &str) -> [u8; 32] {
    let mut hasher = Sm3::new();
    hasher.update(b"mingzhang book 1");
    hasher.update(book.as_bytes());
    hasher.finalize().into()
}

/// The hash of an entry after the one with hash `before` (SM3, GB/T 32905).
pub fn link(before: &[u8; 32], entry: &Entry) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(512);
    bytes.extend_from_slice(before);
    bytes.extend_from_slice(&entry.seq.to_be_bytes());
    bytes.extend_from_slice(&entry.batch.to_be_bytes());
    business(&entry.draft, &mut bytes);
    for text in [&entry.draft.stamp, &entry.draft.source.file, &entry.draft.source.sheet] {
        field(text, &mut bytes);
    }
    bytes.extend_from_slice(&entry.draft.source.row.to_be_bytes());
    bytes.extend_from_slice(&entry.draft.reverses.unwrap_or(0).to_be_bytes());
    field(&entry.draft.reason, &mut bytes);
    Sm3::digest(&bytes).into()
}

/// A number that two drafts share exactly when they say the same thing, wherever they come from.
pub fn content(draft: &Draft) -> i64 {
    let mut bytes = Vec::with_capacity(384);
    business(draft, &mut bytes);
    short(&bytes)
}

/// A number for an id of a source system, for lookups.
pub fn short(bytes: &[u8]) -> i64 {
    let digest: [u8; 32] = Sm3::digest(bytes).into();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

/// The name of a kind, as data files, exports and the chain write it.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Initial => "年初预算",
        Kind::Adjust => "预算调整",
        Kind::Allot => "指标下达",
        Kind::Plan => "用款计划",
        Kind::Pay => "支付",
        Kind::Income => "收入",
        Kind::Opening => "年初结转",
        Kind::Surplus => "使用结余",
        Kind::Distribute => "结余分配",
        Kind::Recall => "收回",
        Kind::Register => "登记",
        Kind::Record => "记录",
    }
}

/// Reads a kind's name.
pub fn kind_of(name: &str) -> Option<Kind> {
    const ALL: [Kind; 12] = [
        Kind::Initial,
        Kind::Adjust,
        Kind::Allot,
        Kind::Plan,
        Kind::Pay,
        Kind::Income,
        Kind::Opening,
        Kind::Surplus,
        Kind::Distribute,
        Kind::Recall,
        Kind::Register,
        Kind::Record,
    ];
    ALL.into_iter().find(|k| kind_name(*k) == name)
}

/// What the entry says of the world; not where it was read.
fn business(d: &Draft, bytes: &mut Vec<u8>) {
    field(kind_name(d.kind), bytes);
    field(&d.day.to_string(), bytes);
    bytes.extend_from_slice(&d.year.to_be_bytes());
    bytes.extend_from_slice(&d.amount.as_fen().to_be_bytes());
    for text in [
        &d.unit,
        &d.line,
        &d.project,
        &d.fund,
        &d.func,
        &d.eco,
        &d.gov_eco,
        &d.payee,
        &d.purpose,
        &d.doc,
        &d.contract,
        &d.method,
        &d.topic,
        &d.key,
        &d.payload,
        &d.ext,
    ] {
        field(text, bytes);
    }
}

/// Length first, so that no two lists of fields have the same bytes.
fn field(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
