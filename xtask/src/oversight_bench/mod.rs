//! `cargo xtask bench oversight`: twelve named questions and all warnings over a province-like ledger that
//! `mingzhang synth` makes, beside DuckDB over Parquet and plain PostgreSQL with the same rows. Answers that
//! differ fail; times are only printed.

mod ours;
mod peers;
mod warnings;

use crate::{clerk, house, seeds};
use anyhow::{Context, Result, ensure};
use ours::{Focus, Rows};
use peers::Peer;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use store::{Place, Store, Value};

/// The questions: name, what is asked.
const QUESTIONS: [(&str, &str); 12] = [
    ("Q1", "paid by month"),
    ("Q2", "budget, paid by department"),
    ("Q3", "budget, paid by region to September"),
    ("Q4", "budget, paid by functional class"),
    ("Q5", "paid by economic class and month"),
    ("Q6", "units of a department by month"),
    ("Q7", "projects of a unit: budget, paid, balance"),
    ("Q8", "top 20 payees"),
    ("Q9", "top 20 payees of a unit"),
    ("Q10", "December share by department, top 20"),
    ("Q11", "three years by functional class"),
    ("Q12", "三公 by department against last year"),
];

/// What is asked for on the command line.
struct Wanted {
    sizes: Vec<u64>,
    units: u64,
    seed: u64,
    runs: usize,
    peers: bool,
    /// Ledgers that an earlier run has left are asked as they stand.
    keep: bool,
}

pub fn run(arguments: &[String]) -> Result<()> {
    if cfg!(debug_assertions) {
        // Times of a build that is not optimised say nothing.
        let mut cargo = house::cargo();
        cargo.args(["run", "--release", "-p", "xtask", "--", "bench", "oversight"]);
        return house::run(cargo.args(arguments));
    }
    let sizes: String =
        seeds::option(arguments, "--payments", "1000000,3000000,10000000".to_owned())?;
    let sizes = sizes.split(',').map(|n| n.parse().context("--payments N,N,…"));
    let wanted = Wanted {
        sizes: sizes.collect::<Result<_>>()?,
        units: seeds::option(arguments, "--units", 3000)?,
        seed: seeds::option(arguments, "--seed", 1)?,
        runs: seeds::option(arguments, "--runs", 40)?,
        peers: !arguments.iter().any(|a| a == "--no-peers"),
        keep: arguments.iter().any(|a| a == "--keep"),
    };
    let folder = house::root().join("target/bench-oversight");
    std::fs::create_dir_all(&folder)?;
    let mut largest = None;
    for payments in &wanted.sizes {
        let db = load(&folder, *payments, &wanted)?;
        warned(&db, *payments)?;
        largest = Some(db);
    }
    match largest {
        Some(db) => questions(&db, &folder, &wanted),
        None => Ok(()),
    }
}

/// Makes the ledger anew and says how fast.
fn load(folder: &Path, payments: u64, wanted: &Wanted) -> Result<PathBuf> {
    let program = clerk::program(true)?;
    let db = folder.join(format!("{payments}.db"));
    if wanted.keep && db.exists() {
        println!("\n{payments} payments, kept from an earlier run");
        return Ok(db);
    }
    for end in ["", "-wal", "-shm"] {
        let mut path = db.as_os_str().to_owned();
        path.push(end);
        let _ = std::fs::remove_file(PathBuf::from(path));
    }
    let begun = Instant::now();
    let mut synth = Command::new(&program);
    synth.args(["synth", "--units", &wanted.units.to_string()]);
    synth.args(["--payments", &payments.to_string(), "--seed", &wanted.seed.to_string()]);
    house::output(synth.arg("--db").arg(&db))?;
    let took = begun.elapsed();
    let entries = open(&db)?.head()?.seq;
    let rate = u128::from(entries) * 1000 / took.as_millis().max(1);
    let size = std::fs::metadata(&db)?.len() >> 20;
    println!(
        "\n{payments} payments, {} units: {entries} entries in {} s, {rate} entries a second, {size} MB",
        wanted.units,
        took.as_secs()
    );
    Ok(db)
}

fn open(db: &Path) -> Result<Store> {
    Ok(Store::open(&Place::Sqlite(db.to_owned()))?)
}

/// All warnings from scratch, and after batches of 1,000 payments.
fn warned(db: &Path, payments: u64) -> Result<()> {
    let focus = focus(&mut open(db)?)?;
    let place = db.display().to_string();
    let measured = warnings::measure(&place, &focus, 5, 1000)?;
    println!(
        "{payments} payments: {} rules from scratch {} ms, {} hits (longest: {})",
        measured.rules,
        measured.scratch.as_millis(),
        measured.hits,
        measured.slowest
    );
    let near = |b: &&warnings::Batch| b.units < 200;
    for (what, some) in [
        (
            "spread over the province",
            measured.batches.iter().filter(|b| !near(b)).collect::<Vec<_>>(),
        ),
        ("within a few units", measured.batches.iter().filter(near).collect()),
    ] {
        let mut again: Vec<Duration> = some.iter().map(|b| b.again).collect();
        let mut post: Vec<Duration> = some.iter().map(|b| b.post).collect();
        let Some(first) = some.first() else { continue };
        println!(
            "  after {} payments {what} ({} units): posted in {}, {} rules again in {} (median; most {}; longest: {})",
            first.payments,
            first.units,
            ms(part(&mut post, 50)),
            first.rules,
            ms(part(&mut again, 50)),
            ms(part(&mut again, 100)),
            first.slowest
        );
    }
    Ok(())
}

/// The last year, its largest department, and the unit of it with the most payments.
fn focus(store: &mut Store) -> Result<Focus> {
    let one = |rows: Vec<Vec<Value>>| rows.into_iter().next().and_then(|r| r.into_iter().next());
    let year = one(store.ask("SELECT MAX(year) FROM by_month WHERE kind = '支付'", &[])?);
    let year = year.and_then(|v| v.int()).context("the ledger has no payments")?;
    let sql = "SELECT u.department, COUNT(*) FROM unit_card u GROUP BY u.department ORDER BY 2 DESC, 1 LIMIT 1";
    let department = one(store.ask(sql, &[])?).context("the ledger has no units")?;
    let sql = "SELECT r.unit, SUM(r.entries) FROM by_unit r JOIN unit_card u ON u.book = r.book \
         AND u.code = r.unit WHERE r.year = ?1 AND u.department = ?2 GROUP BY r.unit \
         ORDER BY 2 DESC, 1 LIMIT 1";
    let unit = one(store.ask(sql, &[year.into(), department.clone()])?);
    Ok(Focus {
        year: i16::try_from(year)?,
        department: department.text().to_owned(),
        unit: unit.context("the department has no payments")?.text().to_owned(),
    })
}

/// The twelve questions to all that can answer.
fn questions(db: &Path, folder: &Path, wanted: &Wanted) -> Result<()> {
    let mut store = open(db)?;
    let focus = focus(&mut store)?;
    println!("\nyear {}, department {}, unit {}", focus.year, focus.department, focus.unit);
    let peers = match wanted.peers {
        true => peers::ask(&mut store, folder, &focus)?,
        false => Vec::new(),
    };
    let mut head = format!(
        "{:<4} {:<42} {:>18} {:<18} {:>18}",
        "", "p50 / p95 in ms", "rollup", "", "journal"
    );
    for peer in &peers {
        head += &format!(" {:>20}", peer.name);
    }
    println!("{head}");
    let mut faster = 0;
    let mut within = 0;
    for (name, what) in QUESTIONS {
        let (mut fast, table, rows) = timed(&mut store, name, &focus, false, wanted.runs)?;
        let (mut slow, _, same) = timed(&mut store, name, &focus, true, 2)?;
        agree(name, &rows, "the journal", &same)?;
        let [p50, p95] = [part(&mut fast, 50), part(&mut fast, 95)];
        let pair = |a: Duration, b: Duration| format!("{} / {}", ms(a), ms(b));
        let journal = pair(part(&mut slow, 50), part(&mut slow, 95));
        let mut line =
            format!("{name:<4} {what:<42} {:>18} {table:<18} {journal:>18}", pair(p50, p95));
        for peer in &peers {
            let answer = peer.answers.get(name).with_context(|| format!("{} {name}", peer.name))?;
            agree(name, &rows, peer.name, &answer.rows)?;
            line += &format!(" {:>20}", format!("{} / {}", answer.p50, answer.p95));
            if peer.name == Peer::DUCKDB && p50.as_micros() < micros(&answer.p50) {
                faster += 1;
            }
        }
        within += usize::from(p95 <= Duration::from_millis(20));
        println!("{line}");
    }
    println!("p95 within 20 ms: {within} of 12");
    if !peers.is_empty() {
        println!("faster than DuckDB's scan (p50): {faster} of 12; all answers equal row by row");
    }
    Ok(())
}

/// Asks a question some times, after once for nothing.
fn timed(
    store: &mut Store,
    name: &str,
    focus: &Focus,
    detail: bool,
    runs: usize,
) -> Result<(Vec<Duration>, String, Rows)> {
    let (mut rows, mut table) = ours::answer(store, name, focus, detail)?;
    let mut times = Vec::new();
    for _ in 0..runs.max(1) {
        let begun = Instant::now();
        (rows, table) = ours::answer(store, name, focus, detail)?;
        times.push(begun.elapsed());
    }
    Ok((times, table, rows))
}

/// The same rows, whatever their order.
fn agree(name: &str, ours: &Rows, other: &str, theirs: &Rows) -> Result<()> {
    let sorted = |rows: &Rows| {
        let mut rows = rows.clone();
        rows.sort();
        rows
    };
    let (a, b) = (sorted(ours), sorted(theirs));
    let first = a.iter().zip(&b).find(|(a, b)| a != b);
    ensure!(
        a == b,
        "{name}: {other} answers otherwise: {} rows, not {}; first {first:?}",
        b.len(),
        a.len()
    );
    Ok(())
}

/// A percentile.
fn part(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).copied().unwrap_or_default()
}

/// Milliseconds with two decimals.
fn ms(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Microseconds of milliseconds with decimals.
fn micros(text: &str) -> u128 {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let part = format!("{part:0<3}");
    whole.parse().unwrap_or(0) * 1000 + part.get(..3).and_then(|p| p.parse().ok()).unwrap_or(0)
}
