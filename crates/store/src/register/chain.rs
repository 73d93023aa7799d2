//! The hash chain of the log, in the spirit of the journal's: a line's hash covers the one before, so that no
//! line can be changed, removed, inserted or moved without the chain breaking there.

use super::item::Item;
use super::log::{Line, Who};
use sm3::{Digest, Sm3};

/// Version of the canonical bytes; another layout gets another number.
const LAYOUT: u8 = 1;

/// The hash before the first line.
pub(super) fn genesis() -> [u8; 32] {
    let mut bytes = b"mingzhang house".to_vec();
    bytes.push(LAYOUT);
    Sm3::digest(&bytes).into()
}

/// What a line says, before it has a number and a hash.
pub(super) struct Said<'a> {
    pub(super) who: &'a Who,
    pub(super) action: &'a str,
    pub(super) kind: &'a str,
    pub(super) object: &'a str,
    pub(super) digest: &'a str,
    pub(super) note: &'a str,
}

impl Said<'_> {
    /// Its texts, in the order of the chain.
    pub(super) fn texts(&self) -> [&str; 9] {
        let who = self.who;
        [
            &who.at,
            &who.actor,
            &who.role,
            &who.address,
            self.action,
            self.kind,
            self.object,
            self.digest,
            self.note,
        ]
    }

    /// The hash of the line after the one with hash `before` (SM3, GB/T 32905).
    pub(super) fn link(&self, before: &[u8; 32], seq: u64) -> [u8; 32] {
        let mut bytes = before.to_vec();
        bytes.push(LAYOUT);
        bytes.extend_from_slice(&seq.to_be_bytes());
        for text in self.texts() {
            field(text, &mut bytes);
        }
        Sm3::digest(&bytes).into()
    }
}

/// The hash of a line that was read, after the one with hash `before`.
pub(super) fn link(before: &[u8; 32], line: &Line) -> [u8; 32] {
    let who = Who {
        actor: line.actor.clone(),
        role: line.role.clone(),
        address: line.address.clone(),
        at: line.at.clone(),
    };
    let said = Said {
        who: &who,
        action: &line.action,
        kind: &line.kind,
        object: &line.object,
        digest: &line.digest,
        note: &line.note,
    };
    said.link(before, line.seq)
}

/// What an item says, as the log remembers it.
pub(super) fn item_sum(item: &Item) -> String {
    let mut bytes = vec![LAYOUT];
    bytes.extend_from_slice(&item.version.to_be_bytes());
    for text in [&item.kind, &item.id, &item.owner, &item.unit, &item.at, &item.body] {
        field(text, &mut bytes);
    }
    sum(&bytes)
}

/// The SM3 of bytes, hexadecimal.
pub(super) fn sum(bytes: &[u8]) -> String {
    hex(&Sm3::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Length first, so that no two lists of fields have the same bytes.
fn field(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn line() -> Line {
        Line { seq: 3, actor: "li".to_owned(), action: "login".to_owned(), ..Line::default() }
    }

    /// One change a field: every field that the chain covers.
    const CHANGES: &[fn(&mut Line)] = &[
        |l| l.seq = 4,
        |l| l.at.push('1'),
        |l| l.actor.push('1'),
        |l| l.role.push('1'),
        |l| l.address.push('1'),
        |l| l.action.push('1'),
        |l| l.kind.push('1'),
        |l| l.object.push('1'),
        |l| l.digest.push('1'),
        |l| l.note.push('1'),
    ];

    #[test]
    fn every_field_and_every_place_changes_the_hash() {
        let before = genesis();
        let mut seen = BTreeSet::from([before, link(&before, &line())]);
        for (n, change) in CHANGES.iter().enumerate() {
            let mut other = line();
            change(&mut other);
            assert!(seen.insert(link(&before, &other)), "change {n} is not covered");
        }
        assert!(seen.insert(link(&link(&before, &line()), &line())));
    }

    /// A log written today must verify for ever: the canonical bytes never change under a layout.
    #[test]
    fn the_layout_is_fixed() {
        let text = hex(&link(&genesis(), &line()));
        assert_eq!(text, "e58e24d216827e2b8d765fcf472d9526de5b04a7073ac9551a740459c4494ac1");
    }

    #[test]
    fn every_field_of_an_item_changes_its_sum() {
        let item = Item { kind: "a".to_owned(), id: "b".to_owned(), ..Item::default() };
        let changes: [fn(&mut Item); 7] = [
            |i| i.version = 1,
            |i| i.kind.push('1'),
            |i| i.id.push('1'),
            |i| i.owner.push('1'),
            |i| i.unit.push('1'),
            |i| i.at.push('1'),
            |i| i.body.push('1'),
        ];
        let mut seen = BTreeSet::from([item_sum(&item)]);
        for change in changes {
            let mut other = item.clone();
            change(&mut other);
            assert!(seen.insert(item_sum(&other)));
        }
    }
}
