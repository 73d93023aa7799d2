//! Entries of a unit's year: budgets, releases and plans, payments, income.

use super::budget::{Extra, Line, UnitYear};
use super::pay::Pay;
use super::payees;
use super::record::day;
use super::world::{Unit, World};
use base::{Amount, Date};
use ledger::{Draft, Kind};
use std::collections::BTreeMap;

type Out<'a> = &'a mut dyn FnMut(Draft);

/// An entry on a line.
fn on_line(kind: Kind, on: Date, (year, unit, line): (&UnitYear, &Unit, &Line), fen: i64) -> Draft {
    let mut d = Draft::new(kind, on, year.year, &unit.code);
    d.line.clone_from(&line.id);
    if let Some(project) = year.projects.get(line.project) {
        d.project.clone_from(&project.code);
        project.fund.clone_into(&mut d.fund);
    }
    d.func.clone_from(&line.func);
    d.eco.clone_from(&line.eco_code);
    d.amount = Amount::fen(fen);
    d
}

/// Days on which money is released: wages and office expenses at once, the rest after the confirmation.
const EARLY: (usize, i8) = (1, 3);
const RELEASE: (usize, i8) = (2, 12);

/// Approved budgets, the first releases and what is brought forward.
pub(super) fn budgets(world: &World, year: &UnitYear, out: Out<'_>) {
    let Some(unit) = world.units.get(year.at) else { return };
    let county = world.county_of(unit).map_or("", |c| c.name.as_str());
    let (budget, release) = (
        format!("{county}财预〔{}〕{}号", year.year, unit.office + 1),
        format!("{county}财指〔{}〕{}号", year.year, unit.office + 1),
    );
    for (project, fen) in &year.opening {
        let Some(p) = year.projects.get(*project) else { continue };
        let mut d = Draft::new(Kind::Opening, day(year.year, 1, 1), year.year, &unit.code);
        d.project.clone_from(&p.code);
        p.fund.clone_into(&mut d.fund);
        d.func.clone_from(&p.func);
        d.amount = Amount::fen(*fen);
        out(d);
    }
    for line in year.lines.iter().filter(|l| l.initial > 0) {
        let mut d = on_line(Kind::Initial, day(year.year, 1, 26), (year, unit, line), line.initial);
        d.doc.clone_from(&budget);
        out(d);
        let (month, on) = if line.early { EARLY } else { RELEASE };
        let first = line.first_release();
        let mut d = on_line(Kind::Allot, day(year.year, month, on), (year, unit, line), first);
        d.doc.clone_from(&release);
        out(d);
    }
}

/// Months (from 0) in which a quarter is planned, and the month up to which.
const QUARTERS: [(usize, usize); 4] = [(1, 2), (3, 5), (6, 8), (9, 11)];

/// Plans, adjustments and later releases of a month.
pub(super) fn steps(world: &World, year: &UnitYear, month: usize, out: Out<'_>) {
    let Some(unit) = world.units.get(year.at) else { return };
    let on = |d| day(year.year, month + 1, d);
    for line in &year.lines {
        for change in line.changes.iter().filter(|c| c.month == month) {
            let mut d = on_line(Kind::Adjust, on(4), (year, unit, line), change.amount);
            d.topic.clone_from(&change.transfer);
            let why = if change.transfer.is_empty() {
                "按程序追加或调减"
            } else {
                "项目间调剂"
            };
            why.clone_into(&mut d.reason);
            out(d);
        }
        if month == 5 {
            let rest = line.current() - if line.initial > 0 { line.first_release() } else { 0 };
            if rest != 0 {
                out(on_line(Kind::Allot, on(6), (year, unit, line), rest));
            }
        }
        let planned = year.projects.get(line.project).is_some_and(|p| p.planned);
        let quarter = QUARTERS.iter().position(|(m, _)| *m == month).filter(|_| planned);
        let Some(quarter) = quarter else { continue };
        // A line that was added in June is planned from July on.
        let upto = |q: usize| QUARTERS.get(q).map_or(0, |(_, upto)| line.plan(*upto));
        let before =
            if quarter == 0 || line.initial == 0 && quarter == 2 { 0 } else { upto(quarter - 1) };
        let plan = upto(quarter) - before;
        if plan != 0 && (line.initial > 0 || quarter >= 2) {
            out(on_line(Kind::Plan, on(5), (year, unit, line), plan));
        }
    }
}

/// Payments above this are made by the treasury itself: 2 万元.
const DIRECT: i64 = 2_000_000;

/// A regular payment; `voucher` is its number.
pub(super) fn payment(
    world: &World,
    year: &UnitYear,
    (month, pay): (usize, &Pay),
    voucher: u64,
) -> Option<Draft> {
    let (unit, line) = (world.units.get(year.at)?, year.lines.get(pay.line)?);
    let eco = world.words.eco.get(line.eco)?;
    let on = day(year.year, month + 1, pay.day);
    let mut d = on_line(Kind::Pay, on, (year, unit, line), pay.amount);
    d.gov_eco = gov_eco(&line.eco_code, unit.head);
    d.payee = payees::name(pay.payee, world, unit);
    let back = if pay.amount < 0 { "退回：" } else { "" };
    d.purpose = format!("{back}{}", eco.purposes.get(pay.purpose).map_or("", String::as_str));
    d.doc = number(on, voucher);
    (if pay.amount > DIRECT { "直接支付" } else { "授权支付" }).clone_into(&mut d.method);
    if let Some(n) = pay.contract {
        d.contract = super::stated::number(year.year, unit, n);
    }
    Some(d)
}

/// A planted payment.
pub(super) fn extra(world: &World, year: &UnitYear, extra: &Extra, voucher: u64) -> Option<Draft> {
    let (unit, line) = (world.units.get(year.at)?, year.lines.get(extra.line)?);
    let on = day(year.year, extra.month + 1, extra.day);
    let mut d = on_line(Kind::Pay, on, (year, unit, line), extra.amount);
    if !extra.stray.is_empty() {
        d.line.clone_from(&extra.stray);
    }
    if !extra.eco.is_empty() {
        d.eco.clone_from(&extra.eco);
    }
    d.gov_eco = gov_eco(&d.eco, unit.head);
    d.payee.clone_from(&extra.payee);
    d.purpose.clone_from(&extra.purpose);
    extra.method.clone_into(&mut d.method);
    d.contract.clone_from(&extra.contract);
    d.doc = number(on, voucher);
    Some(d)
}

fn number(on: Date, voucher: u64) -> String {
    format!("{:04}{:02}{voucher:07}", on.year(), on.month())
}

/// The government's own economic subject that goes with a unit's.
fn gov_eco(eco: &str, office: bool) -> String {
    let code = match (eco.get(..3).unwrap_or_default(), office) {
        ("301", true) => "50101",
        ("301", false) => "50501",
        ("302", true) => "50201",
        ("302", false) => "50502",
        ("303", _) => "50901",
        ("310", true) => "50306",
        ("310", false) => "50601",
        _ => "",
    };
    code.to_owned()
}

/// The income of a month: of every fund as much as was paid, and in December what else came in.
pub(super) fn income(
    world: &World,
    year: &UnitYear,
    month: usize,
    paid: &BTreeMap<&'static str, i64>,
    out: Out<'_>,
) {
    let Some(unit) = world.units.get(year.at) else { return };
    let windfall = (month == 11 && year.windfall != 0).then_some(("39", year.windfall));
    let all =
        paid.iter().map(|(fund, fen)| (*fund, *fen)).filter(|(_, fen)| *fen != 0).chain(windfall);
    for (fund, fen) in all {
        let mut d = Draft::new(Kind::Income, day(year.year, month + 1, 28), year.year, &unit.code);
        fund.clone_into(&mut d.fund);
        d.func.clone_from(&unit.run);
        d.amount = Amount::fen(fen);
        out(d);
    }
}
