//! View files: read, and checked so that a slip is named there and not met in a warning.

use super::{Column, Touch, View, fill};
use crate::sql::{self, Word};
use crate::words::Words;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: Words,
    about: Words,
    grain: Vec<String>,
    source: Source,
    touch: Touch,
    watch: Vec<String>,
    #[serde(default)]
    inline: bool,
    #[serde(default = "yes")]
    dated: bool,
    column: Vec<Column>,
    sql: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    /// Made by its own SQL.
    Sql,
    /// Rows come from the caller.
    Given,
}

impl View {
    /// Reads a view file.
    ///
    /// # Errors
    /// Says what is wrong, in Chinese and English.
    pub(crate) fn load(name: &str, text: &str) -> Result<View, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let given = raw.source == Source::Given;
        let view = View {
            name: name.to_owned(),
            title: raw.title,
            about: raw.about,
            grain: raw.grain,
            columns: raw.column,
            touch: raw.touch,
            watch: raw.watch,
            inline: raw.inline,
            dated: raw.dated,
            sql: raw.sql,
        };
        if given != view.is_given() {
            return Err(
                "source = \"sql\" 要有 sql，\"given\" 不能有 (only source = \"sql\" has sql)"
                    .into(),
            );
        }
        view.check()?;
        Ok(view)
    }

    fn check(&self) -> Result<(), String> {
        if !plain(&self.name) {
            return Err("文件名应为小写英文字母 (the file's name must be a plain word)".into());
        }
        if self.title.is_missing() || self.about.is_missing() {
            return Err("缺少 title 或 about 的中文或英文 (title or about lacks a language)".into());
        }
        if self.watch.is_empty() {
            return Err("缺少 watch：哪些分录或主题会改变它 (watch: what changes it)".into());
        }
        let mut seen = BTreeSet::new();
        for column in &self.columns {
            check_column(column)?;
            if !seen.insert(column.name.as_str()) {
                return Err(format!("栏“{0}”重复 (column {0} twice)", column.name));
            }
        }
        for name in ["book", "year"].into_iter().chain(self.grain.iter().map(String::as_str)) {
            if !seen.contains(name) {
                return Err(format!("缺少栏“{name}” (column {name} is missing)"));
            }
        }
        if self.grain.is_empty() {
            return Err("缺少 grain：一行是什么 (grain: what names a row)".into());
        }
        if self.is_given() && self.touch != Touch::All {
            return Err("given 视图应 touch = \"all\" (a given view is always whole)".into());
        }
        if self.inline && self.touch != Touch::Entry {
            return Err(
                "inline 视图应 touch = \"entry\" (an inline view is made by entries)".into()
            );
        }
        self.sql.as_deref().map_or(Ok(()), |sql| self.check_sql(sql))
    }

    fn check_sql(&self, sql: &str) -> Result<(), String> {
        let words = sql::words(sql)?;
        let mut holes = Vec::new();
        for word in &words {
            match word {
                Word::Param(name) if !fill::PARAMETERS.iter().any(|(p, ..)| p == name) => {
                    return Err(format!("没有参数“:{name}” (no such parameter)"));
                }
                Word::Hole(name) if !fill::HOLES.contains(&name.as_str()) => {
                    return Err(format!("没有“{{{name}}}”这个空位 (no such hole)"));
                }
                Word::Hole(name) => holes.push(name.as_str()),
                _ => {}
            }
        }
        if holes.contains(&"touched") != holes.contains(&"same") {
            return Err("{touched} 与 {same} 要成对 ({touched} and {same} come in pairs)".into());
        }
        if (self.touch == Touch::All) == holes.contains(&"touched") {
            return Err(
                "touch 与 sql 中的空位不符 (touch and the holes of the sql disagree)".into()
            );
        }
        Ok(())
    }
}

/// What no column may get wrong.
pub(crate) fn check_column(column: &Column) -> Result<(), String> {
    let name = &column.name;
    if !plain(name) || sql::speech(name, true) {
        return Err(format!("栏名“{name}”应为小写英文，且不是 SQL 的词 (not a plain column name)"));
    }
    if column.zh.trim().is_empty() || column.en.trim().is_empty() {
        return Err(format!("栏“{name}”缺少中文或英文说明 (column {name} lacks zh or en)"));
    }
    Ok(())
}

/// A lower-case word.
pub(crate) fn plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
