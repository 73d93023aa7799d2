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
    /// Codes of the list before that this one replaced: old code → new code.
    #[serde(default)]
    pub replaced: BTreeMap<String, String>,
}

/// A code that is not the same in two years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The code in the first year.
    pub code: String,
    /// The code it became; the same where only the name changed.
    pub becomes: String,
    /// Its name in the first year; `None` where it is new.
    pub before: Option<String>,
    /// Its name in the second; `None` where it is gone, or not listed.
    pub after: Option<String>,
}

/// All code lists.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// The lists, newest first.
    pub lists: Vec<CodeList>,
}

impl Codes {
    /// Adds the list of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        self.lists.push(toml::from_str(text).map_err(|e| e.to_string())?);
        self.lists.sort_by_key(|l| std::cmp::Reverse(l.from));
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
        self.in_year(kind, year).any(|l| l.complete)
    }

    /// The code of a later year for a code of an earlier one: what the lists in between say it was
    /// replaced by, else itself.
    pub fn carried(&self, kind: &str, from: i32, to: i32, code: &str) -> String {
        let between = |l: &&CodeList| l.kind == kind && from < l.from && l.from <= to;
        let mut lists: Vec<&CodeList> = self.lists.iter().filter(between).collect();
        lists.sort_by_key(|l| l.from);
        lists.iter().fold(code.to_owned(), |c, l| l.replaced.get(&c).cloned().unwrap_or(c))
    }

    /// Codes that are new, gone, renamed or replaced between two years, in order.
    pub fn changes<'a>(&'a self, kind: &'a str, from: i32, to: i32) -> Vec<Change> {
        let names = |year: i32| {
            let mut names: BTreeMap<&str, &str> = BTreeMap::new();
            for (code, name) in self.in_year(kind, year).flat_map(|l| &l.names) {
                names.entry(code).or_insert(name);
            }
            names
        };
        let (first, second) = (names(from), names(to));
        let mut all = Vec::new();
        let mut reached = std::collections::BTreeSet::new();
        for (code, name) in &first {
            let becomes = self.carried(kind, from, to, code);
            let after = second.get(becomes.as_str()).map(|n| (*n).to_owned());
            if becomes != *code || after.as_deref() != Some(*name) {
                let before = Some((*name).to_owned());
                all.push(Change {
                    code: (*code).to_owned(),
                    becomes: becomes.clone(),
                    before,
                    after,
                });
            }
            reached.insert(becomes);
        }
        for (code, name) in second.iter().filter(|(c, _)| !reached.contains(**c)) {
            let code = (*code).to_owned();
            let after = Some((*name).to_owned());
            all.push(Change { becomes: code.clone(), code, before: None, after });
        }
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
    }

    /// The lists of a year, newest first; what is older than a complete one holds no more.
    fn in_year<'a>(&'a self, kind: &'a str, year: i32) -> impl Iterator<Item = &'a CodeList> + 'a {
        let mut ended = false;
        self.lists
            .iter()
            .filter(move |l| l.kind == kind && l.from <= year && l.to.is_none_or(|t| year <= t))
            .take_while(move |l| !std::mem::replace(&mut ended, l.complete))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        let mut codes = Codes::default();
        for text in [
            "kind = '功能分类'\nfrom = 2020\nto = 2022\nsource = ''\ncomplete = false\n[names]\n1 = '甲'\n2 = '乙'\n3 = '丙'\n4 = '丁'\n",
            "kind = '功能分类'\nfrom = 2023\nsource = ''\ncomplete = false\n[names]\n1 = '甲'\n2 = '乙二'\n5 = '戊'\n30 = '丙'\n[replaced]\n3 = '30'\n",
        ] {
            codes.load(text).unwrap();
        }
        codes
    }

    #[test]
    fn a_code_is_carried_to_another_year() {
        let codes = codes();
        assert_eq!(codes.carried("功能分类", 2022, 2023, "3"), "30");
        assert_eq!(codes.carried("功能分类", 2022, 2023, "1"), "1");
        assert_eq!(codes.carried("功能分类", 2023, 2024, "3"), "3");
        assert_eq!(codes.carried("部门经济分类", 2022, 2023, "3"), "3");
    }

    #[test]
    fn the_newest_list_is_asked_first_and_a_complete_one_alone() {
        let mut codes = codes();
        let newer = |complete: bool| {
            format!(
                "kind = '功能分类'\nfrom = 2024\nsource = ''\ncomplete = {complete}\n[names]\n1 = '甲新'\n"
            )
        };
        codes.load(&newer(false)).unwrap();
        assert_eq!(codes.name("功能分类", 2024, "1"), Some("甲新"));
        assert_eq!(codes.name("功能分类", 2024, "5"), Some("戊"));
        assert_eq!(codes.name("功能分类", 2023, "1"), Some("甲"));
        codes.load(&newer(true).replace("2024", "2025")).unwrap();
        assert_eq!(codes.name("功能分类", 2025, "5"), None);
    }

    #[test]
    fn changes_between_years_are_told() {
        let codes = codes();
        let told: Vec<(String, String, bool, bool)> = codes
            .changes("功能分类", 2022, 2023)
            .into_iter()
            .map(|c| (c.code, c.becomes, c.before.is_some(), c.after.is_some()))
            .collect();
        let expect = [
            ("2", "2", true, true),
            ("3", "30", true, true),
            ("4", "4", true, false),
            ("5", "5", false, true),
        ];
        let expect = expect.map(|(a, b, c, d)| (a.to_owned(), b.to_owned(), c, d));
        assert_eq!(told, expect);
        assert!(codes.changes("功能分类", 2023, 2024).is_empty());
    }
}
