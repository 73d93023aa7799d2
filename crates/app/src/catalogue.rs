//! What the program knows: rules and forms compiled in, with folders from disk laid over them.

use crate::fault::Fault;
use audit::Rulebook;
use forms::Catalogue;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders nested deeper than this are not data folders.
const DEPTH: usize = 8;

/// Rules and forms, ready for use.
pub struct Knowledge {
    /// Audit rules.
    pub rulebook: Rulebook,
    /// Forms, concepts and code lists.
    pub catalogue: Catalogue,
}

impl Knowledge {
    /// The embedded knowledge. `rules` is a folder of rule files; `catalog` is a folder that holds
    /// `rules/`, `forms/` and `codes/`. A file with the same relative path replaces the embedded
    /// one, any other is added.
    ///
    /// # Errors
    /// Names the file that cannot be read or is not valid.
    pub fn load(rules: Option<&Path>, catalog: Option<&Path>) -> Result<Knowledge, Fault> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        files.extend(Rulebook::embedded_files());
        files.extend(forms::embedded_files());
        if let Some(folder) = catalog {
            if !folder.is_dir() {
                let shown = folder.display();
                return Err(Fault::new(
                    format!("知识文件夹 {shown} 不存在；请检查 --catalog"),
                    format!("there is no folder {shown}; check --catalog"),
                ));
            }
            for part in ["rules", "forms", "codes"] {
                if folder.join(part).is_dir() {
                    overlay(&folder.join(part), part, &mut files, DEPTH)?;
                }
            }
        }
        if let Some(folder) = rules {
            overlay(folder, "rules", &mut files, DEPTH)?;
        }
        let (of_rules, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(path, _)| path.starts_with("rules/"));
        let invalid = |e: String| {
            Fault::new(
                format!("数据文件有误：{e}；请改正后重试"),
                format!("data file not valid: {e}; correct it and retry"),
            )
        };
        Ok(Knowledge {
            rulebook: Rulebook::from_files(&of_rules).map_err(|e| invalid(e.to_string()))?,
            catalogue: Catalogue::from_files(&others).map_err(|e| invalid(e.to_string()))?,
        })
    }
}

/// Lays one part of a knowledge folder over embedded files.
pub(crate) fn lay_over(
    folder: &Path,
    part: &str,
    files: &mut Vec<(String, String)>,
) -> Result<(), Fault> {
    if !folder.join(part).is_dir() {
        return Ok(());
    }
    let mut all: BTreeMap<String, String> = files.drain(..).collect();
    overlay(&folder.join(part), part, &mut all, DEPTH)?;
    files.extend(all);
    Ok(())
}

fn overlay(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
    depth: usize,
) -> Result<(), Fault> {
    let failed = |path: &Path, e: std::io::Error| {
        let path = path.display();
        Fault::new(
            format!("无法读取 {path}：{e}；请检查路径与权限"),
            format!("cannot read {path}: {e}; check the path and its permissions"),
        )
    };
    let entries = fs::read_dir(folder).map_err(|e| failed(folder, e))?;
    for entry in entries {
        let path = entry.map_err(|e| failed(folder, e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inside = format!("{prefix}/{name}");
        if path.is_dir() && depth > 0 {
            overlay(&path, &inside, files, depth - 1)?;
        } else if name.ends_with(".toml") {
            files.insert(inside, fs::read_to_string(&path).map_err(|e| failed(&path, e))?);
        }
    }
    Ok(())
}
