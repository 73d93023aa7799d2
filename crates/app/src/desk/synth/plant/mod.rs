//! Which rule is planted where: a table of plants, and targets spread over counties and years. What changes a
//! unit's year stands in `heavy` (its budget and course, on a unit of its own) and `payments` (single
//! payments); what is planted in records is only marked here, and done where the records are made.

mod heavy;
mod payments;

use super::budget::{Size, UnitYear, build, settle};
use super::judge::judge;
use super::truth::Truth;
use super::world::World;
use std::collections::BTreeMap;

/// One object to be planted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) rule: &'static str,
    /// Number among those of the rule, from 0.
    pub(super) n: usize,
    pub(super) year: i32,
}

/// Changes a unit's year, in the target's year and in those it is compared with.
type Alter = fn(&World, Size, &mut UnitYear, &Target);

/// Where a plant belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// A unit that has nothing else planted.
    Alone,
    /// A unit.
    Unit,
    /// A department's own unit.
    Head,
    /// A county's government.
    County,
}

/// How a rule is planted.
struct Plant {
    rule: &'static str,
    ground: Ground,
    /// Years before the first one that can be used, and after the last.
    spare: (i32, i32),
    alter: Option<Alter>,
}

const fn plant(
    rule: &'static str,
    ground: Ground,
    spare: (i32, i32),
    alter: Option<Alter>,
) -> Plant {
    Plant { rule, ground, spare, alter }
}

const ANY: (i32, i32) = (0, 0);
/// Compared with the year before.
const LATER: (i32, i32) = (1, 0);
/// Known only the year after.
const CLOSED: (i32, i32) = (0, 1);
/// In the last year, which has one before it.
const LAST: (i32, i32) = (i32::MAX, 0);
/// In the first year, in which no plan of adjustment was approved.
const FIRST: (i32, i32) = (0, i32::MAX);

/// Rules planted in the goal of one and the same project of a unit.
const GOALS: [&str; 8] = ["W11", "W15", "W91", "W92", "W93", "W94", "W95", "W96"];

/// Stands on the first unit, where nothing else is planted; its number is the amount in 万元.
const NOT_GIVEN: &str = "W16";

use Ground::{Alone, County, Head, Unit};

const PLANTS: &[Plant] = &[
    plant(NOT_GIVEN, Alone, ANY, Some(heavy::not_given)),
    plant("W12", Alone, LATER, Some(heavy::unassessed)),
    plant("W13", Alone, LATER, Some(heavy::three_grow)),
    plant("W14", Alone, (2, 0), Some(heavy::idle_again)),
    plant("W27", Alone, ANY, Some(heavy::slow_unit)),
    plant("W28", Alone, ANY, Some(heavy::slow_project)),
    plant("W29", Alone, ANY, Some(heavy::short_unit)),
    plant("W30", Alone, ANY, Some(heavy::untouched)),
    plant("W31", Alone, ANY, Some(heavy::rush)),
    plant("W32", Alone, ANY, Some(heavy::late_project)),
    plant("W37", Alone, ANY, Some(heavy::above_plan)),
    plant("W38", Alone, ANY, Some(heavy::slow_office)),
    plant("W39", Alone, ANY, Some(heavy::moved_about)),
    plant("W40", Alone, LATER, Some(heavy::much_added)),
    plant("W41", Alone, LATER, Some(heavy::added_idle)),
    plant("W44", Alone, FIRST, Some(heavy::key_cut)),
    plant("W82", Alone, LAST, Some(heavy::old_money)),
    plant("W84", Alone, LATER, Some(heavy::rising)),
    plant("W06", Head, LATER, Some(heavy::forgotten)),
    plant("W26", Unit, LATER, Some(heavy::before_approval)),
    plant("W03", Unit, ANY, Some(heavy::coarse)),
    plant("W04", Unit, ANY, Some(heavy::no_such_code)),
    plant("W33", Unit, ANY, Some(payments::large_late)),
    plant("W34", Unit, ANY, Some(payments::hotel)),
    plant("W35", Unit, ANY, Some(payments::no_budget)),
    plant("W36", Unit, ANY, Some(payments::above_budget)),
    plant("W55", Unit, ANY, Some(payments::three_above)),
    plant("W56", Unit, ANY, Some(payments::three_on_task)),
    plant("W57", Unit, ANY, Some(payments::union_above)),
    plant("W58", Unit, ANY, Some(payments::staff_on_office)),
    plant("W59", Unit, ANY, Some(payments::basic_on_task)),
    plant("W60", Unit, ANY, Some(payments::own_account)),
    plant("W61", Unit, ANY, Some(payments::unit_below)),
    plant("W62", Unit, ANY, Some(payments::finance)),
    plant("W63", Unit, ANY, Some(payments::association)),
    plant("W64", Unit, ANY, Some(payments::person)),
    plant("W65", Unit, ANY, Some(payments::round_sum)),
    plant("W66", Unit, ANY, Some(payments::large)),
    plant("W67", Unit, ANY, Some(payments::vague)),
    plant("W68", Unit, ANY, Some(payments::banned_subject)),
    plant("W86", Unit, ANY, Some(payments::no_asset)),
    plant("W11", Unit, ANY, None),
    plant("W15", Unit, LATER, None),
    plant("W53", Unit, ANY, None),
    plant("W70", Unit, ANY, None),
    plant("W71", Unit, ANY, Some(payments::contract)),
    plant("W72", Unit, ANY, Some(payments::contract)),
    plant("W73", Unit, ANY, Some(payments::contract)),
    plant("W74", Unit, ANY, Some(payments::contract)),
    plant("W75", Unit, ANY, Some(payments::contract)),
    plant("W76", Unit, ANY, None),
    plant("W77", Unit, ANY, None),
    plant("W85", Unit, ANY, None),
    plant("W91", Unit, ANY, None),
    plant("W92", Unit, ANY, None),
    plant("W93", Unit, ANY, None),
    plant("W94", Unit, ANY, None),
    plant("W95", Unit, ANY, None),
    plant("W96", Unit, ANY, None),
    plant("W17", Head, ANY, None),
    plant("W18", Unit, ANY, None),
    plant("W22", Head, ANY, None),
    plant("W24", Unit, ANY, None),
    plant("W25", Head, ANY, None),
    plant("W88", Head, CLOSED, None),
    plant("W89", Head, CLOSED, None),
    plant("W90", Head, CLOSED, None),
    plant("W07", County, ANY, None),
    plant("W19", County, ANY, None),
    plant("W20", County, ANY, None),
    plant("W23", County, ANY, None),
    plant("W46", County, ANY, None),
    plant("W97", County, ANY, None),
    plant("W98", County, ANY, None),
    plant("W99", County, ANY, None),
    plant("W100", County, ANY, None),
    plant("W101", County, ANY, None),
];

/// All targets.
pub(super) struct Plants {
    units: BTreeMap<usize, Vec<Target>>,
    counties: BTreeMap<usize, Vec<Target>>,
    /// Objects of a rule.
    pub(super) each: usize,
}

impl Plants {
    /// Spreads the targets: as many of each rule as the province has room for.
    pub(super) fn new(world: &World, size: Size) -> Plants {
        let each = match world.units.len() {
            2_000.. => 10,
            240.. => 3,
            _ => 1,
        };
        let mut plants = Plants { units: BTreeMap::new(), counties: BTreeMap::new(), each };
        // A walk that comes by every unit once and by every county soon.
        let (all, mut at) = (world.units.len(), 0);
        let step = (all / 2..all).find(|s| gcd(*s, all) == 1).unwrap_or(1);
        for plant in PLANTS.iter().filter(|p| p.rule != NOT_GIVEN) {
            let Some((first, last)) = years(plant, size) else { continue };
            for n in 0..each {
                let year = turn(first, last, n);
                let target = Target { rule: plant.rule, n, year };
                if plant.ground == County {
                    let county = (n * 7 + 3 * plant.rule.len()) % world.counties.len();
                    let own = plants.counties.entry(county).or_default();
                    if !own.iter().any(|t| t.rule == target.rule && t.year == year) {
                        own.push(target);
                    }
                    continue;
                }
                for _ in 0..all {
                    at = (at + step) % all;
                    if plants.fits(world, size, plant, at, &target) {
                        plants.units.entry(at).or_default().push(target);
                        break;
                    }
                }
            }
        }
        plants.not_given(world, size);
        plants
    }

    /// In the second year (or the only one) 8% of the budget of projects is not given to units at first.
    fn not_given(&mut self, world: &World, size: Size) {
        let year = size.last.min(size.first + 1);
        let own = |at| self.year(world, size, at, year).map_or(0, |y| y.of_projects());
        let all: i64 = (0..world.units.len()).map(own).sum();
        let n = usize::try_from(all / 100 * 8 / heavy::WAN).unwrap_or(0).max(1);
        self.units.entry(0).or_default().push(Target { rule: NOT_GIVEN, n, year });
    }

    /// Whether a target finds what it needs at a unit, and disturbs nothing that is there.
    fn fits(&self, world: &World, size: Size, plant: &Plant, at: usize, target: &Target) -> bool {
        let Some(unit) = world.units.get(at) else { return false };
        // The first county's finance bureau holds what is not yet given to units.
        if at == 0 || plant.ground == Head && !unit.head {
            return false;
        }
        let own = self.units.get(&at).map_or(&[][..], Vec::as_slice);
        let alone = |rule: &str| PLANTS.iter().any(|p| p.rule == rule && p.ground == Alone);
        let room = world.units.len() >= 2_000;
        if own.iter().any(|t| alone(t.rule)) || !own.is_empty() && (plant.ground == Alone || room) {
            return false;
        }
        // Tried: something must be found that was not there before.
        let Some(mut year) = build(world, size, at, target.year) else { return false };
        let Some(alter) = plant.alter else {
            let taken = |t: &Target| {
                t.rule == plant.rule || [t.rule, plant.rule].iter().all(|r| GOALS.contains(r))
            };
            return year.lasting(size).is_some() && !own.iter().any(taken);
        };
        alter(world, size, &mut year, target);
        settle(&mut year);
        let own = |t: &Truth| t.rule == plant.rule;
        year.truth.iter().any(own)
            || judge(world, &year).iter().any(own)
            || year.extras.iter().flat_map(|e| &e.found).any(|(rule, ..)| *rule == plant.rule)
    }

    /// A unit's year with what is planted in it.
    pub(super) fn year(&self, world: &World, size: Size, at: usize, year: i32) -> Option<UnitYear> {
        let mut made = build(world, size, at, year)?;
        for target in self.units.get(&at).into_iter().flatten() {
            let plant = PLANTS.iter().find(|p| p.rule == target.rule);
            match plant.and_then(|p| p.alter) {
                Some(alter) => alter(world, size, &mut made, target),
                None if target.year == year => made.marks.push((target.rule, target.n)),
                // What is graded poor is graded the year before.
                None if target.rule == "W15" && target.year == year + 1 => {
                    made.marks.push((target.rule, target.n));
                }
                None => {}
            }
        }
        settle(&mut made);
        Some(made)
    }

    /// Whether a unit's budget or course is changed in any year.
    pub(super) fn is_changed(&self, at: usize) -> bool {
        self.units.get(&at).is_some_and(|own| {
            own.iter().any(|t| PLANTS.iter().any(|p| p.rule == t.rule && p.alter.is_some()))
        })
    }

    /// Whether something is planted for a rule in the records of a unit and year.
    pub(super) fn is_marked(&self, at: usize, year: i32, rule: &str) -> bool {
        let own = self.units.get(&at).into_iter().flatten();
        own.into_iter().any(|t| t.rule == rule && t.year == year)
    }

    /// The number of the object that a rule is to find in a county's records of a year.
    pub(super) fn county(&self, county: usize, year: i32, rule: &str) -> Option<usize> {
        let own = self.counties.get(&county).into_iter().flatten();
        own.filter(|t| t.rule == rule && t.year == year).map(|t| t.n).next()
    }

    /// What the rules find in a unit's year apart from single payments, with the reason where something else
    /// was planted.
    pub(super) fn truths(&self, world: &World, year: &UnitYear) -> Vec<Truth> {
        let own = || self.units.get(&year.at).into_iter().flatten();
        let mut found = judge(world, year);
        for truth in &mut found {
            if !own().any(|t| t.rule == truth.rule && t.year == year.year) {
                let rules: Vec<&str> = own().map(|t| t.rule).collect();
                truth.reason = format!("follows from what is planted for {}", rules.join(", "));
            }
        }
        found.extend(year.truth.iter().cloned());
        found
    }
}

/// The years in which a rule can be planted; `None` where there are too few.
fn years(plant: &Plant, size: Size) -> Option<(i32, i32)> {
    let years = match plant.spare {
        LAST if size.last > size.first => (size.last, size.last),
        LAST => return None,
        FIRST => (size.first, size.first),
        (before, after) => (size.first + before, size.last - after),
    };
    (years.0 <= years.1).then_some(years)
}

/// The year of the object with a number: each in turn.
pub(super) fn turn(first: i32, last: i32, n: usize) -> i32 {
    let years = usize::try_from(last - first + 1).unwrap_or(1).max(1);
    first + i32::try_from(n % years).unwrap_or(0)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
