//! Single payments that are planted. Each is paid from a budget that is raised by as much, so that nothing
//! else is odd about it.

use super::super::budget::{Extra, Line, Size, UnitYear};
use super::super::truth::Truth;
use super::super::world::{Nature, Unit, World};
use super::Target;

/// An amount that is no round sum and small enough for every rule on single payments.
const SOME: i64 = 456_789;

/// Subjects that rules hold against a budget of their own.
const OWN: [&str; 6] = ["30217", "30231", "30228", "30229", "30226", "30305"];

/// The largest line of a sort of projects, with its budget raised by what is to be paid.
fn raised(year: &mut UnitYear, nature: Nature, amount: i64) -> Option<usize> {
    let fits = |l: &Line| {
        let general = year.projects.get(l.project).is_some_and(|p| p.fund == "111");
        year.nature(l) == Some(nature)
            && general
            && !OWN.contains(&l.eco_code.as_str())
            && l.initial > 0
    };
    let n = year.largest(fits)?;
    let line = year.lines.get_mut(n)?;
    line.initial += amount;
    line.kept += amount;
    Some(n)
}

/// Adds a payment in the target's year; `fill` says what is odd about it.
fn add(
    year: &mut UnitYear,
    target: &Target,
    nature: Nature,
    amount: i64,
    fill: impl FnOnce(&mut Extra),
) {
    if year.year != target.year {
        return;
    }
    let Some(line) = raised(year, nature, amount) else { return };
    let mut extra = Extra {
        line,
        month: 3 + target.n % 6,
        day: 21,
        amount,
        payee: "示范经营部".to_owned(),
        purpose: "按合同支付服务费".to_owned(),
        method: "授权支付",
        ..Extra::default()
    };
    fill(&mut extra);
    year.extras.push(extra);
}

fn county<'a>(world: &'a World, year: &UnitYear) -> &'a str {
    let unit = world.units.get(year.at);
    unit.and_then(|u| world.county_of(u)).map_or("", |c| c.name.as_str())
}

pub(super) fn large_late(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, 1_567_890, |e| {
        (e.month, e.day) = (11, 22);
        e.found.push(("W33", "蓝", ""));
    });
}

pub(super) fn hotel(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let sort = ["宾馆", "培训中心", "招待所"].get(target.n % 3).copied().unwrap_or("宾馆");
    let payee = format!("{}迎宾{sort}", county(world, year));
    add(year, target, Nature::Office, SOME, |e| {
        (e.month, e.day, e.payee) = (11, 9, payee);
        "会议场地费用".clone_into(&mut e.purpose);
        e.found.push(("W34", "橙", ""));
    });
}

/// From a line that has neither budget nor release, or before the release.
pub(super) fn no_budget(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if target.n.is_multiple_of(2) {
        let Some(line) = year.largest(|l| year.nature(l) == Some(Nature::Office)) else { return };
        if year.year == target.year {
            let unit = world.units.get(year.at).map_or("", |u| u.code.as_str());
            year.extras.push(Extra {
                line,
                stray: format!("{}{unit}9999", year.year),
                month: 6,
                day: 21,
                amount: SOME,
                payee: "示范经营部".to_owned(),
                purpose: "临时性支出垫付".to_owned(),
                method: "授权支付",
                found: vec![("W35", "红", "")],
                ..Extra::default()
            });
        }
        return;
    }
    add(year, target, Nature::Task, SOME, |e| {
        (e.month, e.day) = (1, 3);
        e.found.push(("W35", "红", ""));
    });
}

pub(super) fn above_budget(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, SOME, |e| e.month = 10);
    // The budget is not raised after all.
    let last =
        year.extras.last().filter(|e| year.year == target.year && e.month == 10).map(|e| e.line);
    if let Some(line) = last.and_then(|n| year.lines.get_mut(n)) {
        line.initial -= SOME;
        line.kept -= SOME;
    }
}

pub(super) fn three_above(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, SOME, |e| {
        "30217".clone_into(&mut e.eco);
        "公务接待用餐费".clone_into(&mut e.purpose);
    });
}

pub(super) fn three_on_task(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Task, SOME, |e| {
        let (eco, level) =
            if target.n.is_multiple_of(2) { ("30215", "黄") } else { ("30212", "红") };
        eco.clone_into(&mut e.eco);
        e.found.push(("W56", level, ""));
    });
}

pub(super) fn union_above(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, SOME, |e| {
        let eco = if target.n.is_multiple_of(2) { "30228" } else { "30229" };
        eco.clone_into(&mut e.eco);
    });
}

pub(super) fn staff_on_office(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, SOME, |e| {
        "30103".clone_into(&mut e.eco);
        "发放年度考核奖励".clone_into(&mut e.purpose);
        e.found.push(("W58", "橙", ""));
    });
}

pub(super) fn basic_on_task(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let house = format!("{}同乐酒楼", county(world, year));
    add(year, target, Nature::Task, SOME, |e| {
        "30227".clone_into(&mut e.eco);
        match target.n.is_multiple_of(2) {
            true => "发放节假日值班补贴".clone_into(&mut e.purpose),
            false => e.payee = house,
        }
        e.found.push(("W59", "黄", ""));
    });
}

pub(super) fn own_account(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let payee = world.units.get(year.at).map_or(String::new(), |u| u.name.clone());
    add(year, target, Nature::Office, SOME, |e| {
        e.payee = payee;
        "划转结算资金".clone_into(&mut e.purpose);
        e.found.push(("W60", "红", ""));
    });
}

pub(super) fn unit_below(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let Some(unit) = world.units.get(year.at) else { return };
    let Some(county) = world.county_of(unit) else { return };
    let all = world.units.get(county.units.0..county.units.1).unwrap_or_default();
    // Money to an office of finance is another rule's.
    let fits = |u: &&Unit| u.department == unit.department && u.code != unit.code && u.office != 0;
    let below = all.iter().find(fits);
    let Some(payee) = below.map(|u| u.name.clone()) else { return };
    add(year, target, Nature::Office, SOME, |e| {
        e.payee = payee;
        "拨付所属单位业务费用".clone_into(&mut e.purpose);
        e.found.push(("W61", "橙", ""));
    });
}

pub(super) fn finance(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if world.units.get(year.at).is_some_and(|u| u.office == 0) {
        return;
    }
    let payee = format!("{}城关财政所", county(world, year));
    add(year, target, Nature::Office, SOME, |e| {
        e.payee = payee;
        "拨付乡镇专项资金".clone_into(&mut e.purpose);
        e.found.push(("W62", "橙", ""));
    });
}

pub(super) fn association(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let sort = ["行业协会", "学会", "商会"].get(target.n % 3).copied().unwrap_or("学会");
    let payee = format!("{}同业{sort}", county(world, year));
    add(year, target, Nature::Office, SOME, |e| {
        e.payee = payee;
        "拨付活动费用".clone_into(&mut e.purpose);
        e.found.push(("W63", "黄", ""));
    });
}

pub(super) fn person(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Task, 1_567_890, |e| {
        "30226".clone_into(&mut e.eco);
        "林某甲".clone_into(&mut e.payee);
        "支付劳务费用".clone_into(&mut e.purpose);
        e.found.push(("W64", "黄", ""));
    });
}

/// Two payments to one shop in a month that make 20,000 元.
pub(super) fn round_sum(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let shop = format!("{}文印有限公司", county(world, year));
    add(year, target, Nature::Office, 1_234_567, |e| e.payee.clone_from(&shop));
    add(year, target, Nature::Office, 765_433, |e| {
        e.payee.clone_from(&shop);
        e.day = 24;
    });
    let last = year.extras.last().filter(|e| year.year == target.year && e.payee == shop);
    if let (Some(extra), Some(unit)) = (last, world.units.get(year.at)) {
        let month = i64::from(year.year) * 100 + i64::try_from(extra.month + 1).unwrap_or(0);
        let object = format!("{}|{shop}|{month}", unit.code);
        year.truth.push(Truth::new("W65", year.year, object, "蓝", ""));
    }
}

pub(super) fn large(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let huge = target.n % 5 == 4;
    let amount = if huge { 1_023_456_789 } else { 123_456_789 };
    add(year, target, Nature::Task, amount, |e| {
        e.method = "直接支付";
        e.found.push(("W66", if huge { "黄" } else { "蓝" }, ""));
    });
}

pub(super) fn vague(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Office, SOME, |e| {
        let empty = target.n.is_multiple_of(2);
        if empty { "" } else { "货款" }.clone_into(&mut e.purpose);
        e.found.push(("W67", if empty { "黄" } else { "蓝" }, ""));
    });
}

pub(super) fn banned_subject(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Task, SOME, |e| {
        "39999".clone_into(&mut e.eco);
        e.found.push(("W68", "橙", ""));
    });
}

/// Equipment that no asset card knows of.
pub(super) fn no_asset(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    add(year, target, Nature::Task, 3_876_543, |e| {
        "31002".clone_into(&mut e.eco);
        "购置办公设备".clone_into(&mut e.purpose);
    });
    if let (true, Some(unit)) = (year.year == target.year, world.units.get(year.at)) {
        let object = format!("{}|31002", unit.code);
        year.truth.push(Truth::new("W86", year.year, object, "黄", ""));
    }
}

/// Number of a planted contract.
fn number(world: &World, year: &UnitYear, rule: &str) -> String {
    let unit = world.units.get(year.at).map_or("", |u| u.code.as_str());
    format!("HT{}{unit}{rule}", year.year)
}

/// A contract that one payment is made on; what is odd about it stands in its record.
pub(super) fn contract(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let (rule, n) = (target.rule, target.n);
    let number = number(world, year, rule);
    let before = year.extras.len();
    add(year, target, Nature::Task, 5_678_900, |e| {
        e.payee = format!("示范{}设备有限公司", n + 1);
        (e.method, e.contract) = ("直接支付", number.clone());
        "支付设备采购合同款".clone_into(&mut e.purpose);
    });
    if year.extras.len() == before {
        return;
    }
    let unit = world.units.get(year.at).map_or("", |u| u.code.as_str());
    let (object, level) = match rule {
        "W75" => (unit, "蓝"),
        "W72" => (number.as_str(), "橙"),
        "W74" => (number.as_str(), ["黄", "红", "橙"].get(n % 3).copied().unwrap_or("黄")),
        _ => (number.as_str(), "红"),
    };
    year.truth.push(Truth::new(rule, year.year, object, level, ""));
    year.marks.push((rule, n));
}
