//! Files that were sent together, and how far the work on them is.

use super::sent::OfBatch;
use crate::Fault;
use report::{Audited, Verdict};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long it is told what became of a batch after it was sent.
const AGE: Duration = Duration::from_secs(6 * 3600);

/// Batches that are known at most; the oldest go first, their documents stay.
const MOST: usize = 1000;

/// Batches by an id that nobody guesses.
#[derive(Default)]
pub(super) struct Batches {
    all: BTreeMap<String, Batch>,
}

struct Batch {
    since: Instant,
    owner: String,
    files: Vec<FileView>,
}

/// A batch as far as it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchView {
    /// Its files, in the order they were sent.
    pub files: Vec<FileView>,
    /// How many of them are done.
    pub done: usize,
}

/// A file of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: FileState,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Its turn has not come.
    Waiting,
    /// It is being checked.
    Working,
    /// It was checked.
    Finished(Finished),
    /// It was checked but could not be kept, and why.
    Failed(Fault),
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Id of the document.
    pub document: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether no figure of it was held by anything.
    pub unchecked: bool,
    /// Findings by severity: errors, warnings, notices.
    pub findings: [usize; 3],
    /// Share of the amounts that relations hold.
    pub coverage: String,
}

impl Finished {
    pub(super) fn of(document: String, audited: &Audited) -> Finished {
        use audit::Severity::{Error, Notice, Warning};
        Finished {
            document,
            verdict: audited.verdict(),
            unchecked: audited.unchecked(),
            findings: [Error, Warning, Notice].map(|s| audited.of(s)),
            coverage: audited.figures().coverage(),
        }
    }
}

impl Batches {
    pub(super) fn open(&mut self, id: &str, owner: &str, names: Vec<String>) {
        let files = names.into_iter().map(|name| FileView { name, state: FileState::Waiting });
        let batch =
            Batch { since: Instant::now(), owner: owner.to_owned(), files: files.collect() };
        let now = Instant::now();
        self.all.retain(|_, b| now.duration_since(b.since) < AGE);
        while self.all.len() >= MOST {
            let oldest = self.all.iter().min_by_key(|(_, b)| b.since).map(|(id, _)| id.clone());
            let Some(id) = oldest else { break };
            self.all.remove(&id);
        }
        self.all.insert(id.to_owned(), batch);
    }

    pub(super) fn set(&mut self, of: &OfBatch, state: FileState) {
        if let Some(file) = self.all.get_mut(&of.batch).and_then(|b| b.files.get_mut(of.file)) {
            file.state = state;
        }
    }

    pub(super) fn view(&self, id: &str, owner: &str) -> Option<BatchView> {
        let batch = self.all.get(id).filter(|b| b.owner == owner)?;
        let done = |f: &&FileView| !matches!(f.state, FileState::Waiting | FileState::Working);
        let files = batch.files.clone();
        Some(BatchView { done: files.iter().filter(done).count(), files })
    }
}
