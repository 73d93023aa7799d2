//! Words of the narrative's grammar and the sections it is divided into, so that a new wording is one
//! more word in `forms/narrative.toml`.

use serde::Deserialize;

/// Word lists of the grammar. Each list is tried in order: longer words stand first.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Words {
    /// The figure is an increase.
    pub increase: Vec<String>,
    /// The figure is a decrease.
    pub decrease: Vec<String>,
    /// Nothing changed.
    pub same: Vec<String>,
    /// Names of the budget at the beginning of the year.
    pub initial_budget: Vec<String>,
    /// Names of the adjusted budget.
    pub full_budget: Vec<String>,
    /// Names of a budget of either kind.
    pub budget: Vec<String>,
    /// Names of the executed amount.
    pub actual: Vec<String>,
    /// What joins a subject and its figure.
    pub copulas: Vec<String>,
    /// Words before a subject that say nothing about it.
    pub openers: Vec<String>,
    /// A list of parts follows.
    pub lists: Vec<String>,
    /// A list of names follows.
    pub enumerations: Vec<String>,
    /// A reason follows.
    pub reasons: Vec<String>,
    /// A purpose follows.
    pub purposes: Vec<String>,
    /// Subjects that only point back.
    pub generic: Vec<String>,
    /// Who, in front of the real subject.
    pub owners: Vec<String>,
    /// When, in front of the real subject.
    pub times: Vec<String>,
    /// Words that never stand in the name of an amount.
    pub never: Vec<String>,
    /// Grades of a self-evaluation.
    pub grades: Vec<String>,
    /// Wording of a funding status and its canonical name.
    pub statuses: Vec<(String, String)>,
    /// Words between a list of projects and their status.
    pub status_joins: Vec<String>,
}

/// A section of the narrative, recognised by the words of its heading.
#[derive(Debug, Clone, Deserialize)]
pub struct Section {
    /// Canonical name, see `docs/records.md`.
    pub scope: String,
    /// Words that all occur in the heading.
    pub all: Vec<String>,
    /// Words none of which occurs in it.
    #[serde(default)]
    pub not: Vec<String>,
    /// 决算 or 预算 where the section exists only in one of them.
    #[serde(default)]
    pub doc: String,
}

/// How the narrative speaks.
#[derive(Debug, Clone, Default)]
pub struct Narrative {
    /// Word lists.
    pub words: Words,
    /// Sections, first match wins.
    pub sections: Vec<Section>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    words: Words,
    #[serde(default)]
    section: Vec<Section>,
}

impl Narrative {
    /// Takes over the words and sections of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        self.words = file.words;
        self.sections.extend(file.section);
        Ok(())
    }

    /// The canonical section of a heading (blanks removed), if its words name one.
    pub fn scope(&self, heading: &str, doc: &str) -> Option<&str> {
        let fits = |s: &&Section| {
            (s.doc.is_empty() || s.doc == doc)
                && s.all.iter().all(|w| heading.contains(w.as_str()))
                && !s.not.iter().any(|w| heading.contains(w.as_str()))
        };
        self.sections.iter().find(fits).map(|s| s.scope.as_str())
    }
}
