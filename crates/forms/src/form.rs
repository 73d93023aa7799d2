//! Official forms: titles, columns, rows and layout of each table.

use serde::Deserialize;

/// One official form.
#[derive(Debug, Clone, Deserialize)]
pub struct Form {
    /// Id, also the record form its rows get.
    pub id: String,
}

/// All forms.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// In file order.
    pub all: Vec<Form>,
}

impl Forms {
    /// Adds the form of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        self.all.push(toml::from_str(text).map_err(|e| e.to_string())?);
        Ok(())
    }
}
