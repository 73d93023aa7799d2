//! Tables of an analysis: cells that know what they are, for a screen, a workbook or paper.

use super::ratio::{Ratio, hundredths};
use crate::Words;
use base::Amount;
use serde::Serialize;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub title: Words,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that are not listed because they are too many.
    pub more: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// What it is called.
    pub name: Words,
    /// What it counts in.
    pub unit: Unit,
}

/// What a column counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Texts and plain counts.
    None,
    /// 元
    Yuan,
    /// %
    Percent,
    /// Percentage points.
    Points,
    /// Points of a score.
    Score,
    /// Median deviations.
    Deviations,
    /// Ten-thousandths of one.
    TenThousandths,
}

impl Unit {
    /// As heads have it; empty for none.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Unit::None => ("", ""),
            Unit::Yuan => ("元", "yuan"),
            Unit::Percent => ("%", "%"),
            Unit::Points => ("百分点", "points"),
            Unit::Score => ("分", "points"),
            Unit::Deviations => ("倍离差", "deviations"),
            Unit::TenThousandths => ("万分之一", "1/10000"),
        };
        Words::new(zh, en)
    }
}

/// A cell. What has no figure is empty, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// There is none.
    None,
    /// A text: a name or code.
    Text(String),
    /// A text of ours.
    Words(Words),
    /// An amount.
    Money(Amount),
    /// A count.
    Count(i64),
    /// A share, a rate, or a difference of two in percentage points.
    Percent(Ratio),
    /// A plain quotient with two decimals.
    Plain(Ratio),
    /// Points of a score in hundredths.
    Score(i64),
}

impl Cell {
    /// As printed; `None` for a text, which has its own, and for nothing.
    pub fn figure(&self) -> Option<String> {
        Some(match self {
            Cell::None | Cell::Text(_) | Cell::Words(_) => return None,
            Cell::Money(amount) => amount.yuan_text(),
            Cell::Count(n) => n.to_string(),
            Cell::Percent(ratio) => ratio.percent(),
            Cell::Plain(ratio) => ratio.plain(),
            Cell::Score(n) => hundredths(i128::from(*n)),
        })
    }

    /// A count.
    pub(super) fn count(n: usize) -> Cell {
        Cell::Count(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// An amount where there is one.
    pub(super) fn money(amount: Option<Amount>) -> Cell {
        amount.map_or(Cell::None, Cell::Money)
    }

    /// A share where there is one.
    pub(super) fn percent(ratio: Option<Ratio>) -> Cell {
        ratio.map_or(Cell::None, Cell::Percent)
    }

    /// A quotient where there is one.
    pub(super) fn plain(ratio: Option<Ratio>) -> Cell {
        ratio.map_or(Cell::None, Cell::Plain)
    }
}

/// What was not compared, and why: it must never look as if it were in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// How many.
    pub count: usize,
    /// What and why.
    pub why: Words,
    /// The first of them.
    pub names: Vec<String>,
}

/// Names that are kept of what is left out.
const NAMED: usize = 20;

impl LeftOut {
    pub(super) fn new(zh: &str, en: &str) -> LeftOut {
        LeftOut { count: 0, why: Words::new(zh, en), names: Vec::new() }
    }

    pub(super) fn add(&mut self, name: impl Into<String>) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(name.into());
        }
    }
}

impl Table {
    /// A table with columns: Chinese, English, unit.
    pub(super) fn new(title: (&str, &str), columns: &[(&str, &str, Unit)]) -> Table {
        let column = |(zh, en, unit): &(&str, &str, Unit)| Column {
            name: Words::new(*zh, *en),
            unit: *unit,
        };
        Table {
            title: Words::new(title.0, title.1),
            columns: columns.iter().map(column).collect(),
            ..Table::default()
        }
    }
}
