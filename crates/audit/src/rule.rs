//! Rules as data: one TOML file a rule, and the file is its manual page.

use crate::finding::{Severity, Words};
use formula::Expr;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// A rule file that cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{path}: {message}")]
pub struct RuleError {
    /// Path of the file.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// What a rule is applied to, one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Each {
    /// Every record of `form`: names are its columns.
    #[serde(rename = "行")]
    Row,
    /// Every numeric column of every table of `form`: `[行]` is a row of that table in that column.
    #[serde(rename = "列")]
    Column,
    /// Every record of `form` that has parts, in every column: `本级`, `下级`.
    #[serde(rename = "级")]
    Level,
    /// Every table of `form`: `[行].列` is looked up in it.
    #[serde(rename = "表")]
    Table,
    /// Every key that tables of `form` and `with` share: `甲.列`, `乙.列`.
    #[serde(rename = "码")]
    Code,
    /// The document.
    #[default]
    #[serde(rename = "一次")]
    Once,
}

/// Which records a rule is for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct For {
    /// How it walks.
    #[serde(default)]
    pub each: Each,
    /// Forms of the records.
    #[serde(default)]
    pub form: Vec<String>,
    /// Second form, for [`Each::Code`].
    #[serde(default)]
    pub with: String,
    /// Only rows with one of these keys (a trailing `*` matches any ending).
    #[serde(default)]
    pub key: Vec<String>,
    /// Only rows with one of these scopes.
    #[serde(default)]
    pub scope: Vec<String>,
    /// Only tables recognised as one of these forms (for records that share a table).
    #[serde(default)]
    pub table: Vec<String>,
    /// Only documents of one of these kinds.
    #[serde(default)]
    pub document: Vec<String>,
}

/// One example of a rule, in the small notation of [`crate::case`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `pass`, `fail` or `skip` (not applied).
    pub outcome: String,
    /// The facts.
    pub facts: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    title: WordsRaw,
    why: WordsRaw,
    basis: Vec<String>,
    severity: String,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    yields: bool,
    #[serde(default, rename = "for")]
    scope: For,
    #[serde(default)]
    when: Option<String>,
    #[serde(default)]
    formula: Option<String>,
    #[serde(default)]
    check: Option<String>,
    #[serde(default)]
    params: toml::Table,
    message: WordsRaw,
    #[serde(default)]
    advice: WordsRaw,
    #[serde(default)]
    case: Vec<Case>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct WordsRaw {
    zh: String,
    en: String,
}

impl From<WordsRaw> for Words {
    fn from(raw: WordsRaw) -> Words {
        Words { zh: raw.zh, en: raw.en }
    }
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id, never reused; the file is named after it.
    pub id: String,
    /// Path of its file under `rules/`.
    pub path: String,
    /// How far it looks: the folder it lies in (`cell table cross text disclosure pair`).
    pub reach: String,
    /// What must hold.
    pub title: Words,
    /// Why it must.
    pub why: Words,
    /// Law, form or paper.
    pub basis: Vec<String>,
    /// Severity of a finding.
    pub severity: Severity,
    /// `stable` or `preview`; preview findings are notices.
    pub status: String,
    /// Whether its finding yields to another that already blames one of its places.
    pub yields: bool,
    /// What it is applied to.
    pub scope: For,
    /// Condition, as written.
    pub when: Option<String>,
    /// Formula, as written.
    pub formula: Option<String>,
    /// Name of a built-in check, for what a formula cannot say.
    pub check: Option<String>,
    /// Parameters of the check.
    pub params: toml::Table,
    /// Message of a finding; `{stated}` and the like are filled in.
    pub message: Words,
    /// What to do.
    pub advice: Words,
    /// Pass, fail and skip cases.
    pub cases: Vec<Case>,
    pub(crate) parsed: Option<Expr>,
    pub(crate) guard: Option<Expr>,
}

impl Rule {
    fn load(path: &str, text: &str) -> Result<Rule, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let reach =
            path.trim_start_matches("rules/").split('/').next().unwrap_or_default().to_owned();
        let severity = match raw.severity.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "notice" => Severity::Notice,
            other => return Err(format!("severity: {other}")),
        };
        if raw.formula.is_some() == raw.check.is_some() {
            return Err("formula 与 check 必须恰有一个 / exactly one of formula and check".into());
        }
        let parse = |text: &Option<String>| -> Result<Option<Expr>, String> {
            text.as_deref().map(formula::parse).transpose().map_err(|e| e.to_string())
        };
        let (parsed, guard) = (parse(&raw.formula)?, parse(&raw.when)?);
        Ok(Rule {
            id: raw.id,
            path: path.to_owned(),
            reach,
            title: raw.title.into(),
            why: raw.why.into(),
            basis: raw.basis,
            severity,
            status: raw.status.unwrap_or_else(|| "stable".into()),
            yields: raw.yields,
            scope: raw.scope,
            when: raw.when,
            formula: raw.formula,
            check: raw.check,
            params: raw.params,
            message: raw.message.into(),
            advice: raw.advice.into(),
            cases: raw.case,
            parsed,
            guard,
        })
    }

    /// A list of texts among the parameters.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let array = self.params.get(name).and_then(|v| v.as_array());
        array.map(|a| a.iter().filter_map(|v| v.as_str()).collect()).unwrap_or_default()
    }

    /// A text among the parameters.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.params.get(name).and_then(|v| v.as_str()).unwrap_or_default()
    }
}

/// The rule catalogue.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// Rules by id.
    pub rules: Vec<Rule>,
    /// SM3 of all rule files: the `rules` field of the audit JSON.
    pub hash: String,
}

impl Rulebook {
    /// The rules compiled into the program.
    ///
    /// # Errors
    /// Names the first file that is not valid; a test keeps the embedded set valid.
    pub fn embedded() -> Result<Rulebook, RuleError> {
        Rulebook::from_files(&Rulebook::embedded_files())
    }

    /// Path and text of every embedded rule file.
    pub fn embedded_files() -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&RULES, &mut files);
        files
    }

    /// A rulebook from `(path, text)` pairs; paths begin with `rules/`.
    ///
    /// # Errors
    /// Names the first file that is not valid, or an id used twice.
    pub fn from_files(files: &[(String, String)]) -> Result<Rulebook, RuleError> {
        let mut rules = BTreeMap::new();
        let mut hasher = Sm3::new();
        let mut sorted: Vec<_> = files.iter().filter(|(p, _)| p.ends_with(".toml")).collect();
        sorted.sort();
        for (path, text) in sorted {
            let fail = |message: String| RuleError { path: path.clone(), message };
            let rule = Rule::load(path, text).map_err(fail)?;
            hasher.update(path.as_bytes());
            hasher.update(text.as_bytes());
            if let Some(other) = rules.insert(rule.id.clone(), rule) {
                return Err(fail(format!(
                    "编号重复 / id used twice: {} ({})",
                    other.id, other.path
                )));
            }
        }
        let hash: String = hasher.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Ok(Rulebook { rules: rules.into_values().collect(), hash: hash[..16].to_owned() })
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}

fn collect(dir: &Dir<'_>, out: &mut Vec<(String, String)>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            out.push((format!("rules/{}", file.path().display()), text.to_owned()));
        }
    }
    for dir in dir.dirs() {
        collect(dir, out);
    }
}
