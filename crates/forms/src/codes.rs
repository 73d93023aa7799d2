//! Code lists: 支出功能分类 and 支出经济分类, by fiscal year.

use serde::Deserialize;
use std::collections::BTreeMap;

/// One code list, one file in `codes/`.
#[derive(Debug, Clone, Deserialize)]
pub struct CodeList {
    /// `功能分类` or `部门经济分类`.
    pub kind: String,
    /// First fiscal year it holds for.
    pub from: i32,
    /// Last fiscal year, when it has been replaced.
    pub to: Option<i32>,
    /// Where the names come from.
    pub source: String,
    /// Whether every code of the classification is listed; only then is an unknown code a finding.
    pub complete: bool,
    /// Code → name.
    pub names: BTreeMap<String, String>,
}

/// All code lists.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// The lists in file order.
    pub lists: Vec<CodeList>,
}

impl Codes {
    /// Adds the list of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        self.lists.push(toml::from_str(text).map_err(|e| e.to_string())?);
        Ok(())
    }

    /// The official name of a code in a year.
    pub fn name<'a>(&'a self, kind: &'a str, year: i32, code: &str) -> Option<&'a str> {
        self.in_year(kind, year).find_map(|l| l.names.get(code)).map(String::as_str)
    }

    /// The first code with this name among those that begin with `prefix`.
    pub fn code<'a>(
        &'a self,
        kind: &'a str,
        year: i32,
        prefix: &str,
        name: &str,
    ) -> Option<&'a str> {
        let mut hits = self.in_year(kind, year).flat_map(|l| &l.names);
        hits.find(|(c, n)| c.starts_with(prefix) && n.as_str() == name).map(|(c, _)| c.as_str())
    }

    /// Whether a list of this kind says every code of a year; only then is an unknown code wrong.
    pub fn is_complete(&self, kind: &str, year: i32) -> bool {
        let kind = kind.to_owned();
        self.lists
            .iter()
            .filter(|l| l.kind == kind && l.from <= year && l.to.is_none_or(|t| year <= t))
            .any(|l| l.complete)
    }

    fn in_year<'a>(&'a self, kind: &'a str, year: i32) -> impl Iterator<Item = &'a CodeList> + 'a {
        self.lists
            .iter()
            .filter(move |l| l.kind == kind && l.from <= year && l.to.is_none_or(|t| year <= t))
    }
}
