//! `cargo xtask planted`: a made-up province with violations planted for every warning rule, and what each
//! rule finds of them: precision and recall, rule by rule. A miss or a false alarm fails.

use crate::clerk::{self, Clerk, Folder};
use crate::{house, seeds};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Year and object.
type Objects = BTreeSet<(i64, String)>;

pub fn run(arguments: &[String]) -> Result<()> {
    let units: u64 = seeds::option(arguments, "--units", 300)?;
    let payments: u64 = seeds::option(arguments, "--payments", 200_000)?;
    let seed: u64 = seeds::option(arguments, "--seed", 1)?;
    let program = clerk::program(true)?;
    let folder = Folder::new("planted")?;
    let db = folder.path().join("province.db");
    let clerk = Clerk::new(&program, &db, None);
    let [u, p, s] = [units, payments, seed].map(|n| n.to_string());
    clerk.must(&["synth", "--units", &u, "--payments", &p, "--seed", &s])?;
    let mut truth = db.clone().into_os_string();
    truth.push(".truth.json");
    let truth: Value = serde_json::from_str(&fs::read_to_string(truth)?)?;
    let runs = truth["runs"].as_array().context("the truth names no runs")?;
    let mut found: BTreeMap<String, Objects> = BTreeMap::new();
    for run in runs {
        let (year, day) = (run["year"].to_string(), run["day"].as_str().unwrap_or_default());
        let mut hits = warned(&clerk, &year, day, &[])?;
        // What asks for complete lists of codes is asked with them.
        let conditions = truth["conditions"].as_object().cloned().unwrap_or_default();
        let rules: Vec<&str> = conditions.keys().map(String::as_str).collect();
        if !rules.is_empty() {
            let catalog = complete(folder.path())?;
            hits.extend(warned(&Clerk::new(&program, &db, Some(&catalog)), &year, day, &rules)?);
        }
        for (rule, object) in hits {
            let year = run["year"].as_i64().unwrap_or(0);
            found.entry(rule).or_default().insert((year, object));
        }
    }
    println!("{units} units, {payments} payments, seed {seed}\n");
    compare(&truth, &mut found)
}

/// Rule and object of what fires.
fn warned(clerk: &Clerk, year: &str, day: &str, rules: &[&str]) -> Result<Vec<(String, String)>> {
    let mut arguments = vec!["warn", "run"];
    arguments.extend(rules);
    arguments.extend(["--year", year, "--day", day, "--full", "--dry-run", "--json"]);
    let said = clerk.ask(&arguments)?;
    let answer: Value = serde_json::from_str(&said.out).with_context(|| said.err.clone())?;
    ensure!(answer["failures"].as_array().is_some_and(Vec::is_empty), "{}", answer["failures"]);
    let hits = answer["hits"].as_array().cloned().unwrap_or_default();
    let text = |hit: &Value, name: &str| hit[name].as_str().unwrap_or_default().to_owned();
    Ok(hits.iter().map(|h| (text(h, "rule"), text(h, "object"))).collect())
}

/// A catalogue in which the lists of codes count as complete.
fn complete(folder: &Path) -> Result<std::path::PathBuf> {
    let catalog = folder.join("catalog");
    fs::create_dir_all(catalog.join("codes"))?;
    for file in fs::read_dir(house::root().join("codes"))? {
        let path = file?.path();
        let text = fs::read_to_string(&path)?.replace("complete = false", "complete = true");
        fs::write(catalog.join("codes").join(path.file_name().unwrap_or_default()), text)?;
    }
    Ok(catalog)
}

fn compare(truth: &Value, found: &mut BTreeMap<String, Objects>) -> Result<()> {
    println!(
        "{:<6} {:>8} {:>8} {:>8} {:>10} {:>8}",
        "rule", "planted", "found", "right", "precision", "recall"
    );
    let planted = truth["rules"].as_object().cloned().unwrap_or_default();
    let (mut sums, mut wrong) = ([0_usize; 3], Vec::new());
    let mut rules: Vec<&String> = planted.keys().chain(found.keys()).collect();
    rules.sort_by_key(|r| (r.len(), (*r).clone()));
    rules.dedup();
    for rule in rules {
        let objects = planted.get(rule).and_then(Value::as_array).into_iter().flatten();
        let due: Objects = objects
            .map(|o| {
                (o["year"].as_i64().unwrap_or(0), o["object"].as_str().unwrap_or("").to_owned())
            })
            .collect();
        let has = found.get(rule).cloned().unwrap_or_default();
        let right = due.intersection(&has).count();
        let counts = [due.len(), has.len(), right];
        sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        println!(
            "{rule:<6} {:>8} {:>8} {right:>8} {:>10} {:>8}",
            due.len(),
            has.len(),
            share(right, has.len()),
            share(right, due.len())
        );
        wrong.extend(due.symmetric_difference(&has).map(|o| format!("{rule} {} {}", o.0, o.1)));
    }
    let [due, has, right] = sums;
    println!(
        "{:<6} {due:>8} {has:>8} {right:>8} {:>10} {:>8}",
        "all",
        share(right, has),
        share(right, due)
    );
    ensure!(wrong.is_empty(), "missed, or found without being planted:\n{}", wrong.join("\n"));
    Ok(())
}

/// Per cent with one decimal.
fn share(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        None => "–".to_owned(),
        Some(mille) => format!("{}.{}%", mille / 10, mille % 10),
    }
}
