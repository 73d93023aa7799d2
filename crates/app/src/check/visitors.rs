//! Documents of visitors without an account: in memory only, and for an hour at most.

use crate::Fault;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long they are held.
const AGE: Duration = Duration::from_secs(3600);

/// Documents and bytes at most; the oldest go first.
const MOST: usize = 400;
const ROOM: usize = 256 << 20;

/// First character of an id: no kept document begins so.
const MARK: char = 'v';

/// A document that is held in memory.
#[derive(Clone, Debug)]
pub struct Held {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
}

/// Documents by an id that nobody guesses.
#[derive(Default)]
pub(super) struct Visitors {
    all: BTreeMap<String, (Instant, Held)>,
}

impl Visitors {
    pub(super) fn hold(&mut self, held: Held) -> Result<String, Fault> {
        let id = access::token().map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
        let id = format!("{MARK}{id}");
        self.all.insert(id.clone(), (Instant::now(), held));
        self.tidy();
        Ok(id)
    }

    pub(super) fn held(&mut self, id: &str) -> Option<Held> {
        self.tidy();
        self.all.get(id).map(|(_, held)| held.clone())
    }

    fn tidy(&mut self) {
        let now = Instant::now();
        self.all.retain(|_, (since, _)| now.duration_since(*since) < AGE);
        let mut bytes: usize = self.all.values().map(|(_, h)| h.bytes.len()).sum();
        while self.all.len() > 1 && (self.all.len() > MOST || bytes > ROOM) {
            let oldest = self.all.iter().min_by_key(|(_, (since, _))| *since);
            let Some(id) = oldest.map(|(id, _)| id.clone()) else { return };
            bytes -= self.all.remove(&id).map_or(0, |(_, h)| h.bytes.len());
        }
    }
}

/// Whether an id is one of these.
pub(super) fn is_held(id: &str) -> bool {
    id.starts_with(MARK)
}
