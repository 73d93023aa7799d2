//! Sending: the new entries of this node as one signed file.

use super::super::{Desk, now};
use super::{disk, key};
use crate::Fault;
use ledger::AsOf;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use store::{Filter, Node, State, Way};
use transfer::{Body, Head, Key, Unfit, opening};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Where.
    pub file: PathBuf,
    /// Number of its first entry.
    pub first: u64,
    /// Number of its last one.
    pub last: u64,
    /// Fingerprint of the key that signed it.
    pub fingerprint: String,
}

/// Writes the entries that were not sent yet, or those after `since`; `None` when there are none. A
/// folder gets a file named after the book and the entries.
///
/// # Errors
/// When the key or the file is not usable, or the ledger is not the one that was sent before.
pub fn send(
    desk: &mut Desk,
    with: &Path,
    to: &Path,
    since: Option<u64>,
    progress: &dyn Fn(u64),
) -> Result<Option<Sent>, Fault> {
    let signer = key::private(with)?;
    let head = desk.store.head()?;
    let own = desk.store.own().clone();
    let before = desk.store.node(&own.code)?.filter(|n| n.way == Way::Sent);
    let before = before.unwrap_or_else(|| Node::new(own.clone(), Way::Sent));
    if before.seen_seq > 0 && desk.store.hash_at(before.seen_seq)? != Some(before.seen_hash) {
        return Err(rewritten(before.seen_seq, head.seq));
    }
    let first = since.unwrap_or(before.seen_seq) + 1;
    if first > head.seq {
        return Ok(None);
    }
    let file = match to.is_dir() {
        true => to.join(format!("{}-{first:09}-{:09}.parcel", own.code, head.seq)),
        false => to.to_owned(),
    };
    let made = pack(desk, &signer, &file, first, head.seq, progress)?;
    let sent = Node {
        key: signer.public().hex(),
        state: State::Present,
        seen_seq: made.last,
        seen_hash: made.after,
        seen_at: made.made.clone(),
        tried_at: made.made.clone(),
        ..before.clone()
    };
    if sent.seen_seq > before.seen_seq {
        desk.store.note(&sent)?;
    }
    Ok(Some(Sent { file, first, last: made.last, fingerprint: signer.public().fingerprint() }))
}

/// Writes beside the target first: the body, then the whole; the target appears when it is complete.
fn pack(
    desk: &mut Desk,
    signer: &Key,
    file: &Path,
    first: u64,
    last: u64,
    progress: &dyn Fn(u64),
) -> Result<Head, Fault> {
    let (body, whole) = (part(file, "body"), part(file, "whole"));
    let done = entries(desk, &body, first, last, progress).and_then(|mut head| {
        head.made = now();
        head.key = signer.public().hex();
        join(&opening(&head, signer)?, &body, &whole, file).map_err(|e| disk(file, &e))?;
        Ok(head)
    });
    // What was moved is not there any more.
    let _ = fs::remove_file(&body);
    let _ = fs::remove_file(&whole);
    done
}

fn part(file: &Path, what: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.{what}.part", std::process::id()));
    PathBuf::from(name)
}

fn entries(
    desk: &mut Desk,
    to: &Path,
    first: u64,
    last: u64,
    progress: &dyn Fn(u64),
) -> Result<Head, Fault> {
    let own = desk.store.own().clone();
    let before = desk.store.hash_at(first - 1)?.ok_or(Unfit::Broken { seq: first - 1 })?;
    let out = File::create(to).map_err(|e| disk(to, &e))?;
    let mut body = Body::new(BufWriter::new(out), &own.code, &own.name, first, before);
    let as_of = AsOf { seq: Some(last), day: None };
    let filter = Filter { after: first - 1, as_of, ..Filter::default() };
    let mut failed = None;
    desk.store.entries(&filter, &mut |entry| {
        if failed.is_none() {
            failed = body.add(&entry).err();
            progress(entry.seq);
        }
    })?;
    match failed {
        Some(unfit) => Err(unfit.into()),
        None => Ok(body.finish()?.1),
    }
}

fn join(opening: &[u8], body: &Path, whole: &Path, file: &Path) -> io::Result<()> {
    let mut out = File::create(whole)?;
    out.write_all(opening)?;
    io::copy(&mut BufReader::new(File::open(body)?), &mut out)?;
    out.sync_all()?;
    fs::rename(whole, file)
}

fn rewritten(sent: u64, last: u64) -> Fault {
    Fault::new(
        format!(
            "账簿与上次发送时不同：已发送到第 {sent} 号分录，而现在的第 {sent} 号不是同一笔（现到第 {last} 号）；账簿可能被换过或从较早的备份恢复，请先运行 verify，确认后用 --since 指明从何处重发"
        ),
        format!(
            "this is not the ledger that was sent: entry {sent} was sent and is another one now (the last is {last}); it was replaced or restored from an older backup: run verify, then say with --since from where to send again"
        ),
    )
}
