//! Facts, records, places.

use base::{Figure, Spot, Unit};
use std::collections::BTreeMap;

/// Index of a fact in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub usize);

/// Index of a record in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub usize);

/// Where something was printed, fine enough to mark it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Page and line.
    pub spot: Spot,
    /// Index of the block in the document.
    pub block: usize,
    /// Row and column of the cell in the table's grid (from 0), for tables.
    pub cell: Option<(usize, usize)>,
    /// Characters `start..end` of the paragraph or the cell that hold it.
    pub span: (usize, usize),
    /// Title of the table, or heading of the section.
    pub table: String,
    /// Row label as printed (tables) or the subject (narrative).
    pub row: String,
    /// Column header as printed (tables) or what the figure measures (narrative).
    pub column: String,
    /// The row's texts, or the sentence, around it.
    pub text: String,
}

/// One printed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Record it belongs to.
    pub record: RecordId,
    /// Column within the record.
    pub column: String,
    /// The figure as printed.
    pub figure: Figure,
    /// Its unit: printed beside it, or that of its table or column.
    pub unit: Unit,
    /// Figures of one group (a table, a paragraph) were written by one hand with one precision.
    pub group: usize,
    /// Decimals the group is written to when trailing zeros are visibly dropped in it (`6.2` for 6.20);
    /// never fewer than the figure's own. Used inside the group only.
    pub group_decimals: u32,
    /// False when the reading itself is in doubt (a garbled or shifted table): relations over it are
    /// questions, never errors.
    pub sure: bool,
    /// Where it stands.
    pub place: Place,
}

/// What stands in one column of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A figure.
    Figure(FactId),
    /// The cell exists and is empty (or a dash).
    Blank(Place),
}

/// A text of a record, with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextSlot {
    /// The text, line breaks removed.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One name of a list in a sentence (“主要包括：基本工资、津贴补贴”).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// What part a record plays in its table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The grand total (合计, 总计).
    Total,
    /// A subtotal named by the form (本年收入合计, 人员经费合计).
    Subtotal,
    /// 类: three digits.
    Class,
    /// 款: five digits.
    Section,
    /// 项: seven digits (functional).
    Item,
    /// Any other row.
    #[default]
    Plain,
}

/// One row of a table or one statement of the narrative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Form of the record, see `docs/records.md`: `支出决算表`, `叙述`, `自评.指标` …
    pub form: String,
    /// Index of its table in [`FactSet::tables`], or `None` for narrative records.
    pub table: Option<usize>,
    /// What it belongs to: the project of a self-evaluation, the section of a statement.
    pub scope: String,
    /// Role of the row.
    pub kind: Kind,
    /// Canonical key of the row within its form: `合计`, `本年收入合计`, `基本支出`; else the squashed label.
    pub key: String,
    /// Subject code, digits only.
    pub code: Option<String>,
    /// Label as printed, blanks removed.
    pub label: String,
    /// The record this one is part of (其中), for narrative lists and indented rows.
    pub parent: Option<RecordId>,
    /// Figures and blanks by canonical column.
    pub slots: BTreeMap<String, Slot>,
    /// Texts by canonical column.
    pub texts: BTreeMap<String, TextSlot>,
    /// Names listed, in order (form `列举`).
    pub items: Vec<Item>,
    /// Where the row or sentence stands.
    pub place: Place,
}

/// One recognised table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableInfo {
    /// Form id; empty when the table was not recognised (its figures are free).
    pub form: String,
    /// Title as printed.
    pub title: String,
    /// Block index of the table.
    pub block: usize,
    /// Where it begins.
    pub spot: Spot,
    /// Rows and columns.
    pub size: (usize, usize),
    /// Unit of its amounts.
    pub unit: Option<Unit>,
    /// Project the table is about, for self-evaluations.
    pub project: String,
    /// Canonical columns found, in order.
    pub columns: Vec<String>,
    /// Whether the table holds any figure.
    pub empty: bool,
    /// False when its reading is in doubt as a whole.
    pub sure: bool,
    /// Notes printed directly below it (注：…, 说明：…).
    pub notes: Vec<TextSlot>,
}

/// What the document is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `部门决算`, `部门预算`, `单位预算`, `整体支出绩效自评`, `项目支出绩效自评`, `绩效报告` or empty.
    pub kind: String,
    /// Name of the department or unit.
    pub entity: String,
    /// Fiscal year.
    pub year: Option<i32>,
    /// Main unit of its amounts.
    pub unit: Option<Unit>,
    /// Title of the document.
    pub title: String,
}
