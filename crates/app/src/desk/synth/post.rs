//! The journal's side: takes what the maker hands over and posts it batch by batch.

use super::emit::Step;
use crate::fault::Fault;
use ledger::{Control, Controls, Refusal};
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use store::{Header, Outcome, Posting, Store};

/// Who posts.
const ACTOR: &str = "synth";

/// What was posted.
#[derive(Default)]
pub(super) struct Posted {
    /// Numbers of the entries that were tagged.
    pub(super) tags: BTreeMap<usize, u64>,
    pub(super) batches: u64,
    pub(super) entries: u64,
    pub(super) hash: [u8; 32],
}

/// Planted payments break controls: they are taken, and warned of.
fn controls() -> Controls {
    Controls {
        no_line: Control::Warn,
        above_allotment: Control::Warn,
        above_budget: Control::Warn,
        before_release: Control::Warn,
        ..Controls::default()
    }
}

/// Posts until the maker has ended. Leaving early drops the receiving end, and with it ends the maker.
///
/// # Errors
/// When the engine fails, or an entry is refused: that would be a defect of the maker.
pub(super) fn run(
    store: &mut Store,
    receive: Receiver<Vec<Step>>,
    progress: &dyn Fn(u64),
) -> Result<Posted, Fault> {
    let mut done = Posted::default();
    let mut steps = receive.into_iter().flatten();
    while let Some(step) = steps.next() {
        let Step::Begin(source, at) = step else { continue };
        let header = Header { actor: ACTOR.to_owned(), at, source, ..Header::default() };
        let mut posting = store.begin(&header, &controls())?;
        for step in steps.by_ref() {
            match step {
                Step::Post(hashed) => {
                    number(&posting.post_hashed(hashed)?)?;
                }
                Step::Tagged(hashed, tag) => {
                    let seq = number(&posting.post_hashed(hashed)?)?;
                    done.tags.insert(tag, seq);
                }
                Step::Twice(hashed, day) => {
                    let seq = number(&posting.post_hashed(hashed)?)?;
                    back(&mut posting, seq, day)?;
                }
                Step::Commit => break,
                Step::Begin(..) => {}
            }
            done.entries += 1;
            if done.entries.is_multiple_of(1024) {
                progress(done.entries);
            }
        }
        let receipt = posting.commit()?;
        if receipt.batch > 0 {
            (done.batches, done.hash) = (done.batches + 1, receipt.hash);
        }
        progress(done.entries);
    }
    Ok(done)
}

fn back(posting: &mut Posting<'_>, seq: u64, day: base::Date) -> Result<(), Fault> {
    match posting.reverse(seq, day, "重复支付，冲销")? {
        Outcome::Refused(refusal) => Err(fault(&refusal)),
        _ => Ok(()),
    }
}

fn number(outcome: &Outcome) -> Result<u64, Fault> {
    match outcome {
        Outcome::Posted(seq) => Ok(*seq),
        Outcome::Refused(refusal) => Err(fault(refusal)),
        // Entries without an id of a source are posted or refused.
        _ => Ok(0),
    }
}

fn fault(refusal: &Refusal) -> Fault {
    Fault::new(
        format!("生成的分录被拒绝：{}", refusal.zh),
        format!("a made entry was refused: {}", refusal.en),
    )
}
