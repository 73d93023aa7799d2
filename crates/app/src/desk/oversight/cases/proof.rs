//! Files that go with a step: known by their SHA-256, small ones in the journal itself, large ones in a folder
//! beside it.
//!
//! What lies in the journal is part of every backup and proved by `verify`; but every reader of the journal
//! walks over it, so a scan of many pages is better kept outside, where its SHA-256 in the step proves it.

use super::FILE;
use super::load::case;
use crate::desk::Desk;
use crate::fault::Fault;
use crate::stages::sha256;
use ::oversight::case::{CaseNow, Evidence};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::{Filter, Place};

/// Files up to this size lie in the journal.
const INSIDE: u64 = 256 * 1024;
/// A larger file is a slip.
const LARGEST: u64 = 200 * 1024 * 1024;
/// More files with one step are a slip.
const MOST: usize = 50;

/// A file that is to be kept.
pub(super) struct Brought {
    pub(super) evidence: Evidence,
    /// Its content, where it goes into the journal.
    bytes: Vec<u8>,
}

/// A file in the journal.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    name: String,
    base64: String,
}

impl Brought {
    /// As it is recorded.
    pub(super) fn content(&self) -> Content {
        Content { name: self.evidence.name.clone(), base64: STANDARD.encode(&self.bytes) }
    }
}

/// Reads the files and puts the large ones in the folder. A folder's file that no step names in the end
/// does no harm: its name is its content.
pub(super) fn bring(
    desk: &Desk,
    files: &[PathBuf],
    given: &[(String, Vec<u8>)],
    folder: Option<&Path>,
) -> Result<Vec<Brought>, Fault> {
    let n = files.len() + given.len();
    if n > MOST {
        return Err(Fault::new(
            format!("一步最多附 {MOST} 个文件，现有 {n} 个；请合并后再附"),
            format!("at most {MOST} files a step, {n} were given; join some of them"),
        ));
    }
    let mut all: Vec<Brought> = Vec::new();
    let read = files.iter().map(|path| one(desk, path, folder));
    let held = given.iter().map(|(name, bytes)| {
        let name = plain_name(Path::new(name));
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        fits(&name, size).and_then(|()| keep(desk, name, bytes.clone(), folder))
    });
    for brought in read.chain(held) {
        let brought = brought?;
        if all.iter().all(|b| b.evidence.sha256 != brought.evidence.sha256) {
            all.push(brought);
        }
    }
    Ok(all)
}

fn one(desk: &Desk, path: &Path, folder: Option<&Path>) -> Result<Brought, Fault> {
    let shown = path.display();
    let failed = |e: &dyn std::fmt::Display| {
        Fault::new(format!("附件 {shown}：{e}"), format!("the file {shown}: {e}"))
    };
    let size = std::fs::metadata(path).map_err(|e| failed(&e))?.len();
    fits(&shown.to_string(), size)?;
    let bytes = std::fs::read(path).map_err(|e| failed(&e))?;
    keep(desk, plain_name(path), bytes, folder)
}

/// Whether a file is neither empty nor too large.
fn fits(name: &str, size: u64) -> Result<(), Fault> {
    if (1..=LARGEST).contains(&size) {
        return Ok(());
    }
    let what = "字节，应在 1 字节到 200 MB 之间 / bytes, must be 1 byte to 200 MB";
    Err(Fault::new(
        format!("附件 {name}：{size} {what}"),
        format!("the file {name}: {size} {what}"),
    ))
}

/// Puts a large file in the folder; a small one is kept with the step.
fn keep(
    desk: &Desk,
    name: String,
    bytes: Vec<u8>,
    folder: Option<&Path>,
) -> Result<Brought, Fault> {
    let failed = |e: &dyn std::fmt::Display| {
        Fault::new(format!("附件 {name}：{e}"), format!("the file {name}: {e}"))
    };
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let evidence =
        Evidence { name: name.clone(), sha256: sha256(&bytes), size, inside: size <= INSIDE };
    if evidence.inside {
        return Ok(Brought { evidence, bytes });
    }
    let folder = folder_of(desk, folder).ok_or_else(|| {
        failed(&"超过 256 KB，账簿在数据库服务器上，请用 --evidence 指明存放附件的文件夹 / above 256 KB, and the ledger is on a server: name a folder for it with --evidence")
    })?;
    std::fs::create_dir_all(&folder).map_err(|e| failed(&e))?;
    let target = place(&folder, &evidence);
    // What is there under this name has this content, unless somebody changed it.
    if std::fs::read(&target).map_or(true, |there| sha256(&there) != evidence.sha256) {
        crate::save(&target, &bytes)?;
    }
    Ok(Brought { evidence, bytes: Vec::new() })
}

/// The folder for large files: as given, else beside the file of the ledger.
fn folder_of(desk: &Desk, given: Option<&Path>) -> Option<PathBuf> {
    match (given, desk.store.place()) {
        (Some(folder), _) => Some(folder.to_owned()),
        (None, Place::Sqlite(path)) => {
            let mut name = path.file_name()?.to_owned();
            name.push(".files");
            Some(path.with_file_name(name))
        }
        (None, Place::Postgres(_)) => None,
    }
}

/// Where a file lies in the folder.
fn place(folder: &Path, evidence: &Evidence) -> PathBuf {
    folder.join(&evidence.sha256)
}

/// The name of a file without anything that could lead elsewhere.
fn plain_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let clean = name.chars().filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c));
    let name: String = clean.collect();
    let start = name.chars().count().saturating_sub(100);
    // The ending is worth more than the beginning.
    let name: String = name.chars().skip(start).collect();
    if name.trim_matches('.').is_empty() { "附件".to_owned() } else { name }
}

/// A file on record, and whether it is still what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The file.
    pub file: Evidence,
    /// Where it lies.
    pub place: String,
    /// Whether it is there and unchanged.
    pub whole: bool,
}

/// Every file of a case, each once, with where it lies and whether it is unchanged.
///
/// # Errors
/// When the engine fails.
pub fn kept(desk: &mut Desk, now: &CaseNow, folder: Option<&Path>) -> Result<Vec<Kept>, Fault> {
    let mut all = Vec::new();
    for file in files_of(now) {
        let folder = folder_of(desk, folder);
        let place = match (file.inside, &folder) {
            (true, _) => "账簿 / ledger".to_owned(),
            (false, Some(folder)) => self::place(folder, &file).display().to_string(),
            (false, None) => "—".to_owned(),
        };
        let whole = content(desk, &file, folder.as_deref())?.is_some();
        all.push(Kept { file, place, whole });
    }
    Ok(all)
}

/// One file of a case by its SHA-256; none where the case has no such file, or it is missing or changed.
///
/// # Errors
/// When the engine fails.
pub fn case_file(
    desk: &mut Desk,
    now: &CaseNow,
    sha256: &str,
) -> Result<Option<(Evidence, Vec<u8>)>, Fault> {
    let Some(file) = files_of(now).into_iter().find(|f| f.sha256 == sha256) else {
        return Ok(None);
    };
    let folder = folder_of(desk, None);
    Ok(content(desk, &file, folder.as_deref())?.map(|bytes| (file, bytes)))
}

/// Writes the files of a case under their own names; gives what was written.
///
/// # Errors
/// When one is missing or changed, or cannot be written.
pub fn case_files(
    desk: &mut Desk,
    id: &str,
    folder: Option<&Path>,
    to: &Path,
) -> Result<Vec<PathBuf>, Fault> {
    let now = case(desk, id)?;
    let mut written: Vec<PathBuf> = Vec::new();
    for file in files_of(&now) {
        let from = folder_of(desk, folder);
        let bytes = content(desk, &file, from.as_deref())?.ok_or_else(|| {
            let (name, hash) = (&file.name, &file.sha256);
            Fault::new(
                format!("附件“{name}”不在原处或已被改动（SHA-256 {hash}）；请从备份找回"),
                format!("the file “{name}” is missing or was changed (SHA-256 {hash}); find it in a backup"),
            )
        })?;
        std::fs::create_dir_all(to).map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
        let mut path = to.join(&file.name);
        if written.contains(&path) {
            // Two files of one name: the hash tells them apart.
            let short = file.sha256.get(..8).unwrap_or_default();
            path = to.join(format!("{short}-{}", file.name));
        }
        crate::save(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// The files of all steps on record, each once.
fn files_of(now: &CaseNow) -> Vec<Evidence> {
    let mut seen = BTreeSet::new();
    let all = now.steps.iter().flat_map(|r| &r.step.files);
    all.filter(|f| seen.insert(f.sha256.clone())).cloned().collect()
}

/// The content of a file, `None` where it is missing or another.
fn content(
    desk: &mut Desk,
    file: &Evidence,
    folder: Option<&Path>,
) -> Result<Option<Vec<u8>>, Fault> {
    let bytes = match (file.inside, folder) {
        (true, _) => {
            let filter = Filter { key: Some(file.sha256.clone()), ..Filter::default() };
            let kept = desk.store.history(FILE, &filter)?.pop();
            let kept = kept.and_then(|s| serde_json::from_str::<Content>(&s.payload).ok());
            kept.and_then(|c| STANDARD.decode(c.base64).ok())
        }
        (false, Some(folder)) => std::fs::read(place(folder, file)).ok(),
        (false, None) => None,
    };
    Ok(bytes.filter(|bytes| sha256(bytes) == file.sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (path, expect) in
            [("/a/b/凭证.pdf", "凭证.pdf"), ("..", "附件"), ("a/凭\n证:*.pdf", "凭证.pdf")]
        {
            assert_eq!(plain_name(Path::new(path)), expect);
        }
        let long = format!("{}.pdf", "长".repeat(300));
        let name = plain_name(Path::new(&long));
        assert!(name.chars().count() == 100 && name.ends_with("长.pdf"));
    }
}
