//! What is planted in a unit's budget and in the course of its year.

use super::super::budget::{Change, Extra, Line, New, Size, UnitYear};
use super::super::curve::Curve;
use super::super::truth::Truth;
use super::super::world::{Nature, World};
use super::Target;

/// 分 of 10,000 元.
pub(in super::super) const WAN: i64 = 1_000_000;

fn code<'a>(world: &'a World, year: &UnitYear) -> &'a str {
    world.units.get(year.at).map_or("", |u| u.code.as_str())
}

fn here(year: &UnitYear, target: &Target) -> bool {
    year.year == target.year
}

/// The budget and plan of every line of some is only used up so far, in ten-thousandths.
fn execute(year: &mut UnitYear, rate: i64, some: impl Fn(&Line) -> bool) {
    for line in year.lines.iter_mut().filter(|l| some(l)) {
        line.executed = rate;
    }
}

pub(super) fn slow_unit(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if here(year, target) {
        execute(year, if target.n.is_multiple_of(2) { 9_500 } else { 8_800 }, |_| true);
    }
}

pub(super) fn short_unit(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if here(year, target) {
        execute(year, 8_150, |_| true);
    }
}

pub(super) fn slow_project(_: &World, size: Size, year: &mut UnitYear, target: &Target) {
    let project = year.lasting(size);
    if here(year, target) {
        let rate = if target.n.is_multiple_of(2) { 7_000 } else { 5_500 };
        execute(year, rate, |l| Some(l.project) == project);
    }
}

pub(super) fn slow_office(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let project = year.projects.iter().position(|p| p.nature == Nature::Office);
    if here(year, target) {
        let rate = if target.n.is_multiple_of(2) { 7_000 } else { 4_500 };
        execute(year, rate, |l| Some(l.project) == project);
    }
}

/// The least line of a project that has several.
pub(super) fn untouched(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let several = |l: &&Line| {
        let task = year.nature(l) == Some(Nature::Task);
        task && year.lines.iter().filter(|o| o.project == l.project).count() > 1
    };
    let least = year.lines.iter().filter(several).min_by_key(|l| l.current());
    let id = least.map(|l| l.id.clone());
    for line in year.lines.iter_mut().filter(|l| Some(&l.id) == id.as_ref()) {
        line.counts = [0; 12];
    }
}

/// December has a payment, and whatever is left goes there.
fn late(line: &mut Line, curve: Curve, rest_to_december: bool) {
    line.curve = curve;
    let all: usize = line.counts.iter().sum();
    if rest_to_december {
        line.counts = line.counts.map(|n| n.min(1));
        line.counts[11] = 0;
        let others: usize = line.counts.iter().sum();
        line.counts[11] = all.saturating_sub(others).max(1);
    } else if let (0, Some(last)) = (line.counts[11], line.counts.iter().rposition(|n| *n > 0)) {
        line.counts[last] -= 1;
        line.counts[11] = 1;
    }
}

pub(super) fn rush(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let basic: Vec<bool> =
        year.lines.iter().map(|l| year.nature(l).is_some_and(Nature::is_basic)).collect();
    for (line, basic) in year.lines.iter_mut().zip(basic) {
        match basic {
            true => late(line, Curve::LateBasic, true),
            false => late(line, Curve::LateTask, false),
        }
    }
}

pub(super) fn late_project(_: &World, size: Size, year: &mut UnitYear, target: &Target) {
    let project = year.lasting(size);
    if here(year, target) {
        let curve = if target.n.is_multiple_of(2) { Curve::Rush } else { Curve::Crowd };
        for line in year.lines.iter_mut().filter(|l| Some(l.project) == project) {
            late(line, curve, false);
        }
    }
}

pub(super) fn above_plan(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    let own = |p: usize| year.lines.iter().any(|l| l.project == p);
    let planned =
        |(n, p): (usize, &super::super::budget::Project)| (p.planned && own(n)).then_some(n);
    let project = year.projects.iter().enumerate().find_map(planned);
    if here(year, target) {
        for line in year.lines.iter_mut().filter(|l| Some(l.project) == project) {
            line.planned = 9_500;
        }
    }
}

/// General money of tasks of one class of functions, so that no class as a whole gets more or less.
fn tasks(year: &UnitYear) -> Vec<usize> {
    let general = |l: &Line| {
        year.projects.get(l.project).is_some_and(|p| p.nature == Nature::Task && p.fund == "111")
    };
    // What goes to persons stays small.
    let own = |(n, l): (usize, &Line)| {
        (general(l) && l.changes.is_empty() && l.eco_code != "30226").then_some(n)
    };
    let all: Vec<usize> = year.lines.iter().enumerate().filter_map(own).collect();
    let class = |n: &usize| year.lines.get(*n).and_then(|l| l.func.get(..3)).unwrap_or_default();
    let first = all.first().map(class);
    all.iter().filter(|n| Some(class(n)) == first).copied().collect()
}

pub(super) fn moved_about(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let all: i64 = year.lines.iter().map(|l| l.initial).sum();
    let mut left = all / 100 * if target.n.is_multiple_of(2) { 8 } else { 17 };
    let transfer = format!("TJ{}{}B", year.year, code(world, year));
    let own = tasks(year);
    let Some((to, from)) = own.split_last() else { return };
    let mut moved = 0;
    for n in from {
        let Some(line) = year.lines.get_mut(*n) else { continue };
        let amount = left.min(line.initial / 2) / 10_000 * 10_000;
        if amount > 0 {
            line.changes.push(Change { month: 4, amount: -amount, transfer: transfer.clone() });
            (left, moved) = (left - amount, moved + amount);
        }
    }
    if let Some(line) = year.lines.get_mut(*to).filter(|_| moved > 0) {
        line.changes.push(Change { month: 4, amount: moved, transfer });
    }
}

pub(super) fn much_added(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let all: i64 = year.lines.iter().map(|l| l.initial).sum();
    let part = [12, 22, 32].get(target.n % 3).copied().unwrap_or(12);
    let amount = all / 100 * part / 10_000 * 10_000;
    let own = tasks(year);
    // Where there are many payments, none of them becomes large.
    let busy =
        own.iter().max_by_key(|n| year.lines.get(**n).map(|l| l.counts.iter().sum::<usize>()));
    if let Some(line) = busy.copied().and_then(|n| year.lines.get_mut(n)) {
        line.changes.push(Change { month: 5, amount, transfer: String::new() });
    }
}

pub(super) fn added_idle(_: &World, size: Size, year: &mut UnitYear, target: &Target) {
    let all: i64 = year.lines.iter().map(|l| l.initial).sum();
    let project = year.lasting(size);
    if !here(year, target) {
        return;
    }
    let Some(model) = year.lines.iter().find(|l| Some(l.project) == project).cloned() else {
        return;
    };
    let mut counts = [0; 12];
    (counts[6], counts[8], counts[10]) = (1, 1, 1);
    let amount = (all / 30).min(80_000_000) / 10_000 * 10_000;
    let changes = vec![Change { month: 5, amount, transfer: String::new() }];
    let id = format!("{}Y", model.id);
    year.lines.push(Line { id, initial: 0, changes, counts, executed: 3_000, ..model });
}

pub(super) fn unassessed(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let new = New {
        number: 12,
        name: "业务用房改造",
        fund: "111",
        life: (target.year, target.year),
        initial: 620 * WAN,
        counts: [0, 0, 1, 1, 2, 3, 1, 1, 2, 2, 3, 4],
    };
    if let Some((project, _)) = year.adopt(world, new)
        && let Some(p) = year.projects.get(project)
    {
        let object = format!("{}|{}", code(world, year), p.code);
        year.truth.push(Truth::new("W12", year.year, object, "橙", ""));
    }
}

pub(super) fn before_approval(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let mut counts = [0; 12];
    (counts[4], counts[8]) = (1, 1);
    let new = New {
        number: 26,
        name: "业务系统升级",
        fund: "111",
        life: (target.year, target.year),
        initial: 3 * WAN,
        counts,
    };
    let Some((_, line)) = year.adopt(world, new) else { return };
    if let Some(own) = year.lines.get_mut(line) {
        (own.early, own.kept) = (true, 800_000);
    }
    year.extras.push(Extra {
        line,
        month: 0,
        day: 11,
        amount: 800_000,
        payee: "恒信系统集成有限公司".to_owned(),
        purpose: "业务系统升级预付款".to_owned(),
        method: "直接支付",
        found: vec![("W26", "橙", "")],
        ..Extra::default()
    });
}

pub(super) fn three_grow(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let mut any = false;
    for line in &mut year.lines {
        if matches!(line.eco_code.as_str(), "30217" | "30231") {
            line.initial = line.initial / 10_000 * 13 / 10 * 10_000;
            any = true;
        }
    }
    if any {
        let unit = code(world, year);
        year.truth.push(Truth::new("W13", year.year, unit, "黄", ""));
    }
}

/// Two years of little spending, and as much again.
pub(super) fn idle_again(world: &World, size: Size, year: &mut UnitYear, target: &Target) {
    let Some(project) = year.lasting(size) else { return };
    if year.year == target.year - 2 || year.year == target.year - 1 {
        execute(year, 4_000, |l| l.project == project);
    } else if here(year, target) {
        for line in year.lines.iter_mut().filter(|l| l.project == project) {
            line.initial = line.initial / 10_000 * 11 / 10 * 10_000 + 10_000;
        }
        let object =
            year.projects.get(project).map(|p| format!("{}|{}", code(world, year), p.code));
        year.truth.extend(object.map(|o| Truth::new("W14", target.year, o, "橙", "")));
    }
}

/// Brought forward in both years and not touched.
pub(super) fn old_money(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if year.year != target.year && year.year != target.year - 1 {
        return;
    }
    let new = New {
        number: 82,
        name: "历年课题研究",
        fund: "31",
        life: (target.year - 1, target.year),
        initial: 0,
        counts: [0; 12],
    };
    let Some((project, line)) = year.adopt(world, new) else { return };
    year.lines.remove(line);
    year.opening.push((project, 30 * WAN));
    if here(year, target)
        && let Some(p) = year.projects.get(project)
    {
        let object = format!("{}|{}", code(world, year), p.code);
        year.truth.push(Truth::new("W82", year.year, object, "红", ""));
    }
}

/// What [`rising`] brings forward into a year.
pub(super) fn rise(year: i32, target: i32) -> i64 {
    match year - target {
        ..=-2 => 0,
        -1 => 5 * WAN,
        _ => 20 * WAN,
    }
}

/// A project whose carry-over rises by 15 万元, and is spent first in the year after.
pub(super) fn rising(world: &World, size: Size, year: &mut UnitYear, target: &Target) {
    if year.year < target.year - 1 {
        return;
    }
    let new = New {
        number: 84,
        name: "横向合作服务",
        fund: "31",
        life: (target.year - 1, size.last),
        initial: 22 * WAN,
        counts: [0, 0, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1],
    };
    let Some((project, _)) = year.adopt(world, new) else { return };
    year.opening.push((project, rise(year.year, target.year)));
    year.windfall += rise(year.year + 1, target.year) - rise(year.year, target.year);
    if here(year, target)
        && let Some(p) = year.projects.get(project)
    {
        let object = format!("{}|{}", code(world, year), p.code);
        year.truth.push(Truth::new("W84", year.year, object, "黄", ""));
    }
}

/// Money is left at the end of the year before, and nothing is brought forward.
pub(super) fn forgotten(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if year.year == target.year - 1 {
        year.windfall += 5 * WAN;
    } else if here(year, target) && year.opening.is_empty() {
        let unit = code(world, year);
        year.truth.push(Truth::new("W06", year.year, unit, "橙", ""));
    }
}

/// A functional code that stops at 款, or an economic one that stops at 类.
pub(super) fn coarse(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let basic = !target.n.is_multiple_of(2);
    let wanted = if basic { Nature::Office } else { Nature::Running };
    let Some(n) = year.largest(|l| year.nature(l) == Some(wanted)) else { return };
    let Some(line) = year.lines.get_mut(n) else { return };
    match basic {
        true => line.eco_code.truncate(3),
        false => line.func.truncate(5),
    }
    let id = line.id.clone();
    let reason = "a code that stops short is no leaf";
    year.truth.push(Truth::new("W03", year.year, id.clone(), "橙", ""));
    year.truth.push(Truth::new("W04", year.year, id, "黄", reason));
}

pub(super) fn no_such_code(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let Some(n) = year.largest(|l| year.nature(l) == Some(Nature::Running)) else { return };
    let Some(line) = year.lines.get_mut(n) else { return };
    line.func.replace_range(5.., "98");
    let id = line.id.clone();
    year.truth.push(Truth::new("W04", year.year, id, "黄", ""));
}

/// Key expenditure: education, science, social security, health, agriculture.
const KEY: [&str; 5] = ["205", "206", "208", "210", "213"];

/// A little of a class of key expenditure is cut; only in the year without a plan of adjustment.
pub(super) fn key_cut(_: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let own = tasks(year);
    let Some(line) = own.first().and_then(|n| year.lines.get_mut(*n)) else { return };
    let class = line.func.get(..3).unwrap_or_default().to_owned();
    let amount = line.initial / 30 / 10_000 * 10_000;
    if KEY.contains(&class.as_str()) && amount > 0 {
        line.changes.push(Change { month: 4, amount: -amount, transfer: String::new() });
        year.truth.push(Truth::new("W44", year.year, class, "红", ""));
    }
}

/// A project that waits to be given to units, and is taken back in June when it has been.
pub(super) fn not_given(world: &World, _: Size, year: &mut UnitYear, target: &Target) {
    if !here(year, target) {
        return;
    }
    let amount = i64::try_from(target.n).unwrap_or(0) * WAN;
    let Some(model) = year.lines.first().cloned() else { return };
    let Some(mut project) = year.projects.last().cloned() else { return };
    project.code.truncate(14);
    project.code.push_str("T900016");
    "待分配专项资金".clone_into(&mut project.name);
    "2299999".clone_into(&mut project.func);
    (project.fund, project.life, project.planned) = ("111", (target.year, target.year), false);
    year.projects.push(project);
    let book = world.words.place.code.as_str();
    year.truth.push(Truth::new("W16", year.year, book, "黄", ""));
    let back = Change { month: 5, amount: -amount, transfer: String::new() };
    year.lines.push(Line {
        id: format!("{}16", model.id),
        project: year.projects.len() - 1,
        func: "2299999".to_owned(),
        eco_code: "39999".to_owned(),
        initial: amount,
        changes: vec![back],
        counts: [0; 12],
        curve: Curve::Task,
        early: false,
        ..model
    });
}
