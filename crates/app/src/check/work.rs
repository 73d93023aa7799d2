//! Documents are checked on threads of their own, one after the other, so that pages are answered meanwhile.

use super::batch::{BatchView, Batches, FileState, Finished};
use super::results::Results;
use super::sent::OfBatch;
use super::visitors::{Held, Visitors, is_held};
use crate::{Fault, Knowledge, audit_bytes, stages};
use report::Audited;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

/// Documents that are checked at a time.
const THREADS: usize = 2;

/// How long one document may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Files and bytes that may wait; more are refused until there is room.
const WAITING: usize = 2000;
const ROOM: usize = 512 << 20;

/// What is done with a checked file: gives the id under which it is found.
pub type Keeper = Arc<dyn Fn(&OfBatch, Vec<u8>, &Audited) -> Result<String, Fault> + Send + Sync>;

/// Too many files wait already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// The documents in the making and at hand.
pub struct Checks {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    queue: Mutex<Queue>,
    wake: Condvar,
    results: Mutex<Results>,
    batches: Mutex<Batches>,
    visitors: Mutex<Visitors>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    bytes: usize,
    closed: bool,
}

struct Job {
    name: String,
    bytes: Vec<u8>,
    knowledge: Arc<Knowledge>,
    task: Task,
}

enum Task {
    /// A file of a batch.
    File(OfBatch, Keeper),
    /// A result that was let go is wanted again.
    Again(mpsc::Sender<Arc<Audited>>),
}

impl Default for Checks {
    /// Starts the threads.
    fn default() -> Checks {
        let inner = Arc::new(Inner::default());
        for _ in 0..THREADS {
            let inner = Arc::clone(&inner);
            std::thread::spawn(move || inner.work());
        }
        Checks { inner }
    }
}

impl Drop for Checks {
    fn drop(&mut self) {
        lock(&self.inner.queue).closed = true;
        self.inner.wake.notify_all();
    }
}

impl Checks {
    /// Whether there is room for files of so many bytes. A batch that could never have room is let in when
    /// nothing waits.
    ///
    /// # Errors
    /// When too many wait.
    pub fn room(&self, files: &[(String, Vec<u8>)]) -> Result<(), Busy> {
        let more: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        let queue = lock(&self.inner.queue);
        let full = queue.waiting.len() + files.len() > WAITING || queue.bytes + more > ROOM;
        if full && !queue.waiting.is_empty() { Err(Busy) } else { Ok(()) }
    }

    /// Takes files to be checked, under the id of a batch. Each file is handed to `keeper` when it is done.
    pub fn begin(
        &self,
        batch: &str,
        owner: &str,
        files: Vec<(String, Vec<u8>)>,
        knowledge: &Arc<Knowledge>,
        keeper: &Keeper,
    ) {
        let names = files.iter().map(|(name, _)| name.clone()).collect();
        lock(&self.inner.batches).open(batch, owner, names);
        let mut queue = lock(&self.inner.queue);
        for (file, (name, bytes)) in files.into_iter().enumerate() {
            let of = OfBatch { batch: batch.to_owned(), file };
            let task = Task::File(of, Arc::clone(keeper));
            queue.bytes += bytes.len();
            queue.waiting.push_back(Job { name, bytes, knowledge: Arc::clone(knowledge), task });
        }
        drop(queue);
        self.inner.wake.notify_all();
    }

    /// How far a batch is; nothing for one that is not known or another's.
    pub fn batch(&self, id: &str, owner: &str) -> Option<BatchView> {
        lock(&self.inner.batches).view(id, owner)
    }

    /// Holds a visitor's document in memory; gives its id.
    ///
    /// # Errors
    /// When no id can be made.
    pub fn hold(&self, name: &str, sha256: &str, bytes: Vec<u8>) -> Result<String, Fault> {
        let (name, sha256) = (name.to_owned(), sha256.to_owned());
        lock(&self.inner.visitors).hold(Held { name, sha256, bytes: Arc::new(bytes) })
    }

    /// A visitor's document; nothing for one that is gone.
    pub fn held(&self, id: &str) -> Option<Held> {
        if is_held(id) { lock(&self.inner.visitors).held(id) } else { None }
    }

    /// The result for a file: at hand, or worked out again from its bytes. Waits until it is there.
    ///
    /// # Errors
    /// What `bytes` says, or that the server is stopping.
    pub fn audited(
        &self,
        name: &str,
        sha256: &str,
        knowledge: &Arc<Knowledge>,
        bytes: impl FnOnce() -> Result<Vec<u8>, Fault>,
    ) -> Result<Arc<Audited>, Fault> {
        let at_hand = lock(&self.inner.results).get(&key(sha256, knowledge));
        let audited = match at_hand {
            Some(audited) => audited,
            None => self.again(name, bytes()?, knowledge)?,
        };
        // The same file may have been sent under another name.
        Ok(match audited.path == name {
            true => audited,
            false => Arc::new(Audited { path: name.to_owned(), ..(*audited).clone() }),
        })
    }

    fn again(
        &self,
        name: &str,
        bytes: Vec<u8>,
        knowledge: &Arc<Knowledge>,
    ) -> Result<Arc<Audited>, Fault> {
        let (send, receive) = mpsc::channel();
        let job = Job {
            name: name.to_owned(),
            bytes,
            knowledge: Arc::clone(knowledge),
            task: Task::Again(send),
        };
        let mut queue = lock(&self.inner.queue);
        queue.bytes += job.bytes.len();
        // Somebody waits before a page: it comes before files of batches.
        queue.waiting.push_front(job);
        drop(queue);
        self.inner.wake.notify_one();
        receive.recv().map_err(|_| {
            Fault::new("没有审核完，请再试一次", "it was not checked to the end; try again")
        })
    }
}

impl Inner {
    fn work(&self) {
        while let Some(job) = self.next() {
            // Whatever breaks down in one document, the others go on.
            let _ = catch_unwind(AssertUnwindSafe(|| self.one(job)));
        }
    }

    fn next(&self) -> Option<Job> {
        let mut queue = lock(&self.queue);
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.waiting.pop_front() {
                queue.bytes = queue.bytes.saturating_sub(job.bytes.len());
                return Some(job);
            }
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn one(&self, job: Job) {
        let Job { name, bytes, knowledge, task } = job;
        if let Task::File(of, _) = &task {
            lock(&self.batches).set(of, FileState::Working);
        }
        let audited = self.audited(&name, &bytes, &knowledge);
        match task {
            Task::File(of, keeper) => {
                let kept = catch_unwind(AssertUnwindSafe(|| keeper(&of, bytes, &audited)));
                let state = match kept {
                    Ok(Ok(id)) => FileState::Finished(Finished::of(id, &audited)),
                    Ok(Err(fault)) => FileState::Failed(fault),
                    Err(_) => FileState::Failed(broke_down()),
                };
                lock(&self.batches).set(&of, state);
            }
            Task::Again(send) => {
                // Who asked may have gone.
                let _ = send.send(audited);
            }
        }
    }

    fn audited(&self, name: &str, bytes: &[u8], knowledge: &Arc<Knowledge>) -> Arc<Audited> {
        let key = key(&stages::sha256(bytes), knowledge);
        if let Some(audited) = lock(&self.results).get(&key) {
            return Arc::new(Audited { path: name.to_owned(), ..(*audited).clone() });
        }
        let audited = audit_bytes(name, bytes.to_vec(), knowledge, LIMIT);
        let audited = Arc::new(audited);
        lock(&self.results).put(key, &audited);
        audited
    }
}

fn key(sha256: &str, knowledge: &Knowledge) -> String {
    format!("{sha256} {}", knowledge.rulebook.hash)
}

fn broke_down() -> Fault {
    Fault::new("程序内部出错，没有保存；请再试一次", "internal failure, it was not kept; try again")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
