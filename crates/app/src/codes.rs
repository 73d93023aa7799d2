//! Code lists: a full list from Excel or CSV becomes a data file, and what changed between two years.

use crate::catalogue::Knowledge;
use crate::fault::Fault;
use base::{Problem, Spot};
use intake::{Line, Rows};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Kinds of code lists.
pub const KINDS: [&str; 5] = ["功能分类", "部门经济分类", "政府经济分类", "资金性质", "区划"];

/// A list to be taken over.
#[derive(Debug, Clone, Default)]
pub struct ListOptions {
    /// One of [`KINDS`].
    pub kind: String,
    /// First fiscal year.
    pub from: i32,
    /// Last fiscal year, when known.
    pub to: Option<i32>,
    /// Whether the list has every code, so that an unknown one is wrong.
    pub complete: bool,
    /// The folder of knowledge (`--catalog`) that the list goes to.
    pub catalog: PathBuf,
}

/// A list that was taken over.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The data file.
    pub file: PathBuf,
    /// Codes in it.
    pub codes: usize,
    /// Codes it says were replaced.
    pub replaced: usize,
    /// Rows that were not taken, with the reason.
    pub problems: Vec<Problem>,
}

/// Takes a list of codes and names from Excel or CSV. Columns are found by their heads (编码, 名称, 原编码);
/// a code and its name may stand in one cell.
///
/// # Errors
/// When the kind is not known, the file cannot be read or has no codes, or the list cannot be written.
pub fn list(path: &Path, options: &ListOptions) -> Result<Listed, Fault> {
    if !KINDS.contains(&options.kind.as_str()) {
        let (kind, names) = (&options.kind, KINDS.join("、"));
        return Err(Fault::new(
            format!("没有“{kind}”这种编码；可用的有：{names}"),
            format!("there is no kind of codes “{kind}”; there are: {names}"),
        ));
    }
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|e| {
        Fault::new(format!("{shown}：无法读取（{e}）"), format!("{shown}: cannot be read ({e})"))
    })?;
    let mut rows = Rows::open(file).map_err(|p| Fault::at(&shown, &p))?;
    let (mut names, mut replaced) = (BTreeMap::new(), BTreeMap::new());
    let mut listed = Listed::default();
    let mut places = Places::default();
    let mut line = Line::default();
    while let Some(read) = rows.next(&mut line) {
        if let Err(problem) = read {
            listed.problems.push(problem);
            continue;
        }
        if line.cells.iter().all(|c| c.trim().is_empty()) || places.head(&line) {
            continue;
        }
        match places.row(&line) {
            Ok(row) => {
                if let Some(old) = row.old
                    && let Some(other) = replaced.insert(old.clone(), row.code.clone())
                    && other != row.code
                {
                    listed.problems.push(at(
                        &line,
                        format!("原编码 {old} 分成了 {other} 和 {}，换算只用后一个", row.code),
                        format!("the old code {old} was split; only the last new one is used"),
                    ));
                }
                let taken = names.entry(row.code.clone()).or_insert_with(|| row.name.clone());
                if *taken != row.name {
                    let (code, name) = (&row.code, &row.name);
                    listed.problems.push(at(
                        &line,
                        format!("编码 {code} 有两个名称：“{taken}”和“{name}”，用了前一个"),
                        format!("code {code} has two names; the first is used"),
                    ));
                }
            }
            Err((zh, en)) => listed.problems.push(at(&line, zh.to_owned(), en.to_owned())),
        }
    }
    if names.is_empty() {
        return Err(Fault::new(
            format!("{shown}：没有找到编码和名称两列"),
            format!("{shown}: no columns of codes and names (编码, 名称)"),
        ));
    }
    let source = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = data_file(options, &source, &names, &replaced);
    let target =
        options.catalog.join("codes").join(format!("{}-{}.toml", options.kind, options.from));
    if target.exists() {
        let shown = target.display();
        return Err(Fault::new(
            format!("{shown} 已存在；确要替换，请先移走旧表"),
            format!("{shown} exists; move the old list away first"),
        ));
    }
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(|e| {
            let folder = folder.display();
            Fault::new(
                format!("无法建立文件夹 {folder}：{e}"),
                format!("cannot make {folder}: {e}"),
            )
        })?;
    }
    crate::save(&target, text.as_bytes())?;
    // A list that does not load would only be noticed by the next command.
    Knowledge::load(None, Some(&options.catalog))?;
    (listed.file, listed.codes, listed.replaced) = (target, names.len(), replaced.len());
    Ok(listed)
}

/// Where the columns are.
#[derive(Default)]
struct Places {
    code: Option<usize>,
    name: Option<usize>,
    old: Option<usize>,
}

struct Row {
    code: String,
    name: String,
    old: Option<String>,
}

impl Places {
    /// Whether the row names the columns.
    fn head(&mut self, line: &Line) -> bool {
        let find =
            |of: &dyn Fn(&str) -> bool| line.cells.iter().position(|c| of(&base::text::squash(c)));
        let coded = |t: &str| t.ends_with("编码") || t.ends_with("代码") || t.ends_with("编号");
        let old =
            |t: &str| coded(t) && (t.contains('原') || t.contains('旧') || t.contains("上年"));
        let name = find(&|t| t.ends_with("名称"));
        let code = find(&|t| coded(t) && !old(t));
        if code.is_none() || name.is_none() {
            return false;
        }
        (self.code, self.name, self.old) = (code, name, find(&old));
        true
    }

    fn row(&self, line: &Line) -> Result<Row, (&'static str, &'static str)> {
        let cell = |at: Option<usize>| at.and_then(|i| line.cells.get(i)).map_or("", |c| c.trim());
        let (code, with) = intake::code(cell(self.code.or(Some(0))));
        let name = match (cell(self.name.or(Some(1))), with) {
            ("", with) => with,
            (name, _) => name,
        };
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(("没有编码", "no code in this row"));
        }
        if name.is_empty() {
            return Err(("没有名称", "no name in this row"));
        }
        let (old, _) = intake::code(cell(self.old));
        if self.old.is_some() && !old.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(("原编码不是一个编码", "the old code is not one code"));
        }
        let old = (self.old.is_some() && !old.is_empty() && old != code).then(|| old.to_owned());
        Ok(Row { code: code.to_owned(), name: name.to_owned(), old })
    }
}

fn at(line: &Line, zh: String, en: String) -> Problem {
    let spot = Spot::line(line.number);
    let n = line.number;
    Problem::new("codes", spot, format!("第 {n} 行：{zh}"), format!("row {n}: {en}"))
}

fn data_file(
    options: &ListOptions,
    source: &str,
    names: &BTreeMap<String, String>,
    replaced: &BTreeMap<String, String>,
) -> String {
    let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
    let mut out = format!("kind = {}\nfrom = {}\n", quoted(&options.kind), options.from);
    if let Some(to) = options.to {
        let _ = writeln!(out, "to = {to}");
    }
    let _ =
        write!(out, "source = {}\ncomplete = {}\n\n[names]\n", quoted(source), options.complete);
    for (code, name) in names {
        let _ = writeln!(out, "{} = {}", quoted(code), quoted(name));
    }
    if !replaced.is_empty() {
        out.push_str("\n[replaced]\n");
        for (old, new) in replaced {
            let _ = writeln!(out, "{} = {}", quoted(old), quoted(new));
        }
    }
    out
}

/// What is new, gone, renamed or replaced between two years, one line each: Chinese, English.
///
/// # Errors
/// When there is no list of the kind.
pub fn changes(
    knowledge: &Knowledge,
    kind: &str,
    from: i32,
    to: i32,
) -> Result<Vec<(String, String)>, Fault> {
    let codes = &knowledge.catalogue.codes;
    if !codes.lists.iter().any(|l| l.kind == kind) {
        let names = KINDS.join("、");
        return Err(Fault::new(
            format!("没有“{kind}”的编码表；种类有：{names}"),
            format!("there is no list of “{kind}”; kinds: {names}"),
        ));
    }
    let say = |c: forms::Change| {
        let code = &c.code;
        match (c.before, c.after) {
            (None, Some(new)) => (format!("{code} 新增：{new}"), format!("{code} is new: {new}")),
            (Some(old), None) => (
                format!("{code} {old}：{to} 年的表中没有"),
                format!("{code} {old}: not in the list of {to}"),
            ),
            (Some(old), Some(new)) if c.becomes == c.code => {
                (format!("{code} 更名：{old} → {new}"), format!("{code} renamed: {old} → {new}"))
            }
            (Some(old), Some(new)) => (
                format!("{code} {old} → {} {new}", c.becomes),
                format!("{code} {old} → {} {new}", c.becomes),
            ),
            (None, None) => (code.clone(), code.clone()),
        }
    };
    Ok(codes.changes(kind, from, to).into_iter().map(say).collect())
}
