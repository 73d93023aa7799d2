//! Which events belong together: what begins a period, and what ends it. Data: `params/events.toml`.

use ::oversight::case::{Calendar, Handling};
use serde::Deserialize;

/// Files of pairs begin so.
const PAIRS: &str = "params/events";

/// How an end that names no event is found for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Link {
    /// The same fiscal year.
    #[serde(rename = "年度")]
    Year,
    /// The same fiscal year, units of one department.
    #[serde(rename = "部门")]
    Department,
    /// The same fiscal year and unit.
    #[serde(rename = "单位")]
    Unit,
    /// Only by the number the end names.
    #[serde(rename = "编号")]
    Number,
}

/// Two events with a period between them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    /// Its name, the `kind` of its rows.
    pub(crate) kind: String,
    /// What begins it.
    pub(crate) start: Vec<String>,
    /// What ends it.
    pub(crate) end: Vec<String>,
    /// How the two are found for each other.
    pub(crate) link: Link,
    /// Whether one start has many ends.
    #[serde(default)]
    pub(crate) many: bool,
}

/// What the suppliers go by: pairs of events, and the calendar of working days.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    /// Pairs of events.
    pub(crate) pairs: Vec<Pair>,
    /// Working days.
    pub(crate) calendar: Calendar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pair: Vec<Pair>,
}

impl Params {
    /// From the files of `params/` (path, text); others are left alone. Of two pairs with one name the later
    /// holds.
    ///
    /// # Errors
    /// Names the file that is not valid.
    pub(crate) fn from_files(files: &[(String, String)]) -> Result<Params, String> {
        let mut pairs: Vec<Pair> = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with(PAIRS)) {
            let file: File = toml::from_str(text).map_err(|e| format!("{path}: {e}"))?;
            for pair in file.pair {
                pairs.retain(|p| p.kind != pair.kind);
                pairs.push(pair);
            }
        }
        let calendar = Handling::from_files(files).map_err(|e| e.to_string())?.calendar;
        Ok(Params { pairs, calendar })
    }

    /// Whether an event of this sort stands by itself.
    pub(crate) fn is_single(&self, sort: &str) -> bool {
        !self.pairs.iter().any(|p| p.start.iter().chain(&p.end).any(|s| s == sort))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_pairs_are_valid_and_more_can_be_laid_over_them() {
        let mut files = Handling::embedded_files();
        let params = Params::from_files(&files).unwrap();
        assert!(params.pairs.len() >= 15);
        assert!(params.is_single("抄送人大") && !params.is_single("预算批准"));
        let more = "[[pair]]\nkind = '甲'\nstart = ['乙']\nend = ['丙']\nlink = '编号'\n";
        files.push(("params/events-local.toml".to_owned(), more.to_owned()));
        assert!(!Params::from_files(&files).unwrap().is_single("丙"));
        files.push(("params/events-bad.toml".to_owned(), "[[pair]]\nkind = '甲'\n".to_owned()));
        assert!(Params::from_files(&files).unwrap_err().contains("params/events-bad.toml"));
    }
}
