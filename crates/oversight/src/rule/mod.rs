//! Warning rules as data: one file a rule, and the file is its manual page. A rule's condition is SQL
//! over documented views; what it means, why, on which basis and what to do stand beside it.

mod case;
mod load;
mod measure;
mod message;
mod settings;
mod statement;
mod sweep;
mod threshold;

pub use case::{Case, CaseError, Expect, try_case};
pub use measure::Unit;
pub use message::Shown;
pub use settings::{Override, Settings, Switch, Tuned, White};
pub use statement::{Fired, Outcome};
pub use sweep::Sweep;
pub use threshold::{Ground, List, Threshold, Tighter};

use crate::views::{Column, View};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How urgent a warning is, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// 红
    #[serde(rename = "红")]
    Red,
    /// 橙
    #[serde(rename = "橙")]
    Orange,
    /// 黄
    #[serde(rename = "黄")]
    Yellow,
    /// 蓝
    #[serde(rename = "蓝")]
    Blue,
}

impl Level {
    /// All of them, the most urgent first.
    pub const ALL: [Level; 4] = [Level::Red, Level::Orange, Level::Yellow, Level::Blue];

    /// 红, 橙, 黄 or 蓝.
    pub fn name(self) -> &'static str {
        match self {
            Level::Red => "红",
            Level::Orange => "橙",
            Level::Yellow => "黄",
            Level::Blue => "蓝",
        }
    }

    /// In English.
    pub fn english(self) -> &'static str {
        match self {
            Level::Red => "red",
            Level::Orange => "orange",
            Level::Yellow => "yellow",
            Level::Blue => "blue",
        }
    }

    /// The level of that name.
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.name() == name || l.english() == name)
    }
}

/// A level and when it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The level.
    pub level: Level,
    /// Condition over the columns of the view.
    #[serde(rename = "where")]
    pub when: String,
}

/// A figure that a warning shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name in messages; a column, or a name of its own when `value` is given.
    pub name: String,
    /// What it is in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How it is printed.
    #[serde(default)]
    pub unit: Unit,
    /// Expression over the columns; empty for the column itself.
    #[serde(default)]
    pub value: String,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id, never reused; the file is named after it.
    pub id: String,
    /// What it warns of.
    pub title: Words,
    /// 监控主题
    pub theme: String,
    /// Rules of one cause on one object make one case.
    pub cause: String,
    /// 预警目的
    pub purpose: Words,
    /// 预警标准, thresholds as placeholders.
    pub standard: Words,
    /// 预警依据
    pub basis: Vec<String>,
    /// The view it stands on.
    pub from: String,
    /// Columns that name the object.
    pub grain: Vec<String>,
    /// Columns without which it is not applied.
    pub needs: Vec<String>,
    /// When it is applied; empty for always.
    pub applies: String,
    /// A question of its own, driven by its view, for what a condition over one view cannot say.
    pub sql: Option<String>,
    /// Columns of the view and those `sql` adds.
    pub columns: Vec<Column>,
    /// What a warning shows.
    pub figures: Vec<Figure>,
    /// Levels, the most urgent first; the first that holds is the row's.
    pub levels: Vec<Step>,
    /// Thresholds by name.
    pub thresholds: BTreeMap<String, Threshold>,
    /// Word lists by name.
    pub lists: BTreeMap<String, List>,
    /// 预警提示
    pub message: Words,
    /// What to do.
    pub advice: Words,
    /// Whether it runs unless switched off; else unless switched on.
    pub active: bool,
    /// Kinds of entries and topics of records that can change its outcomes, where its views watch more;
    /// all that they watch when empty.
    pub watch: Vec<String>,
    /// It asks something of the whole book, so it is always evaluated over everything.
    pub whole: bool,
    /// Pass, fail and skip cases.
    pub cases: Vec<Case>,
}

impl Rule {
    /// The column of this name, of the view or of its own question.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The figure of this name.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.name == name)
    }

    /// Whether all its views count only what had happened by the day of judgement.
    pub fn is_dated(&self, views: &BTreeMap<String, View>) -> bool {
        self.needs_views().iter().all(|name| views.get(*name).is_none_or(|v| v.dated))
    }

    /// The views it reads, its own first.
    pub fn needs_views(&self) -> Vec<&str> {
        let mut views = vec![self.from.as_str()];
        let text = self.sql.as_deref().unwrap_or_default();
        for piece in text.split('{').skip(1) {
            if let Some((name, _)) = piece.split_once('}')
                && !views.contains(&name)
            {
                views.push(name);
            }
        }
        views
    }

    /// Whether it reads a parameter, `:name` or `:name_no`.
    pub fn mentions(&self, parameter: &str) -> bool {
        let begins = format!(":{parameter}");
        let levels = self.levels.iter().map(|l| l.when.as_str());
        let figures = self.figures.iter().map(|f| f.value.as_str());
        let own = [self.applies.as_str(), self.sql.as_deref().unwrap_or_default()];
        own.into_iter().chain(levels).chain(figures).any(|text| text.contains(&begins))
    }
}
