//! What the province's own government states: its figures, transfers from above, debts, and its own events.

use super::budget::Size;
use super::events::{Events, approved};
use super::plant::turn;
use super::record::{Of, after, day, record, register};
use super::truth::Truth;
use super::world::World;
use ledger::Draft;
use serde_json::json;

/// Sums of a year of the ledger that the government's figures must agree with, in 分.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    /// General money: approved, current, paid.
    pub(super) initial: i64,
    pub(super) current: i64,
    pub(super) paid: i64,
    /// Income of government funds.
    pub(super) funds: i64,
}

/// Rules on the government as a whole: each is planted in one year.
const RULES: [(&str, &str); 19] = [
    ("W01", "橙"),
    ("W02", "橙"),
    ("W05", "橙"),
    ("W08", "橙"),
    ("W10", "黄"),
    ("W42", "红"),
    ("W43", "红"),
    ("W45", "红"),
    ("W47", "红"),
    ("W48", "红"),
    ("W49", "橙"),
    ("W50", "黄"),
    ("W51", "黄"),
    ("W54", "橙"),
    ("W78", "红"),
    ("W79", "黄"),
    ("W87", "红"),
    ("W102", "红"),
    ("W83", "黄"),
];

/// The year in which a rule on the government is planted; the stabilization fund can only be drawn on without
/// a plan in the first year, and a carry-over is compared with the year before.
pub(super) fn planted(size: Size, rule: &str) -> Option<i32> {
    let n = RULES.iter().position(|(r, _)| *r == rule)?;
    match rule {
        "W43" => Some(size.first),
        "W83" => (size.last > size.first).then_some(size.first + 1),
        _ => Some(turn(size.first, size.last, n)),
    }
}

/// What the rules find in the government's figures of a year.
pub(super) fn truths(world: &World, size: Size, year: i32) -> Vec<Truth> {
    let book = world.words.place.code.as_str();
    let own = RULES.iter().filter(|(rule, _)| planted(size, rule) == Some(year));
    let object = |rule: &str| match rule {
        "W87" => "13",
        "W83" => "11",
        _ => book,
    };
    own.map(|(rule, level)| Truth::new(rule, year, object(rule), level, "")).collect()
}

/// The figures of a year, stated at its end.
pub(super) fn figures(size: Size, year: i32, t: Totals, out: &mut dyn FnMut(Draft)) {
    let odd = |rule: &str| planted(size, rule) == Some(year);
    let whole = t.current;
    let part = |base: i64, thousandths: i64| base / 1000 * thousandths;
    let either =
        |rule: &str, usual: i64, planted: i64| part(whole, if odd(rule) { planted } else { usual });
    let reserve = either("W01", 20, 5);
    let revenue = part(whole, 550);
    let done = part(whole, 560);
    let debt = part(whole, 800);
    let drawn = year > size.first || odd("W43");
    let draw = if drawn { part(whole, 10) } else { 0 };
    let named: [(&str, i64); 40] = [
        ("预备费", reserve),
        ("预备费动用数", reserve / 2),
        ("预算周转金", either("W02", 5, 15)),
        ("一般公共预算本级支出预算", whole),
        ("一般公共预算支出累计", if odd("W51") { done * 6 } else { t.paid }),
        ("批准的一般公共预算总支出", t.initial),
        ("调整方案批准的一般公共预算总支出", whole + either("W42", 0, 100)),
        ("一般公共预算收入预算", revenue),
        ("一般公共预算收入累计", done),
        ("一般公共预算收入上年同期", part(done, if odd("W49") { 1_040 } else { 960 })),
        ("税收收入累计", done - part(done, if odd("W50") { 400 } else { 250 })),
        ("非税收入累计", part(done, if odd("W50") { 400 } else { 250 })),
        ("预算收入总计", whole + if odd("W05") { 100_000_000 } else { 0 }),
        ("预算支出总计", whole),
        ("调入预算稳定调节基金", draw),
        ("批准调入预算稳定调节基金", if odd("W43") { 0 } else { draw }),
        ("超收收入", done - revenue),
        ("超收收入用于其他支出", if odd("W48") { (done - revenue) / 3 } else { 0 }),
        ("一般性转移支付", either("W10", 250, 10)),
        ("专项转移支付", part(whole, 150)),
        ("提前下达一般性转移支付", either("W08", 240, 200)),
        ("一般性转移支付预计数", part(whole, 250)),
        ("提前下达专项转移支付", part(whole, 120)),
        ("专项转移支付预计数", part(whole, 150)),
        ("一般债务余额", part(whole, 300)),
        ("专项债务余额", debt - part(whole, 300)),
        ("政府债务余额", debt),
        ("一般债务限额", part(whole, 350)),
        ("专项债务限额", either("W78", 550, 450)),
        ("政府债务限额", part(whole, 350) + either("W78", 550, 450)),
        ("新增政府债务", either("W45", 50, 60)),
        ("批准新增政府债务", part(whole, 50)),
        ("综合财力", either("W79", 1_000, 550)),
        ("地区生产总值", part(whole, 4_000)),
        ("库款余额", either("W54", 70, 15)),
        ("月均库款支出", part(whole, 83)),
        ("国有资本经营收入累计", either("W87", 3, 0)),
        ("国有资本经营支出累计", part(whole, 2)),
        ("年末结转结余", part(whole, 40)),
        ("政府性基金收入", t.funds),
    ];
    let of = Of { year, unit: "" };
    for (topic, fen) in named {
        out(register(of, day(year, 12, 31), topic, "元", fen));
    }
}

/// The province's own events of a fiscal year. In the first year no plan of adjustment is approved.
pub(super) fn events(world: &World, size: Size, year: i32) -> Events<'static> {
    let mut events = Events::new("", &world.words.place.code, year);
    super::events::government(&mut events, approved(year, None), size.last, &|_| None);
    let approval = format!("预算批准{year}-{}-3", world.words.place.code);
    let own = events.add("财政批复", after(approved(year, None), 9), &approval);
    events.add("抄送人大", after(approved(year, None), 10), &own);
    events.add("部门预算公开", after(approved(year, None), 20), &own);
    let given = events.add("部门批复", after(approved(year, None), 15), &own);
    events.add("单位预算公开", after(approved(year, None), 25), &given);
    if year > size.first {
        events.add("调整方案批准", day(year, 7, 28), "");
    }
    let odd = |rule: &str| planted(size, rule) == Some(year);
    if !odd("W47") {
        events.add("预备费动用", day(year, 6, 12), "");
    }
    if odd("W102") {
        events.all.retain(|e| e.sort() != "债务报告");
    }
    events
}

/// Transfers received from above in a year: at least forty, and the planted ones.
pub(super) fn transfers(
    world: &World,
    size: Size,
    each: usize,
    year: i32,
    out: &mut dyn FnMut(Draft),
) -> Vec<Truth> {
    let mut truths = Vec::new();
    let of = Of { year, unit: "" };
    let own = |n: usize| n < each && turn(size.first, size.last, n) == year;
    for n in 0..40 + 3 * each {
        let (rule, at) = match n.checked_sub(40) {
            Some(n) if n < each => ("W09", n),
            Some(n) if n < 2 * each => ("W21", n - each),
            Some(n) => ("W52", n - 2 * each),
            None => ("", 0),
        };
        if !rule.is_empty() && !own(at) {
            continue;
        }
        let key = format!("ZY{year}{:03}", n + 1);
        let general = rule.is_empty() && n % 3 == 0;
        // What is not paid for half a year came early.
        let received = day(year, 2 + n % if rule == "W52" { 4 } else { 6 }, 5);
        let county = world.counties.get(n % world.counties.len().max(1));
        let amount = 300_000_000 + i64::try_from(n).unwrap_or(0) * 7_654_300;
        let payload = json!({
            "sort": if general { "一般性" } else { "专项" },
            "name": if general { "均衡性转移支付" } else { "专项补助资金" },
            "doc": format!("财预〔{year}〕{}号", n + 11),
            "to": if rule == "W09" && at % 2 == 0 { "" } else { county.map_or("", |c| c.code.as_str()) },
            "project": if rule == "W09" && at % 2 == 1 { String::new() } else { format!("ZX{year}{n:04}") },
            "amount": amount,
            "received": received.to_string(),
            "issued": after(received, if rule == "W21" { 45 } else { 12 }).to_string(),
            "granted": after(received, if rule == "W21" { 52 } else { 20 }).to_string(),
            "paid": if rule == "W52" { 0 } else { amount / 10 * 9 },
        });
        match rule {
            "W09" => truths.push(Truth::new("W09", year, key.clone(), "橙", "")),
            "W21" => {
                truths.push(Truth::new("W21", year, key.clone(), "橙", ""));
                let reason = "the same delay is the first level of W52";
                truths.push(Truth::new("W52", year, key.clone(), "橙", reason));
            }
            "W52" => truths.push(Truth::new("W52", year, key.clone(), "黄", "")),
            _ => {}
        }
        out(record(of, received, "转移支付", &key, &payload));
    }
    truths
}

/// Debts as reported at the end of a year: thirty that are in order, and the planted ones with what became of
/// them the year after.
pub(super) fn debts(size: Size, each: usize, year: i32, out: &mut dyn FnMut(Draft)) -> Vec<Truth> {
    let mut truths = Vec::new();
    let of = Of { year, unit: "" };
    let mut report = |key: &str,
                      special: bool,
                      start: base::Date,
                      due: base::Date,
                      [issued, balance, used]: [i64; 3]| {
        let payload = json!({
            "day": day(year, 12, 31).to_string(),
            "name": if special { "专项债券" } else { "一般债券" },
            "sort": if special { "专项" } else { "一般" },
            "issued": issued, "start": start.to_string(), "due": due.to_string(),
            "balance": balance, "used": used,
        });
        out(record(of, day(year, 12, 31), "债务", key, &payload));
    };
    let issued = |n: usize| 50_000_000_000 + i64::try_from(n).unwrap_or(0) * 12_345_600;
    for n in 0..30 {
        let later = i32::try_from(n % 10).unwrap_or(0);
        let (start, due) = (day(size.first - 2, 3, 15), day(size.last + 3 + later, 3, 15));
        let all = issued(n);
        report(&format!("ZQ{:04}", n + 1), n % 2 == 1, start, due, [all, all, all]);
    }
    for n in 0..each {
        let own = turn(size.first, size.last, n);
        if own > year {
            continue;
        }
        let (key, all) = (format!("YQ{:04}", n + 1), issued(n));
        let soon = own == size.last && n % 2 == 1;
        let due = if soon { day(own + 1, 1, 20) } else { day(own, 6, 30) };
        let owed = if own == year { all } else { 0 };
        report(&key, false, day(own - 3, 6, 30), due, [all, owed, all]);
        if own == year {
            truths.push(Truth::new("W80", year, key, if soon { "橙" } else { "红" }, ""));
        }
        let (key, recent) = (format!("XZ{:04}", n + 1), own == size.last);
        let used = match (own == year, recent) {
            (false, _) => all,
            (true, true) => all / 10 * 4,
            (true, false) => all / 10 * 6,
        };
        report(&key, true, day(own, 3, 1), day(size.last + 8, 3, 1), [all, all, used]);
        if own == year {
            truths.push(Truth::new("W81", year, key, if recent { "黄" } else { "橙" }, ""));
        }
    }
    truths
}
