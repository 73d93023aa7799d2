//! Import: files of other systems into the journal, one batch a file, or nothing of it.

use super::{Desk, today};
use crate::fault::Fault;
use base::{Date, Spot};
use document::{Block, Cell, Document, Row, Table};
use intake::{Context, Mapping, Read, Reader, Rejected, Rows, Taken};
use ledger::Controls;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use store::{AsOf, Outcome, Receipt};

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Id of the mapping; the best fitting one when empty.
    pub mapping: String,
    /// Year of rows that say none.
    pub year: Option<i32>,
    /// Day of rows that say none.
    pub day: Option<String>,
    /// Value of the deletion column that means live.
    pub live: Option<String>,
    /// Rows with a known id and other content replace what is there.
    pub replace: bool,
    /// Where quarantined rows go; beside the file when empty.
    pub quarantine: Option<PathBuf>,
    /// Read and check, write nothing.
    pub dry_run: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Id of the mapping.
    pub mapping: String,
    /// Rows read.
    pub rows: u64,
    /// What the journal says.
    pub receipt: Receipt,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// Rows of totals, skipped.
    pub totals: u64,
    /// Warnings of controls.
    pub warned: u64,
    /// The first of them: entry, Chinese, English.
    pub warnings: Vec<(u64, String, String)>,
    /// Units and projects that were not known before: code and name.
    pub introduced: Vec<(String, String)>,
    /// Where the quarantine is, when there is any.
    pub quarantine: Option<PathBuf>,
    /// The first rejected rows: row, Chinese, English.
    pub samples: Vec<(u32, String, String)>,
}

/// Rows kept for the message on the screen; the file has all of them.
const SAMPLES: usize = 5;

/// Rows that the reader hands over at a time, and how often before it waits for the journal: enough that
/// neither waits for the other, little enough that memory stays the same whatever the file's length.
const CHUNK: usize = 256;
const CHUNKS: usize = 16;

/// Imports a file. `progress` is told how many rows have been read.
///
/// # Errors
/// When the file cannot be read, no mapping fits, or the journal refuses the batch as a whole.
pub fn import(
    desk: &mut Desk,
    path: &Path,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<Imported, Fault> {
    let sha256 = hash(path)?;
    let file = File::open(path).map_err(|e| io(path, &e))?;
    let shown = path.display().to_string();
    let rows = Rows::open(file).map_err(|p| Fault::at(&shown, &p))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = Source { name: &name, shown: &shown, sha256: &sha256 };
    let mut kept = None;
    // The rejected rows are safe before the others count: a batch is never kept without them.
    let mut keep = |head: &[String], bad: &[Rejected]| {
        if !bad.is_empty() {
            let target = unused(options.quarantine.clone().unwrap_or_else(|| beside(path)));
            quarantine(&target, &name, head, bad)?;
            kept = Some(target);
        }
        Ok(())
    };
    let done = batch(desk, rows, &source, options, progress, &mut keep);
    if let (Err(_), Some(path)) = (&done, &kept) {
        let _ = std::fs::remove_file(path);
    }
    let mut done = done?.imported;
    done.quarantine = kept;
    Ok(done)
}

/// Where rows come from.
pub(super) struct Source<'a> {
    /// Name of the file.
    pub(super) name: &'a str,
    /// The same as messages show it.
    pub(super) shown: &'a str,
    pub(super) sha256: &'a str,
}

/// What became of the rows of a file.
pub(super) struct Batched {
    pub(super) imported: Imported,
    pub(super) head: Vec<String>,
    pub(super) rejected: Vec<Rejected>,
}

/// Keeps the rejected rows before the others count.
pub(super) type Keep<'k> = dyn FnMut(&[String], &[Rejected]) -> Result<(), Fault> + 'k;

/// Posts the rows of a file as one batch, or nothing of it.
pub(super) fn batch(
    desk: &mut Desk,
    rows: Rows,
    source: &Source<'_>,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
    keep: &mut Keep<'_>,
) -> Result<Batched, Fault> {
    let context = context(desk, source.name, options)?;
    let mappings = desk.mappings.clone();
    let reader = opened(rows, &mappings, &options.mapping, context, source.shown)?;
    let mapping = reader.mapping().id.clone();
    let head = heading(&reader.head);
    let mut header = desk.header(source.name, source.sha256, "");
    header.replace = options.replace;
    let mut done = Imported { mapping, ..Imported::default() };
    let mut bad = Vec::new();
    let mut posting = desk.store.begin(&header, &Controls::default())?;
    run(&mut posting, reader, &header, &mut done, &mut bad, progress)?;
    done.quarantined = bad.len() as u64;
    let say = |r: &Rejected| (r.row, r.zh.clone(), r.en.clone());
    done.samples = bad.iter().take(SAMPLES).map(say).collect();
    if options.dry_run {
        return Ok(Batched { imported: done, head, rejected: bad });
    }
    keep(&head, &bad)?;
    match posting.commit() {
        Ok(receipt) => done.receipt = receipt,
        Err(e) => {
            // A transfer whose one leg was rejected does not net to zero: the row is the cause.
            let mut fault = Fault::from(e);
            if let Some(first) = bad.first() {
                let (row, n) = (first.row, bad.len());
                fault.zh.push_str(&format!("；另有 {n} 行不能入账，第 {row} 行：{}", first.zh));
                fault.en.push_str(&format!("; {n} rows were rejected, row {row}: {}", first.en));
            }
            return Err(fault);
        }
    }
    Ok(Batched { imported: done, head, rejected: bad })
}

/// A reader with the mapping that was asked for, or the one that fits best.
pub(super) fn opened<'m>(
    rows: Rows,
    mappings: &'m intake::Mappings,
    wanted: &str,
    context: Context,
    shown: &str,
) -> Result<Reader<'m>, Fault> {
    let chosen = match wanted {
        "" => None,
        id => Some(mappings.get(id).ok_or_else(|| no_mapping(id, mappings))?),
    };
    let choose = |heads: &[String]| -> Result<&'m Mapping, Vec<String>> {
        match chosen {
            Some(mapping) => mapping.place(heads).map(|_| mapping),
            None => mappings.detect(heads),
        }
    };
    Reader::open(rows, &choose, context).map_err(|p| Fault::at(shown, &p))
}

/// The headings without those that a quarantine file adds.
pub(super) fn heading(head: &[String]) -> Vec<String> {
    let mut head = head.to_vec();
    while head.len() > 1 && EXTRA.contains(&head.last().map_or("", |h| h.as_str())) {
        head.pop();
    }
    head
}

/// Posts what the reader takes, in its order; the batch is committed at the end or not at all. Reading
/// and hashing go on in a thread of their own.
fn run(
    posting: &mut store::Posting<'_>,
    reader: Reader<'_>,
    header: &store::Header,
    done: &mut Imported,
    bad: &mut Vec<Rejected>,
    progress: &dyn Fn(u64),
) -> Result<(), Fault> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(CHUNKS);
        scope.spawn(move || chunks(reader, &send));
        // Leaving early drops the receiving end, and with it ends the reader.
        for chunk in receive {
            for read in chunk {
                done.rows += 1;
                match read {
                    Read::Total(_) => done.totals += 1,
                    Read::Rejected(rejected) => bad.push(rejected),
                    Read::Taken(taken) => bad.extend(post(posting, taken, &mut done.introduced)?),
                    Read::Broken(problem) => return Err(Fault::at(&header.source, &problem)),
                }
            }
            progress(done.rows);
        }
        Ok::<(), Fault>(())
    })?;
    let say = |(seq, w): &(u64, ledger::Refusal)| (*seq, w.zh.clone(), w.en.clone());
    done.warned = posting.warned();
    done.warnings = posting.warnings().iter().take(SAMPLES).map(say).collect();
    Ok(())
}

/// Reads to the end, or until nobody listens any more.
fn chunks(reader: Reader<'_>, send: &SyncSender<Vec<Read>>) {
    let mut chunk = Vec::with_capacity(CHUNK);
    for read in reader {
        chunk.push(read);
        if chunk.len() == CHUNK {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            if send.send(full).is_err() {
                return;
            }
        }
    }
    let _ = send.send(chunk);
}

fn post(
    posting: &mut store::Posting<'_>,
    taken: Taken,
    introduced: &mut Vec<(String, String)>,
) -> Result<Option<Rejected>, Fault> {
    let last = taken.drafts.len().saturating_sub(1);
    for (n, hashed) in taken.drafts.into_iter().enumerate() {
        let draft = hashed.draft();
        let (sheet, row) = (draft.source.sheet.clone(), draft.source.row);
        if n < last {
            let payload: serde_json::Value =
                serde_json::from_str(&draft.payload).unwrap_or_default();
            let name = payload.get("name").and_then(|n| n.as_str()).unwrap_or_default();
            introduced.push((format!("{} {}", draft.topic, draft.key), name.to_owned()));
        }
        let outcome = match taken.deleted && n == last {
            true => {
                let draft = hashed.into_draft();
                posting.delete(&draft.ext, &draft.stamp, draft.day, draft.source)?
            }
            false => posting.post_hashed(hashed)?,
        };
        if let Outcome::Refused(refusal) = outcome {
            return Ok(Some(Rejected {
                sheet,
                row,
                column: String::new(),
                value: String::new(),
                code: refusal.code,
                zh: refusal.zh,
                en: refusal.en,
                cells: taken.cells,
            }));
        }
    }
    Ok(None)
}

pub(super) fn context(
    desk: &mut Desk,
    name: &str,
    options: &ImportOptions,
) -> Result<Context, Fault> {
    let day = match &options.day {
        None => None,
        Some(text) => Some(text.parse::<Date>().map_err(|_| {
            Fault::new(
                format!("--day {text} 不是日期；请写成 {}", today()),
                format!("--day {text} is not a date; write it as {}", today()),
            )
        })?),
    };
    Ok(Context {
        file: name.to_owned(),
        year: options.year,
        day,
        live: options.live.clone(),
        units: desk.store.units(AsOf::default())?.into_keys().collect(),
        projects: desk.store.projects(AsOf::default())?.into_keys().collect(),
        codes: desk.knowledge.catalogue.codes.clone(),
    })
}

/// Columns that a quarantine file has besides those of its source; ignored when it is imported again.
const EXTRA: [&str; 5] = ["来源文件", "来源工作表", "来源行", "有误的列", "退回原因"];

/// Rows on a sheet of it; Excel takes 1,048,576.
const SHEET: usize = 1_000_000;

// TODO-scale: rejected rows are held, then laid out, then written. A file of a million rows that are all
// wrong needs gigabytes; a writer that takes one row after the other would not.
/// Writes the rejected rows with their original columns, so that they can be mended and imported.
fn quarantine(path: &Path, name: &str, head: &[String], bad: &[Rejected]) -> Result<(), Fault> {
    // A row may have more cells than the heading: an amount with a comma that nobody quoted.
    let width = bad.iter().map(|b| b.cells.len()).max().unwrap_or(0).max(head.len());
    let line = |cells: Vec<String>| Row {
        cells: cells
            .into_iter()
            .enumerate()
            .map(|(at, text)| Cell::new(text, at, Spot::default()))
            .collect(),
        ..Row::default()
    };
    let mut blocks = Vec::new();
    for part in bad.chunks(SHEET) {
        let mut heads = head.to_vec();
        heads.resize(width, "（多出的列）".to_owned());
        heads.extend(EXTRA.map(str::to_owned));
        let mut rows = vec![line(heads)];
        for one in part {
            let mut cells: Vec<String> = one.cells.iter().map(str::to_owned).collect();
            cells.resize(width, String::new());
            let place = [name, &one.sheet, &one.row.to_string(), &one.column, &one.zh];
            cells.extend(place.map(str::to_owned));
            rows.push(line(cells));
        }
        let caption = Some("退回".to_owned());
        blocks.push(Block::Table(Table { rows, firm: true, caption, ..Table::default() }));
    }
    let document = Document { format: "quarantine".to_owned(), blocks, ..Document::default() };
    let bytes = super::official::bytes(&document, "xlsx", "")?;
    crate::save(path, &bytes)
}

/// Beside the file, or where it was asked for.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!("{stem}-退回.xlsx"))
}

/// The same name, numbered where something has it: somebody may be mending an earlier one.
fn unused(path: PathBuf) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = path.extension().map_or(String::new(), |e| format!(".{}", e.to_string_lossy()));
    let name = |n: u32| match n {
        1 => path.clone(),
        n => path.with_file_name(format!("{stem}-{n}{end}")),
    };
    (1..).map(name).find(|p| !p.exists()).unwrap_or(path)
}

/// SHA-256 of a file, read in pieces.
fn hash(path: &Path) -> Result<String, Fault> {
    let mut file = File::open(path).map_err(|e| io(path, &e))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut piece).map_err(|e| io(path, &e))?;
        if length == 0 {
            break;
        }
        hasher.update(piece.get(..length).unwrap_or_default());
    }
    Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

fn io(path: &Path, error: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        format!("{path}：无法读取（{error}）；请检查路径和权限"),
        format!("{path}: cannot be read ({error}); check the path and its permissions"),
    )
}

fn no_mapping(id: &str, all: &intake::Mappings) -> Fault {
    let names: Vec<&str> = all.iter().map(|m| m.id.as_str()).collect();
    let names = names.join("、");
    Fault::new(
        format!("没有名为“{id}”的映射；可用的有：{names}"),
        format!("there is no mapping “{id}”; there are: {names}"),
    )
}
