//! Put a report on disk, whole or not at all.

use crate::fault::Fault;
use report::{Audited, Lang};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes beside the target first, then takes its place, so a reader never sees half a report.
///
/// # Errors
/// Names the file that could not be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    // A device or pipe cannot be replaced, only written to.
    let special = path.metadata().is_ok_and(|m| !m.is_file());
    let written = match special {
        true => fs::write(path, bytes),
        false => match replace(path, bytes) {
            // Another program that swept up took our part for a dead one's.
            Err(e) if e.kind() == io::ErrorKind::NotFound => replace(path, bytes),
            done => done,
        },
    };
    written.map_err(|e| {
        let path = path.display();
        Fault::new(
            format!("无法写入 {path}：{e}；请检查文件夹是否存在、是否有写权限"),
            format!("cannot write {path}: {e}; check that the folder exists and may be written to"),
        )
    })
}

/// Writes beside the target, locked while we live, and on the disk before it takes its place: what is
/// recorded of it afterwards must not outlast it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = beside(path, &std::process::id().to_string());
    let written = File::create(&part).and_then(|mut file| {
        // Where files cannot be locked, nothing is swept up.
        let _ = file.lock();
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
        return written;
    }
    // Some systems cannot open a folder; there the name is kept by the system's own care.
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|f| f.sync_all());
    sweep(folder, path);
    Ok(())
}

/// The name under which a program writes before the file is whole.
fn beside(path: &Path, who: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{who}.part"));
    path.with_file_name(name)
}

/// Removes what programs that were killed left of the same file: nobody holds its lock any more.
fn sweep(folder: &Path, path: &Path) {
    let Some(target) = path.file_name().and_then(|n| n.to_str()) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let who = name.to_str().and_then(|n| n.strip_prefix(target)?.strip_prefix('.'));
        let who = who.and_then(|w| w.strip_suffix(".part"));
        let ours = who.is_some_and(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()));
        if ours && File::open(entry.path()).is_ok_and(|f| f.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The report as an .xlsx workbook.
///
/// # Errors
/// When the writer refuses it.
pub fn workbook(all: &[Audited], lang: Lang) -> Result<Vec<u8>, Fault> {
    let failed = |e: String| {
        Fault::new(
            format!("无法生成 xlsx：{e}；请改用其他格式"),
            format!("cannot make xlsx: {e}; use another format"),
        )
    };
    let writer = writers::WRITERS.iter().find(|w| w.format == "xlsx");
    let writer = writer.ok_or_else(|| failed("no writer".to_owned()))?;
    (writer.write)(&report::book(all, lang)).map_err(|e| failed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_is_swept_up_and_what_a_living_one_writes_is_not() {
        let folder = std::env::temp_dir().join(format!("mingzhang-save-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let target = folder.join("报告.html");
        fs::write(beside(&target, "1"), "half").unwrap();
        let living = File::create(beside(&target, "2")).unwrap();
        living.lock().unwrap();
        fs::write(folder.join("报告.html.x.part"), "another's").unwrap();
        save(&target, b"whole").unwrap();
        let mut names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["报告.html", "报告.html.2.part", "报告.html.x.part"]);
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        fs::remove_dir_all(&folder).unwrap();
    }
}
