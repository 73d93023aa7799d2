//! Files that are being read: the work goes on by itself, and pages ask how far it is.

use crate::trouble::Trouble;
use app::desk::upload::Looked;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

/// How long a page waits before it shows how far the work is.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Files kept in mind at a time; the ones that ended longest ago are read anew when asked for.
const MOST: usize = 32;

/// Work on a file.
#[derive(Default)]
pub(super) struct Job {
    rows: AtomicU64,
    over: Mutex<Option<Over>>,
}

/// How work ended.
#[derive(Clone)]
pub(super) enum Over {
    /// The file was looked at.
    Looked(Arc<Looked>),
    /// It was taken; what became of it is kept with the file.
    Taken,
    /// It could not be done.
    Failed(Trouble),
}

static ALL: LazyLock<Mutex<BTreeMap<String, Arc<Job>>>> = LazyLock::new(Mutex::default);

impl Job {
    /// Says how many rows were read.
    pub(super) fn read(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// Rows read so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// How it ended; nothing while it goes on.
    pub(super) fn over(&self) -> Option<Over> {
        self.over.lock().ok().and_then(|over| over.clone())
    }

    /// Says how it ended.
    pub(super) fn end(&self, how: Over) {
        if let Ok(mut over) = self.over.lock() {
            *over = Some(how);
        }
    }

    /// Waits a little for the end.
    pub(super) async fn wait(&self) -> Option<Over> {
        let step = Duration::from_millis(30);
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            if let Some(over) = self.over() {
                return Some(over);
            }
            tokio::time::sleep(step).await;
            waited += step;
        }
        self.over()
    }
}

/// Work on a file that goes on or has ended.
pub(super) fn known(key: &str) -> Option<Arc<Job>> {
    ALL.lock().ok().and_then(|all| all.get(key).cloned())
}

/// Begins work on a file; nothing where some is going on.
pub(super) fn begin(key: &str) -> Option<Arc<Job>> {
    let mut all = ALL.lock().ok()?;
    if all.get(key).is_some_and(|job| job.over().is_none()) {
        return None;
    }
    if all.len() >= MOST {
        all.retain(|_, job| job.over().is_none());
    }
    let job = Arc::new(Job::default());
    all.insert(key.to_owned(), Arc::clone(&job));
    Some(job)
}

/// Forgets work that has ended.
pub(super) fn forget(key: &str) {
    if let Ok(mut all) = ALL.lock() {
        all.retain(|k, job| k != key || job.over().is_none());
    }
}
