//! Pages that were worked out and are still true: the same address, reach and language at the same state
//! of the ledger give the same bytes, so that they need not be worked out again.

use maud::{Markup, PreEscaped};
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
    /// Title and body that were worked out for a key.
    pub(crate) fn part(&self, key: &str) -> Option<(String, Markup)> {
        let text = self.kept.lock().ok()?.all.get(key).map(Arc::clone)?;
        let (title, body) = text.split_once('\n')?;
        Some((title.to_owned(), PreEscaped(body.to_owned())))
    }

    /// Keeps a title and a body.
    pub(crate) fn put_part(&self, key: String, title: &str, body: &Markup) {
        let title = title.replace('\n', " ");
        self.put(key, &format!("{title}\n{}", body.0).into());
    }

    fn put(&self, key: String, text: &Arc<str>) {
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
