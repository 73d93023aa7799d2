//! What a stage could not do. Problems travel beside the value, never instead of it.

use crate::spot::Spot;

/// Something that could not be read or checked, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Stable code, e.g. `pdf-no-text`.
    pub code: &'static str,
    /// What, and what to do about it, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Where.
    pub spot: Spot,
}

/// Codes of problems after which a part of the document was not read: nothing found means nothing then.
const LOSSES: &[&str] = &[
    "doc-truncated",
    "docx-damaged",
    "limit-cells",
    "limit-chars",
    "limit-columns",
    "limit-depth",
    "limit-rows",
    "over-limit",
    "pdf-cut-off",
    "pdf-over-limit",
    "pdf-page-cut",
    "pdf-page-failed",
];

impl Problem {
    /// Whether a part of the document was lost, so that it must not pass for checked.
    pub fn is_loss(&self) -> bool {
        LOSSES.contains(&self.code)
    }

    /// A problem with its two messages.
    pub fn new(
        code: &'static str,
        spot: Spot,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Problem { code, zh: zh.into(), en: en.into(), spot }
    }
}
