//! Official forms: what they are called, how they are laid out, and which of their columns and rows
//! mean what. A finance officer adds a form or another wording of one by editing `forms/**/*.toml`;
//! no code knows a form by name.

use crate::title::{core, label_key};
use serde::Deserialize;

/// How a form is drawn. The extractor has one reader for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A subject code (one column, or 类|款|项), its name, then figure columns.
    Coded,
    /// Income on the left, expenditure on the right, each with its own labels and figures.
    TwoSided,
    /// The group 科目代码|科目名称|金额 repeated side by side.
    Blocks,
    /// A tree of column headers over one row of figures.
    Matrix,
    /// A label column and figure columns, possibly in sections.
    List,
    /// Funds, indicators, total and boxes of text of a performance self-evaluation.
    Evaluation,
    /// Bands of different columns one below the other (基础数据表).
    Bands,
}

/// The part a row plays, see `facts::Kind` (this crate does not know facts).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// Grand total.
    Total,
    /// Subtotal named by the form.
    Subtotal,
    /// 类.
    Class,
    /// 款.
    Section,
    /// 项.
    Item,
    /// Any other row.
    #[default]
    Plain,
}

/// One column of a form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Canonical name, see `docs/records.md`.
    pub name: String,
    /// Headers it is printed under, blanks and units left out. `本年支出/小计` asks for 小计 below
    /// 本年支出. The name itself need not be repeated.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Side of a two-sided form it belongs to (收入 or 支出).
    pub side: Option<String>,
    /// Unit of its figures where it is not that of the table (`%`, `分`).
    pub unit: Option<String>,
    /// Whether it holds words, not figures.
    #[serde(default)]
    pub text: bool,
}

/// One row of a form, for forms whose rows are fixed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRule {
    /// Canonical key.
    pub key: String,
    /// Other labels it is printed as (numbering, blanks and 其中 left out).
    #[serde(default)]
    pub labels: Vec<String>,
    /// Side of a two-sided form.
    pub side: Option<String>,
    /// Role of the row.
    #[serde(default)]
    pub kind: RowKind,
    /// Key of the row it is part of.
    pub parent: Option<String>,
    /// The label means this row only below the row with this key (the same words come twice).
    pub after: Option<String>,
    /// Unit of its figures where it is not that of the table.
    pub unit: Option<String>,
}

/// A part of a form that gives records of its own form, with its own columns and rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Record form, e.g. `自评.资金`.
    pub form: String,
    /// Its columns.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Its rows.
    #[serde(default)]
    pub rows: Vec<RowRule>,
}

/// One official form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Id, also the record form its rows get.
    pub id: String,
    /// `决算`, `预算` or `绩效`.
    pub kind: String,
    /// Official number printed beside the title, e.g. `公开01表`.
    pub number: Option<String>,
    /// Titles it goes by. Years, 部门, 单位 and 预算单位 are ignored.
    pub titles: Vec<String>,
    /// The titles as they are compared; filled in when the file is loaded.
    #[serde(skip)]
    pub(crate) cores: Vec<String>,
    /// Whether a name stands before the title (专委会经费项目支出绩效自评表).
    #[serde(default)]
    pub named: bool,
    /// Whether it is a whole report with headings, whose tables are told by standing inside it.
    #[serde(default)]
    pub report: bool,
    /// How it is drawn.
    pub layout: Layout,
    /// Where the form comes from.
    pub source: String,
    /// Unit of its amounts when none is printed.
    pub unit: Option<String>,
    /// Sets of tables a document must publish that this form belongs to.
    #[serde(default)]
    pub required: Vec<String>,
    /// Labels that together tell the form when no title is printed.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Labels it must not have when it is told by its marks.
    #[serde(default)]
    pub never: Vec<String>,
    /// Id of a form whose parts it shares.
    pub like: Option<String>,
    /// Kind of the code list its codes come from (`功能分类`, `部门经济分类`).
    pub codes: Option<String>,
    /// Its columns.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Its rows.
    #[serde(default)]
    pub rows: Vec<RowRule>,
    /// Its parts.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Fixed labels besides those of its rows and columns: misspelt ones show a garbled reading.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// All forms.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// In file order.
    pub all: Vec<Form>,
}

impl Forms {
    /// Adds the form of one file.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), String> {
        let mut form: Form = toml::from_str(text).map_err(|e| e.to_string())?;
        form.cores = form.titles.iter().map(|t| core(t)).collect();
        self.all.push(form);
        Ok(())
    }

    /// Gives every form that shares another's parts a copy of them.
    pub(crate) fn settle(&mut self) -> Result<(), String> {
        for i in 0..self.all.len() {
            let Some(like) = self.all[i].like.clone() else { continue };
            let model = self.get(&like).ok_or_else(|| format!("no form {like}"))?.clone();
            let form = &mut self.all[i];
            for part in model.parts {
                if !form.parts.iter().any(|p| p.form == part.form) {
                    form.parts.push(part);
                }
            }
            form.labels.extend(model.labels);
        }
        Ok(())
    }

    /// The form with this id.
    pub fn get(&self, id: &str) -> Option<&Form> {
        self.all.iter().find(|f| f.id == id)
    }

    /// The form a printed title names: the longest title wins.
    pub fn by_title(&self, printed: &str) -> Option<&Form> {
        let printed = core(printed);
        if printed.chars().count() < 4 {
            return None;
        }
        let fits = |f: &Form| f.cores.iter().filter_map(|t| fit(&printed, t, f.named)).max();
        self.all.iter().filter_map(|f| fits(f).map(|n| (n, f))).max_by_key(|(n, _)| *n).map(|p| p.1)
    }
}

/// How well a printed title fits: the length of the official one when it is the whole title or its
/// end after the name of a unit or project.
fn fit(printed: &str, title: &str, named: bool) -> Option<usize> {
    let prefix = printed.strip_suffix(title)?;
    let length = title.chars().count();
    let owner = [
        "局", "委", "办", "院", "会", "校", "心", "厅", "馆", "站", "队", "所", "处", "府", "室",
        "部",
    ];
    let clean = prefix.is_empty() || named || owner.iter().any(|o| prefix.ends_with(o));
    (clean && prefix.chars().count() <= 40).then_some(length)
}

impl Column {
    /// How well a path of headers (top to bottom, as [`crate::header_key`] gives them) names this column;
    /// `None` when it does not. More levels first, then more letters.
    pub fn fit(&self, path: &[String]) -> Option<(usize, usize)> {
        let own = std::iter::once(&self.name).chain(&self.headers);
        own.filter_map(|alias| alias_fit(alias, path)).max()
    }
}

fn alias_fit(alias: &str, path: &[String]) -> Option<(usize, usize)> {
    let parts: Vec<&str> = alias.split('/').collect();
    let (last, above) = parts.split_last()?;
    let (tail, mut rest) = path.split_last()?;
    if tail.as_str() != *last {
        return None;
    }
    for part in above {
        let at = rest.iter().position(|p| p == part)?;
        rest = &rest[at + 1..];
    }
    Some((parts.len(), alias.chars().count()))
}

/// The column that a path of headers names, among those of one side (all when `side` is `None`). When
/// the lowest header names none, the one above it is tried.
pub fn column_for<'a>(
    columns: &'a [Column],
    path: &[String],
    side: Option<&str>,
) -> Option<&'a Column> {
    let here = |c: &&Column| side.is_none() || c.side.is_none() || c.side.as_deref() == side;
    (1..=path.len()).rev().find_map(|n| {
        let path = &path[..n];
        let fits = columns.iter().filter(here).filter_map(|c| Some((c.fit(path)?, c)));
        let best = fits.max_by_key(|(fit, _)| *fit)?;
        // 小计 below a header that is a column itself is that column, unless the form says otherwise
        let sum = path.last().is_some_and(|l| matches!(l.as_str(), "合计" | "小计" | "总计"));
        let above = || column_for(columns, &path[..n - 1], side);
        match best.0.0 == 1 && sum && n > 1 {
            true => above().or(Some(best.1)),
            false => Some(best.1),
        }
    })
}

/// The row rule a printed label names. `seen` tells which keys stand above it.
pub fn row_for<'a>(
    rows: &'a [RowRule],
    label: &str,
    side: Option<&str>,
    seen: impl Fn(&str) -> bool,
) -> Option<&'a RowRule> {
    let label = label_key(label);
    let named = |r: &&RowRule| {
        let here = side.is_none() || r.side.is_none() || r.side.as_deref() == side;
        here && (label_key(&r.key) == label || r.labels.iter().any(|l| label_key(l) == label))
    };
    let below = rows.iter().filter(|r| r.after.as_deref().is_some_and(&seen)).rfind(named);
    below.or_else(|| rows.iter().filter(|r| r.after.is_none()).find(named))
}

impl Form {
    /// The part with this record form.
    pub fn part(&self, form: &str) -> Option<&Part> {
        self.parts.iter().find(|p| p.form == form)
    }

    /// Every label fixed by the form: of rows, columns and parts.
    pub fn fixed_labels(&self) -> Vec<&str> {
        let columns = self.columns.iter().chain(self.parts.iter().flat_map(|p| &p.columns));
        let rows = self.rows.iter().chain(self.parts.iter().flat_map(|p| &p.rows));
        let headers = columns.flat_map(|c| std::iter::once(&c.name).chain(&c.headers));
        let labels = rows.flat_map(|r| std::iter::once(&r.key).chain(&r.labels));
        headers.chain(labels).chain(&self.labels).map(String::as_str).collect()
    }
}
