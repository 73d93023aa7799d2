//! Why a use case could not run at all.

use base::Problem;

/// What, where and what to do, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{zh} / {en}")]
pub struct Fault {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Fault {
    /// A failure in both languages: what, where, what to do.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Fault {
        Fault { zh: zh.into(), en: en.into() }
    }

    /// The same with the path it is about.
    pub(crate) fn at(path: &str, problem: &Problem) -> Fault {
        Fault::new(format!("{path}：{}", problem.zh), format!("{path}: {}", problem.en))
    }
}
