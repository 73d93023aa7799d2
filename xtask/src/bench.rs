//! `cargo xtask bench`: what a document costs, process start to JSON, and how many pages a second one
//! core takes when it is given many. Times come from outside, stages and memory from the program
//! itself (`MINGZHANG_STATS=1`).

use crate::seeds::{self, Seed};
use crate::{clerk, house};
use anyhow::{Context, Result};
use readers::Limits;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Copies of the long report in one call.
const COPIES: usize = 100;

/// What one run of the program says of itself.
type Stats = BTreeMap<String, u64>;

pub fn run(arguments: &[String]) -> Result<()> {
    if let [first, rest @ ..] = arguments
        && first == "oversight"
    {
        return crate::oversight_bench::run(rest);
    }
    let runs = seeds::option(arguments, "--runs", 11)?;
    let program = clerk::program(true)?;
    let folder = house::root().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    println!("median of {runs} runs, process start to JSON; stages in ms\n");
    println!(
        "{:<46} {:>5} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8}",
        "document", "pages", "wall ms", "read", "extract", "audit", "report", "peak MB"
    );
    let mut longest: Option<(u32, Seed)> = None;
    for seed in documents(arguments)? {
        let pages = pages(&seed.bytes);
        let path = folder.join(&seed.name);
        std::fs::write(&path, &seed.bytes)?;
        row(&program, &seed.name, &path, pages, runs)?;
        let longer = longest.as_ref().is_none_or(|(p, _)| pages > *p);
        if pages > 0 && longer {
            longest = Some((pages, seed));
        }
    }
    match longest {
        Some((pages, seed)) => many(&program, &folder, pages, &seed),
        None => {
            println!("\nno PDF at hand: the run over {COPIES} copies is left out");
            Ok(())
        }
    }
}

/// The documents asked for; else the usual ones, and the longest of ours printed as a PDF.
fn documents(arguments: &[String]) -> Result<Vec<Seed>> {
    let paths = seeds::paths(arguments, &[]);
    if !paths.is_empty() {
        return paths.iter().map(|p| seeds::read(p)).collect();
    }
    let mut all = seeds::usual()?;
    let longest = all.iter().filter(|s| s.name.ends_with(".txt")).max_by_key(|s| s.bytes.len());
    if let Some(seed) = longest {
        let (document, _) = readers::read(&seed.bytes, &Limits::default())?;
        let bytes = testkit::pdf(&document, testkit::Cmap::Unicode);
        all.push(Seed { name: format!("{}.pdf", seed.name), bytes });
    }
    Ok(all)
}

fn pages(bytes: &[u8]) -> u32 {
    readers::read(bytes, &Limits::default()).ok().and_then(|(d, _)| d.pages).unwrap_or(0)
}

fn row(program: &Path, name: &str, path: &Path, pages: u32, runs: usize) -> Result<()> {
    let mut seen: Vec<(Duration, Stats)> = Vec::new();
    for _ in 0..runs.max(1) {
        seen.push(once(program, &[path.to_owned()], 0)?);
    }
    seen.sort_by_key(|(wall, _)| *wall);
    let Some((wall, stats)) = seen.get(seen.len() / 2) else { return Ok(()) };
    let stage = |name: &str| tenths(stats.get(name).copied().unwrap_or(0));
    println!(
        "{name:<46} {pages:>5} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8}",
        tenths(u64::try_from(wall.as_micros()).unwrap_or(u64::MAX)),
        stage("read_us"),
        stage("extract_us"),
        stage("audit_us"),
        stage("report_us"),
        stats.get("peak_kb").copied().unwrap_or(0) / 1024
    );
    Ok(())
}

/// Microseconds as milliseconds with one decimal.
fn tenths(us: u64) -> String {
    format!("{}.{}", us / 1000, us % 1000 / 100)
}

fn once(program: &Path, paths: &[PathBuf], jobs: usize) -> Result<(Duration, Stats)> {
    let mut command = Command::new(program);
    command.args(["audit", "--format", "json", "--fail-on", "never", "--jobs", &jobs.to_string()]);
    command.args(paths).env("MINGZHANG_STATS", "1").stdout(Stdio::null()).stderr(Stdio::piped());
    let start = Instant::now();
    let output = command.output().with_context(|| program.display().to_string())?;
    let wall = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|l| l.starts_with("stats ")).unwrap_or_default();
    let pairs = line.split_whitespace().filter_map(|w| w.split_once('='));
    let stats = pairs.filter_map(|(k, v)| Some((k.to_owned(), v.parse().ok()?))).collect();
    Ok((wall, stats))
}

/// Many copies in one call, each with a comment of its own behind its end so that none is a twin.
fn many(program: &Path, folder: &Path, pages: u32, seed: &Seed) -> Result<()> {
    let mut paths = Vec::new();
    for number in 0..COPIES {
        let path = folder.join(format!("copy-{number}.pdf"));
        let mut bytes = seed.bytes.clone();
        bytes.extend(format!("\n% copy {number}\n").bytes());
        std::fs::write(&path, bytes)?;
        paths.push(path);
    }
    println!("\n{COPIES} copies of {} ({pages} pages) in one call", seed.name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for jobs in [1, cores] {
        let (wall, stats) = once(program, &paths, jobs)?;
        let total = u128::from(pages) * COPIES as u128;
        let rate = total * 1000 / wall.as_millis().max(1);
        println!(
            "{jobs} threads: {} ms, {rate} pages a second, {} a core; peak {} MB",
            wall.as_millis(),
            rate / jobs as u128,
            stats.get("peak_kb").copied().unwrap_or(0) / 1024
        );
    }
    paths.iter().for_each(|p| drop(std::fs::remove_file(p)));
    Ok(())
}
