//! Concepts of the narrative: the canonical key of each quantity and the words it goes by.

use serde::Deserialize;

/// One concept.
#[derive(Debug, Clone, Deserialize)]
pub struct Concept {
    /// Canonical key, see `docs/records.md`.
    pub key: String,
    /// Other ways to say it (blanks removed, half-width brackets).
    #[serde(default)]
    pub aliases: Vec<String>,
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
}
