//! What the paths on a command line stand for: files, folders, patterns, standard input.

use base::{Problem, Spot};
use std::fs;
use std::path::{Path, PathBuf};

/// Endings of files a folder is searched for. A file named directly is read whatever it is called.
const ENDINGS: &[&str] = &[
    "pdf", "docx", "docm", "doc", "wps", "xlsx", "xlsm", "xls", "et", "ods", "odt", "rtf", "html",
    "htm", "txt",
];
const DEPTH: usize = 32;

/// One thing to audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    File(PathBuf),
    Stdin,
    /// Nothing is there; the problem says so.
    Missing(String, Problem),
}

/// All sources in order, and the files of folders that were passed over.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    pub(crate) sources: Vec<Source>,
    pub(crate) skipped: Vec<PathBuf>,
}

/// Expands the paths in order; a folder or pattern gives its files by name.
pub(crate) fn expand(paths: &[String]) -> Expanded {
    let mut out = Expanded::default();
    let mut stdin = false;
    for text in paths {
        let path = Path::new(text);
        if text == "-" {
            // Standard input can be read once only.
            if !std::mem::replace(&mut stdin, true) {
                out.sources.push(Source::Stdin);
            }
        } else if path.is_dir() {
            walk(path, &mut out, DEPTH);
        } else if path.exists() || !text.contains(['*', '?', '[']) {
            out.sources.push(Source::File(path.to_owned()));
        } else {
            pattern(text, &mut out);
        }
    }
    out
}

fn pattern(text: &str, out: &mut Expanded) {
    let mut hits: Vec<PathBuf> = glob::glob(text).into_iter().flatten().flatten().collect();
    hits.sort();
    if hits.is_empty() {
        let problem = Problem::new(
            "io",
            Spot::default(),
            "没有文件与此模式相符；请检查路径",
            "no file matches this pattern; check the path",
        );
        out.sources.push(Source::Missing(text.to_owned(), problem));
    }
    for hit in hits {
        if hit.is_dir() {
            walk(&hit, out, DEPTH);
        } else {
            out.sources.push(Source::File(hit));
        }
    }
}

fn walk(folder: &Path, out: &mut Expanded, depth: usize) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => {
            let problem = Problem::new(
                "io",
                Spot::default(),
                format!("无法读取文件夹：{e}；请检查权限"),
                format!("cannot read the folder: {e}; check its permissions"),
            );
            out.sources.push(Source::Missing(folder.display().to_string(), problem));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Links to folders are not followed: they may lead in circles.
        let link = path.is_symlink() && path.is_dir();
        if path.is_dir() && !link && !name.starts_with('.') && depth > 0 {
            walk(&path, out, depth - 1);
        } else if !link && supported(&path) && !name.starts_with('.') && !name.starts_with("~$") {
            out.sources.push(Source::File(path));
        } else {
            out.skipped.push(path);
        }
    }
}

fn supported(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|e| ENDINGS.contains(&e.as_str()))
}
