//! Oversight at the desk: questions, warnings, and what is done about them.

mod analyse;
mod analysis_view;
mod asked;
mod cases;
mod choices;
mod entry;
mod evaluate;
mod findings;
pub mod given;
mod glance;
mod names;
mod opened;
mod patience;
mod pictures;
mod query;
mod reports;
mod rule_view;
mod settings;
mod trial;
mod warn;
mod warn_text;
mod within;

/// What a case is made of, for those who show it.
pub mod handling {
    pub use ::oversight::case::{
        Action, Awaited, Brief, CaseNow, Grade, Group, LetterKind, Level, Recorded, Role, State,
        Statistics,
    };
}

pub(in crate::desk) use analyse::CodeNames;
pub use analyse::{Analyse, AnalyseFormat, analyse, analysed, reads, run};
pub use analysis_view::{AnalysisName, AnalysisView, TableView, analysis_names, analysis_view};
pub use asked::{
    Figure, Key, Line, MeasureHead, View, Word, asked, conditions, dims, measures, names_payees,
};
pub use cases::{
    Acted, CaseAct, CaseFilter, CaseView, CaseWords, Found, Kept, LETTERS, LetterOptions, Listed,
    Narrow, Once, Raised, case, case_act, case_act_once, case_file, case_files, case_filter,
    case_letter, case_settings, case_statistics, case_view, case_within, cases, cases_found, kept,
    letter_bytes, list_cases, raise, set_case_settings, statistics_found, steps_open, to_json,
};
pub(in crate::desk) use cases::{ID as CASE_ID, STEP as CASE_STEP, cases_by_key};
pub use choices::{Choice, Choices, choices, department_years, departments, years};
pub use entry::{BatchView, EntryView, entry};
pub use evaluate::{Evaluated, Failure, Run, Tally, evaluate};
pub use findings::{FindingsOptions, Recorded, findings};
pub use glance::{Glance, GlanceWanted, glance};
pub use opened::{Behind, Opened, Part, broken_down, entries_behind, is_sum, opened};
pub use pictures::{CasePicture, DRAWINGS, Shown, case_picture, picture};
pub use query::{Asked, Place, Query, QueryFormat, query};
pub use reports::{
    REPORT_FORMATS, REPORTS, ReportView, ReportWanted, is_report, make_report, may_see, report,
    report_file, report_view,
};
pub use rule_view::{RuleLine, RuleSet, RuleView, ThresholdView, rule_lines, rule_view};
pub use settings::{Change, Setting, rules as rule_settings, set_rules, values};
pub use trial::{Trial, Wanted as TrialWanted, trial};
pub use warn::{Warn, Warned, warn};
pub use warn_text::{
    rule_text, rules_text, settings_text, this_year, trial_text, warned_json, warned_text,
};
pub use within::{Within, reaches_department, reaches_everything, unit_place, within};
