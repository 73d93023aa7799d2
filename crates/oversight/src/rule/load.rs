//! Rule files: read, and checked so that a slip is named there and not met in a warning.

use super::message::holes;
use super::statement::spread;
use super::{Case, Figure, Ground, Level, List, Rule, Step, Threshold, Tighter};
use crate::sql::{self, Word};
use crate::views::{Column, PARAMETERS, View, check_column, plain};
use crate::words::Words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    title: Words,
    theme: String,
    cause: String,
    purpose: Words,
    standard: Words,
    basis: Vec<String>,
    from: String,
    grain: Option<Vec<String>>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    applies: String,
    sql: Option<String>,
    #[serde(default)]
    column: Vec<Column>,
    #[serde(default)]
    figures: Vec<Figure>,
    level: Vec<Step>,
    #[serde(default)]
    threshold: BTreeMap<String, Threshold>,
    #[serde(default)]
    list: BTreeMap<String, List>,
    message: Words,
    advice: Words,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    watch: Vec<String>,
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    case: Vec<Case>,
}

fn yes() -> bool {
    true
}

/// Tables of the store: no rule may stand on them.
const TABLES: &[&str] = &[
    "entry",
    "book",
    "balance",
    "by_month",
    "by_unit_year",
    "by_unit",
    "by_department",
    "by_department_year",
    "by_region",
    "by_project",
    "by_subject",
    "by_code",
    "by_eco",
    "by_func",
    "by_payee",
    "by_supplier",
    "unit_card",
    "project_card",
    "mingzhang_schema",
    "sqlite_master",
    "sqlite_schema",
    "pg_catalog",
    "information_schema",
];

impl Rule {
    /// Reads a rule file.
    ///
    /// # Errors
    /// Says what is wrong, in Chinese and English.
    pub(crate) fn load(
        name: &str,
        text: &str,
        views: &BTreeMap<String, View>,
    ) -> Result<Rule, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let view = views.get(&raw.from).ok_or_else(|| no_view(&raw.from, views))?;
        if raw.sql.is_none() && !raw.column.is_empty() {
            return Err("没有 sql 就没有自己的栏 (columns of its own need sql)".into());
        }
        let mut columns = view.columns.clone();
        for column in raw.column {
            check_column(&column)?;
            if view.column(&column.name).is_some() {
                return Err(format!("栏“{0}”视图里已有 (the view has column {0})", column.name));
            }
            columns.push(column);
        }
        let rule = Rule {
            id: raw.id,
            title: raw.title,
            theme: raw.theme,
            cause: raw.cause,
            purpose: raw.purpose,
            standard: raw.standard,
            basis: raw.basis,
            from: raw.from,
            grain: raw.grain.unwrap_or_else(|| view.grain.clone()),
            needs: raw.needs,
            applies: raw.applies,
            sql: raw.sql,
            columns,
            figures: raw.figures,
            levels: raw.level,
            thresholds: raw.threshold,
            lists: raw.list,
            message: raw.message,
            advice: raw.advice,
            active: raw.active,
            watch: raw.watch,
            whole: raw.whole,
            cases: raw.case,
        };
        if rule.id != name {
            return Err(format!(
                "编号“{}”应与文件名相同 (the id must be the file's name)",
                rule.id
            ));
        }
        rule.check_texts()?;
        rule.check_values()?;
        rule.check_names()?;
        rule.check_sql(views)?;
        rule.check_use()?;
        rule.cases.iter().try_for_each(|case| case.check(&rule, views))?;
        Ok(rule)
    }

    /// Whether it loosens a threshold of law of the file it replaces.
    pub(crate) fn loosens(&self, replaced: &str) -> Option<String> {
        let ours: Raw = toml::from_str(replaced).ok()?;
        let of_law = ours.threshold.iter().filter(|(_, t)| t.kind == Ground::Law);
        for (name, law) in of_law {
            let fits = self.thresholds.get(name).is_some_and(|new| {
                let strict = match law.tighter {
                    Some(Tighter::Lower) => new.value <= law.value,
                    Some(Tighter::Higher) => new.value >= law.value,
                    None => true,
                };
                strict && new.kind == Ground::Law && new.unit == law.unit
            });
            if !fits {
                return Some(format!(
                    "法定阈值“{name}”（{}）不能去掉或放宽 (threshold {name} is fixed by law and can \
                     neither be dropped nor loosened)",
                    law.basis
                ));
            }
        }
        None
    }

    fn check_texts(&self) -> Result<(), String> {
        for (name, words) in [
            ("title", &self.title),
            ("purpose", &self.purpose),
            ("standard", &self.standard),
            ("message", &self.message),
            ("advice", &self.advice),
        ] {
            if words.is_missing() {
                return Err(format!("{name} 缺少中文或英文 ({name} lacks a language)"));
            }
        }
        if self.theme.trim().is_empty() || self.cause.trim().is_empty() {
            return Err("缺少 theme 或 cause (theme or cause is missing)".into());
        }
        if self.basis.iter().all(|b| b.trim().is_empty()) {
            return Err("缺少依据 basis (no basis)".into());
        }
        if self.levels.is_empty() {
            return Err("缺少级别 level (no level)".into());
        }
        if !self.levels.is_sorted_by_key(|step| step.level) {
            return Err("级别应由红到蓝，先满足的算 (levels must go from 红 to 蓝)".into());
        }
        Ok(())
    }

    fn check_values(&self) -> Result<(), String> {
        let named = |name: &String, what: String| format!("“{name}”：{what}");
        for (name, threshold) in &self.thresholds {
            threshold.check().map_err(|what| named(name, what))?;
        }
        for (name, list) in &self.lists {
            list.check().map_err(|what| named(name, what))?;
        }
        for name in self.thresholds.keys().chain(self.lists.keys()) {
            let twice = self.column(name).is_some()
                || PARAMETERS.iter().any(|(p, ..)| p == name)
                || (self.thresholds.contains_key(name) && self.lists.contains_key(name));
            if twice || !plain(name) {
                return Err(format!(
                    "阈值名“{name}”已被占用或不是小写英文 (not a free plain name)"
                ));
            }
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), String> {
        for name in self.needs.iter().chain(&self.grain) {
            if self.column(name).is_none() {
                return Err(self.no_column(name));
            }
        }
        if self.grain.is_empty() {
            return Err("缺少 grain：一行是什么 (grain: what names a row)".into());
        }
        for figure in &self.figures {
            let known = self.column(&figure.name).is_some();
            if known != figure.value.is_empty() {
                return Err(match known {
                    true => format!(
                        "“{0}”已是栏名，value 请另起名 (a column has this name)",
                        figure.name
                    ),
                    false => self.no_column(&figure.name),
                });
            }
            if figure.zh.trim().is_empty() || figure.en.trim().is_empty() || !plain(&figure.name) {
                return Err(format!("数字“{0}”缺少名称 (figure {0} lacks zh or en)", figure.name));
            }
        }
        let set = |name: &str| self.thresholds.contains_key(name) || self.lists.contains_key(name);
        for (words, row) in [(&self.message, true), (&self.advice, true), (&self.standard, false)] {
            for name in holes(&words.zh).chain(holes(&words.en)) {
                let shown = self.column(name).is_some() || self.figure(name).is_some();
                if !(set(name) || row && shown) {
                    return Err(format!(
                        "文字里的“{{{name}}}”没有对应的值 (no value of that name)"
                    ));
                }
            }
        }
        Ok(())
    }

    /// Conditions and expressions with the field they stand in.
    fn expressions(&self) -> Vec<(String, &str)> {
        let mut all = vec![("applies".to_owned(), self.applies.as_str())];
        let level = |step: &Step| format!("level {}", Level::name(step.level));
        all.extend(self.levels.iter().map(|step| (level(step), step.when.as_str())));
        all.extend(self.figures.iter().map(|f| (format!("figure {}", f.name), f.value.as_str())));
        all.retain(|(_, text)| !text.trim().is_empty());
        all
    }

    fn check_sql(&self, views: &BTreeMap<String, View>) -> Result<(), String> {
        if self.levels.iter().any(|step| step.when.trim().is_empty()) {
            return Err("级别缺少条件 where (a level has no condition)".into());
        }
        for (field, text) in self.expressions() {
            let inside = |what: String| format!("{field}：{what}");
            let words = sql::words(text).map_err(inside)?;
            self.check_params(&words).map_err(inside)?;
            for (n, word) in words.iter().enumerate() {
                match word {
                    Word::Name(name) if sql::speech(name, false) => {}
                    Word::Name(name) if self.column(name).is_none() => {
                        return Err(inside(self.no_column(name)));
                    }
                    Word::Hole(_) => {
                        return Err(inside("条件里没有视图 (no views in a condition)".into()));
                    }
                    Word::Sign('.') if n > 0 => {
                        return Err(inside("栏名前不写表名 (columns without a table)".into()));
                    }
                    _ => {}
                }
            }
        }
        let Some(sql) = &self.sql else { return Ok(()) };
        let words = sql::words(sql).map_err(|what| format!("sql：{what}"))?;
        self.check_params(&words).map_err(|what| format!("sql：{what}"))?;
        self.check_question(&words, views).map_err(|what| format!("sql：{what}"))
    }

    /// Parameters exist, and a list stands where a list can stand.
    fn check_params(&self, words: &[Word]) -> Result<(), String> {
        for word in words {
            let Word::Param(name) = word else { continue };
            let known = self.thresholds.contains_key(name)
                || self.lists.contains_key(name)
                || PARAMETERS.iter().any(|(p, ..)| p == name);
            if !known {
                return Err(format!("没有阈值或参数“:{name}” (no threshold or parameter :{name})"));
            }
        }
        let spread = spread(words.to_vec(), &|name| self.lists.get(name).map(|l| l.value.clone()));
        if spread.iter().any(|w| matches!(w, Word::Sign('~' | '^'))) {
            return Err("~ 和 ^ 后面要跟词表 (~ and ^ are followed by a list)".into());
        }
        Ok(())
    }

    /// A question of its own stands on views and nothing else, and is driven by the rule's view.
    fn check_question(&self, words: &[Word], views: &BTreeMap<String, View>) -> Result<(), String> {
        let said: Vec<&Word> = words.iter().filter(|w| !matches!(w, Word::Blank(_))).collect();
        let named =
            |w: &Word, what: &str| matches!(w, Word::Name(n) if n.eq_ignore_ascii_case(what));
        if !said.first().is_some_and(|w| named(w, "SELECT")) {
            return Err("应以 SELECT 开头 (must begin with SELECT)".into());
        }
        let first =
            said.iter().find_map(|w| if let Word::Hole(name) = w { Some(name) } else { None });
        if first != Some(&self.from) {
            return Err(format!("应先读 {{{0}}} (must be driven by {{{0}}})", self.from));
        }
        for (n, word) in said.iter().enumerate() {
            let next = said.get(n + 1).copied();
            match word {
                Word::Hole(name) => match views.get(name) {
                    None => return Err(no_view(name, views)),
                    // In a full run its table holds only what the conditions of other rules found.
                    Some(view) if view.inline => return Err(only_conditions(name)),
                    Some(_) => {}
                },
                Word::Name(name) if TABLES.contains(&name.to_ascii_lowercase().as_str()) => {
                    let aside = n > 0 && matches!(said.get(n - 1), Some(Word::Sign('.')));
                    if !(aside || self.column(name).is_some()) {
                        return Err(format!(
                            "规则只能用视图，不能用表“{name}” (a table, not a view)"
                        ));
                    }
                }
                word if (named(word, "FROM") || named(word, "JOIN"))
                    && !matches!(next, Some(Word::Hole(_) | Word::Sign('('))) =>
                {
                    return Err("FROM、JOIN 后面应是 {视图} (FROM and JOIN take a {view})".into());
                }
                _ => {}
            }
            if matches!(word, Word::Hole(_)) && comma_follows(&said, n) {
                return Err(
                    "请用 JOIN，不用逗号连接 (join views with JOIN, not with a comma)".into()
                );
            }
        }
        Ok(())
    }

    /// A threshold that no condition uses would be set in vain.
    fn check_use(&self) -> Result<(), String> {
        let mut used = BTreeSet::new();
        let texts = self.expressions().into_iter().map(|(_, text)| text).chain(self.sql.as_deref());
        for text in texts {
            let words = sql::words(text)?;
            used.extend(
                words
                    .into_iter()
                    .filter_map(|w| if let Word::Param(name) = w { Some(name) } else { None }),
            );
        }
        match self.thresholds.keys().chain(self.lists.keys()).find(|name| !used.contains(*name)) {
            Some(name) => Err(format!("阈值“{name}”没有用到 (threshold {name} is not used)")),
            None => Ok(()),
        }
    }

    fn no_column(&self, name: &str) -> String {
        format!("视图 {} 没有栏“{name}” (view {0} has no column {name})", self.from)
    }
}

/// Whether a view, with or without a name of its own, is followed by a comma.
fn comma_follows(said: &[&Word], hole: usize) -> bool {
    let after = said.iter().skip(hole + 1).take(3);
    let mut rest = after.skip_while(|w| matches!(w, Word::Name(_)));
    matches!(rest.next(), Some(Word::Sign(',')))
}

/// A view that is never whole as a table can be judged row by row, but not asked.
fn only_conditions(name: &str) -> String {
    format!(
        "视图“{name}”逐笔判断，全量运行时不建全表，只能写条件，不能用在 sql 里；请改用别的视图 (view \
         {name} is never whole as a table: rules on it have conditions only, no sql of their own)"
    )
}

fn no_view(name: &str, views: &BTreeMap<String, View>) -> String {
    let known: Vec<&str> = views.keys().map(String::as_str).collect();
    format!("没有视图“{name}”；有：{} (no view {name})", known.join("、"))
}
