//! Receiving: files of other nodes, each taken whole or not at all; what is wrong with one node's files
//! stops no other's.

use super::super::{Desk, now, today};
use super::disk;
use crate::Fault;
use crate::desk::moves::record;
use ledger::{Draft, HEADER, Kind};
use serde_json::json;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use store::{Book, Node, Receiving, State, StoreError, Way};
use transfer::{Head, Opening, Unfit};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its entries are part of the book now.
    Taken {
        /// How many were new.
        entries: u64,
    },
    /// All of it was there already.
    Known,
    /// Nothing of it was taken.
    Refused {
        /// Why, Chinese.
        zh: String,
        /// Why, English.
        en: String,
        /// The node is isolated until a file of it proves itself again.
        isolated: bool,
    },
}

/// A file that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Which.
    pub file: PathBuf,
    /// What it says of itself, where that could be read and was signed.
    pub head: Option<Head>,
    /// What became of it.
    pub outcome: Outcome,
    /// What is odd about it, Chinese and English.
    pub notes: Vec<(String, String)>,
    /// Fingerprint of a key that was seen for the first time, and is believed from now on.
    pub pinned: Option<String>,
}

/// A file that is not taken.
enum Wrong {
    /// The file only.
    File(Fault),
    /// Its node too: this book, for this reason.
    Node(String, Fault),
}

/// Takes files in the order of their entries, whatever the order they are named in.
///
/// # Errors
/// When the ledger fails. What is wrong with a file is said in its [`Arrival`].
pub fn receive(
    desk: &mut Desk,
    files: &[PathBuf],
    progress: &dyn Fn(u64),
) -> Result<Vec<Arrival>, Fault> {
    let mut opened: Vec<(&PathBuf, Result<Opening, Wrong>)> =
        files.iter().map(|file| (file, look(file))).collect();
    opened.sort_by_key(|(file, opened)| match opened {
        Ok(o) => (o.head.book.clone(), o.head.first, (*file).clone()),
        Err(_) => (String::new(), 0, (*file).clone()),
    });
    let mut arrivals = Vec::new();
    for (file, opened) in opened {
        let mut arrival = Arrival {
            file: file.clone(),
            head: opened.as_ref().ok().map(|o| o.head.clone()),
            outcome: Outcome::Known,
            notes: Vec::new(),
            pinned: None,
        };
        let done = match opened {
            Ok(opening) => take(desk, file, &opening, &mut arrival, progress),
            Err(wrong) => Err(wrong),
        };
        if let Err(wrong) = done {
            arrival.outcome = refuse(desk, arrival.head.as_ref(), wrong)?;
        }
        arrivals.push(arrival);
    }
    let events: Vec<Draft> = arrivals.iter().filter_map(event).collect();
    if !events.is_empty() {
        record(desk, events, "cluster receive")?;
    }
    Ok(arrivals)
}

/// Reads what a file says of itself, and whether it is whole.
fn look(path: &Path) -> Result<Opening, Wrong> {
    let file = File::open(path).map_err(|e| Wrong::File(disk(path, &e)))?;
    let mut file = BufReader::new(file);
    let whole = Opening::read(&mut file).and_then(|o| o.check(&mut file).map(|()| o));
    whole.map_err(|unfit| match unfit {
        Unfit::Forged { ref book } => Wrong::Node(book.clone(), unfit.into()),
        other => Wrong::File(other.into()),
    })
}

fn take(
    desk: &mut Desk,
    path: &Path,
    opening: &Opening,
    arrival: &mut Arrival,
    progress: &dyn Fn(u64),
) -> Result<(), Wrong> {
    let head = &opening.head;
    let isolate = |fault| Wrong::Node(head.book.clone(), fault);
    let book = Book { code: head.book.clone(), name: head.name.clone() };
    let node = desk.store.node(&book.code).map_err(file_wrong)?;
    let node = node.filter(|n| n.way == Way::Received);
    let mut node = node.unwrap_or_else(|| Node::new(book.clone(), Way::Received));
    if node.key.is_empty() {
        arrival.pinned = Some(opening.public.fingerprint());
    } else if node.key != head.key {
        return Err(isolate(other_key(&book, &node.key, &opening.public.fingerprint())));
    }
    arrival.notes = clock(&node, head);
    let mut receiving = desk.store.receive(&book).map_err(file_wrong)?;
    let there = receiving.head();
    if head.first > there.seq + 1 {
        return Err(Wrong::File(gap(&book, there.seq + 1, head.first)));
    }
    // Where the file and the book meet, they must be the same book.
    let meeting = receiving.hash(head.first - 1).map_err(file_wrong)?;
    if meeting != Some(head.before) {
        return Err(isolate(fork(&book, head.first - 1)));
    }
    if head.last <= there.seq {
        let same = receiving.hash(head.last).map_err(file_wrong)? == Some(head.after);
        return if same { Ok(()) } else { Err(isolate(fork(&book, head.last))) };
    }
    unpack(&mut receiving, path, opening, arrival, progress)?;
    (node.book, node.key) = (book, head.key.clone());
    (node.state, node.reason) = (State::Present, String::new());
    (node.seen_seq, node.seen_hash) = (head.last, head.after);
    (node.seen_at, node.tried_at) = (head.made.clone(), now());
    receiving.commit(&node).map_err(file_wrong)?;
    arrival.outcome = Outcome::Taken { entries: head.last - there.seq };
    Ok(())
}

/// Hands the new entries of a file to the book.
fn unpack(
    receiving: &mut Receiving<'_>,
    path: &Path,
    opening: &Opening,
    arrival: &mut Arrival,
    progress: &dyn Fn(u64),
) -> Result<(), Wrong> {
    let head = &opening.head;
    let isolate = |fault| Wrong::Node(head.book.clone(), fault);
    let mut file = File::open(path).map_err(|e| Wrong::File(disk(path, &e)))?;
    file.seek(SeekFrom::Start(opening.length)).map_err(|e| Wrong::File(disk(path, &e)))?;
    let mut entries = opening.entries(file);
    let there = receiving.head();
    let mut last = String::new();
    loop {
        let entry = entries.next_entry().map_err(|unfit| match unfit {
            Unfit::Broken { .. } => isolate(unfit.into()),
            other => Wrong::File(other.into()),
        })?;
        let Some(entry) = entry else { return Ok(()) };
        if entry.seq == there.seq && entry.hash != there.hash {
            return Err(isolate(fork_at(&head.book, entry.seq)));
        }
        if entry.seq <= there.seq {
            continue;
        }
        if entry.draft.topic == HEADER {
            let at = stamp(&entry.draft.payload);
            if at < last && arrival.notes.len() < NOTES {
                arrival.notes.push(backwards(entry.batch, &last, &at));
            }
            last = at;
        }
        progress(entry.seq);
        receiving.keep(entry).map_err(|error| match error {
            StoreError::Unproved(_) => isolate(error.into()),
            other => file_wrong(other),
        })?;
    }
}

/// Notes kept of one file.
const NOTES: usize = 5;

/// When a batch was posted, as its header says.
fn stamp(payload: &str) -> String {
    let header: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
    header["at"].as_str().unwrap_or_default().to_owned()
}

fn file_wrong(error: StoreError) -> Wrong {
    Wrong::File(error.into())
}

/// Says why, and isolates the node where it is the node's fault.
fn refuse(desk: &mut Desk, head: Option<&Head>, wrong: Wrong) -> Result<Outcome, Fault> {
    let (fault, isolated) = match wrong {
        Wrong::File(fault) => (fault, false),
        Wrong::Node(code, fault) => {
            let known = desk.store.node(&code)?;
            // What is not signed may name any code; only what is signed, or known, gets a line.
            let book = head.map(|h| Book { code: h.book.clone(), name: h.name.clone() });
            let node = known.or_else(|| Some(Node::new(book?, Way::Received)));
            let node = node.filter(|n| n.way == Way::Received);
            if let Some(mut node) = node.clone() {
                node.state = State::Isolated;
                (node.reason, node.tried_at) = (fault.to_string(), now());
                desk.store.note(&node)?;
            }
            (fault, node.is_some())
        }
    };
    Ok(Outcome::Refused { zh: fault.zh, en: fault.en, isolated })
}

/// What is kept of an arrival in the journal of this node.
fn event(arrival: &Arrival) -> Option<Draft> {
    let head = arrival.head.as_ref()?;
    let (outcome, why) = match &arrival.outcome {
        Outcome::Taken { .. } => ("接收", String::new()),
        Outcome::Known => return None,
        Outcome::Refused { zh, .. } => ("拒收", zh.clone()),
    };
    let file = arrival.file.file_name().unwrap_or_default().to_string_lossy();
    let notes: Vec<&str> = arrival.notes.iter().map(|(zh, _)| zh.as_str()).collect();
    let mut draft = Draft::new(Kind::Record, today(), i32::from(today().year()), "");
    draft.topic = "传送".to_owned();
    draft.key = format!("{}|{}-{}", head.book, head.first, head.last);
    draft.payload = json!({
        "文件": file, "结果": outcome, "原因": why, "制作时间": head.made, "提醒": notes,
        "校验值": head.body.iter().map(|b| format!("{b:02x}")).collect::<String>(),
        "公钥": head.key, "首次": arrival.pinned.is_some(),
    })
    .to_string();
    Some(draft)
}

/// What is odd about the clock of the sender.
fn clock(node: &Node, head: &Head) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    let (made, before, here) = (&head.made, &node.seen_at, now());
    if made < before {
        notes.push((
            format!("发送方的时钟倒退：上一个文件制作于 {before}，这一个为 {made}；请发送方校时"),
            format!("the sender's clock went back: the file before was made at {before}, this one at {made}; let the sender set it"),
        ));
    }
    if *made > here {
        notes.push((
            format!("发送方的时钟快于本机：文件制作于 {made}，现在是 {here}；请双方校时"),
            format!("the sender's clock is ahead of ours: made at {made}, now is {here}; set both"),
        ));
    }
    notes
}

fn backwards(batch: u64, before: &str, at: &str) -> (String, String) {
    (
        format!("第 {batch} 批的入账时间 {at} 早于上一批的 {before}：发送方的时钟曾经倒退"),
        format!(
            "batch {batch} was posted at {at}, before the one before it ({before}): the sender's clock went back"
        ),
    )
}

fn gap(book: &Book, due: u64, found: u64) -> Fault {
    let (code, name, last) = (&book.code, &book.name, found - 1);
    Fault::new(
        format!(
            "{name}（{code}）应从第 {due} 号分录接续，文件却从第 {found} 号开始；缺少含第 {due} 至 {last} 号的文件，请先接收，或请发送方用 --since {} 重发",
            due - 1
        ),
        format!(
            "{name} ({code}) expects entry {due}, the file begins with {found}; the file with entries {due} to {last} is missing: receive it first, or let the sender send again with --since {}",
            due - 1
        ),
    )
}

fn fork(book: &Book, seq: u64) -> Fault {
    fork_at(&book.code, seq)
}

fn fork_at(code: &str, seq: u64) -> Fault {
    Fault::new(
        format!(
            "{code} 的第 {seq} 号分录与此前收到的不是同一笔：发送方改写了历史，或两个节点用了同一区划码；请与发送方核对"
        ),
        format!(
            "entry {seq} of {code} is not the one that was received before: the sender rewrote history, or two nodes use one code; ask the sender"
        ),
    )
}

fn other_key(book: &Book, pinned: &str, found: &str) -> Fault {
    let (code, name) = (&book.code, &book.name);
    let pinned = transfer::Public::from_hex(pinned).map(|p| p.fingerprint()).unwrap_or_default();
    Fault::new(
        format!(
            "{name}（{code}）的文件由另一把密钥签名（{found}，应为 {pinned}）：可能两个节点用了同一区划码，或发送方换了密钥；核实后用 cluster trust 更换"
        ),
        format!(
            "the file of {name} ({code}) is signed with another key ({found}, not {pinned}): two nodes may use one code, or the sender has a new key; once sure, replace it with cluster trust"
        ),
    )
}
