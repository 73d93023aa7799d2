//! `cargo xtask corrupt`: changes one printed figure at a time and counts how often the audit notices.
//! Noticed, strictly: an error or warning that was not there before and that shows the changed figure.

mod change;
mod targets;

use crate::chance::Chance;
use crate::seeds::{self, Seed};
use anyhow::{Context, Result, bail};
use app::Knowledge;
use audit::{Finding, Severity};
use change::{Change, changed};
use document::Document;
use facts::Place;
use rayon::prelude::*;
use readers::Limits;
use std::collections::BTreeSet;
use targets::{Kind, Target};

/// What is asked for.
struct Job {
    seed: u64,
    each: usize,
    list: bool,
    knowledge: Knowledge,
}

/// One change and what came of it.
struct Trial {
    target: Target,
    change: Change,
    printed: String,
    strict: bool,
    lax: bool,
}

/// Changes, noticed strictly, noticed at all.
type Count = [usize; 3];

pub fn run(arguments: &[String]) -> Result<()> {
    if seeds::in_release("corrupt", arguments)? {
        return Ok(());
    }
    let job = Job {
        seed: seeds::option(arguments, "--seed", 1)?,
        each: seeds::option(arguments, "--each", 100)?,
        list: arguments.iter().any(|a| a == "--list"),
        knowledge: Knowledge::load(None, None).map_err(|f| anyhow::anyhow!("{}", f.en))?,
    };
    let paths = seeds::paths(arguments, &["--list"]);
    let documents: Vec<Seed> = if paths.is_empty() {
        seeds::usual()?
    } else {
        paths.iter().map(|p| seeds::read(p)).collect::<Result<_>>()?
    };
    println!(
        "noticed strictly (in brackets: any new finding); {} changes a document, seed {}\n",
        job.each, job.seed
    );
    println!("{:<48} {:>22} {:>22} {:>22}", "document", "table cells", "amounts", "percentages");
    let mut total = [Count::default(); 3];
    for seed in &documents {
        let trials = trials(seed, &job).with_context(|| seed.name.clone())?;
        let counts = counts(&trials);
        println!("{}", line(&seed.name, &counts));
        if job.list {
            trials.iter().filter(|t| !t.strict).for_each(unnoticed);
        }
        for (sum, count) in total.iter_mut().zip(&counts) {
            sum.iter_mut().zip(count).for_each(|(a, b)| *a += b);
        }
    }
    println!("\n{}", line("all", &total));
    if total.iter().map(|c| c[0]).sum::<usize>() == 0 {
        bail!("no document with figures was found");
    }
    Ok(())
}

fn trials(seed: &Seed, job: &Job) -> Result<Vec<Trial>> {
    let (document, _) = readers::read(&seed.bytes, &Limits::default())?;
    let (facts, _) = extract::extract(&document, &job.knowledge.catalogue);
    let known: BTreeSet<Mark> = findings(&document, job).iter().map(mark).collect();
    let targets = targets::all(&document, &facts);
    let plan = plan(targets, job);
    Ok(plan
        .into_par_iter()
        .filter_map(|(target, change)| {
            let (copy, printed, span) = changed(&document, &target, change)?;
            let all = findings(&copy, job);
            let new: Vec<&Finding> = all.iter().filter(|f| !known.contains(&mark(f))).collect();
            let strict =
                new.iter().any(|f| f.severity != Severity::Notice && shows(f, &target, span));
            Some(Trial { target, change, printed, strict, lax: !new.is_empty() })
        })
        .collect())
}

/// Which figures are changed how: without repetition, in an order the seed decides.
fn plan(targets: Vec<Target>, job: &Job) -> Vec<(Target, Change)> {
    let mut chance = Chance::new(job.seed);
    let mut all: Vec<(Target, Change)> = Vec::new();
    for target in targets {
        all.push((target.clone(), Change::Little));
        all.push((target.clone(), Change::Much));
        if let Some(at) = change::swaps(&target.text, &mut chance) {
            all.push((target, Change::Swap(at)));
        }
    }
    for at in (1..all.len()).rev() {
        all.swap(at, chance.below(at + 1));
    }
    all.truncate(job.each);
    all
}

fn findings(document: &Document, job: &Job) -> Vec<Finding> {
    let (facts, _) = extract::extract(document, &job.knowledge.catalogue);
    audit::audit(&facts, &job.knowledge.rulebook, &job.knowledge.catalogue).findings
}

/// What makes a finding the same before and after: spans may move with the changed text.
type Mark =
    (String, Option<(usize, Option<(usize, usize)>, String)>, Option<String>, Option<String>);

fn mark(finding: &Finding) -> Mark {
    let place = finding.places.first().map(|p| (p.block, p.cell, p.row.clone()));
    (finding.rule.clone(), place, finding.stated.clone(), finding.expected.clone())
}

fn shows(finding: &Finding, target: &Target, span: (usize, usize)) -> bool {
    let here = |p: &Place| {
        p.block == target.block
            && p.cell == target.cell
            && (target.cell.is_some() || (p.span.0 < span.1 && span.0 < p.span.1))
    };
    finding.places.iter().any(here) || finding.operands.iter().any(|o| here(&o.place))
}

fn counts(trials: &[Trial]) -> [Count; 3] {
    let mut counts = [Count::default(); 3];
    for trial in trials {
        let count = &mut counts[trial.target.kind as usize];
        count[0] += 1;
        count[1] += usize::from(trial.strict);
        count[2] += usize::from(trial.lax);
    }
    counts
}

fn line(name: &str, counts: &[Count; 3]) -> String {
    let share = |[all, strict, lax]: &Count| {
        if *all == 0 {
            return "–".to_owned();
        }
        let percent = |n: usize| format!("{}.{}%", n * 100 / all, n * 1000 / all % 10);
        format!("{strict}/{all} {} ({})", percent(*strict), percent(*lax))
    };
    let [cells, amounts, percents] = counts;
    format!("{name:<48} {:>22} {:>22} {:>22}", share(cells), share(amounts), share(percents))
}

fn unnoticed(trial: &Trial) {
    let t = &trial.target;
    let what = match t.kind {
        Kind::Cell => "cell",
        Kind::Amount => "amount",
        Kind::Percent => "percent",
    };
    let bound = if t.bound { "" } else { " (not bound to any fact)" };
    let line = t.spot.line.map_or(String::new(), |l| format!(":{l}"));
    let page = t.spot.page.map_or(String::new(), |p| format!("p{p}"));
    println!(
        "    {page}{line} {what} {} → {} {:?} | {}{bound}",
        t.text, trial.printed, trial.change, t.about
    );
}
