//! All views and rules: the files that come with the program and those a region lays over them.

use crate::rule::Rule;
use crate::views::View;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static VIEWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/views");
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../warnings");

/// Folder of view files, as paths name it.
const OF_VIEWS: &str = "views/";
/// Folder of rule files, as paths name it.
const OF_RULES: &str = "warnings/";

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct CatalogueError {
    /// The file.
    pub file: String,
    /// What is wrong in it, in Chinese and English.
    pub what: String,
}

/// Views and rules, by name and id.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Views by name.
    pub views: BTreeMap<String, View>,
    /// Rules by id.
    pub rules: BTreeMap<String, Rule>,
}

impl Catalogue {
    /// The files that come with the program, as path and text.
    pub fn embedded_files() -> Vec<(String, String)> {
        let mut files = Vec::new();
        for (dir, prefix) in [(&VIEWS, OF_VIEWS), (&RULES, OF_RULES)] {
            for file in dir.files() {
                let path = format!("{prefix}{}", file.path().to_string_lossy());
                if let Some(text) = file.contents_utf8().filter(|_| path.ends_with(".toml")) {
                    files.push((path, text.to_owned()));
                }
            }
        }
        files
    }

    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// None that a build of ours would have: a test loads it.
    pub fn embedded() -> Result<Catalogue, CatalogueError> {
        Catalogue::from_files(&Catalogue::embedded_files())
    }

    /// A catalogue from files (path, text); paths begin with `views/` or `warnings/`. A rule file that
    /// replaces one of ours, from whichever folder within `warnings/`, must not loosen a threshold of law.
    ///
    /// # Errors
    /// Names the file that is not valid.
    pub fn from_files(files: &[(String, String)]) -> Result<Catalogue, CatalogueError> {
        let mut catalogue = Catalogue::default();
        for (file, text) in files.iter().filter(|(path, _)| path.starts_with(OF_VIEWS)) {
            let view = View::load(stem(file), text).map_err(|what| wrong(file, what))?;
            catalogue.views.insert(view.name.clone(), view);
        }
        let ours = Catalogue::embedded_files();
        let ours: BTreeMap<&str, &str> = ours
            .iter()
            .filter(|(path, _)| path.starts_with(OF_RULES))
            .map(|(path, text)| (stem(path), text.as_str()))
            .collect();
        for (file, text) in files.iter().filter(|(path, _)| path.starts_with(OF_RULES)) {
            let rule = Rule::load(stem(file), text, &catalogue.views);
            let rule = rule.map_err(|what| wrong(file, what))?;
            match ours.get(rule.id.as_str()) {
                // Ours does not take the place of one that replaces it, wherever that lies.
                Some(own) if own == text => {
                    catalogue.rules.entry(rule.id.clone()).or_insert(rule);
                }
                // Rules that replace ours are compared with ours.
                own => {
                    if let Some(what) = own.and_then(|own| rule.loosens(own)) {
                        return Err(wrong(file, what));
                    }
                    catalogue.rules.insert(rule.id.clone(), rule);
                }
            }
        }
        Ok(catalogue)
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }
}

fn wrong(file: &str, what: String) -> CatalogueError {
    CatalogueError { file: file.to_owned(), what }
}

/// A file's name without folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}
