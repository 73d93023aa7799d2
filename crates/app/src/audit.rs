//! Audit a batch of documents: in parallel, each on its own, results in the order asked for.

use crate::catalogue::Knowledge;
use crate::expand::{Source, expand};
use crate::fault::Fault;
use crate::{stages, watch};
use base::{Problem, Spot};
use readers::Limits;
use report::Audited;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Files to audit in one call.
pub struct Batch {
    sources: Vec<Source>,
    /// For each source the earlier one with the same bytes.
    twins: Vec<Option<usize>>,
    skipped: Vec<PathBuf>,
}

impl Batch {
    /// Finds the files that `paths` stand for: files, folders, patterns, `-` for standard input.
    ///
    /// # Errors
    /// When there is nothing to audit.
    pub fn plan(paths: &[String]) -> Result<Batch, Fault> {
        let expanded = expand(paths);
        if expanded.sources.is_empty() {
            let paths = paths.join(" ");
            return Err(Fault::new(
                format!(
                    "{paths}：没有可审核的文件；支持 pdf、docx、doc、wps、xlsx、xls、et、ods、odt、rtf、html、txt"
                ),
                format!(
                    "{paths}: no file to audit; supported are pdf, docx, doc, wps, xlsx, xls, et, ods, odt, rtf, html, txt"
                ),
            ));
        }
        let twins = twins(&expanded.sources);
        Ok(Batch { sources: expanded.sources, twins, skipped: expanded.skipped })
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none; a planned batch never is.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Files of folders that were passed over because of their kind.
    pub fn skipped(&self) -> &[PathBuf] {
        &self.skipped
    }

    /// Audits everything. `done` is told of each document as it is finished, in any order; `each` gets
    /// the results in order and may stop.
    pub fn run(
        &self,
        knowledge: &Arc<Knowledge>,
        effort: Effort,
        done: &(dyn Fn() + Sync),
        each: &mut dyn FnMut(Audited) -> ControlFlow<()>,
    ) {
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let (send, receive) = mpsc::channel();
            for _ in 0..effort.threads().min(self.len()) {
                let (send, next, stop) = (send.clone(), &next, &stop);
                // One queue taken in order, so the results asked for first come first.
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let Some(source) = self.sources.get(n) else { break };
                        if self.twins[n].is_none() {
                            let _ = send.send((n, one(source, knowledge, effort.limit)));
                            done();
                        }
                    }
                });
            }
            drop(send);
            self.in_order(receive, done, &mut |audited| {
                let flow = each(audited);
                stop.fetch_or(flow.is_break(), Ordering::Relaxed);
                flow
            });
        });
    }

    fn in_order(
        &self,
        receive: mpsc::Receiver<(usize, Audited)>,
        done: &(dyn Fn() + Sync),
        each: &mut dyn FnMut(Audited) -> ControlFlow<()>,
    ) {
        let mut waiting: BTreeMap<usize, Audited> = BTreeMap::new();
        let mut firsts: BTreeMap<usize, Audited> = BTreeMap::new();
        let wanted: Vec<usize> = self.twins.iter().flatten().copied().collect();
        for n in 0..self.sources.len() {
            let result = if let Some(first) = self.twins[n] {
                done();
                firsts.get(&first).map(|a| twin(a, &name(&self.sources[n])))
            } else {
                while !waiting.contains_key(&n) {
                    let Ok((k, audited)) = receive.recv() else { break };
                    waiting.insert(k, audited);
                }
                waiting.remove(&n)
            };
            let Some(result) = result else { return };
            if wanted.contains(&n) {
                firsts.insert(n, result.clone());
            }
            if each(result).is_break() {
                return;
            }
        }
    }
}

/// Audits one file that is in memory, within its time.
pub fn audit_bytes(
    name: &str,
    bytes: Vec<u8>,
    knowledge: &Arc<Knowledge>,
    limit: Duration,
) -> Audited {
    let limits = Limits::default();
    if bytes.len() as u64 > limits.bytes {
        return stages::lost(name, stages::too_large(&limits));
    }
    let (path, knowledge) = (name.to_owned(), Arc::clone(knowledge));
    let work = move || stages::audited(&path, &bytes, &knowledge, &limits);
    watch::within(limit, work).unwrap_or_else(|problem| stages::lost(name, problem))
}

/// How much a batch may use.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Documents at a time; 0 for as many as the machine has cores.
    pub jobs: usize,
    /// How long one document may take.
    pub limit: Duration,
}

impl Effort {
    fn threads(self) -> usize {
        match self.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs.min(256),
        }
    }
}

impl Default for Effort {
    fn default() -> Self {
        Effort { jobs: 0, limit: Duration::from_secs(120) }
    }
}

fn one(source: &Source, knowledge: &Arc<Knowledge>, limit: Duration) -> Audited {
    let limits = Limits::default();
    let path = name(source);
    let bytes = match source {
        Source::File(file) => stages::bytes(file, &limits),
        Source::Stdin => stages::all_of(std::io::stdin().lock(), &limits),
        Source::Missing(_, problem) => Err(problem.clone()),
    };
    match bytes {
        Ok(bytes) => {
            let (path, name, knowledge) = (path.clone(), path, Arc::clone(knowledge));
            let work = move || stages::audited(&path, &bytes, &knowledge, &limits);
            watch::within(limit, work).unwrap_or_else(|problem| stages::lost(&name, problem))
        }
        Err(problem) => stages::lost(&path, problem),
    }
}

fn name(source: &Source) -> String {
    match source {
        Source::File(path) => path.display().to_string(),
        Source::Stdin => "-".to_owned(),
        Source::Missing(path, _) => path.clone(),
    }
}

/// The result of an earlier file with the same bytes, under its own name and with a note.
fn twin(first: &Audited, path: &str) -> Audited {
    let mut copy = first.clone();
    copy.path = path.to_owned();
    copy.problems.push(Problem::new(
        "same-file",
        Spot::default(),
        format!("与 {} 内容完全相同，只审核了一次", first.path),
        format!("same bytes as {}, audited once", first.path),
    ));
    copy
}

/// For each file the first earlier one with the same bytes. Only files of one size are compared.
fn twins(sources: &[Source]) -> Vec<Option<usize>> {
    let size = |s: &Source| match s {
        Source::File(path) => path.metadata().ok().filter(|m| m.is_file()).map(|m| m.len()),
        _ => None,
    };
    let sizes: Vec<Option<u64>> = sources.iter().map(size).collect();
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for size in sizes.iter().flatten() {
        *counts.entry(*size).or_default() += 1;
    }
    let limits = Limits::default();
    let hash = |path: &Path| stages::bytes(path, &limits).ok().map(|b| stages::sha256(&b));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = Vec::with_capacity(sources.len());
    for (n, (source, size)) in sources.iter().zip(&sizes).enumerate() {
        let shared = size.is_some_and(|s| counts.get(&s).is_some_and(|c| *c > 1));
        let hash = match source {
            Source::File(path) if shared => hash(path),
            _ => None,
        };
        let first = hash.map(|h| *seen.entry(h).or_insert(n));
        out.push(first.filter(|f| *f != n));
    }
    out
}
