//! `cargo xtask fuzz`: mutated files of every format through reading, extraction, audit and report.
//! Nothing may panic or hang; an input that does is saved.

use crate::chance::Chance;
use crate::house;
use crate::seeds::{self, Seed};
use anyhow::{Context, Result, bail};
use app::Knowledge;
use readers::Limits;
use report::{Audited, Content, Engine, Lang};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use testkit::Cmap;

/// Slower than this is reported.
const SLOW: Duration = Duration::from_secs(1);
/// Slower than this is a hang.
const HANG: Duration = Duration::from_secs(30);
/// As deep as the program's own threads.
const STACK: usize = 16 << 20;

/// What came of one input.
enum Outcome {
    Fine(Duration),
    Panic(String),
    Hang,
}

/// What came of one format.
#[derive(Default)]
struct Tally {
    runs: usize,
    slow: usize,
    worst: Duration,
    broken: Vec<(PathBuf, String)>,
}

pub fn run(arguments: &[String]) -> Result<()> {
    if seeds::in_release("fuzz", arguments)? {
        return Ok(());
    }
    let seconds = seeds::option(arguments, "--seconds", 60)?;
    let seed = seeds::option(arguments, "--seed", 1)?;
    let knowledge = Knowledge::load(None, None).map_err(|f| anyhow::anyhow!("{}", f.en))?;
    let knowledge = Arc::new(knowledge);
    std::panic::set_hook(Box::new(|_| {}));
    println!(
        "{:<6} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "format", "runs", "> 1 s", "worst", "panics", "hangs"
    );
    let mut broken = Vec::new();
    for (format, files) in by_format()? {
        let tally = format_run(&format, &files, Duration::from_secs(seconds), seed, &knowledge)?;
        let hangs = tally.broken.iter().filter(|(_, why)| why == "hang").count();
        println!(
            "{format:<6} {:>9} {:>9} {:>6} ms {:>7} {hangs:>7}",
            tally.runs,
            tally.slow,
            tally.worst.as_millis(),
            tally.broken.len() - hangs
        );
        broken.extend(tally.broken);
    }
    for (path, why) in &broken {
        println!("{}: {why}", path.display());
    }
    if broken.is_empty() { Ok(()) } else { bail!("{} inputs broke the program", broken.len()) }
}

/// Seeds by format: the corpus as it lies there, and our own documents in every format we write.
fn by_format() -> Result<BTreeMap<String, Vec<Vec<u8>>>> {
    let mut all: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for Seed { name, bytes } in seeds::usual()?.into_iter().chain(seeds::samples()?) {
        let format = name.rsplit('.').next().unwrap_or_default().to_owned();
        let Ok((document, _)) = readers::read(&bytes, &Limits::default()) else { continue };
        if format == "txt" {
            for writer in writers::WRITERS {
                if let Ok(written) = (writer.write)(&document) {
                    all.entry(writer.format.to_owned()).or_default().push(written);
                }
            }
            all.entry("pdf".to_owned()).or_default().push(testkit::pdf(&document, Cmap::Unicode));
        }
        all.entry(format).or_default().push(bytes);
    }
    Ok(all)
}

fn format_run(
    format: &str,
    files: &[Vec<u8>],
    time: Duration,
    seed: u64,
    knowledge: &Arc<Knowledge>,
) -> Result<Tally> {
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let folder = house::root().join("target/fuzz");
    std::fs::create_dir_all(&folder)?;
    let current = folder.join(format!("last.{format}"));
    let start = Instant::now();
    while start.elapsed() < time {
        let input = input(files, &mut chance);
        // An overflown stack ends the process: the input must already lie there.
        std::fs::write(&current, &input).with_context(|| current.display().to_string())?;
        tally.runs += 1;
        let why = match pipeline(&input, knowledge)? {
            Outcome::Fine(took) => {
                tally.slow += usize::from(took > SLOW);
                if took > tally.worst {
                    tally.worst = took;
                    std::fs::write(folder.join(format!("slowest.{format}")), &input)?;
                }
                continue;
            }
            Outcome::Panic(why) => why,
            Outcome::Hang => "hang".to_owned(),
        };
        let path = folder.join(format!("broken-{}.{format}", tally.broken.len() + 1));
        std::fs::write(&path, &input)?;
        tally.broken.push((path, why));
        if tally.broken.len() >= 10 {
            break;
        }
    }
    Ok(tally)
}

/// One input from its bytes to its JSON, on a thread of its own that may be left behind.
fn pipeline(input: &[u8], knowledge: &Arc<Knowledge>) -> Result<Outcome> {
    let (input, knowledge) = (input.to_vec(), Arc::clone(knowledge));
    let (send, receive) = mpsc::channel();
    let start = Instant::now();
    std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(|| through(&input, &knowledge)));
        let _ = send.send(result.map_err(|cause| said(cause.as_ref())));
    })?;
    Ok(match receive.recv_timeout(HANG) {
        Ok(Ok(())) => Outcome::Fine(start.elapsed()),
        Ok(Err(why)) => Outcome::Panic(why),
        Err(RecvTimeoutError::Timeout) => Outcome::Hang,
        Err(RecvTimeoutError::Disconnected) => Outcome::Panic("the thread died".to_owned()),
    })
}

fn through(input: &[u8], knowledge: &Knowledge) {
    let Ok((document, mut problems)) = readers::read(input, &Limits::default()) else { return };
    let (facts, more) = extract::extract(&document, &knowledge.catalogue);
    problems.extend(more);
    let audit = audit::audit(&facts, &knowledge.rulebook, &knowledge.catalogue);
    let content = Some(Arc::new(Content { document, facts, audit }));
    let audited = Audited { path: "fuzz".to_owned(), content, problems, ..Audited::default() };
    let _ = report::json(&[audited], &Engine::default(), Lang::Zh);
}

fn said(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or(cause.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned()
}

/// An input: a file changed as it lies there, or, for packages, one of its parts changed and packed
/// again, since most damage to a package is seen before any part is read.
fn input(files: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let file = chance.pick(files).cloned().unwrap_or_default();
    if !file.starts_with(b"PK") || chance.below(8) == 0 {
        return mutated(files, chance);
    }
    repacked(&file, chance).unwrap_or(file)
}

fn repacked(file: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(file)).ok()?;
    let changed = chance.below(package.len());
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..package.len() {
        let mut part = package.by_index(at).ok()?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        if at == changed {
            bytes = mutated(&[bytes], chance);
        }
        out.start_file(part.name().ok()?.into_owned(), stored).ok()?;
        out.write_all(&bytes).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// A file changed in one to eight places: bytes flipped, cut off, taken from another file, doubled.
fn mutated(files: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = chance.pick(files).cloned().unwrap_or_default();
    for _ in 0..=chance.below(8) {
        let (from, length) = (chance.below(input.len()), 1 + chance.below(512));
        let end = (from + length).min(input.len());
        match chance.below(6) {
            0 | 1 => {
                for _ in 0..=chance.below(16) {
                    let at = chance.below(input.len());
                    if let Some(byte) = input.get_mut(at) {
                        *byte ^= 1 << chance.below(8);
                    }
                }
            }
            2 => input.truncate(from.max(16)),
            3 => {
                let other = chance.pick(files).cloned().unwrap_or_default();
                let at = chance.below(other.len());
                let piece = other.get(at..(at + length).min(other.len())).unwrap_or_default();
                input.splice(from..end, piece.iter().copied());
            }
            4 => {
                let piece = input.get(from..end).unwrap_or_default().to_vec();
                for _ in 0..=chance.below(20) {
                    input.splice(end..end, piece.iter().copied());
                }
            }
            _ => input.drain(from..end).for_each(drop),
        }
    }
    input
}
