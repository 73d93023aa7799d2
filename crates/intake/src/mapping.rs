//! Column maps of import sources: one file in `mappings/` a table.

use base::text::squash;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../mappings");

/// Why a mapping file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct MappingError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// How one table is read.
#[derive(Debug, Clone, Deserialize)]
pub struct Mapping {
    /// Its id, given with `--mapping`.
    pub id: String,
    /// What table it is.
    pub title: String,
    /// Kind of entry; absent where a column says it.
    pub kind: Option<ledger::Kind>,
    /// Topic of records and registers that have no topic column.
    #[serde(default)]
    pub topic: String,
    /// Fields that together are the row's id in its source; empty where rows have none.
    #[serde(default)]
    pub id_fields: Vec<String>,
    /// Value of the deletion column that means live; other values mean deleted.
    #[serde(default = "zero")]
    pub live: String,
    /// Whether units and projects that the rows name are registered when first seen.
    #[serde(default)]
    pub introduces: bool,
    /// Budget line made of these fields when no column gives it.
    #[serde(default)]
    pub line_fields: Vec<String>,
    /// Columns.
    pub columns: Vec<Column>,
}

fn zero() -> String {
    "0".to_owned()
}

/// One column.
#[derive(Debug, Clone, Deserialize)]
pub struct Column {
    /// What it fills: a field of the entry, or `unit_name`, `project_name`, `project_kind`, `deleted`,
    /// or `payload.NAME` for records: days as `2023-01-05`, amounts in 分, counts as numbers, the rest as text.
    pub field: String,
    /// Headings, without blanks; case does not matter.
    pub heads: Vec<String>,
    /// How it is read: `text`, `code`, `date`, `year`, `yuan`, `wan`, `count`.
    #[serde(default)]
    pub read: How,
    /// Whether a row without it goes to quarantine.
    #[serde(default)]
    pub required: bool,
    /// The list its codes are checked against, by year.
    pub codes: Option<String>,
    /// What stands in where the column or the cell is empty.
    pub default: Option<String>,
}

/// How a cell is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// As it stands.
    #[default]
    Text,
    /// A code, with or without its name.
    Code,
    /// A date.
    Date,
    /// A fiscal year.
    Year,
    /// An amount in 元 (万元 where the heading says so).
    Yuan,
    /// An amount in 万元 (元 where the heading says so).
    Wan,
    /// A whole number.
    Count,
}

/// All mappings by id.
#[derive(Debug, Clone, Default)]
pub struct Mappings {
    all: BTreeMap<String, Mapping>,
}

impl Mappings {
    /// The files that come with the program, as path and text.
    pub fn embedded_files() -> Vec<(String, String)> {
        let text = |f: &include_dir::File<'_>| {
            let path = format!("mappings/{}", f.path().to_string_lossy());
            f.contents_utf8().map(|t| (path, t.to_owned()))
        };
        let files = EMBEDDED.files().filter_map(text);
        files.filter(|(path, _)| path.ends_with(".toml")).collect()
    }

    /// Mappings from files (path, text).
    ///
    /// # Errors
    /// Names the file that is not valid.
    pub fn from_files(files: &[(String, String)]) -> Result<Mappings, MappingError> {
        let mut all = BTreeMap::new();
        for (file, text) in files {
            let wrong = |what: String| MappingError { file: file.clone(), what };
            let mapping: Mapping = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
            let id = mapping.id.clone();
            if all.insert(id.clone(), mapping).is_some() {
                return Err(wrong(format!("id {id} stands in two files")));
            }
        }
        Ok(Mappings { all })
    }

    /// The mapping with this id.
    pub fn get(&self, id: &str) -> Option<&Mapping> {
        self.all.get(id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Mapping> {
        self.all.values()
    }

    /// The mapping that most headings of a row fit.
    ///
    /// # Errors
    /// What the nearest mapping misses where none fits; the names of those that fit alike, as none of them
    /// may be guessed.
    pub fn detect(&self, heads: &[String]) -> Result<&Mapping, Vec<String>> {
        let mut best: Vec<(usize, &Mapping)> = Vec::new();
        let mut nearest: Option<Vec<String>> = None;
        for mapping in self.all.values() {
            match mapping.place(heads) {
                Ok(places) => best.push((places.iter().flatten().count(), mapping)),
                Err(missing) if nearest.as_ref().is_none_or(|n| missing.len() < n.len()) => {
                    nearest = Some(missing);
                }
                Err(_) => {}
            }
        }
        let most = best.iter().map(|(n, _)| *n).max().unwrap_or(0);
        best.retain(|(n, _)| *n == most);
        match best.as_slice() {
            [(_, one)] => Ok(one),
            [] => Err(nearest.unwrap_or_default()),
            several => {
                let names: Vec<&str> = several.iter().map(|(_, m)| m.id.as_str()).collect();
                Err(vec![format!("--mapping {}", names.join(" | "))])
            }
        }
    }
}

impl Mapping {
    /// Position of each column in a heading row.
    ///
    /// # Errors
    /// The required columns that are not there, by their first heading.
    pub fn place(&self, heads: &[String]) -> Result<Vec<Option<usize>>, Vec<String>> {
        let plain: Vec<String> = heads.iter().map(|h| head_key(h)).collect();
        let mut missing = Vec::new();
        let mut places = Vec::new();
        for column in &self.columns {
            let keys: Vec<String> = column.heads.iter().map(|h| head_key(h)).collect();
            // The first heading that is there wins: they stand in order of preference.
            let at = keys.iter().find_map(|k| plain.iter().position(|p| p == k));
            if at.is_none() && column.required && column.default.is_none() {
                missing.extend(column.heads.first().cloned());
            }
            places.push(at);
        }
        if missing.is_empty() { Ok(places) } else { Err(missing) }
    }
}

/// A heading without blanks, unit and case.
pub(crate) fn head_key(head: &str) -> String {
    let plain = squash(&base::text::narrow(head)).to_ascii_uppercase();
    for unit in ["(元)", "(万元)", "(单位:元)", "(单位:万元)"] {
        if let Some(rest) = plain.strip_suffix(unit) {
            return rest.to_owned();
        }
    }
    plain
}
