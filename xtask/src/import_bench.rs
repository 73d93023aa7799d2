//! `cargo xtask import-bench`: how fast payments go into a ledger, in how much memory, and whether what
//! is wrong among them, and only that, comes back. Speed is reported; wrong counts fail.

use crate::clerk::{self, Clerk, Folder, Said};
use crate::seeds;
use crate::treasury::{Payments, Treasury};
use anyhow::{Context, Result, ensure};
use calamine::{Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows that are wrong.
const BAD: usize = 100;

pub fn run(arguments: &[String]) -> Result<()> {
    let rows: usize = seeds::option(arguments, "--rows", 1_000_000)?;
    let seed: u64 = seeds::option(arguments, "--seed", 1)?;
    let program = clerk::program(true)?;
    let folder = Folder::new("import-bench")?;
    let treasury = Treasury::new(folder.path())?;
    let payments = treasury.payments("支付", rows, BAD, seed)?;
    let size = std::fs::metadata(&payments.path)?.len() >> 20;
    println!("{rows} payments ({size} MB), {} of them wrong, seed {seed}", payments.planted.len());
    let clerk = Clerk::new(&program, &folder.path().join("book.db"), Some(&treasury.catalog));
    clerk.must(&["init"])?;
    for file in &treasury.before {
        let said = clerk.import(file)?;
        ensure!(said.number(" in quarantine")? == 0, "{}{}", said.out, said.err);
    }
    let (before, _) = clerk.verify()?;
    let good = (rows - payments.planted.len()) as u64;
    let first = clerk.import(&payments.path)?;
    tell("first import", rows, &first)?;
    check(&first, &payments, [good, 0])?;
    quarantined(&payments)?;
    println!("  the quarantine holds exactly the planted rows, each with its column");
    let second = clerk.import(&payments.path)?;
    tell("second import", rows, &second)?;
    check(&second, &payments, [0, good])?;
    let said = clerk.must(&["verify"])?;
    let entries = said.number(" entries")?;
    println!("verify: {} ms; {}", said.wall.as_millis(), said.out.trim());
    // The batch has an entry of its own.
    ensure!(entries == before + good + 1, "{entries} entries, not {}", before + good + 1);
    Ok(())
}

fn tell(what: &str, rows: usize, said: &Said) -> Result<()> {
    let ms = said.wall.as_millis().max(1);
    println!(
        "{what}: {} ms, {} rows a second, peak {} MB; posted {}, there already {}, quarantined {}",
        ms,
        rows as u128 * 1000 / ms,
        said.peak_mb(),
        said.number(" posted")?,
        said.number(" already there")?,
        said.number(" in quarantine")?,
    );
    Ok(())
}

/// Posted and already there as expected, and all that is planted in quarantine.
fn check(said: &Said, payments: &Payments, expect: [u64; 2]) -> Result<()> {
    let got = [said.number(" posted")?, said.number(" already there")?];
    ensure!(got == expect, "posted and there already: {got:?}, not {expect:?}");
    let bad = said.number(" in quarantine")?;
    let planted = payments.planted.len() as u64;
    ensure!(bad == planted, "{bad} rows in quarantine, not the {planted} planted");
    Ok(())
}

/// The workbook of rejected rows names the planted rows and their columns, and no other.
fn quarantined(payments: &Payments) -> Result<()> {
    let stem = payments.path.file_stem().unwrap_or_default().to_string_lossy();
    let path = payments.path.with_file_name(format!("{stem}-退回.xlsx"));
    let found = read(&path).with_context(|| path.display().to_string())?;
    let expect: BTreeMap<u32, String> =
        payments.planted.iter().map(|(row, column)| (*row, (*column).to_owned())).collect();
    for (row, column) in &expect {
        let got = found.get(row);
        ensure!(got == Some(column), "row {row} was planted in “{column}”; in quarantine: {got:?}");
    }
    let more: Vec<_> = found.keys().filter(|row| !expect.contains_key(row)).collect();
    ensure!(more.is_empty(), "rows in quarantine that are not planted: {more:?}");
    Ok(())
}

/// Row and column of what a quarantine holds.
fn read(path: &Path) -> Result<BTreeMap<u32, String>> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    let mut found = BTreeMap::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet)?;
        let mut rows = range.rows().map(|r| r.iter().map(ToString::to_string).collect::<Vec<_>>());
        let heads = rows.next().unwrap_or_default();
        let place = |head: &str| {
            heads.iter().position(|h| h == head).with_context(|| format!("no column {head}"))
        };
        let (row, column) = (place("来源行")?, place("有误的列")?);
        for cells in rows {
            let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
            found.insert(cell(row).parse()?, cell(column));
        }
    }
    Ok(found)
}
