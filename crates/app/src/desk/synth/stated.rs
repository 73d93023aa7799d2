//! What a unit states or has on file: master data, staff and basic guarantees, investments, assets, contracts,
//! and published final accounts with what their audit found.

use super::budget::{Size, UnitYear};
use super::chance::share;
use super::judge;
use super::pay::Pay;
use super::plant::Plants;
use super::record::{Of, after, day, record, register};
use super::truth::Truth;
use super::world::{Nature, Unit, World};
use base::Date;
use ledger::Draft;
use serde_json::{Value, json};

type Out<'a> = &'a mut dyn FnMut(Draft);

/// The record of a unit.
pub(super) fn unit(world: &World, unit: &Unit, year: i32, out: Out<'_>) {
    let kind = if unit.head { "Administrative" } else { "Institution" };
    let payload = json!({
        "code": unit.code, "name": unit.name, "department": unit.department,
        "department_name": unit.department_name, "kind": kind, "alone": false,
        "region": world.county_of(unit).map_or("", |c| c.code.as_str()),
    });
    out(record(Of { year, unit: &unit.code }, day(year, 1, 1), "单位", &unit.code, &payload));
}

/// The records of the projects that begin in the year.
pub(super) fn projects(world: &World, year: &UnitYear, out: Out<'_>) {
    let Some(unit) = world.units.get(year.at) else { return };
    for p in year.projects.iter().filter(|p| p.life.0 == year.year) {
        let payload = json!({
            "code": p.code, "name": p.name, "kind": p.nature.name(), "unit": unit.code,
        });
        let of = Of { year: year.year, unit: &unit.code };
        out(record(of, day(year.year, 1, 1), "项目", &p.code, &payload));
    }
}

/// What a unit states at the end of the year.
pub(super) fn at_year_end(world: &World, year: &UnitYear, out: Out<'_>) -> Vec<Truth> {
    let mut truths = Vec::new();
    let Some(unit) = world.units.get(year.at) else { return truths };
    let of = Of { year: year.year, unit: &unit.code };
    let on = day(year.year, 12, 31);
    let late = year.mark("W53");
    if late.is_some() || year.at.is_multiple_of(3) {
        let basic = |l: &&super::budget::Line| year.nature(l).is_some_and(Nature::is_basic);
        let all: i64 = year.lines.iter().filter(basic).map(|l| l.initial).sum();
        let rate = late.map_or(1000, |n| if n.is_multiple_of(2) { 950 } else { 900 });
        out(register(of, on, "三保.预算", "元", all));
        out(register(of, on, "三保.支出", "元", share(all, rate, 1000)));
        if late.is_some() {
            let level = if rate == 950 { "黄" } else { "红" };
            truths.push(Truth::new("W53", year.year, &unit.code, level, ""));
        }
    }
    let full = year.mark("W85");
    if full.is_some() || year.at % 3 == 1 {
        let allowed = 20 + i64::try_from(unit.before % 90).unwrap_or(0);
        let there = if full.is_some() { allowed + 2 } else { allowed - 1 };
        out(register(of, on, "人员.编制数", "人", allowed));
        out(register(of, on, "人员.实有数", "人", there));
        if full.is_some() {
            let object = format!("{}|人员", unit.code);
            truths.push(Truth::new("W85", year.year, object, "橙", ""));
        }
    }
    // Some units record what they buy as they should.
    if year.at.is_multiple_of(40) {
        let key = format!("ZC{}{}", year.year, unit.code);
        let payload = json!({ "day": on.to_string(), "name": "办公设备", "amount": 1_200_000 });
        out(record(of, on, "资产", &key, &payload));
    }
    truths.extend(investment(year, unit, out));
    truths
}

/// One unit in fifty has an investment under way.
fn investment(year: &UnitYear, unit: &Unit, out: Out<'_>) -> Option<Truth> {
    let odd = year.mark("W77");
    if odd.is_none() && year.at % 50 != 7 {
        return None;
    }
    let of = Of { year: year.year, unit: &unit.code };
    let key = format!("TZ{}{}", year.year, unit.code);
    let wan = |n: i64| n * 1_000_000;
    // Estimated, approved, revised, done; 万元.
    let [estimate, approved, revised, done] = match odd.map(|n| n % 4) {
        None => [2_000, 2_100, 2_200, 1_500],
        Some(0) => [2_000, 2_100, 2_100, 2_300],
        Some(1) => [40_000, 40_000, 45_000, 20_000],
        Some(2) => [2_000, 2_000, 2_700, 1_500],
        Some(_) => [2_000, 2_300, 2_300, 1_500],
    };
    let payload = json!({
        "name": "综合业务楼", "estimate": wan(estimate), "approved": wan(approved),
        "revised": wan(revised), "done": wan(done),
    });
    out(record(of, day(year.year, 11, 30), "投资项目", &key, &payload));
    odd.map(|n| {
        let level = if n % 4 == 3 { "橙" } else { "红" };
        Truth::new("W77", year.year, format!("{}|{key}", unit.code), level, "")
    })
}

/// What a contract is about.
struct Contract<'a> {
    number: &'a str,
    supplier: &'a str,
    category: &'a str,
    project: &'a str,
    amount: i64,
    accepted: Date,
}

impl Contract<'_> {
    /// Everything in time and in order.
    fn payload(&self) -> Value {
        let signed = after(self.accepted, -40);
        json!({
            "title": format!("{}采购", self.category), "supplier": self.supplier,
            "category": self.category, "sort": "服务", "method": "竞争性磋商",
            "project": self.project, "amount": self.amount, "budget": self.amount / 100 * 120,
            "size": "小型", "reserved": "是",
            "awarded": after(signed, -12).to_string(), "signed": signed.to_string(),
            "announced": after(signed, 1).to_string(), "filed": after(signed, 4).to_string(),
            "accepted": self.accepted.to_string(),
        })
    }

    fn draft(&self, of: Of<'_>, payload: &Value) -> Draft {
        record(of, after(self.accepted, -40), "合同", self.number, payload)
    }
}

/// Categories of regular contracts: a unit has two contracts a year at most, of two of them.
const CATEGORIES: [&str; 4] = ["技术服务", "运行维护", "印刷服务", "咨询服务"];

/// Number of a unit's regular contract.
pub(super) fn number(year: i32, unit: &Unit, n: usize) -> String {
    format!("HT{year}{}{}", unit.code, n + 1)
}

/// The contract that a regular payment is made on.
pub(super) fn contract(
    world: &World,
    year: &UnitYear,
    (month, pay, n): (usize, &Pay, usize),
    out: Out<'_>,
) {
    let (Some(unit), Some(line)) = (world.units.get(year.at), year.lines.get(pay.line)) else {
        return;
    };
    let supplier = super::payees::name(pay.payee, world, unit);
    let number = number(year.year, unit, n);
    let one = Contract {
        number: &number,
        supplier: &supplier,
        category: CATEGORIES.get((unit.office + n) % 4).copied().unwrap_or_default(),
        project: year.projects.get(line.project).map_or("", |p| p.code.as_str()),
        amount: pay.amount,
        accepted: after(day(year.year, month + 1, pay.day), -12),
    };
    out(one.draft(Of { year: year.year, unit: &unit.code }, &one.payload()));
}

/// The contracts that planted payments are made on, with what is odd about them.
pub(super) fn planted_contracts(world: &World, year: &UnitYear, month: usize, out: Out<'_>) {
    let Some(unit) = world.units.get(year.at) else { return };
    let of = Of { year: year.year, unit: &unit.code };
    for extra in year.extras.iter().filter(|e| e.month == month && !e.contract.is_empty()) {
        let Some((rule, n)) = year.marks.iter().find(|(r, _)| extra.contract.ends_with(r)) else {
            continue;
        };
        let project = year.lines.get(extra.line).and_then(|l| year.projects.get(l.project));
        let paid = day(year.year, month + 1, extra.day);
        let late = (*rule, n % 3) == ("W74", 0);
        let one = Contract {
            number: &extra.contract,
            supplier: &extra.payee,
            category: "专用设备",
            project: project.map_or("", |p| p.code.as_str()),
            amount: extra.amount,
            accepted: after(paid, if late { -45 } else { -12 }),
        };
        let mut payload = one.payload();
        for (field, value) in odd(rule, *n, &one) {
            payload[field] = value;
        }
        out(one.draft(of, &payload));
    }
}

/// What is odd about a planted contract.
fn odd(rule: &str, n: usize, c: &Contract<'_>) -> Vec<(&'static str, Value)> {
    let signed = after(c.accepted, -40);
    let on = |days: i64| Value::from(after(signed, days).to_string());
    match (rule, n % 3) {
        ("W71", _) => vec![("budget", (c.amount / 100 * 90).into())],
        ("W72", 0) => vec![("awarded", on(-36))],
        ("W72", 1) => vec![("announced", on(9))],
        ("W72", _) => vec![("filed", on(19))],
        ("W73", _) => vec![("supplement", (c.amount / 100 * 15).into())],
        ("W74", 1) => {
            vec![("amount", (c.amount / 10 * 13).into()), ("budget", (c.amount * 2).into())]
        }
        ("W74", 2) => vec![("agreed", 90.into())],
        ("W75", _) => vec![("size", "否".into())],
        _ => Vec::new(),
    }
}

/// Contracts that no payment names: a purchase that was divided, and a supplier that wins everything.
pub(super) fn loose_contracts(world: &World, year: &UnitYear, out: Out<'_>) -> Vec<Truth> {
    let mut truths = Vec::new();
    let Some(unit) = world.units.get(year.at) else { return truths };
    let of = Of { year: year.year, unit: &unit.code };
    let projects: Vec<&str> = year.projects.iter().map(|p| p.code.as_str()).collect();
    let mut add = |n: usize, supplier: &str, category: &str, amount: i64| {
        let number = format!("HT{}{}{:02}", year.year, unit.code, 50 + n);
        let one = Contract {
            number: &number,
            supplier,
            category,
            project: projects.get(n % projects.len().max(1)).copied().unwrap_or(""),
            amount,
            accepted: day(year.year, 6, 20),
        };
        let mut payload = one.payload();
        // Without the size of the supplier neither payment nor share are judged.
        payload["size"] = "".into();
        out(one.draft(of, &payload));
    };
    if let Some(n) = year.mark("W70") {
        let each = if n.is_multiple_of(2) { 28_000_000 } else { 36_000_000 };
        for n in 0..6 {
            add(n, &format!("示范家具{}有限公司", n + 1), "办公家具", each);
        }
        let level = if n.is_multiple_of(2) { "橙" } else { "红" };
        truths.push(Truth::new("W70", year.year, format!("{}|办公家具", unit.code), level, ""));
    }
    if let Some(n) = year.mark("W76") {
        let supplier = "示范包揽服务有限公司";
        // With a share of all or next to nothing of what the unit contracts.
        let (many, each) = if n.is_multiple_of(2) { (3, 10_000) } else { (5, 90_000_000) };
        for n in 0..many {
            add(10 + n, supplier, CATEGORIES.get(n % 4).copied().unwrap_or_default(), each);
        }
        let level = if n.is_multiple_of(2) { "黄" } else { "橙" };
        truths.push(Truth::new("W76", year.year, format!("{}|{supplier}", unit.code), level, ""));
    }
    truths
}

/// The audit of a published document.
fn audited(of: Of<'_>, on: Date, document: &str, missing: i64, said: Vec<Value>) -> Draft {
    let payload = json!({
        "file": format!("{document}.pdf"), "sha256": "", "error": 0, "warning": 0, "notice": 1,
        "missing": missing, "holds": 180, "broken": 0, "pinned": 420, "free": 16, "said": said,
    });
    record(of, on, "公开文件", document, &payload)
}

/// Published budgets of some departments.
pub(super) fn published_budget(world: &World, year: &UnitYear, out: Out<'_>) -> Option<Truth> {
    let unit = world.units.get(year.at).filter(|u| u.head)?;
    let odd = year.mark("W25");
    if odd.is_some() || unit.before.is_multiple_of(8) {
        let of = Of { year: year.year, unit: &unit.code };
        out(audited(
            of,
            day(year.year, 3, 20),
            "部门预算",
            if odd.is_some() { 2 } else { 0 },
            Vec::new(),
        ));
    }
    odd.map(|_| Truth::new("W25", year.year, format!("{}|部门预算", unit.code), "橙", ""))
}

const ACCOUNTS: &str = "部门决算";

/// Published final accounts of the year before, of some departments whose year went as planned.
pub(super) fn published_accounts(
    world: &World,
    size: Size,
    plants: &Plants,
    at: usize,
    year: i32,
    out: Out<'_>,
) -> Vec<Truth> {
    let mut truths = Vec::new();
    let Some(unit) = world.units.get(at).filter(|u| u.head && year >= size.first) else {
        return truths;
    };
    let Some(made) = plants.year(world, size, at, year) else { return truths };
    let marks = ["W88", "W89", "W90"].map(|r| made.mark(r));
    let usual = unit.before.is_multiple_of(4) && !plants.is_changed(at);
    if !usual && marks == [None; 3] {
        return truths;
    }
    let of = Of { year, unit: &unit.code };
    let on = day(year + 1, 9, 25);
    let item = "一般公共预算财政拨款支出";
    let sums = judge::by_func(&made, "111");
    let paid: i64 = sums.values().map(|(_, paid)| *paid).sum();
    let mut total = paid;
    if marks[2].is_some() {
        total += 1_000_000;
        let object = format!("{}|{ACCOUNTS}|{item}", unit.code);
        truths.push(Truth::new("W90", year, object, "红", ""));
    }
    let mut said = vec![json!({ "item": item, "class": "", "amount": total, "slack": 5_000 })];
    let first = sums.keys().next().and_then(|f| f.get(..3)).unwrap_or_default();
    let own = sums.iter().filter(|(func, _)| func.starts_with(first));
    let of_class: i64 = own.map(|(_, (_, paid))| *paid).sum();
    if let Some(n) = marks[1] {
        // Less than 10 万元 would not be told.
        let percent = if n.is_multiple_of(2) { 15 } else { 25 };
        let off = (of_class / 100 * percent).max(10_100_000);
        let level = if off > of_class / 10_000 * 2_000 { "红" } else { "黄" };
        said.push(
            json!({ "item": item, "class": first, "amount": of_class + off, "slack": 5_000 }),
        );
        let object = format!("{}|{ACCOUNTS}|{item}.{first}", unit.code);
        truths.push(Truth::new("W89", year, object, level, ""));
    } else {
        said.push(json!({ "item": item, "class": first, "amount": of_class, "slack": 5_000 }));
    }
    out(audited(of, on, ACCOUNTS, 0, said));
    truths.extend(finding(of, on, marks[0], out));
    truths
}

/// What the audit found: a tail of no importance, or what is planted.
fn finding(of: Of<'_>, on: Date, odd: Option<usize>, out: Out<'_>) -> Option<Truth> {
    let key = format!("FX{}{}", of.year, of.unit);
    let (severity, difference, level) = match odd.map(|n| n % 3) {
        None => ("notice", 100, ""),
        Some(0) => ("error", 2_345_600, "红"),
        Some(1) => ("error", 300_000, "橙"),
        Some(_) => ("notice", 20_000, "蓝"),
    };
    let payload = json!({
        "document": ACCOUNTS, "rule": "FA03-1", "reach": "table", "severity": severity,
        "title": "支出决算表合计与各行之和", "message": "合计不等于各行之和", "stated": "", "expected": "",
        "difference": difference, "page": 3, "file": format!("{ACCOUNTS}.pdf"),
    });
    out(record(of, on, "审计发现", &key, &payload));
    odd.map(|_| Truth::new("W88", of.year, format!("{}|{key}", of.unit), level, ""))
}
