//! Oversight at the desk: questions, warnings, and what is done about them.

mod analyse;
mod cases;
mod evaluate;
mod findings;
pub mod given;
mod patience;
mod query;
mod reports;
mod settings;
mod trial;
mod warn;
mod warn_text;

pub use analyse::{Analyse, AnalyseFormat, analyse, analysed, reads, run};
pub use cases::{
    Acted, CaseAct, CaseFilter, CaseView, CaseWords, Kept, LETTERS, LetterOptions, Listed, Raised,
    case, case_act, case_files, case_filter, case_letter, case_settings, case_statistics,
    case_view, cases, kept, list_cases, raise, set_case_settings, to_json,
};
pub use evaluate::{Evaluated, Failure, Run, Tally, evaluate};
pub use findings::{FindingsOptions, Recorded, findings};
pub use query::{Asked, Place, Query, QueryFormat, query};
pub use reports::{REPORTS, ReportWanted, is_report, make_report, report};
pub use settings::{Change, Setting, rules as rule_settings, set_rules, values};
pub use trial::{Trial, Wanted as TrialWanted, trial};
pub use warn::{Warn, Warned, warn};
pub use warn_text::{
    rule_text, rules_text, settings_text, this_year, trial_text, warned_json, warned_text,
};
