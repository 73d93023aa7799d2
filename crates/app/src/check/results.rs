//! Results that are at hand. What is let go is worked out again from the file when it is asked for.

use report::Audited;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Results at hand at most.
const MOST: usize = 200;

/// What they may weigh together, in bytes as estimated by [`weight`].
const ROOM: usize = 256 << 20;

/// Results by hash of the file and of the rules.
#[derive(Default)]
pub(super) struct Results {
    all: BTreeMap<String, Result>,
    bytes: usize,
    turn: u64,
}

struct Result {
    audited: Arc<Audited>,
    weight: usize,
    used: u64,
}

impl Results {
    pub(super) fn get(&mut self, key: &str) -> Option<Arc<Audited>> {
        self.turn += 1;
        let found = self.all.get_mut(key)?;
        found.used = self.turn;
        Some(Arc::clone(&found.audited))
    }

    pub(super) fn put(&mut self, key: String, audited: &Arc<Audited>) {
        self.turn += 1;
        let weight = weight(audited);
        let new = Result { audited: Arc::clone(audited), weight, used: self.turn };
        let before = self.all.insert(key, new).map_or(0, |r| r.weight);
        self.bytes = self.bytes + weight - before;
        while self.all.len() > 1 && (self.all.len() > MOST || self.bytes > ROOM) {
            let oldest = self.all.iter().min_by_key(|(_, r)| r.used).map(|(k, _)| k.clone());
            let Some(gone) = oldest.and_then(|k| self.all.remove(&k)) else { return };
            self.bytes -= gone.weight;
        }
    }
}

/// About how many bytes a result takes: figures and relations weigh most.
fn weight(audited: &Audited) -> usize {
    let Some(content) = &audited.content else { return 1024 };
    let cells = |b: &document::Block| match b {
        document::Block::Paragraph(p) => 200 + p.text.len(),
        document::Block::Table(t) => {
            t.rows.iter().flat_map(|r| &r.cells).map(|c| 120 + c.text.len()).sum()
        }
    };
    let paper: usize = content.document.blocks.iter().map(cells).sum();
    paper + content.facts.facts.len() * 700 + content.audit.relations.len() * 500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_is_let_go_first() {
        let mut results = Results::default();
        let one = Arc::new(Audited::default());
        for n in 0..MOST {
            results.put(format!("{n}"), &one);
        }
        assert!(results.get("0").is_some());
        results.put("more".to_owned(), &one);
        assert!(results.get("0").is_some() && results.get("1").is_none());
        assert_eq!(results.all.len(), MOST);
        assert_eq!(results.bytes, MOST * 1024);
    }
}
