//! Concepts of the narrative: the canonical key of each quantity and the words it goes by.

use serde::Deserialize;

/// One concept.
#[derive(Debug, Clone, Deserialize)]
pub struct Concept {
    /// Canonical key, see `docs/records.md`.
    pub key: String,
    /// Other ways to say it (blanks and quotation marks removed, half-width brackets).
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Words that all stand before the figure, for quantities said in many ways.
    #[serde(default)]
    pub all: Vec<String>,
    /// Words that must not stand there.
    #[serde(default)]
    pub not: Vec<String>,
    /// Units the figure may carry (`amount` stands for money); empty = any.
    #[serde(default)]
    pub unit: Vec<String>,
    /// The concept a bare count comes right after (0个团组，0人次).
    #[serde(default)]
    pub follows: String,
    /// The concept it is always a part of, where that stands in the same section.
    #[serde(default)]
    pub within: String,
    /// Whether it is a count that goes with the amount in front of it (公务接待费…，共接待0批次).
    #[serde(default)]
    pub part: bool,
}

/// All concepts.
#[derive(Debug, Clone, Default)]
pub struct Concepts {
    /// In file order.
    pub all: Vec<Concept>,
}

#[derive(Deserialize)]
struct File {
    concept: Vec<Concept>,
}

impl Concepts {
    /// Adds the concepts of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        self.all.extend(file.concept);
        Ok(())
    }

    /// The key of a whole subject (squashed, without quotation marks).
    pub fn named(&self, subject: &str) -> Option<&str> {
        let is = |c: &&Concept| c.key == subject || c.aliases.iter().any(|a| a == subject);
        self.all.iter().find(is).map(|c| c.key.as_str())
    }

    /// The key told by the words before a figure and by its unit (`amount` for money).
    pub fn told(&self, words: &str, unit: &str) -> Option<&str> {
        let fits = |c: &&Concept| {
            !c.all.is_empty()
                && c.all.iter().all(|w| words.contains(w.as_str()))
                && !c.not.iter().any(|w| words.contains(w.as_str()))
                && (c.unit.is_empty() || c.unit.iter().any(|u| u == unit))
        };
        self.all.iter().find(fits).map(|c| c.key.as_str())
    }

    /// Whether figures of this key go with the amount in front of them.
    pub fn is_part(&self, key: &str) -> bool {
        self.all.iter().any(|c| c.key == key && c.part)
    }

    /// The concept that `key` is always a part of.
    pub fn within(&self, key: &str) -> Option<&str> {
        let own = self.all.iter().find(|c| c.key == key && !c.within.is_empty());
        own.map(|c| c.within.as_str())
    }

    /// The key of a bare count right after a figure of `previous`.
    pub fn following(&self, previous: &str, unit: &str) -> Option<&str> {
        let fits = |c: &&Concept| c.follows == previous && c.unit.iter().any(|u| u == unit);
        self.all.iter().filter(|c| !c.follows.is_empty()).find(fits).map(|c| c.key.as_str())
    }
}
