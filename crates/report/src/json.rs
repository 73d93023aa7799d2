//! The audit JSON of `DESIGN.md` §7. Wire types stand apart from domain types: field names and order
//! are a contract; new fields go to the end of their object.

use crate::audited::{Audited, Engine, Tally};
use crate::lang::Lang;
use audit::{Finding, Operand};
use base::Problem;
use facts::Place;
use serde::Serialize;

/// The whole report as one object, indented, with a line end.
///
/// # Errors
/// Only when a value cannot be written as JSON, which no value here is.
pub fn json(all: &[Audited], engine: &Engine, lang: Lang) -> Result<String, serde_json::Error> {
    let report = WireReport {
        engine: WireEngine { name: "mingzhang", version: &engine.version, rules: &engine.rules },
        verdict: Tally::of(all).verdict().id(),
        documents: all.iter().map(|one| WireDocument::new(one, lang)).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

/// One document as one line, with its line end.
///
/// # Errors
/// As for [`json`].
pub fn jsonl(one: &Audited, lang: Lang) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(&WireDocument::new(one, lang))? + "\n")
}

#[derive(Serialize)]
struct WireReport<'a> {
    engine: WireEngine<'a>,
    verdict: &'static str,
    documents: Vec<WireDocument<'a>>,
}

#[derive(Serialize)]
struct WireEngine<'a> {
    name: &'static str,
    version: &'a str,
    rules: &'a str,
}

#[derive(Serialize)]
struct WireDocument<'a> {
    path: &'a str,
    sha256: &'a str,
    kind: &'a str,
    entity: &'a str,
    fiscal_year: Option<i32>,
    unit: Option<&'a str>,
    verdict: &'static str,
    tables: Vec<WireTable<'a>>,
    figures: WireFigures,
    checks: WireChecks,
    problems: Vec<WireProblem<'a>>,
    findings: Vec<WireFinding<'a>>,
}

#[derive(Serialize)]
struct WireTable<'a> {
    form: &'a str,
    title: &'a str,
    page: Option<u32>,
    rows: usize,
    columns: usize,
}

#[derive(Serialize)]
struct WireFigures {
    tokens: usize,
    amounts: usize,
    pinned: usize,
    free: usize,
}

#[derive(Serialize)]
struct WireChecks {
    holds: usize,
    tail: usize,
    broken: usize,
    not_applied: usize,
}

#[derive(Serialize)]
struct WireProblem<'a> {
    code: &'a str,
    message: &'a str,
    page: Option<u32>,
    line: Option<u32>,
}

#[derive(Serialize)]
struct WireFinding<'a> {
    key: &'a str,
    rule: &'a str,
    title: &'a str,
    severity: &'static str,
    basis: &'a [String],
    message: &'a str,
    stated: Option<&'a str>,
    expected: Option<&'a str>,
    difference: Option<&'a str>,
    places: Vec<WirePlace<'a>>,
    operands: Vec<WireOperand<'a>>,
    advice: &'a str,
    also: Vec<&'a str>,
}

#[derive(Serialize)]
struct WirePlace<'a> {
    page: Option<u32>,
    line: Option<u32>,
    table: &'a str,
    row: &'a str,
    column: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct WireOperand<'a> {
    label: &'a str,
    value: &'a str,
    page: Option<u32>,
    line: Option<u32>,
    table: &'a str,
    row: &'a str,
    column: &'a str,
}

impl<'a> WireDocument<'a> {
    fn new(one: &'a Audited, lang: Lang) -> Self {
        let content = one.content.as_deref();
        let profile = content.map(|c| &c.facts.profile);
        let (figures, checks) = (one.figures(), one.checks());
        WireDocument {
            path: &one.path,
            sha256: &one.sha256,
            kind: profile.map_or("", |p| &p.kind),
            entity: profile.map_or("", |p| &p.entity),
            fiscal_year: profile.and_then(|p| p.year),
            unit: profile.and_then(|p| p.unit.as_ref()).map(|u| u.label()),
            verdict: one.verdict().id(),
            tables: content.map(tables).unwrap_or_default(),
            figures: WireFigures {
                tokens: figures.tokens,
                amounts: figures.amounts,
                pinned: figures.pinned,
                free: figures.free,
            },
            checks: WireChecks {
                holds: checks.holds,
                tail: checks.tail,
                broken: checks.broken,
                not_applied: checks.not_applied,
            },
            problems: one.all_problems().map(|p| problem(p, lang)).collect(),
            findings: content
                .map(|c| c.audit.findings.iter().map(|f| finding(f, lang)).collect())
                .unwrap_or_default(),
        }
    }
}

fn tables(content: &crate::Content) -> Vec<WireTable<'_>> {
    let all = content.facts.tables.iter();
    all.map(|t| WireTable {
        form: &t.form,
        title: &t.title,
        page: t.spot.page,
        rows: t.size.0,
        columns: t.size.1,
    })
    .collect()
}

fn problem(problem: &Problem, lang: Lang) -> WireProblem<'_> {
    WireProblem {
        code: problem.code,
        message: lang.problem(problem),
        page: problem.spot.page,
        line: problem.spot.line,
    }
}

fn finding(finding: &Finding, lang: Lang) -> WireFinding<'_> {
    WireFinding {
        key: &finding.key,
        rule: &finding.rule,
        title: lang.pick(&finding.title),
        severity: finding.severity.id(),
        basis: &finding.basis,
        message: lang.pick(&finding.message),
        stated: finding.stated.as_deref(),
        expected: finding.expected.as_deref(),
        difference: finding.difference.as_deref(),
        places: finding.places.iter().map(place).collect(),
        operands: finding.operands.iter().map(operand).collect(),
        advice: lang.pick(&finding.advice),
        also: finding.also.iter().map(|w| lang.pick(w)).collect(),
    }
}

fn place(place: &Place) -> WirePlace<'_> {
    WirePlace {
        page: place.spot.page,
        line: place.spot.line,
        table: &place.table,
        row: &place.row,
        column: &place.column,
        text: &place.text,
    }
}

fn operand(operand: &Operand) -> WireOperand<'_> {
    let place = &operand.place;
    WireOperand {
        label: &operand.label,
        value: &operand.value,
        page: place.spot.page,
        line: place.spot.line,
        table: &place.table,
        row: &place.row,
        column: &place.column,
    }
}
