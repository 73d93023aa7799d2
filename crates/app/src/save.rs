//! Put a report on disk, whole or not at all.

use crate::fault::Fault;
use report::{Audited, Lang};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes beside the target first, then takes its place, so a reader never sees half a report.
///
/// # Errors
/// Names the file that could not be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part: PathBuf = path.with_file_name(name);
    // A device or pipe cannot be replaced, only written to.
    let special = path.metadata().is_ok_and(|m| !m.is_file());
    let written = match special {
        true => fs::write(path, bytes),
        false => fs::write(&part, bytes).and_then(|()| fs::rename(&part, path)),
    };
    written.map_err(|e| {
        let _ = fs::remove_file(&part);
        let path = path.display();
        Fault::new(
            format!("无法写入 {path}：{e}；请检查文件夹是否存在、是否有写权限"),
            format!("cannot write {path}: {e}; check that the folder exists and may be written to"),
        )
    })
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
