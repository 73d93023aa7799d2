//! The command `synth`: a made-up province for trials.

use crate::desk::{actor, say, spinner};
use crate::desk_args::Ledger;
use crate::errors::note;
use anyhow::Result;
use app::desk::{self, Desk};
use clap::Args;
use report::Lang;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    #[arg(long = "units", id = "synth_units", default_value_t = 300, value_name = "N")]
    pub(crate) units: usize,
    #[arg(long = "payments", id = "synth_payments", default_value_t = 100_000, value_name = "N")]
    pub(crate) payments: u64,
    #[arg(long = "seed", id = "synth_seed", default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    #[arg(long = "years", id = "synth_years", default_value_t = 3, value_name = "N")]
    pub(crate) years: u32,
    #[arg(long = "truth", id = "synth_truth", value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: Ledger,
}

pub(crate) fn run(args: &SynthArgs, lang: Lang) -> Result<u8> {
    let db = &args.ledger.db;
    let truth = args.truth.clone().unwrap_or_else(|| desk::synth_truth(db));
    let options = desk::SynthOptions {
        units: args.units,
        payments: args.payments,
        seed: args.seed,
        years: args.years,
        truth: Some(truth.clone()),
    };
    // Nothing is made where it cannot be filled.
    desk::synth_check(&options)?;
    let (code, name) = desk::synth_book()?;
    let mut ledger = Desk::create(db, &code, &name, &actor(&args.ledger))?;
    let bar = spinner();
    let start = Instant::now();
    let done = desk::synth(&mut ledger, &options, &|entries| bar.set_position(entries))?;
    bar.finish_and_clear();
    let rate = u128::from(done.entries) * 1000 / start.elapsed().as_millis().max(1);
    let (db, truth) = (desk::shown(db), truth.display());
    let head = done.head.get(..16).unwrap_or_default();
    let (objects, rules) = done.planted;
    let code = say(&match lang {
        Lang::Zh => format!(
            "{db}：{} 个县，{} 个单位，支付 {} 笔，共 {} 号分录、{} 批，每秒 {rate} 号；链尾 {head}\n植入违规 {objects} 处，涉及 {rules} 条规则，见 {truth}",
            done.counties, done.units, done.payments, done.entries, done.batches
        ),
        Lang::En => format!(
            "{db}: {} counties, {} units, {} payments, {} entries in {} batches, {rate} entries a second; head {head}\n{objects} violations planted for {rules} rules, see {truth}",
            done.counties, done.units, done.payments, done.entries, done.batches
        ),
    })?;
    if let Some(line) = app::stats() {
        note(&line);
    }
    Ok(code)
}
