//! An analysis for a screen: its sentence, tables as texts, charts, and what was not compared.

use super::analyse::{Analyse, analyse};
use super::pictures::{Shown, analysis_pictures};
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::analysis::{KINDS, Kind};
use report::Lang;
use report::chart::grouped;
use report::oversight::analysis::{grid, notes, right};

/// An analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisView {
    /// Its name.
    pub title: String,
    /// What it found, in one sentence.
    pub finding: String,
    /// Its tables.
    pub tables: Vec<TableView>,
    /// Its charts.
    pub charts: Vec<Shown>,
    /// How it was worked out, and what was not compared.
    pub notes: Vec<String>,
    /// Through this month.
    pub month: u32,
    /// The last entry that counts.
    pub seq: u64,
}

/// A table as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableView {
    /// What it shows.
    pub title: String,
    /// Its heads.
    pub head: Vec<String>,
    /// Which columns are figures.
    pub right: Vec<bool>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Rows that are not listed.
    pub more: usize,
}

/// An analysis that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisName {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it tells, in one sentence.
    pub tells: &'static str,
    /// It names payees or single payments.
    pub detail: bool,
}

/// What each analysis tells: id, Chinese, English.
const TELLS: [(Kind, &str, &str); 11] = [
    (
        Kind::ExecutionCurve,
        "钱花得快还是慢：每个月花了预算的几成，与时间进度、与上年同期相比；谁落在最后。",
        "Month by month the share of the budget that was spent, against the calendar and the year before; who lags most.",
    ),
    (
        Kind::Structure,
        "钱花在哪些方面：按功能和经济分类的比重，与上年相比移动了多少。",
        "What it was spent on, by function and economic class, and how the shares moved.",
    ),
    (
        Kind::Peers,
        "同类单位人均花多少：与同类的中位数相比，谁明显偏高或偏低。",
        "What units of the same kind spend per head, and who lies far from the median.",
    ),
    (
        Kind::YearEnd,
        "年底是否突击花钱：十二月支出占全年的比重。",
        "Whether money was rushed out at the end of the year: the share of December.",
    ),
    (
        Kind::Payees,
        "钱付给了谁：收款人是否集中，哪些收款人是新的，哪些被许多单位共用。",
        "Whom the money went to: how concentrated, who is new, whom many units pay.",
    ),
    (
        Kind::CarryOver,
        "结转的钱有多旧：来自哪一年，还剩多少，哪些应当收回。",
        "How old carried money is, what is left, and what the law wants handed back.",
    ),
    (
        Kind::Deviation,
        "预算准不准：决算与年初预算、全年预算差多少。",
        "How far the outcome lies from the initial and the current budget.",
    ),
    (
        Kind::Series,
        "三年怎么变：预算、支出和执行率的变化。",
        "How budgets and spending changed over three years.",
    ),
    (
        Kind::Outliers,
        "哪些支付和月份不寻常：与同一单位同一科目的平常数相比。",
        "Payments and months far from what is usual for the same unit and subject.",
    ),
    (
        Kind::ScoreInflation,
        "自评分数虚不虚：上报总分比按办法复算的高多少。",
        "How far reported scores lie above the recomputed ones.",
    ),
    (
        Kind::CopiedText,
        "自评文字抄没抄：与其他单位或往年雷同的段落。",
        "Texts of self-evaluations that are like those of other units or years.",
    ),
];

/// Every analysis with what it tells.
pub fn analysis_names(lang: Lang) -> Vec<AnalysisName> {
    let one = |(kind, zh, en, title): &(Kind, &'static str, &'static str, &'static str)| {
        let tells = TELLS.iter().find(|t| t.0 == *kind);
        AnalysisName {
            id: en,
            name: lang.say(zh, title),
            tells: tells.map_or("", |(_, zh, en)| lang.say(zh, en)),
            detail: matches!(kind, Kind::Payees | Kind::Outliers),
        }
    };
    KINDS.iter().map(one).collect()
}

/// Analyses the ledger for a screen.
///
/// # Errors
/// When a name is not known, or there is nothing to stand on.
pub fn analysis_view(desk: &mut Desk, asked: &Analyse, lang: Lang) -> Result<AnalysisView, Fault> {
    let done = analyse(desk, asked)?;
    let say = |w: &::oversight::Words| lang.say(&w.zh, &w.en).to_owned();
    let tables = done.tables.iter().map(|table| {
        let mut all = grid(table, lang).into_iter();
        let (head, right) = (all.next().unwrap_or_default(), right(table));
        let row = |row: Vec<String>| {
            let cells = row.into_iter().zip(right.iter().chain(std::iter::repeat(&false)));
            cells.map(|(text, right)| if *right { grouped(&text) } else { text }).collect()
        };
        let rows = all.map(row).collect();
        TableView { title: say(&table.title), head, right: right.clone(), rows, more: table.more }
    });
    Ok(AnalysisView {
        title: say(&done.kind.words()),
        finding: say(&done.finding),
        tables: tables.collect(),
        charts: analysis_pictures(desk, &done, asked, lang)?,
        notes: notes(&done, lang),
        month: done.month,
        seq: done.seq,
    })
}
