//! What people and programs see of an audit: JSON for tools, text for a terminal, one HTML page for
//! reading beside the document, a workbook for the desk.
//!
//! **Invariant:** no file format beyond text is written here (a workbook is a `Document` for the
//! writers), no disk, no clock: the same audit gives the same bytes.

mod audited;
mod book;
mod cases;
pub mod chart;
mod html;
mod json;
mod lang;
pub mod official;
pub mod oversight;
mod pages;
pub mod pivot;
mod text;
mod trace;
mod working;

pub use audited::{Audited, Content, Engine, Figures, Tally, Verdict};
pub use book::book;
pub use cases::{CasePage, case_list, case_page, case_statistics, next_step};
pub use html::html;
pub use json::{json, jsonl};
pub use lang::Lang;
pub use pages::{rule_list, rule_page};
pub use text::{Style, audited as text, brief, tally as summary};
pub use trace::{Hit, Trace, Use, trace as trace_text};
