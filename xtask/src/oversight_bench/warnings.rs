//! All warnings from scratch, and what a batch of payments costs: posting it, and evaluating again what it
//! touches.

use super::ours::Focus;
use anyhow::{Result, anyhow, ensure};
use app::desk::Desk;
use app::desk::oversight::{Evaluated, Run, evaluate};
use base::{Amount, Date};
use ledger::{Controls, Draft, Kind};
use std::time::{Duration, Instant};
use store::{Header, Outcome, Place, Store, Value};

/// What was measured.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Everything from scratch, and how many rules and hits that was.
    pub scratch: Duration,
    /// Rules evaluated.
    pub rules: usize,
    /// What fires.
    pub hits: usize,
    /// What took longest.
    pub slowest: String,
    /// Batches: payments, units they touch, time to post, time to evaluate again, rules evaluated.
    pub batches: Vec<Batch>,
}

/// One batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Payments in it.
    pub payments: usize,
    /// Units they belong to.
    pub units: usize,
    /// Posting, rollups included.
    pub post: Duration,
    /// Evaluating again.
    pub again: Duration,
    /// Rules that were due.
    pub rules: usize,
    /// What took longest.
    pub slowest: String,
}

/// The three views or rules that took longest.
fn slowest(done: &Evaluated) -> String {
    let mut times: Vec<_> = done.times.iter().collect();
    times.sort_by_key(|t| std::cmp::Reverse(t.1));
    let one = |(name, time): &&(String, Duration)| format!("{name} {} ms", time.as_millis());
    let of = |view: bool| -> u128 {
        let some = done.times.iter().filter(|(name, _)| name.starts_with("view ") == view);
        some.map(|(_, time)| time.as_millis()).sum()
    };
    let longest: Vec<String> = times.iter().take(3).map(one).collect();
    format!("views {} ms, rules {} ms; {}", of(true), of(false), longest.join(", "))
}

/// Evaluates everything, then after each of some batches what they touch: half of them spread over as many
/// units as there are, half within a few units, as a day of one county brings.
///
/// # Errors
/// When the ledger cannot be read or written, or a rule fails.
pub fn measure(place: &str, focus: &Focus, rounds: usize, payments: usize) -> Result<Measured> {
    let day = Date::new(focus.year, 12, 31)?;
    // A desk of its own each time, as each call of the command has: opening it counts.
    let open = || Desk::open(place, "bench", None).map_err(|f| anyhow!(f.en));
    let run =
        |since| Run { year: focus.year.into(), day, rules: Vec::new(), since, settings: None };
    let begun = Instant::now();
    let all = evaluate(&mut open()?, &run(None)).map_err(|f| anyhow!(f.en))?;
    let mut measured = Measured {
        scratch: begun.elapsed(),
        rules: all.ran,
        hits: all.hits.len(),
        slowest: slowest(&all),
        batches: Vec::new(),
    };
    ensure!(all.failures.is_empty(), "{:?}", all.failures);
    let mut store = Store::open(&Place::parse(place))?;
    let lines = lines(&mut store, focus.year)?;
    for round in 0..rounds * 2 {
        let (near, step) = (round % 2 == 1, (lines.len() / payments.max(1)).max(1));
        let chosen: Vec<&Draft> = match near {
            true => lines.iter().skip(round * 400).take(400).cycle().take(payments).collect(),
            false => lines.iter().skip(round).step_by(step).take(payments).collect(),
        };
        room(&mut store, &chosen)?;
        let since = store.head()?.seq;
        let begun = Instant::now();
        let units = post(&mut store, &chosen)?;
        let posted = begun.elapsed();
        let begun = Instant::now();
        let again = evaluate(&mut open()?, &run(Some(since))).map_err(|f| anyhow!(f.en))?;
        ensure!(again.failures.is_empty(), "{:?}", again.failures);
        measured.batches.push(Batch {
            payments: chosen.len(),
            units,
            post: posted,
            again: begun.elapsed(),
            rules: again.ran,
            slowest: slowest(&again),
        });
    }
    Ok(measured)
}

/// Raises and releases the budgets that are to be paid from: a year that is over has no money left.
fn room(store: &mut Store, payments: &[&Draft]) -> Result<()> {
    let more = |d: &&Draft| {
        let adjust = Draft { kind: Kind::Adjust, payee: String::new(), ..(*d).clone() };
        [adjust.clone(), Draft { kind: Kind::Allot, ..adjust }]
    };
    let drafts: Vec<Draft> = payments.iter().flat_map(more).collect();
    post(store, &drafts.iter().collect::<Vec<_>>()).map(|_| ())
}

/// A payment of some hundred yuan on every line of the year.
fn lines(store: &mut Store, year: i16) -> Result<Vec<Draft>> {
    let sql = "SELECT line, unit, project, fund, func FROM balance \
         WHERE year = ?1 AND known = 1 AND allotted >= paid ORDER BY unit, line";
    let day = Date::new(year, 11, 20)?;
    let draft = |row: &Vec<Value>| {
        let text = |n: usize| row.get(n).map(|v| v.text().to_owned()).unwrap_or_default();
        let mut d = Draft::new(Kind::Pay, day, year.into(), &text(1));
        (d.line, d.project, d.fund, d.func) = (text(0), text(2), text(3), text(4));
        d.eco = "30201".to_owned();
        d.payee = "示范供应商有限公司".to_owned();
        d.purpose = "购买办公用品".to_owned();
        d.method = "直接支付".to_owned();
        d.amount = Amount::fen(12_345);
        d
    };
    Ok(store.ask(sql, &[i64::from(year).into()])?.iter().map(draft).collect())
}

fn post(store: &mut Store, drafts: &[&Draft]) -> Result<usize> {
    let header = Header { actor: "bench".to_owned(), ..Header::default() };
    let mut posting = store.begin(&header, &Controls::default())?;
    let mut units = std::collections::BTreeSet::new();
    for draft in drafts {
        units.insert(draft.unit.clone());
        let outcome = posting.post((*draft).clone())?;
        ensure!(matches!(outcome, Outcome::Posted(_)), "{outcome:?}");
    }
    posting.commit()?;
    Ok(units.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clerk::Folder;
    use app::desk::{SynthOptions, synth, synth_book};

    #[test]
    fn a_year_that_is_spent_to_the_end_still_takes_a_batch() {
        let folder = Folder::new("bench-warnings").unwrap();
        let place = folder.path().join("a.db").display().to_string();
        let (code, name) = synth_book().map_err(|f| f.en).unwrap();
        let mut desk = Desk::create(&place, &code, &name, "test").map_err(|f| f.en).unwrap();
        let options = SynthOptions { units: 60, payments: 4_000, seed: 1, years: 1, truth: None };
        synth(&mut desk, &options, &|_| {}).map_err(|f| f.en).unwrap();
        drop(desk);
        let focus = Focus { year: 2025, department: String::new(), unit: String::new() };
        let measured = measure(&place, &focus, 1, 60).unwrap();
        let counts: Vec<(usize, bool)> =
            measured.batches.iter().map(|b| (b.payments, b.units > 40)).collect();
        assert_eq!(counts, [(60, true), (60, false)]);
        assert!(measured.hits > 50 && measured.batches.iter().all(|b| b.rules > 0));
    }
}
