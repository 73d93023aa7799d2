//! Pages that were worked out and are still true: the same address, reach and language at the same state
//! of the ledger give the same bytes, so that they need not be worked out again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Bytes that are kept at most; when they are used up all of it is let go.
const ROOM: usize = 32 << 20;

/// Answers by what they depend on.
#[derive(Default)]
pub(crate) struct Views {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    all: HashMap<String, Arc<str>>,
    bytes: usize,
}

impl Views {
    /// What was worked out for a key.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<str>> {
        self.kept.lock().ok()?.all.get(key).map(Arc::clone)
    }

    /// Keeps what was worked out.
    pub(crate) fn put(&self, key: String, text: &Arc<str>) {
        let Ok(mut kept) = self.kept.lock() else { return };
        let size = key.len() + text.len();
        if kept.bytes + size > ROOM {
            *kept = Kept::default();
        }
        if size <= ROOM && kept.all.insert(key, Arc::clone(text)).is_none() {
            kept.bytes += size;
        }
    }
}
