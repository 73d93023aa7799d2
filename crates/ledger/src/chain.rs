//! The hash chain: every entry's hash covers the one before, so that no entry can be changed, removed,
//! inserted or moved without the chain breaking there.

use crate::controls::{line_of, on_line};
use crate::entry::{Draft, Entry, Kind};
use sm3::{Digest, Sm3};

/// Version of the canonical bytes; another layout gets another number, so that old books stay provable.
const LAYOUT: u8 = 1;

/// The hash before the first entry of a book.
pub fn genesis(book: &str) -> [u8; 32] {
    let mut bytes = b"mingzhang book".to_vec();
    bytes.push(LAYOUT);
    field(book, &mut bytes);
    Sm3::digest(&bytes).into()
}

/// The hash of an entry after the one with hash `before` (SM3, GB/T 32905).
pub fn link(before: &[u8; 32], entry: &Entry) -> [u8; 32] {
    link_known(before, entry, &digest(&entry.draft))
}

/// [`link`] with the [`digest`] of the draft at hand, so that it is computed once.
pub fn link_known(before: &[u8; 32], entry: &Entry, digest: &[u8; 32]) -> [u8; 32] {
    let draft = &entry.draft;
    let mut bytes = Vec::with_capacity(256);
    bytes.extend_from_slice(before);
    bytes.push(LAYOUT);
    bytes.extend_from_slice(&entry.seq.to_be_bytes());
    bytes.extend_from_slice(&entry.batch.to_be_bytes());
    bytes.extend_from_slice(digest);
    for text in [&draft.stamp, &draft.source.file, &draft.source.sheet, &draft.reason] {
        field(text, &mut bytes);
    }
    bytes.extend_from_slice(&draft.source.row.to_be_bytes());
    bytes.extend_from_slice(&draft.reverses.unwrap_or(0).to_be_bytes());
    Sm3::digest(&bytes).into()
}

/// A draft that will not change any more, with what is computed of it alone. That is a good part of what
/// posting costs and needs no book, so that another thread than the one that posts may do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    draft: Draft,
    digest: [u8; 32],
    ext: i64,
    nul: bool,
}

impl Hashed {
    /// Fills in the budget line where the draft names none and must stand on one, and hashes.
    pub fn new(mut draft: Draft) -> Hashed {
        if on_line(draft.kind) && draft.line.is_empty() {
            draft.line = line_of(&draft);
        }
        let digest = digest(&draft);
        let ext = match draft.ext.is_empty() {
            true => 0,
            false => short(&draft.ext),
        };
        let more = [&draft.source.file, &draft.source.sheet, &draft.stamp, &draft.reason];
        let nul = texts(&draft).iter().chain(&more.map(String::as_str)).any(|t| t.contains('\0'));
        Hashed { draft, digest, ext, nul }
    }

    /// The draft.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The draft itself.
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// Its [`digest`].
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Whether a text holds the character NUL, which no engine keeps as it is.
    pub fn has_nul(&self) -> bool {
        self.nul
    }

    /// Number of its id in the source system ([`short`]), 0 without one.
    pub fn ext(&self) -> i64 {
        self.ext
    }
}

/// What a draft says of the world, wherever and whenever it was read: two drafts share it exactly when
/// they say the same thing.
pub fn digest(draft: &Draft) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(384);
    bytes.push(LAYOUT);
    field(kind_name(draft.kind), &mut bytes);
    for part in [draft.day.year(), draft.day.month().into(), draft.day.day().into()] {
        bytes.extend_from_slice(&part.to_be_bytes());
    }
    bytes.extend_from_slice(&draft.year.to_be_bytes());
    bytes.extend_from_slice(&draft.amount.as_fen().to_be_bytes());
    for text in texts(draft) {
        field(text, &mut bytes);
    }
    Sm3::digest(&bytes).into()
}

/// The texts of a draft that say something of the world, in the order of the chain.
pub fn texts(d: &Draft) -> [&str; 16] {
    [
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
    ]
}

/// The number under which a [`digest`] is kept for comparison.
pub fn content(digest: &[u8; 32]) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = *digest;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The number under which an id of a source system is looked up. Two ids may share it; the text
/// decides.
pub fn short(text: &str) -> i64 {
    let digest: [u8; 32] = Sm3::digest(text.as_bytes()).into();
    content(&digest)
}

/// The name of a kind, as data files, exports and the chain write it.
pub const fn kind_name(kind: Kind) -> &'static str {
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

/// Length first, so that no two lists of fields have the same bytes.
fn field(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Source;
    use base::{Amount, Date};
    use std::collections::BTreeSet;

    fn entry() -> Entry {
        let mut draft = Draft::new(Kind::Pay, Date::constant(2023, 5, 10), 2023, "102001");
        draft.amount = Amount::fen(12_345);
        draft.payee = "某公司".to_owned();
        Entry { seq: 3, batch: 2, draft, hash: [0; 32] }
    }

    type Change = fn(&mut Entry);

    /// One change a field: every field of an entry.
    const CHANGES: &[Change] = &[
        |e| e.seq = 4,
        |e| e.batch = 3,
        |e| e.draft.kind = Kind::Allot,
        |e| e.draft.day = Date::constant(2023, 5, 11),
        |e| e.draft.year = 2024,
        |e| e.draft.amount = Amount::fen(12_346),
        |e| e.draft.amount = Amount::fen(-12_345),
        |e| e.draft.unit.push('1'),
        |e| e.draft.line.push('1'),
        |e| e.draft.project.push('1'),
        |e| e.draft.fund.push('1'),
        |e| e.draft.func.push('1'),
        |e| e.draft.eco.push('1'),
        |e| e.draft.gov_eco.push('1'),
        |e| e.draft.payee.push('1'),
        |e| e.draft.purpose.push('1'),
        |e| e.draft.doc.push('1'),
        |e| e.draft.contract.push('1'),
        |e| e.draft.method.push('1'),
        |e| e.draft.topic.push('1'),
        |e| e.draft.key.push('1'),
        |e| e.draft.payload.push('1'),
        |e| e.draft.ext.push('1'),
        |e| e.draft.stamp.push('1'),
        |e| e.draft.source.file.push('1'),
        |e| e.draft.source.sheet.push('1'),
        |e| e.draft.source.row = 1,
        |e| e.draft.reverses = Some(1),
        |e| e.draft.reason.push('1'),
    ];

    #[test]
    fn every_field_and_every_place_changes_the_hash() {
        let before = genesis("140900000");
        let mut seen = BTreeSet::from([link(&before, &entry())]);
        for (n, change) in CHANGES.iter().enumerate() {
            let mut other = entry();
            change(&mut other);
            assert!(seen.insert(link(&before, &other)), "change {n} is not covered");
        }
        assert!(seen.insert(link(&genesis("430100000"), &entry())));
    }

    #[test]
    fn the_same_row_read_elsewhere_says_the_same() {
        let mut other = entry();
        other.draft.source = Source { file: "b.xlsx".to_owned(), sheet: "1".to_owned(), row: 9 };
        other.draft.stamp = "2023-06-01".to_owned();
        assert_eq!(digest(&entry().draft), digest(&other.draft));
        other.draft.purpose = "办公费".to_owned();
        assert_ne!(digest(&entry().draft), digest(&other.draft));
    }

    /// A book written today must verify for ever: the canonical bytes never change under a layout.
    #[test]
    fn the_layout_is_fixed() {
        let hash = link(&genesis("140900000"), &entry());
        let text: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(text, "9c918a0c2c3e579275bc37e00b8fcddbdca82a5ba20dbb333a7620d88bd5ca64");
    }

    #[test]
    fn a_hashed_draft_stands_on_its_line() {
        let hashed = Hashed::new(entry().draft);
        assert_eq!(hashed.draft().line, line_of(&entry().draft));
        assert_eq!(*hashed.digest(), digest(hashed.draft()));
        assert_eq!((hashed.ext(), hashed.has_nul()), (0, false));
        let mut named = entry().draft;
        (named.line, named.ext) = ("7".to_owned(), "支付:1".to_owned());
        named.stamp = "\0".to_owned();
        let hashed = Hashed::new(named.clone());
        assert!(hashed.has_nul());
        assert_eq!((hashed.ext(), hashed.into_draft()), (short("支付:1"), named));
    }

    #[test]
    fn names_of_kinds_read_back() {
        for kind in [Kind::Initial, Kind::Pay, Kind::Register, Kind::Record, Kind::Recall] {
            assert_eq!(kind_of(kind_name(kind)), Some(kind));
        }
        assert_eq!(kind_of("支出"), None);
    }
}
