//! Catalogue of official forms, concepts of the narrative and code lists, loaded from data files
//! (`forms/**/*.toml`, `codes/**/*.toml`) that a finance officer can read.
//!
//! **Invariant:** no SQL, no disk: files come in as texts; the embedded set is compiled in.

mod codes;
mod concepts;
mod form;
mod narrative;
mod title;

pub use codes::{Change, CodeList, Codes};
pub use concepts::{Concept, Concepts};
pub use form::{Column, Form, Forms, Layout, Part, RowKind, RowRule, column_for, row_for};
pub use narrative::{Narrative, Section, Words};
pub use title::{core, header_key, label_key, strip_number};

use include_dir::{Dir, include_dir};

static FORMS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../forms");
static CODES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../codes");

/// The data files compiled into the program as `(path, text)`, so that a folder can be laid over them.
pub fn embedded_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&FORMS, "forms", &mut files);
    collect(&CODES, "codes", &mut files);
    files
}

/// A data file could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {message}")]
pub struct CatalogueError {
    /// Path of the file inside the catalogue.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Everything known about forms, concepts and codes.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Official forms.
    pub forms: Forms,
    /// Concepts of the narrative.
    pub concepts: Concepts,
    /// Words and sections of the narrative.
    pub narrative: Narrative,
    /// Code lists.
    pub codes: Codes,
}

impl Catalogue {
    /// The catalogue compiled into the program.
    ///
    /// # Errors
    /// Names the first file that is not valid; a test keeps the embedded set valid.
    pub fn embedded() -> Result<Catalogue, CatalogueError> {
        Catalogue::from_files(&embedded_files())
    }

    /// A catalogue from `(path, text)` pairs; paths begin with `forms/` or `codes/`.
    ///
    /// # Errors
    /// Names the first file that is not valid.
    pub fn from_files(files: &[(String, String)]) -> Result<Catalogue, CatalogueError> {
        let mut catalogue = Catalogue::default();
        for (path, text) in files {
            let fail = |message: String| CatalogueError { path: path.clone(), message };
            if path.ends_with("concepts.toml") {
                catalogue.concepts.load(text).map_err(fail)?;
            } else if path.ends_with("narrative.toml") {
                catalogue.narrative.load(text).map_err(fail)?;
            } else if path.starts_with("codes/") && path.ends_with(".toml") {
                catalogue.codes.load(text).map_err(fail)?;
            } else if path.starts_with("forms/") && path.ends_with(".toml") {
                catalogue.forms.load(text).map_err(fail)?;
            }
        }
        let fail = |message| CatalogueError { path: "forms".to_owned(), message };
        catalogue.forms.settle().map_err(fail)?;
        Ok(catalogue)
    }
}

fn collect(dir: &Dir<'_>, prefix: &str, out: &mut Vec<(String, String)>) {
    let mut files: Vec<_> = dir.files().collect();
    files.sort_by_key(|f| f.path());
    for file in files {
        if let Some(text) = file.contents_utf8() {
            out.push((format!("{prefix}/{}", file.path().display()), text.to_owned()));
        }
    }
    let mut dirs: Vec<_> = dir.dirs().collect();
    dirs.sort_by_key(|d| d.path());
    for dir in dirs {
        collect(dir, prefix, out);
    }
}

#[cfg(test)]
mod tests {
    use super::Catalogue;

    #[test]
    fn the_embedded_catalogue_is_valid() {
        let catalogue = Catalogue::embedded().unwrap();
        assert!(catalogue.forms.all.len() >= 20);
        for title in ["2025年预算单位收入预算总表", "财政拨款“三公”经费支出决算表", "公开05表"]
        {
            let form = catalogue.forms.by_title(title).map(|f| f.id.as_str());
            assert_eq!(form.is_some(), title != "公开05表", "{title} {form:?}");
        }
    }

    #[test]
    fn a_new_form_is_one_file() {
        let text = "id = \"新表\"\nkind = \"决算\"\ntitles = [\"某某新表\"]\nlayout = \"list\"\nsource = \"test\"";
        let files = [("forms/new.toml".to_owned(), text.to_owned())];
        let catalogue = Catalogue::from_files(&files).unwrap();
        assert_eq!(catalogue.forms.by_title("2024年度某某新表").unwrap().id, "新表");
    }
}
