//! A made-up province: a ledger of any size for trials and measurements, the same for the same seed, with
//! violations planted for every warning rule and a file that says where.

mod budget;
mod chance;
mod curve;
mod emit;
mod entries;
mod events;
mod goals;
mod judge;
mod pay;
mod payees;
mod plant;
mod post;
mod province;
mod record;
mod stated;
mod truth;
mod world;

use super::Desk;
use crate::fault::Fault;
use budget::Size;
use emit::Maker;
use plant::Plants;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use world::World;

/// What a province is asked for.
#[derive(Debug, Clone)]
pub struct SynthOptions {
    /// Budget units.
    pub units: usize,
    /// Payments of all years, besides the planted ones.
    pub payments: u64,
    /// Decides everything else.
    pub seed: u64,
    /// Fiscal years, the last of which is 2025.
    pub years: u32,
    /// Where the truth is written; nowhere when empty.
    pub truth: Option<PathBuf>,
}

/// What was made.
#[derive(Debug, Clone, Default)]
pub struct Synthetic {
    /// Units.
    pub units: usize,
    /// Counties.
    pub counties: usize,
    /// Payments, the planted and the mistaken ones included.
    pub payments: u64,
    /// Entries posted.
    pub entries: u64,
    /// Batches.
    pub batches: u64,
    /// Planted objects, and of how many rules.
    pub planted: (usize, usize),
    /// Hash of the last entry, hexadecimal.
    pub head: String,
}

/// The last fiscal year, which is the one at hand.
const LAST: i32 = 2025;

/// Fewest and most units, fewest payments of a unit and year, most years.
const UNITS: (usize, usize) = (60, 20_000);
const EACH: u64 = 60;
const YEARS: u32 = 10;

/// Code and name of the book that [`synth`] is made in.
///
/// # Errors
/// None that a build of ours would have.
pub fn synth_book() -> Result<(String, String), Fault> {
    let place = World::new(UNITS.0, 0)?.words.place;
    Ok((place.code, place.name))
}

/// Whether a province can be made so.
///
/// # Errors
/// Says what must be larger or smaller.
pub fn synth_check(options: &SynthOptions) -> Result<(), Fault> {
    let SynthOptions { units, payments, years, .. } = *options;
    if !(UNITS.0..=UNITS.1).contains(&units) {
        let (least, most) = UNITS;
        return Err(Fault::new(
            format!("--units {units} 不在 {least} 到 {most} 之间"),
            format!("--units {units} is not between {least} and {most}"),
        ));
    }
    if !(1..=YEARS).contains(&years) {
        return Err(Fault::new(
            format!("--years {years} 不在 1 到 {YEARS} 之间"),
            format!("--years {years} is not between 1 and {YEARS}"),
        ));
    }
    let least = EACH * u64::from(years) * units as u64;
    if !(least..=1_000_000_000).contains(&payments) {
        return Err(Fault::new(
            format!(
                "{units} 个单位、{years} 年的账至少要 {least} 笔支付，至多 10 亿笔；请改 --payments 或减少 --units"
            ),
            format!(
                "{units} units and {years} years take {least} payments or more, a thousand million at most; change --payments or lower --units"
            ),
        ));
    }
    Ok(())
}

/// Fills a fresh ledger with a made-up province. `progress` is told how many entries have been posted.
///
/// # Errors
/// When the province cannot be made so, the engine fails, or the truth cannot be written.
pub fn synth(
    desk: &mut Desk,
    options: &SynthOptions,
    progress: &dyn Fn(u64),
) -> Result<Synthetic, Fault> {
    synth_check(options)?;
    let first = LAST - i32::try_from(options.years).unwrap_or(1) + 1;
    let size = Size { payments: options.payments, first, last: LAST };
    let world = World::new(options.units, options.seed)?;
    let plants = Plants::new(&world, size);
    let policies = desk.policies.clone();
    let (send, receive) = sync_channel(CHUNKS);
    let (posted, made) = std::thread::scope(|scope| {
        let maker = Maker::new(&world, size, &plants, &policies, send);
        let maker = scope.spawn(move || maker.run());
        let posted = post::run(&mut desk.store, receive, progress);
        (posted, maker.join())
    });
    let posted = posted?;
    let made =
        made.map_err(|_| Fault::new("生成账簿的线程意外中止", "the maker's thread ended early"))?;
    let mut truths = made.truths;
    for (tag, mut truth) in made.tagged {
        truth.object = posted.tags.get(&tag).map_or(String::new(), u64::to_string);
        truths.push(truth);
    }
    // Final accounts of the last year are not published yet, nor is anything of the year after.
    truths.retain(|t| (first..=LAST).contains(&t.year));
    let catalogue = oversight::Catalogue::embedded()
        .map_err(|e| Fault::new(format!("预警规则有误：{e}"), format!("warning rules: {e}")))?;
    let rules: Vec<&str> = catalogue.rules.keys().map(String::as_str).collect();
    let head: String = posted.hash.iter().map(|b| format!("{b:02x}")).collect();
    let about = truth::About {
        book: &world.words.place.code,
        seed: options.seed,
        units: world.units.len(),
        payments: made.payments,
        years: (first, LAST),
        day: format!("{LAST}-12-31"),
        head: head.clone(),
    };
    let planted = truth::count(&truths);
    if let Some(path) = &options.truth {
        truth::write(path, &truth::text(&about, truths, &rules))?;
    }
    Ok(Synthetic {
        units: world.units.len(),
        counties: world.counties.len(),
        payments: made.payments,
        entries: posted.entries,
        batches: posted.batches,
        planted,
        head,
    })
}

/// Chunks on their way before the maker waits for the journal.
const CHUNKS: usize = 16;

/// Where the truth goes when nobody says: beside the file of the ledger, or in the folder at hand.
pub fn synth_truth(place: &str) -> PathBuf {
    match store::Place::parse(place) {
        store::Place::Sqlite(path) => {
            let mut name = path.file_name().unwrap_or_default().to_os_string();
            name.push(".truth.json");
            path.with_file_name(name)
        }
        store::Place::Postgres(_) => Path::new("synth.truth.json").to_owned(),
    }
}

#[cfg(test)]
mod tests;
