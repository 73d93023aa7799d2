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

impl Problem {
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
