//! Analyses of the ledger: what is unusual, before the year is over. One file an analysis; each gives a
//! typed result, its tables, and what it found in one sentence.
//!
//! **Invariant:** sums come from the rollups through [`crate::pivot`] wherever they cover the question. What
//! could not be compared is counted with its reason and never looks as if it were in order. No floats.

mod carry_over;
mod copied;
mod curve;
mod deviation;
mod ground;
mod inflation;
mod outliers;
mod payees;
mod peers;
mod ratio;
mod robust;
mod say;
mod series;
mod shown;
mod structure;
mod winnow;
mod year_end;

pub use carry_over::{Aged, CarryOver};
pub use copied::{Copied, CopiedText, Pair};
pub use curve::{Curve, Part, Point};
pub use deviation::{Deviation, Deviations};
pub use ground::{Names, Who, last_month};
pub use inflation::{Evaluated, Inflated, Inflation};
pub use outliers::{Month, Outliers, Payment, payments};
pub use payees::{Common, Concentration, Payees};
pub use peers::{Peer, Peers};
pub use ratio::Ratio;
pub use robust::{Centre, THRESHOLD_TENTHS, log2};
pub use say::{money, month_end, percent, points};
pub use series::{Series, Track, Year};
pub use shown::{Cell, Column, LeftOut, Table, Unit};
pub use structure::{Share, Structure};
pub use winnow::{Likeness, Noise, Text, alike};
pub use year_end::{Rush, YearEnd};

use crate::Words;
use crate::pivot::{Dim, Filter, PivotError};
use ground::Ground;
use serde::Serialize;
use store::{Store, StoreError};

/// The analyses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 执行进度
    ExecutionCurve,
    /// 支出结构
    Structure,
    /// 同类比较
    Peers,
    /// 年末支出
    YearEnd,
    /// 收款人
    Payees,
    /// 结转账龄
    CarryOver,
    /// 预决算差异
    Deviation,
    /// 三年对比
    Series,
    /// 异常值
    Outliers,
    /// 自评虚高
    ScoreInflation,
    /// 文字雷同
    CopiedText,
}

/// Every analysis: Chinese name, English name, title in English.
pub const KINDS: [(Kind, &str, &str, &str); 11] = [
    (Kind::ExecutionCurve, "执行进度", "execution-curve", "Execution against the calendar"),
    (Kind::Structure, "支出结构", "structure", "Structure of spending"),
    (Kind::Peers, "同类比较", "peers", "Units of the same kind, per head"),
    (Kind::YearEnd, "年末支出", "year-end", "Spending in December"),
    (Kind::Payees, "收款人", "payees", "Concentration of payees"),
    (Kind::CarryOver, "结转账龄", "carry-over", "Age of what was carried over"),
    (Kind::Deviation, "预决算差异", "deviation", "Budget and outcome"),
    (Kind::Series, "三年对比", "series", "Three years"),
    (Kind::Outliers, "异常值", "outliers", "Outliers"),
    (
        Kind::ScoreInflation,
        "自评虚高",
        "score-inflation",
        "Self-evaluations above the recomputed score",
    ),
    (Kind::CopiedText, "文字雷同", "copied-text", "Texts used twice"),
];

impl Kind {
    /// Reads a name in either language.
    pub fn parse(text: &str) -> Option<Kind> {
        KINDS.iter().find(|(_, zh, en, _)| *zh == text || *en == text).map(|(kind, ..)| *kind)
    }

    /// Its name.
    pub fn words(self) -> Words {
        let found = KINDS.iter().find(|(kind, ..)| *kind == self);
        found.map_or_else(Words::default, |(_, zh, _, title)| Words::new(*zh, *title))
    }

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, _, en, _)| en)
    }
}

/// What is to be analysed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// 预算年度
    pub year: i32,
    /// Through this month of it, 1 to 12; see [`last_month`].
    pub month: u32,
    /// Which units, departments, regions … count; never years or months.
    pub filters: Vec<Filter>,
    /// What the parts are, where the analysis lets it be chosen.
    pub by: Option<Dim>,
    /// Smallest sample that is compared; that of the analysis when `None`.
    pub least: Option<usize>,
    /// Rows that are listed at most.
    pub top: usize,
}

/// What was found, typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Found {
    /// 执行进度
    Curve(Curve),
    /// 支出结构
    Structure(Structure),
    /// 同类比较
    Peers(Peers),
    /// 年末支出
    YearEnd(YearEnd),
    /// 收款人
    Payees(Payees),
    /// 结转账龄
    CarryOver(CarryOver),
    /// 预决算差异
    Deviations(Deviations),
    /// 三年对比
    Series(Series),
    /// 异常值
    Outliers(Outliers),
    /// 自评虚高
    Inflation(Inflation),
    /// 文字雷同
    Copied(Copied),
}

/// The result of an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Analysis {
    /// Which.
    pub kind: Kind,
    /// 预算年度
    pub year: i32,
    /// Through this month of it.
    pub month: u32,
    /// The last entry that counts, of the node's own book.
    pub seq: u64,
    /// What was found, typed. Amounts are in 分.
    pub found: Found,
    /// The same in one sentence.
    pub finding: Words,
    /// The same as tables.
    pub tables: Vec<Table>,
    /// How it was worked out.
    pub notes: Vec<Words>,
    /// What was not compared, and why.
    pub left_out: Vec<LeftOut>,
}

/// What an analysis makes of its part.
pub(crate) struct Made {
    found: Found,
    finding: Words,
    tables: Vec<Table>,
    notes: Vec<Words>,
    left_out: Vec<LeftOut>,
}

/// Rows of records that some analyses need; they are read by those who know records.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// For 自评虚高.
    pub evaluations: Vec<Evaluated>,
    /// For 文字雷同, of this year and the years before.
    pub texts: Vec<CopiedText>,
}

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// Nothing was posted that it could stand on.
    #[error("{0} / {1}")]
    Nothing(String, String),
    /// The parts cannot be these.
    #[error("“{0}”不能按“{1}”分组；可用：{2} / “{0}” has no parts by “{1}”; there are: {2}")]
    NoParts(&'static str, &'static str, String),
    /// A question has no answer.
    #[error("{0}")]
    Pivot(#[from] PivotError),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Analyses the ledger.
///
/// # Errors
/// When nothing was posted that it could stand on, or the store fails.
pub fn analyse(
    store: &mut Store,
    kind: Kind,
    wanted: &Wanted,
    given: &Given,
    names: &dyn Names,
) -> Result<Analysis, AnalysisError> {
    let mut failed = None;
    // All its questions are answered from one and the same state.
    let done = store.at_once(|store| match made(store, kind, wanted, given, names) {
        Ok(done) => Ok(Some(done)),
        Err(AnalysisError::Store(error)) => Err(error),
        Err(other) => {
            failed = Some(other);
            Ok(None)
        }
    })?;
    match (done, failed) {
        (_, Some(error)) => Err(error),
        (Some(done), None) => Ok(done),
        (None, None) => Err(AnalysisError::Nothing(String::new(), String::new())),
    }
}

fn made(
    store: &mut Store,
    kind: Kind,
    wanted: &Wanted,
    given: &Given,
    names: &dyn Names,
) -> Result<Analysis, AnalysisError> {
    let seq = store.head()?.seq;
    let mut ground = Ground::new(store, wanted, names)?;
    let made = match kind {
        Kind::ExecutionCurve => curve::made(&mut ground),
        Kind::Structure => structure::made(&mut ground),
        Kind::Peers => peers::made(&mut ground),
        Kind::YearEnd => year_end::made(&mut ground),
        Kind::Payees => payees::made(&mut ground),
        Kind::CarryOver => carry_over::made(&mut ground),
        Kind::Deviation => deviation::made(&mut ground),
        Kind::Series => series::made(&mut ground),
        Kind::Outliers => outliers::made(&mut ground),
        Kind::ScoreInflation => inflation::made(&mut ground, &given.evaluations),
        Kind::CopiedText => copied::made(&ground, &given.texts),
    }?;
    let Made { found, finding, tables, notes, mut left_out } = made;
    left_out.retain(|one| one.count > 0);
    let (year, month) = (wanted.year, wanted.month);
    Ok(Analysis { kind, year, month, seq, found, finding, tables, notes, left_out })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for (kind, zh, en, title) in KINDS {
            assert_eq!(Kind::parse(zh), Some(kind));
            assert_eq!(Kind::parse(en), Some(kind));
            assert_eq!((kind.words(), kind.id()), (Words::new(zh, title), en));
        }
        assert_eq!(Kind::parse("别的"), None);
    }
}
