//! The fixed rows of the forms, from `templates/final-accounts.toml`.

use super::BookError;
use serde::Deserialize;
use std::collections::BTreeMap;

const TEXT: &str = include_str!("../../../../../templates/final-accounts.toml");

/// What the forms have in every year's book.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Layout {
    /// Functional classes of the two-sided tables.
    pub(super) classes: Vec<String>,
    /// Economic codes of 公开06表, column by column.
    pub(super) basic: Vec<Vec<String>>,
    /// Classes that cannot be basic expenditure.
    pub(super) outside_basic: Vec<String>,
    /// Classes of 人员经费.
    pub(super) staff: Vec<String>,
    /// Kinds of vehicles of 公开10表.
    pub(super) vehicles: Vec<String>,
    /// Parts of 三公 and their economic codes.
    pub(super) three_public: BTreeMap<String, Vec<String>>,
    /// Note below each table, by number.
    pub(super) notes: BTreeMap<String, String>,
    /// 名词解释
    pub(super) terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Term {
    pub(super) name: String,
    pub(super) meaning: String,
}

impl Layout {
    pub(super) fn embedded() -> Result<Layout, BookError> {
        toml::from_str(TEXT).map_err(|e| BookError::Layout(e.to_string()))
    }

    pub(super) fn note(&self, number: &str) -> Vec<String> {
        self.notes.get(number).cloned().into_iter().collect()
    }
}
