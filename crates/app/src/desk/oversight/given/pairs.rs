//! Which events belong together: what begins a period, and what ends it. Data: `params/事项.toml`.

use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../../../../../params/事项.toml");

/// Path of the embedded file, for the folder that is laid over it.
const PATH: &str = "params/事项.toml";

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

/// All pairs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs(pub(crate) Vec<Pair>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pair: Vec<Pair>,
}

impl Pairs {
    /// The files that come with the program, as path and text.
    pub(crate) fn embedded_files() -> Vec<(String, String)> {
        vec![(PATH.to_owned(), EMBEDDED.to_owned())]
    }

    /// Pairs from files (path, text); of two with one name the later holds.
    ///
    /// # Errors
    /// Names the file that is not valid.
    pub(crate) fn from_files(files: &[(String, String)]) -> Result<Pairs, String> {
        let mut all: Vec<Pair> = Vec::new();
        for (path, text) in files {
            let file: File = toml::from_str(text).map_err(|e| format!("{path}: {e}"))?;
            for pair in file.pair {
                all.retain(|p| p.kind != pair.kind);
                all.push(pair);
            }
        }
        Ok(Pairs(all))
    }

    /// Whether an event of this sort stands by itself.
    pub(crate) fn is_single(&self, sort: &str) -> bool {
        !self.0.iter().any(|p| p.start.iter().chain(&p.end).any(|s| s == sort))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_pairs_are_valid_and_names_are_single() {
        let pairs = Pairs::from_files(&Pairs::embedded_files()).unwrap();
        assert!(pairs.0.len() >= 15);
        assert!(pairs.is_single("抄送人大") && !pairs.is_single("预算批准"));
        let bad = [("params/甲.toml".to_owned(), "[[pair]]\nkind = '甲'\n".to_owned())];
        assert!(Pairs::from_files(&bad).unwrap_err().contains("params/甲.toml"));
    }
}
