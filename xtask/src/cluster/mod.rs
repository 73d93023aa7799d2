//! A city over two counties, each a PostgreSQL server of its own, beside one database that holds all of
//! it: the same questions and warnings must have the same answers, also while a county is stopped, and
//! after it is back.

mod ground;
mod plans;
mod questions;
mod trouble;

use anyhow::{Context, Result, bail};
use ground::Ground;
use std::time::Instant;

/// What is wanted.
struct Wanted {
    /// Payments of a unit of each county, beside the example.
    payments: usize,
    seed: u64,
    /// Fewer questions, no example, no warnings: as a step of `cargo xtask test`.
    short: bool,
}

pub fn run(arguments: &[String]) -> Result<()> {
    let wanted = wanted(arguments)?;
    if wanted.short && !crate::postgres::is_here() {
        println!(
            "   SKIPPED: no PostgreSQL, so no cluster; `apt-get install postgresql` enables it"
        );
        return Ok(());
    }
    let program = crate::clerk::program(false)?;
    let start = Instant::now();
    let ground = Ground::new(program, &wanted)?;
    println!("{} s: three servers, filled and mounted", start.elapsed().as_secs());
    let told = |what: &str| println!("{} s: {what}", start.elapsed().as_secs());
    questions::compared(&ground, wanted.short)?;
    told("every answer is that of the one database");
    plans::shown(&ground, wanted.short)?;
    told("the nodes do the adding up");
    if !wanted.short {
        questions::warned(&ground)?;
        told("every warning is that of the one database");
    }
    trouble::stopped_in_the_middle(&ground)?;
    questions::without(&ground, wanted.short)?;
    told("with a county gone the answers go on, and name it");
    trouble::back_again(&ground)?;
    questions::compared(&ground, true)?;
    told("it is back, and the answers are complete");
    trouble::wrong_password(&ground)?;
    trouble::city_restarted(&ground)?;
    trouble::silent_logs(&ground)?;
    told("a wrong password, a city that starts again, no password in any log");
    println!("cluster: all as it must be, in {} s", start.elapsed().as_secs());
    Ok(())
}

fn wanted(arguments: &[String]) -> Result<Wanted> {
    let mut wanted = Wanted { payments: 5_000, seed: 1, short: false };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut number = || -> Result<u64> {
            let text = words.next().with_context(|| format!("{word} needs a number"))?;
            text.parse().with_context(|| format!("{word}: {text} is no number"))
        };
        match word.as_str() {
            "--payments" => wanted.payments = usize::try_from(number()?)?,
            "--seed" => wanted.seed = number()?,
            "--short" => (wanted.short, wanted.payments) = (true, 3_000),
            other => bail!("unknown: {other}; --payments N, --seed N, --short"),
        }
    }
    Ok(wanted)
}
