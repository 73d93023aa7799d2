//! Oversight at the desk: questions, warnings, and what is done about them.

mod analyse;
mod cases;
mod evaluate;
mod findings;
pub mod given;
mod patience;
mod query;
mod settings;
mod trial;
mod warn;
mod warn_text;

pub use analyse::{Analyse, AnalyseFormat, analyse, analysed, reads, run};
pub use evaluate::{Evaluated, Failure, Run, Tally, evaluate};
pub use findings::{FindingsOptions, Recorded, findings};
pub use query::{Asked, Place, Query, QueryFormat, query};
pub use settings::{Change, Setting, rules as rule_settings, set_rules, values};
pub use trial::{Trial, Wanted as TrialWanted, trial};
pub use warn::{Warn, Warned, warn};
pub use warn_text::{
    rule_text, rules_text, settings_text, this_year, trial_text, warned_json, warned_text,
};
