//! One year of one unit: its projects and budget lines, made from the seed alone, so that any month of it can
//! be made again without the others.

use super::chance::{Chance, MILD, SKEW, share};
use super::curve::{Curve, normal, planned, spread};
use super::truth::Truth;
use super::world::{Eco, Nature, Unit, World};

/// What a province is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Payments of all years.
    pub(super) payments: u64,
    /// First fiscal year.
    pub(super) first: i32,
    /// Last fiscal year.
    pub(super) last: i32,
}

impl Size {
    /// Number of years.
    pub(super) fn years(self) -> u64 {
        u64::try_from(self.last - self.first + 1).unwrap_or(1).max(1)
    }

    /// Payments of a year: as many in each, to one.
    pub(super) fn of(self, year: i32) -> u64 {
        let n = u64::try_from(year - self.first).unwrap_or(0);
        self.payments * (n + 1) / self.years() - self.payments * n / self.years()
    }
}

/// A project.
#[derive(Debug, Clone)]
pub(super) struct Project {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) nature: Nature,
    pub(super) func: String,
    pub(super) fund: &'static str,
    /// Years of its life.
    pub(super) life: (i32, i32),
    /// Payments of it are planned by quarters.
    pub(super) planned: bool,
    /// How dear it is, in thousandths.
    factor: i64,
}

/// A change of a line's budget.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Month, from 0.
    pub(super) month: usize,
    pub(super) amount: i64,
    /// Id of a transfer; empty for an addition or cut.
    pub(super) transfer: String,
}

/// A budget line of a year.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) project: usize,
    /// Its subject in the words, for what payments look like.
    pub(super) eco: usize,
    pub(super) func: String,
    pub(super) eco_code: String,
    pub(super) initial: i64,
    pub(super) changes: Vec<Change>,
    /// Part of the budget that payments of its own use up; see [`Extra`].
    pub(super) kept: i64,
    /// Part of the rest that is paid, in ten-thousandths.
    pub(super) executed: i64,
    pub(super) curve: Curve,
    /// Payments by month.
    pub(super) counts: [usize; 12],
    /// Part of the budget that is planned by quarters, in ten-thousandths.
    pub(super) planned: i64,
    /// All of it is released in the first days of the year: wages cannot wait for the congress.
    pub(super) early: bool,
}

impl Line {
    /// 全年预算
    pub(super) fn current(&self) -> i64 {
        self.initial + self.changes.iter().map(|c| c.amount).sum::<i64>()
    }

    /// What the regular payments of the year add up to.
    pub(super) fn target(&self) -> i64 {
        share(self.current() - self.kept, self.executed, 10_000).max(0)
    }

    /// What is planned by the end of a month, from 0.
    pub(super) fn plan(&self, month: usize) -> i64 {
        let whole = share(self.current(), self.planned, 10_000);
        share(whole, planned(self.curve, month), 10_000)
    }

    /// What is released at the beginning of the year: all of what is paid off early, else three fifths.
    pub(super) fn first_release(&self) -> i64 {
        let late = self.counts.iter().skip(6).any(|n| *n > 0);
        let rest = self.initial - self.kept;
        let part = if self.early || !late { rest } else { share(rest, 6_000, 10_000) };
        (part + self.kept).min(self.initial)
    }
}

/// A payment that is planted, beside the regular ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Line of the unit.
    pub(super) line: usize,
    /// Id of a line that has no budget, instead.
    pub(super) stray: String,
    /// Month, from 0, and day.
    pub(super) month: usize,
    pub(super) day: i8,
    pub(super) amount: i64,
    pub(super) payee: String,
    pub(super) purpose: String,
    /// Economic code, where it is not the line's.
    pub(super) eco: String,
    pub(super) method: &'static str,
    pub(super) contract: String,
    /// Rules that find it, with level and reason.
    pub(super) found: Vec<(&'static str, &'static str, &'static str)>,
}

/// A unit's year.
pub(super) struct UnitYear {
    pub(super) at: usize,
    pub(super) year: i32,
    pub(super) projects: Vec<Project>,
    pub(super) lines: Vec<Line>,
    pub(super) extras: Vec<Extra>,
    /// Brought forward into the year, by project.
    pub(super) opening: Vec<(usize, i64)>,
    /// Money that comes in beside what is budgeted and paid.
    pub(super) windfall: i64,
    /// Rules for which something is planted in its records, with the number of the object.
    pub(super) marks: Vec<(&'static str, usize)>,
    /// What is planted in it by hand, where neither [`super::judge`] nor a payment says it.
    pub(super) truth: Vec<Truth>,
}

impl UnitYear {
    /// The number of the object that a rule is to find in its records.
    pub(super) fn mark(&self, rule: &str) -> Option<usize> {
        self.marks.iter().find(|(r, _)| *r == rule).map(|(_, n)| *n)
    }

    /// The budget of projects as approved: what is not 基本支出.
    pub(super) fn of_projects(&self) -> i64 {
        let own = |l: &&Line| self.nature(l).is_some_and(|n| !n.is_basic());
        self.lines.iter().filter(own).map(|l| l.initial).sum()
    }

    /// The sort of a line's project.
    pub(super) fn nature(&self, line: &Line) -> Option<Nature> {
        self.projects.get(line.project).map(|p| p.nature)
    }

    /// The line with the largest budget among some.
    pub(super) fn largest(&self, among: impl Fn(&Line) -> bool) -> Option<usize> {
        let own = self.lines.iter().enumerate().filter(|(_, l)| among(l));
        own.max_by_key(|(n, l)| (l.current(), usize::MAX - n)).map(|(n, _)| n)
    }

    /// A task of general money that is there in every year.
    pub(super) fn lasting(&self, size: Size) -> Option<usize> {
        self.projects.iter().position(|p| {
            p.nature == Nature::Task && p.fund == "111" && p.life == (size.first, size.last)
        })
    }

    /// Adds a project of its own with one line; gives both numbers.
    pub(super) fn adopt(&mut self, world: &World, new: New<'_>) -> Option<(usize, usize)> {
        let unit = world.units.get(self.at)?;
        let (prefix, rest) = unit.code.split_at(6);
        let (n, yy) = (self.projects.len(), new.life.0 % 100);
        let eco = world.words.eco.iter().position(|e| e.nature == Nature::Task)?;
        let model = self.projects.iter().find(|p| p.nature == Nature::Task && p.fund == "111")?;
        let func = model.func.clone();
        self.projects.push(Project {
            code: format!("{prefix}{yy:02}{rest}T9{:05}", new.number),
            name: new.name.to_owned(),
            nature: Nature::Task,
            func: func.clone(),
            fund: new.fund,
            life: new.life,
            planned: false,
            factor: 1000,
        });
        self.lines.push(Line {
            id: format!("{}{}90{:02}", self.year, unit.code, new.number % 100),
            project: n,
            eco,
            func,
            eco_code: world.words.eco.get(eco)?.code.clone(),
            initial: new.initial,
            changes: Vec::new(),
            kept: 0,
            executed: 10_000,
            curve: Curve::Task,
            counts: new.counts,
            planned: 10_000,
            early: false,
        });
        Some((n, self.lines.len() - 1))
    }
}

/// A project that is added to a unit.
pub(super) struct New<'a> {
    pub(super) number: usize,
    pub(super) name: &'a str,
    pub(super) fund: &'static str,
    pub(super) life: (i32, i32),
    pub(super) initial: i64,
    pub(super) counts: [usize; 12],
}

/// Densities of payments a year from which on more subjects are told apart.
const LEVELS: [usize; 3] = [60, 200, 500];

/// The year as it is without anything planted.
pub(super) fn build(world: &World, size: Size, at: usize, year: i32) -> Option<UnitYear> {
    let unit = world.units.get(at)?;
    let usual = world.quota(unit, size.payments / size.years()).max(1);
    let level = LEVELS.iter().filter(|l| usual >= **l).count();
    let mut chance = Chance::of(&[world.seed, 2, at as u64]);
    let projects = projects(world, size, unit, level, &mut chance);
    let mut made = UnitYear {
        at,
        year,
        projects,
        lines: Vec::with_capacity(48),
        extras: Vec::new(),
        opening: Vec::new(),
        windfall: 0,
        marks: Vec::new(),
        truth: Vec::new(),
    };
    let mut weights = Vec::with_capacity(48);
    for (n, project) in made.projects.iter().enumerate() {
        let own = world.words.eco.iter().enumerate().filter(|(_, e)| e.nature == project.nature);
        for (at, eco) in own {
            // A task has its main subject and some of the others.
            let wanted = eco.level <= level
                && (eco.level == 0 || project.nature != Nature::Task || chance.once_in(2));
            if !wanted {
                continue;
            }
            let line = line(size, unit, project, (n, at), eco, year, &mut chance);
            weights.push(weight(eco, project));
            made.lines.push(line);
        }
    }
    let seats: usize = weights.iter().sum();
    let quota = world.quota(unit, size.of(year));
    let alive = |line: &Line| {
        made.projects.get(line.project).is_some_and(|p| p.life.0 <= year && year <= p.life.1)
    };
    let live: Vec<bool> = made.lines.iter().map(alive).collect();
    let mut shared = quotas(&weights, &live, quota).into_iter();
    let mut chance = Chance::of(&[world.seed, 3, at as u64, u64::try_from(year).unwrap_or(0)]);
    for (line, weight) in made.lines.iter_mut().zip(&weights) {
        let fen = world.words.eco.get(line.eco).map_or(0, |e| e.mean * 100);
        let factor = made.projects.get(line.project).map_or(1000, |p| p.factor);
        let usual = i64::try_from((usual * weight / seats.max(1)).max(1)).unwrap_or(1);
        line.initial = rounded(fen * usual / 1000 * factor, line.initial);
        let own = shared.next().unwrap_or(0);
        if line.eco_code == "30226" {
            // 2,500 元 a person on the average.
            let most = i64::try_from(own).unwrap_or(1).max(1) * 250_000;
            line.initial = line.initial.min(most / 10_000 * 10_000).max(10_000);
        }
        line.counts = spread(own, line.curve, chance.below(10_000));
    }
    let mut keep = live.iter();
    made.lines.retain(|_| keep.next().copied().unwrap_or(false));
    changes(world, &mut made, size, &mut chance);
    brought_forward(world, &mut made);
    Some(made)
}

/// What is fixed of a line; `initial` holds its growth in ten-thousandths until the budget is known.
fn line(
    size: Size,
    unit: &Unit,
    project: &Project,
    (n, at): (usize, usize),
    eco: &Eco,
    year: i32,
    chance: &mut Chance,
) -> Line {
    let three = matches!(eco.code.as_str(), "30212" | "30217" | "30231");
    // The three public expenses go down every year, the others rather up.
    let growth = if three { -100 - chance.fen(300) } else { chance.fen(650) - 150 };
    let func = if eco.func.is_empty() { &project.func } else { &eco.func };
    Line {
        id: format!("{year}{}{n:02}{at:02}", unit.code),
        project: n,
        eco: at,
        func: func.clone(),
        eco_code: eco.code.clone(),
        initial: 10_000 + growth * i64::from(year - size.first),
        changes: Vec::new(),
        kept: 0,
        executed: 10_000,
        curve: match project.nature {
            Nature::Staff | Nature::Office => Curve::Basic,
            Nature::Running => Curve::Running,
            Nature::Task => Curve::Task,
        },
        counts: [0; 12],
        planned: 10_000,
        early: project.nature.is_basic(),
    }
}

/// Budgets are whole hundreds of 元.
fn rounded(fen: i64, growth: i64) -> i64 {
    (share(fen, growth, 10_000) / 10_000).max(1) * 10_000
}

fn weight(eco: &Eco, project: &Project) -> usize {
    let times = if project.nature == Nature::Task { project.factor / 4 + 600 } else { 1000 };
    eco.share * usize::try_from(times).unwrap_or(1000)
}

/// One payment a line, and the rest by weight.
fn quotas(weights: &[usize], live: &[bool], quota: usize) -> Vec<usize> {
    let own = |n: usize| live.get(n).copied().unwrap_or(false);
    let lines = (0..weights.len()).filter(|n| own(*n)).count();
    let all: usize = weights.iter().enumerate().filter(|(n, _)| own(*n)).map(|(_, w)| w).sum();
    let rest = quota.saturating_sub(lines) as u128;
    let mut upto = 0_u128;
    let part = |(n, weight): (usize, &usize)| {
        if !own(n) {
            return 0;
        }
        let before = rest * upto / (all.max(1) as u128);
        upto += *weight as u128;
        let after = rest * upto / (all.max(1) as u128);
        1 + usize::try_from(after - before).unwrap_or(0)
    };
    weights.iter().enumerate().map(part).collect()
}

fn projects(
    world: &World,
    size: Size,
    unit: &Unit,
    level: usize,
    chance: &mut Chance,
) -> Vec<Project> {
    let words = &world.words.project;
    let office = world.office(unit);
    let (running, tasks) = match level {
        0 => (1, 3 + chance.below(2)),
        _ => (2 + chance.below(2), 6 + chance.below(4)),
    };
    let (prefix, rest) = unit.code.split_at(6);
    let mut all = Vec::with_capacity(2 + running + tasks);
    let mut add = |nature: Nature, letter: char, name: String, func: &str, factor: i64| {
        let n = all.len() + 1;
        let yy = size.first % 100;
        all.push(Project {
            code: format!("{prefix}{yy:02}{rest}{letter}{n:06}"),
            name,
            nature,
            func: func.to_owned(),
            fund: "111",
            life: (size.first, size.last),
            planned: nature == Nature::Running || nature == Nature::Task && n % 2 == 0,
            factor,
        });
    };
    let mild = |chance: &mut Chance| chance.pick(&MILD).copied().unwrap_or(1000);
    add(Nature::Staff, 'R', "人员经费".to_owned(), &unit.run, mild(chance));
    add(Nature::Office, 'Y', "公用经费".to_owned(), &unit.run, mild(chance));
    let manage = office.filter(|_| unit.head).map_or(unit.run.as_str(), |o| o.manage.as_str());
    for n in 0..running {
        let name = words.run.get(n % words.run.len().max(1)).cloned().unwrap_or_default();
        add(Nature::Running, 'Y', name, manage, mild(chance));
    }
    let first = chance.below(words.task.len());
    for n in 0..tasks {
        let own = office.and_then(|o| o.tasks.get(n));
        let name = own.or_else(|| words.task.get((first + n) % words.task.len().max(1)));
        let func = office.filter(|_| unit.head).and_then(|o| chance.pick(&o.work));
        let factor = chance.pick(&SKEW).copied().unwrap_or(1000).clamp(350, 2800);
        let func = func.map_or(unit.run.as_str(), String::as_str);
        add(Nature::Task, 'T', name.cloned().unwrap_or_default(), func, factor);
    }
    lives(&mut all, size, chance);
    // Schools, hospitals and stations earn some money of their own; counties sell land
    // and hold shares.
    if let Some(last) = all.last_mut().filter(|p| p.nature == Nature::Task) {
        match (unit.head, unit.office) {
            (false, _) => last.fund = "31",
            (true, 9) => (last.fund, last.func) = ("12", "2120803".to_owned()),
            (true, 14) => (last.fund, last.func) = ("13", "2299999".to_owned()),
            _ => {}
        }
    }
    all
}

/// Some tasks begin later, some end earlier; the first and the last of a unit are always there.
fn lives(all: &mut [Project], size: Size, chance: &mut Chance) {
    let years = usize::try_from(size.last - size.first).unwrap_or(0);
    let count = all.len();
    for (n, project) in all.iter_mut().enumerate() {
        let (new, over) = (chance.once_in(6), chance.once_in(9));
        let later = i32::try_from(1 + chance.below(years)).unwrap_or(1);
        if project.nature != Nature::Task || n + 1 == count || years == 0 {
            continue;
        }
        if new {
            project.life.0 = size.first + later;
            let yy = project.life.0 % 100;
            project.code.replace_range(6..8, &format!("{yy:02}"));
        } else if over {
            project.life.1 = size.last - later;
        }
    }
}

/// A transfer between two lines in May, and an addition in June from what came from above.
fn changes(world: &World, made: &mut UnitYear, size: Size, chance: &mut Chance) {
    let (transfer, addition) = (chance.once_in(2), chance.once_in(6));
    let all: i64 = made.lines.iter().map(|l| l.initial).sum();
    let general = |l: &Line| {
        made.projects.get(l.project).is_some_and(|p| p.nature == Nature::Task && p.fund == "111")
            && l.eco_code != "30226"
    };
    let mut own: Vec<usize> = (0..made.lines.len()).collect();
    own.retain(|n| made.lines.get(*n).is_some_and(general));
    let [Some(from), Some(to)] = [own.first().copied(), own.get(1).copied()] else { return };
    let smaller = [from, to].iter().filter_map(|n| made.lines.get(*n)).map(|l| l.initial).min();
    let amount = smaller.unwrap_or(0).min(all / 40) / 200_000 * 10_000;
    if transfer && amount > 0 {
        let id = format!("TJ{}{}", made.year, world.units.get(made.at).map_or("", |u| &u.code));
        for (n, amount) in [(from, -amount), (to, amount)] {
            if let Some(line) = made.lines.get_mut(n) {
                line.changes.push(Change { month: 4, amount, transfer: id.clone() });
            }
        }
    }
    // In the first year nothing is added: no plan of adjustment was approved then.
    let last = own.last().copied().unwrap_or(from);
    if addition && made.year > size.first && last != from && last != to {
        added(made, last, (all / 50).min(80_000_000) / 10_000 * 10_000);
    }
}

/// A line that has no budget at first: its parent's last payments of the year are made from it.
fn added(made: &mut UnitYear, parent: usize, amount: i64) {
    let Some(line) = made.lines.get_mut(parent).filter(|_| amount > 0) else { return };
    let late: usize = line.counts.iter().skip(6).sum();
    if late < 4 {
        return;
    }
    let mut counts = [0; 12];
    for month in [7, 9, 10] {
        if let (Some(n), Some(slot)) = (line.counts.get_mut(month), counts.get_mut(month))
            && *n > 1
        {
            (*n, *slot) = (*n - 1, 1);
        }
    }
    if counts == [0; 12] {
        return;
    }
    let mut new = Line { initial: 0, counts, id: format!("{}Z", line.id), ..line.clone() };
    new.changes = vec![Change { month: 5, amount, transfer: String::new() }];
    made.lines.push(new);
}

/// Units with money of their own bring the same of it forward every year, less than they pay from it.
fn brought_forward(world: &World, made: &mut UnitYear) {
    let own = |p: &Project| p.fund == "31" && p.life.0 <= made.year;
    if let Some(n) = made.projects.iter().position(own) {
        let mut chance = Chance::of(&[world.seed, 4, made.at as u64]);
        made.opening.push((n, (2_000 + chance.fen(6_000)) * 100));
    }
}

/// Makes the counts of all lines fit what is paid.
pub(super) fn settle(made: &mut UnitYear) {
    for line in &mut made.lines {
        line.counts = normal(line.counts, line.curve);
    }
}
