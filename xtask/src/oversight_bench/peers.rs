//! The same rows in DuckDB (PyPI, over Parquet) and in a plain PostgreSQL table with the usual indexes, in
//! a Python environment of our own under `target/`.

use super::ours::{Focus, Rows};
use crate::{house, postgres};
use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use store::{Store, StoreError, Value};

/// The script that both peers run.
const SCRIPT: &str = include_str!("peers.py");

/// What a peer answered.
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// By question.
    pub answers: BTreeMap<String, Answered>,
}

impl Peer {
    /// DuckDB over Parquet.
    pub const DUCKDB: &'static str = "DuckDB/Parquet";
    /// One table in PostgreSQL.
    pub const POSTGRES: &'static str = "PostgreSQL";
}

/// One answer.
pub struct Answered {
    /// Milliseconds.
    pub p50: String,
    /// Milliseconds.
    pub p95: String,
    /// The rows.
    pub rows: Rows,
}

/// Puts the questions to the peers that can be had; what cannot is said.
///
/// # Errors
/// When the rows cannot be written, or a peer that was there fails.
pub fn ask(store: &mut Store, folder: &Path, focus: &Focus) -> Result<Vec<Peer>> {
    let python = match environment(folder) {
        Ok(python) => python,
        Err(error) => {
            println!("SKIPPED the peers: no Python environment with duckdb and psycopg: {error:#}");
            return Ok(Vec::new());
        }
    };
    let (entries, units) = (folder.join("entries.csv"), folder.join("units.csv"));
    write(store, &entries, &units)?;
    let script = folder.join("peers.py");
    std::fs::write(&script, SCRIPT)?;
    let focus = json!({ "year": focus.year, "department": focus.department, "unit": focus.unit });
    let call = |engine: &str, place: &str, runs: usize| -> Result<BTreeMap<String, Answered>> {
        let mut command = Command::new(&python);
        command.arg(&script).args([engine, place]).arg(&entries).arg(&units);
        read(&house::output(command.args([focus.to_string(), runs.to_string()]))?)
    };
    let mut peers = Vec::new();
    let answers = call("duckdb", &folder.display().to_string(), 20)?;
    peers.push(Peer { name: Peer::DUCKDB, answers });
    match postgres::Server::start() {
        Ok(server) => {
            let answers = call("postgres", &server.url(), 5)?;
            peers.push(Peer { name: Peer::POSTGRES, answers });
        }
        Err(error) => println!("SKIPPED PostgreSQL: {error:#}"),
    }
    Ok(peers)
}

fn environment(folder: &Path) -> Result<PathBuf> {
    let venv = folder.join("venv");
    let python = venv.join("bin/python");
    let present =
        |p: &Path| house::present(&p.display().to_string(), &["-c", "import duckdb, psycopg"]);
    if present(&python) {
        return Ok(python);
    }
    house::output(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(&python);
    house::output(pip.args(["-m", "pip", "install", "--quiet", "duckdb", "psycopg[binary]"]))?;
    if !present(&python) {
        bail!("duckdb and psycopg were installed but cannot be imported");
    }
    Ok(python)
}

/// The entries that are money, and the units, as CSV.
fn write(store: &mut Store, entries: &Path, units: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(entries)?);
    writeln!(file, "year,unit,project,fund,func,eco,payee,kind,month,amount")?;
    let sql = "SELECT year, unit, project, fund, func, eco, payee, kind, \
         CAST(SUBSTR(day, 1, 4) || SUBSTR(day, 6, 2) AS BIGINT), amount FROM entry \
         WHERE kind NOT IN ('登记', '记录') ORDER BY seq";
    let mut failed = None;
    store.ask_each(sql, &[], &mut |row| {
        writeln!(file, "{}", line(&row)).map_err(|e| {
            failed = Some(e);
            StoreError::Full
        })
    })?;
    file.flush()?;
    let mut file = BufWriter::new(File::create(units)?);
    writeln!(file, "code,department,region")?;
    let sql =
        "SELECT code, department, COALESCE(NULLIF(region, ''), book) FROM unit_card ORDER BY code";
    for row in store.ask(sql, &[])? {
        writeln!(file, "{}", line(&row))?;
    }
    Ok(file.flush()?)
}

fn line(row: &[Value]) -> String {
    let text = |value: &Value| match value {
        Value::Int(n) => n.to_string(),
        other => format!("\"{}\"", other.text().replace('"', "\"\"")),
    };
    row.iter().map(text).collect::<Vec<_>>().join(",")
}

fn read(text: &str) -> Result<BTreeMap<String, Answered>> {
    let answer: Json = serde_json::from_str(text.trim()).context("the peer gave no JSON")?;
    let all = answer["questions"].as_object().cloned().unwrap_or_default();
    let one = |(name, said): (String, Json)| {
        let rows = said["rows"].as_array().into_iter().flatten();
        let cells = |row: &Json| {
            let cells = row.as_array().into_iter().flatten();
            cells.map(|c| c.as_str().unwrap_or_default().to_owned()).collect()
        };
        let answered = Answered {
            p50: said["p50"].to_string(),
            p95: said["p95"].to_string(),
            rows: rows.map(cells).collect(),
        };
        (name, answered)
    };
    Ok(all.into_iter().map(one).collect())
}
