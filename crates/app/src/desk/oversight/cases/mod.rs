//! Cases of warnings: what an evaluation makes of them, their steps, their files, their letters.

mod act;
mod letters;
mod load;
mod proof;
mod raise;
mod screen;
mod settings;
mod view;

pub use act::{Acted, CaseAct, case_act};
pub use letters::{LETTERS, LetterOptions, case_letter, letter_bytes};
pub(in crate::desk) use load::cases_by_key;
pub use load::{CaseFilter, Listed, case, cases, list_cases};
pub use proof::{Kept, case_file, case_files, kept};
pub(crate) use raise::raised_text;
pub use raise::{Raised, raise};
pub use screen::{
    Found, Narrow, Once, case_act_once, case_within, cases_found, statistics_found, steps_open,
};
pub use settings::{case_settings, set_case_settings};
pub use view::{CaseView, CaseWords, case_filter, case_statistics, case_view, to_json};

/// Topic of the versions of a case; the key is [`oversight::case::Case::key`].
pub(crate) const CASE: &str = "预警";
/// Topic of the steps of a case; the same key.
pub(crate) const STEP: &str = "预警步骤";
/// Topic that finds the key of a case by its id.
pub(crate) const ID: &str = "预警编号";
/// Topic of the numbers that letters have.
pub(crate) const NUMBER: &str = "预警文号";
/// Topic of the settings; those of the handling have the key 处置.
pub(crate) const SETTINGS: &str = "预警设置";
/// Topic of files that lie in the journal; the key is their SHA-256.
pub(crate) const FILE: &str = "附件";

use crate::desk::Desk;
use crate::fault::Fault;
use ledger::{Draft, Kind};
use serde::Serialize;

/// A record as a draft.
fn draft<T: Serialize>(
    topic: &str,
    key: &str,
    day: base::Date,
    (year, unit): (i32, &str),
    payload: &T,
) -> Result<Draft, Fault> {
    let mut draft = Draft::new(Kind::Record, day, year, unit);
    (draft.topic, draft.key) = (topic.to_owned(), key.to_owned());
    draft.payload =
        serde_json::to_string(payload).map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
    Ok(draft)
}

/// Controls that take a record of a unit which nobody has registered: a warning about it is no less true.
fn controls() -> ledger::Controls {
    ledger::Controls { unknown_unit: ledger::Control::Warn, ..ledger::Controls::default() }
}

impl Desk {
    /// How long each step may take, and what letters are called.
    pub fn handling(&self) -> &::oversight::case::Handling {
        &self.handling
    }
}
