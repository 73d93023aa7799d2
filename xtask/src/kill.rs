//! `cargo xtask kill`: ends `import` and `publish` at any moment, as a failing machine or an impatient
//! clerk does, and looks at what is left. The ledger must verify, a batch be there whole or not at all, a
//! batch that was acknowledged be there, a file be complete or absent, and the same command again must
//! add exactly what is missing.

use crate::chance::Chance;
use crate::clerk::{self, Clerk, Folder, Said};
use crate::seeds;
use crate::treasury::Treasury;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Rows of a file that are wrong, so that a quarantine is written too.
const BAD: usize = 10;

/// Whose final accounts of which year the bundled example can publish.
const UNIT: &str = "102001";
const YEAR: &str = "2023";

pub fn run(arguments: &[String]) -> Result<()> {
    let rounds: u64 = seeds::option(arguments, "--rounds", 20)?;
    let rows: usize = seeds::option(arguments, "--rows", 20_000)?;
    let seed: u64 = seeds::option(arguments, "--seed", 1)?;
    let program = clerk::program(false)?;
    let mut chance = Chance::new(seed);
    imports(&program, rounds, rows, &mut chance).context("import")?;
    publications(&program, rounds, &mut chance).context("publish")
}

/// What became of a command that was ended.
#[derive(Default)]
struct Tally {
    /// Ended before anything was kept.
    nothing: u64,
    /// Ended after it was kept, before it said so.
    kept: u64,
    /// It had said so, or had come to its end.
    acknowledged: u64,
}

impl Tally {
    fn count(&mut self, kept: bool, acknowledged: bool) {
        match (kept, acknowledged) {
            (_, true) => self.acknowledged += 1,
            (true, false) => self.kept += 1,
            (false, false) => self.nothing += 1,
        }
    }

    /// Says what was met; rounds in which every command had come to its end show nothing.
    fn tell(&self, what: &str, usual: Duration) -> Result<()> {
        let Tally { nothing, kept, acknowledged } = self;
        println!(
            "{what}: {} kills in runs of {} ms: {nothing} before anything was kept, {kept} after, \
             {acknowledged} after it was acknowledged; all whole",
            nothing + kept + acknowledged,
            usual.as_millis()
        );
        ensure!(nothing + kept > 0, "{what}: no kill met a running command; try more rounds");
        Ok(())
    }
}

/// Kills a command at a moment of its usual time, every other time near its end, where things are kept.
fn killed(mut command: Command, usual: Duration, chance: &mut Chance) -> Result<Said> {
    let part = match chance.below(2) {
        0 => chance.below(1100),
        _ => 750 + chance.below(350),
    };
    let start = Instant::now();
    let mut child = command.spawn()?;
    std::thread::sleep(usual * u32::try_from(part)? / 1000);
    // SIGKILL; one that has ended already is left in peace.
    child.kill()?;
    Ok(Said::new(&child.wait_with_output()?, start.elapsed()))
}

/// Every round imports a file of its own into the same ledger.
fn imports(program: &Path, rounds: u64, rows: usize, chance: &mut Chance) -> Result<()> {
    let folder = Folder::new("kill-import")?;
    let treasury = Treasury::new(folder.path())?;
    let clerk = Clerk::new(program, &folder.path().join("book.db"), Some(&treasury.catalog));
    clerk.must(&["init"])?;
    for file in &treasury.before {
        clerk.import(file)?;
    }
    let good = (rows - BAD.min(rows)) as u64;
    let first = treasury.payments("支付", rows, BAD, chance.next())?;
    let usual = clerk.import(&first.path)?.wall;
    let (mut entries, mut batches) = clerk.verify()?;
    let mut tally = Tally::default();
    for round in 0..rounds {
        let payments = treasury.payments(&format!("支付{round}"), rows, BAD, chance.next())?;
        let command = clerk.command(&[OsStr::new("import"), payments.path.as_os_str()]);
        let said = killed(command, usual, chance)?;
        let acknowledged = said.out.contains(" posted, ");
        let after = clerk.verify().with_context(|| format!("round {round}"))?;
        let whole = (entries + good + 1, batches + 1);
        let kept = after == whole;
        ensure!(kept || after == (entries, batches), "round {round}: half a batch: {after:?}");
        ensure!(kept || !acknowledged, "round {round}: an acknowledged batch is missing");
        tally.count(kept, acknowledged);
        let again = clerk.import(&payments.path)?;
        let got = [again.number(" posted")?, again.number(" already there")?];
        let expect = if kept { [0, good] } else { [good, 0] };
        ensure!(got == expect, "round {round}: posted and there already {got:?}, not {expect:?}");
        let bad = again.number(" in quarantine")?;
        ensure!(bad == payments.planted.len() as u64, "round {round}: {bad} in quarantine");
        ensure!(clerk.verify()? == whole, "round {round}: the second run did not complete it");
        no_leftovers(folder.path(), round)?;
        (entries, batches) = whole;
        std::fs::remove_file(&payments.path)?;
    }
    tally.tell("import", usual)
}

/// Every round publishes the same document into an empty folder, and once more to its end.
fn publications(program: &Path, rounds: u64, chance: &mut Chance) -> Result<()> {
    let folder = Folder::new("kill-publish")?;
    let clerk = Clerk::new(program, &folder.path().join("book.db"), None);
    clerk.must(&["demo"])?;
    let publish = |out: &Path| {
        let words = ["publish", "final-accounts", "--unit", UNIT, "--year", YEAR, "--out"];
        let mut arguments: Vec<_> = words.iter().map(OsStr::new).collect();
        arguments.push(out.as_os_str());
        clerk.command(&arguments)
    };
    let whole = |out: &Path| -> Result<Duration> {
        let start = Instant::now();
        let said = Said::new(&publish(out).output()?, start.elapsed());
        ensure!(said.code == Some(0), "publish: {}{}", said.out, said.err);
        Ok(said.wall)
    };
    let clean = folder.path().join("clean");
    let usual = whole(&clean)?;
    let expect = files(&clean)?;
    ensure!(!expect.is_empty(), "publish wrote nothing");
    let (mut entries, mut batches) = clerk.verify()?;
    let mut tally = Tally::default();
    for round in 0..rounds {
        let out = folder.path().join(format!("out{round}"));
        let said = killed(publish(&out), usual, chance)?;
        let acknowledged = said.code == Some(0);
        let after = clerk.verify().with_context(|| format!("round {round}"))?;
        let there = complete(&out, &expect).with_context(|| format!("round {round}"))?;
        let kept = after == (entries + 2, batches + 1);
        ensure!(kept || after == (entries, batches), "round {round}: half a record: {after:?}");
        ensure!(kept || !acknowledged, "round {round}: an acknowledged record is missing");
        let all = there == expect.len();
        ensure!(all || !kept, "round {round}: recorded, but only {there} files are there");
        tally.count(kept, acknowledged);
        whole(&out)?;
        ensure!(complete(&out, &expect)? == expect.len(), "round {round}: files are missing");
        no_leftovers(&out, round)?;
        let again = clerk.verify()?;
        ensure!(again == (after.0 + 2, after.1 + 1), "round {round}: no record of the second run");
        (entries, batches) = again;
    }
    tally.tell(&format!("publish of {} files", expect.len()), usual)
}

/// Files of a folder by name, none where there is no folder.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() {
            found.insert(name, std::fs::read(&path)?);
        }
    }
    Ok(found)
}

/// How many of the expected files are there; each must have the bytes it has in a run to the end.
fn complete(folder: &Path, expect: &BTreeMap<String, Vec<u8>>) -> Result<usize> {
    let found = files(folder)?;
    let mut there = 0;
    for (name, bytes) in found.iter().filter(|(name, _)| !name.ends_with(".part")) {
        let whole =
            expect.get(name).with_context(|| format!("{name} is no file of a whole run"))?;
        ensure!(whole == bytes, "{name} is not as in a run to the end");
        there += 1;
    }
    Ok(there)
}

/// What a killed run left unfinished is gone after the next.
fn no_leftovers(folder: &Path, round: u64) -> Result<()> {
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        left.extend(name.ends_with(".part").then_some(name));
    }
    ensure!(left.is_empty(), "round {round}: left behind: {left:?}");
    Ok(())
}
