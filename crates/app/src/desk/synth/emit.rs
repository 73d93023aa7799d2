//! The whole province in the order in which it is posted: year by year, month by month, county by county, in
//! batches of some size. Runs in a thread of its own and hashes what it makes.

use super::budget::{Size, UnitYear};
use super::entries;
use super::events::{self, Event};
use super::goals;
use super::pay::{self, Pay};
use super::payees;
use super::plant::Plants;
use super::province::{self, Totals};
use super::record::day;
use super::stated;
use super::truth::Truth;
use super::world::{Nature, Payee as Sort, World};
use ::performance::Policies;
use base::{Amount, Date};
use ledger::{Draft, Hashed, Kind};
use std::collections::BTreeMap;
use std::sync::mpsc::SyncSender;

/// What the journal is to do next.
pub(super) enum Step {
    /// Open a batch of this name, made at this time.
    Begin(String, String),
    /// Post an entry.
    Post(Hashed),
    /// Post an entry and tell its number under this tag.
    Tagged(Hashed, usize),
    /// Post an entry and take it back on a day.
    Twice(Hashed, Date),
    /// Close the batch.
    Commit,
}

/// Steps handed over at a time.
const CHUNK: usize = 256;

/// Entries of a batch, about.
const BATCH: u64 = 120_000;

/// What the maker leaves when all is made.
pub(super) struct Made {
    pub(super) truths: Vec<Truth>,
    /// What single payments are planted for: tag, and the truth without its object.
    pub(super) tagged: Vec<(usize, Truth)>,
    /// Payments, the planted and the mistaken ones included.
    pub(super) payments: u64,
}

/// The maker at work.
pub(super) struct Maker<'a> {
    pub(super) world: &'a World,
    pub(super) size: Size,
    pub(super) plants: &'a Plants,
    pub(super) policies: &'a Policies,
    send: SyncSender<Vec<Step>>,
    chunk: Vec<Step>,
    /// Nobody listens any more.
    closed: bool,
    truths: Vec<Truth>,
    tagged: Vec<(usize, Truth)>,
    payments: u64,
    totals: BTreeMap<i32, Totals>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        world: &'a World,
        size: Size,
        plants: &'a Plants,
        policies: &'a Policies,
        send: SyncSender<Vec<Step>>,
    ) -> Maker<'a> {
        Maker {
            world,
            size,
            plants,
            policies,
            send,
            chunk: Vec::with_capacity(CHUNK),
            closed: false,
            truths: Vec::new(),
            tagged: Vec::new(),
            payments: 0,
            totals: BTreeMap::new(),
        }
    }

    /// Makes everything.
    pub(super) fn run(mut self) -> Made {
        for year in self.size.first..=self.size.last {
            let groups = self.groups(year);
            for month in 0..=12 {
                for (n, counties) in groups.iter().enumerate() {
                    if self.closed {
                        break;
                    }
                    self.batch(year, month, *counties, (n, groups.len()));
                }
            }
        }
        let rest = std::mem::take(&mut self.chunk);
        let _ = self.send.send(rest);
        Made { truths: self.truths, tagged: self.tagged, payments: self.payments }
    }

    /// Counties in groups, so that a batch is neither small nor large.
    fn groups(&self, year: i32) -> Vec<(usize, usize)> {
        let monthly = self.size.of(year) / 10 + 20 * self.world.units.len() as u64;
        let counties = self.world.counties.len();
        let n = usize::try_from(monthly.div_ceil(BATCH)).unwrap_or(1).clamp(1, counties);
        (0..n).map(|g| (counties * g / n, counties * (g + 1) / n)).collect()
    }

    /// One batch: step 0 is the beginning of the year, step N its month N.
    fn batch(&mut self, year: i32, step: usize, counties: (usize, usize), (n, of): (usize, usize)) {
        let on = match step {
            0 => day(year, 1, 2),
            month => day(year, month, 31),
        };
        self.step(Step::Begin(
            format!("synth {year} {step:02} {}/{of}", n + 1),
            format!("{on}T10:00:00Z"),
        ));
        if n == 0 {
            self.province(year, step);
        }
        for at in counties.0..counties.1 {
            self.county(at, year, step);
        }
        if step == 12 && n + 1 == of {
            self.closing(year);
        }
        self.step(Step::Commit);
    }

    fn step(&mut self, step: Step) {
        self.chunk.push(step);
        if self.chunk.len() >= CHUNK && !self.closed {
            let full = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
            self.closed = self.send.send(full).is_err();
        }
    }

    fn post(&mut self, draft: Draft) {
        self.count(&draft);
        self.step(Step::Post(Hashed::new(draft)));
    }

    /// What the government's figures must agree with.
    fn count(&mut self, d: &Draft) {
        let t = self.totals.entry(d.year).or_default();
        let fen = d.amount.as_fen();
        match (d.kind, d.fund.get(..2).unwrap_or_default()) {
            (Kind::Initial, "11") => (t.initial, t.current) = (t.initial + fen, t.current + fen),
            (Kind::Adjust, "11") => t.current += fen,
            (Kind::Pay, "11") => t.paid += fen,
            (Kind::Income, "12") => t.funds += fen,
            _ => {}
        }
    }

    fn posts(&mut self, make: impl FnOnce(&mut Self, &mut Vec<Draft>)) {
        let mut drafts = Vec::new();
        make(self, &mut drafts);
        drafts.into_iter().for_each(|d| self.post(d));
    }

    /// Events whose day falls into the step; those of last year's end are known at the beginning.
    fn events(&mut self, all: Vec<Event>, year: i32, step: usize) {
        let falls = |e: &Event| {
            let (y, month) = (i32::from(e.day.year()), usize::try_from(e.day.month()).unwrap_or(0));
            if step == 0 { y < year } else { y == year && month == step }
        };
        for event in all.iter().filter(|e| falls(e)) {
            self.post(event.draft());
        }
    }

    /// Fiscal years of which something may still happen: this one and the one before.
    fn open(&self, year: i32) -> impl Iterator<Item = i32> + use<> {
        (year - 1).max(self.size.first)..=year
    }

    /// What the province's government itself does.
    fn province(&mut self, year: i32, step: usize) {
        for of in self.open(year) {
            let events = province::events(self.world, self.size, of);
            // What happened the year before its own was told with it.
            let all = events.all.into_iter().filter(|_| step != 0 || of == year).collect();
            self.events(all, year, step);
        }
        if step == 0 {
            self.truths.extend(province::truths(self.world, self.size, year));
        }
        if step == 9 {
            let (world, size, each) = (self.world, self.size, self.plants.each);
            self.posts(|maker, out| {
                let found = province::transfers(world, size, each, year, &mut |d| out.push(d));
                maker.truths.extend(found);
            });
        }
    }

    /// The last entries of a year: the government's figures and debts, and money that was brought forward and
    /// handed back.
    fn closing(&mut self, year: i32) {
        let (size, each) = (self.size, self.plants.each);
        let totals = self.totals.get(&year).copied().unwrap_or_default();
        self.posts(|maker, out| {
            province::figures(size, year, totals, &mut |d| out.push(d));
            let found = province::debts(size, each, year, &mut |d| out.push(d));
            maker.truths.extend(found);
        });
        let last = self.totals.get(&(year - 1)).copied().unwrap_or_default();
        if province::planted(size, "W83") == Some(year)
            && let Some(unit) = self.world.units.first()
        {
            for (kind, on) in [(Kind::Opening, day(year, 1, 1)), (Kind::Recall, day(year, 12, 30))]
            {
                let mut d = Draft::new(kind, on, year, &unit.code);
                "111".clone_into(&mut d.fund);
                "2010699".clone_into(&mut d.func);
                d.amount = Amount::fen(last.paid / 100 * 12);
                self.post(d);
            }
        }
    }

    fn county(&mut self, at: usize, year: i32, step: usize) {
        let (world, plants, last) = (self.world, self.plants, self.size.last);
        let Some(county) = world.counties.get(at) else { return };
        // Units are known before anything is said of them.
        for unit in county.units.0..county.units.1 {
            self.unit(unit, year, step);
        }
        for of in self.open(year) {
            let events = events::county(world, plants, (at, county), of, last);
            if step == 0 && of == year {
                self.truths.extend(events.truths);
            }
            let all = events.all.into_iter().filter(|_| step != 0 || of == year).collect();
            self.events(all, year, step);
        }
    }

    fn unit(&mut self, at: usize, year: i32, step: usize) {
        let Some(made) = self.plants.year(self.world, self.size, at, year) else { return };
        if step == 0 {
            self.beginning(&made);
        }
        self.unit_events(&made, step);
        if let Some(month) = step.checked_sub(1) {
            self.month(&made, month);
        }
    }

    /// Master data, budgets and goals of a unit.
    fn beginning(&mut self, made: &UnitYear) {
        let (world, size) = (self.world, self.size);
        self.truths.extend(self.plants.truths(world, made));
        self.posts(|maker, out| {
            let mut add = |d| out.push(d);
            if made.year == size.first
                && let Some(unit) = world.units.get(made.at)
            {
                stated::unit(world, unit, made.year, &mut add);
            }
            stated::projects(world, made, &mut add);
            entries::budgets(world, made, &mut add);
            maker.truths.extend(goals::goals(world, size, made, &mut add));
        });
    }

    fn unit_events(&mut self, made: &UnitYear, step: usize) {
        let (world, size, plants) = (self.world, self.size, self.plants);
        let Some(unit) = world.units.get(made.at) else { return };
        for of in self.open(made.year) {
            let marked = |rule: &str| plants.is_marked(made.at, of, rule);
            let head = world.head(unit);
            let late = head.is_some_and(|head| plants.is_marked(head, of, "W17"));
            let mut events = events::unit(world, unit, of, late, &marked);
            if of == made.year {
                // A new project was assessed, but for the one that is planted.
                for p in &made.projects {
                    let new = p.life.0 == of && of > size.first && p.nature == Nature::Task;
                    let planted =
                        made.truth.iter().any(|t| t.rule == "W12" && t.object.ends_with(&p.code));
                    if new && !planted {
                        events.assessed(&p.code);
                    }
                }
                if step == 0 {
                    self.truths.append(&mut events.truths);
                }
            }
            let all = events.all.into_iter().filter(|_| step != 0 || of == made.year).collect();
            self.events(all, made.year, step);
        }
    }

    /// Everything of a unit in a month, from 0.
    fn month(&mut self, made: &UnitYear, month: usize) {
        let (world, size, plants) = (self.world, self.size, self.plants);
        self.posts(|_, out| entries::steps(world, made, month, &mut |d| out.push(d)));
        self.payments(made, month);
        let policies = self.policies;
        self.posts(|maker, out| {
            let mut add = |d| out.push(d);
            let mut found = Vec::new();
            match month {
                2 => found.extend(stated::published_budget(world, made, &mut add)),
                6 => found.extend(stated::loose_contracts(world, made, &mut add)),
                8 => found.extend(stated::published_accounts(
                    world,
                    size,
                    plants,
                    made.at,
                    made.year - 1,
                    &mut add,
                )),
                11 => {
                    found.extend(stated::at_year_end(world, made, &mut add));
                    let changed = plants.is_changed(made.at);
                    found
                        .extend(goals::evaluations(world, size, made, changed, policies, &mut add));
                }
                _ => {}
            }
            maker.truths.extend(found);
        });
    }

    /// The payments of a unit in a month, the contracts they are made on, and the income they come from.
    fn payments(&mut self, made: &UnitYear, month: usize) {
        let world = self.world;
        let suppliers = payees::suppliers(world, self.size.payments);
        let mut all: Vec<Pay> = Vec::new();
        pay::month(world, made, suppliers, month, &mut all);
        self.contracts(made, month, &mut all);
        let mut paid: BTreeMap<&'static str, i64> = BTreeMap::new();
        let fund = |line: usize| {
            made.lines.get(line).and_then(|l| made.projects.get(l.project)).map_or("", |p| p.fund)
        };
        for one in &all {
            let draft = entries::payment(world, made, (month, one), self.payments + 1);
            let Some(draft) = draft else { continue };
            *paid.entry(fund(one.line)).or_default() += one.amount;
            if one.twice {
                let back = draft.day;
                self.payments += 2;
                let again = Draft { doc: format!("{}重", draft.doc), ..draft.clone() };
                self.step(Step::Twice(Hashed::new(again), back));
            }
            self.payments += 1;
            self.post(draft);
        }
        for extra in made.extras.iter().filter(|e| e.month == month) {
            let draft = entries::extra(world, made, extra, self.payments + 1);
            let Some(draft) = draft else { continue };
            *paid.entry(fund(extra.line)).or_default() += extra.amount;
            self.payments += 1;
            let tag = usize::try_from(self.payments).unwrap_or(0);
            for (rule, level, reason) in &extra.found {
                self.tagged.push((tag, Truth::new(rule, made.year, "", level, *reason)));
            }
            self.count(&draft);
            self.step(Step::Tagged(Hashed::new(draft), tag));
        }
        self.posts(|_, out| {
            stated::planted_contracts(world, made, month, &mut |d| out.push(d));
            entries::income(world, made, month, &paid, &mut |d| out.push(d));
        });
    }

    /// Two contracts a year at most: the largest payment to a supplier in two months.
    fn contracts(&mut self, made: &UnitYear, month: usize, all: &mut [Pay]) {
        let world = self.world;
        for n in 0..2 {
            if 4 + (made.at + n * 3 + usize::try_from(made.year).unwrap_or(0)) % 7 != month {
                continue;
            }
            let bought = |p: &Pay| {
                let line = made.lines.get(p.line);
                let eco = line.and_then(|l| world.words.eco.get(l.eco));
                eco.is_some_and(|e| {
                    e.payee == Sort::Supplier && matches!(e.nature, Nature::Task | Nature::Running)
                }) && p.amount > 500_000
                    && !p.twice
            };
            let own = all.iter().enumerate().filter(|(_, p)| bought(p));
            let Some(at) = own.max_by_key(|(n, p)| (p.amount, *n)).map(|(n, _)| n) else {
                continue;
            };
            let Some(one) = all.get_mut(at) else { continue };
            one.contract = Some(n);
            let one = *one;
            self.posts(|_, out| {
                stated::contract(world, made, (month, &one, n), &mut |d| out.push(d))
            });
        }
    }
}
