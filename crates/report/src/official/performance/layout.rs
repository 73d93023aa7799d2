//! Layouts of the performance forms, from `templates/performance/*.toml`: which rows and columns a form
//! has, what they are called, how figures are printed. One form is one file.

use document::Break;
use include_dir::{Dir, include_dir};
use performance::Evaluation;
use serde::Deserialize;
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/performance");
static EMBEDDED: LazyLock<Result<Layouts, LayoutError>> =
    LazyLock::new(|| Layouts::from_files(&Layouts::embedded_files()));

/// Why a layout file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("表样文件 {file} 有误：{zh} / the layout file {file} is not valid: {en}")]
pub struct LayoutError {
    /// The file.
    pub file: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Kind {
    /// Self-evaluation table.
    #[serde(rename = "自评")]
    SelfEvaluation,
    /// Goal table.
    #[serde(rename = "目标")]
    Goal,
    /// Mid-year monitoring table.
    #[serde(rename = "监控")]
    Monitoring,
    /// Tables inside an analysis report.
    #[serde(rename = "报告")]
    Report,
}

/// What a box or a column holds. The names are those of `docs/records.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Field {
    #[serde(rename = "来源")]
    Source,
    #[serde(rename = "目标申报数")]
    Declared,
    /// What a goal table asks for: the amount applied for, else the budget.
    #[serde(rename = "申报数")]
    Asked,
    #[serde(rename = "年初预算数")]
    Initial,
    #[serde(rename = "全年预算数")]
    Current,
    #[serde(rename = "全年执行数")]
    Executed,
    #[serde(rename = "资金结余")]
    Left,
    #[serde(rename = "执行率")]
    Rate,
    #[serde(rename = "一级指标")]
    Level1,
    #[serde(rename = "二级指标")]
    Level2,
    #[serde(rename = "三级指标")]
    Level3,
    #[serde(rename = "年初指标值")]
    FirstTarget,
    #[serde(rename = "指标值")]
    Target,
    #[serde(rename = "实际完成值")]
    Actual,
    #[serde(rename = "分值")]
    Weight,
    #[serde(rename = "得分")]
    Score,
    #[serde(rename = "上报得分")]
    Reported,
    #[serde(rename = "偏差原因")]
    Reason,
    #[serde(rename = "序时进度")]
    Progress,
    #[serde(rename = "预警")]
    Colour,
}

impl Field {
    /// Its name, which is the usual header too.
    pub(super) fn zh(self) -> &'static str {
        match self {
            Field::Source => "来源",
            Field::Declared => "目标申报数",
            Field::Asked => "申报数",
            Field::Initial => "年初预算数",
            Field::Current => "全年预算数",
            Field::Executed => "全年执行数",
            Field::Left => "资金结余",
            Field::Rate => "执行率",
            Field::Level1 => "一级指标",
            Field::Level2 => "二级指标",
            Field::Level3 => "三级指标",
            Field::FirstTarget => "年初指标值",
            Field::Target => "指标值",
            Field::Actual => "实际完成值",
            Field::Weight => "分值",
            Field::Score => "得分",
            Field::Reported => "上报得分",
            Field::Reason => "偏差原因",
            Field::Progress => "序时进度",
            Field::Colour => "预警",
        }
    }
}

/// A column of the funds or of the indicators.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    /// What it holds.
    pub(super) field: Field,
    /// Its header; the first column of the funds may have none.
    pub(super) head: Option<String>,
    /// Header over it, shared with its neighbours.
    pub(super) over: Option<String>,
    /// Columns of the grid it covers.
    #[serde(default = "one")]
    pub(super) span: usize,
}

/// A cell of the head.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadCell {
    /// Fixed text, or a text with `{name}`, `{department}`, `{unit}`, `{year}`.
    pub(super) text: String,
    /// Columns of the grid it covers.
    pub(super) span: usize,
}

/// A row of the head.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) cells: Vec<HeadCell>,
}

/// The funds block.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Funds {
    /// Text at its side; none where the table is nothing but the block.
    #[serde(default)]
    pub(super) label: String,
    /// Label of the total.
    pub(super) total: String,
    /// Before the first source.
    #[serde(default)]
    pub(super) first: String,
    /// Whether each source has a row.
    #[serde(default = "yes")]
    pub(super) sources: bool,
    /// Whether 按收入性质分 and 按支出性质分 follow.
    #[serde(default)]
    pub(super) makeup: bool,
    /// Whether label and amount stand side by side without a header.
    #[serde(default)]
    pub(super) pairs: bool,
    /// 万元, unless 元.
    #[serde(default)]
    pub(super) unit: Money,
    /// Most decimals of an amount.
    pub(super) decimals: u32,
    /// Whether zeros at the end are left out.
    #[serde(default)]
    pub(super) trim: bool,
    /// Whether thousands are separated.
    #[serde(default)]
    pub(super) grouped: bool,
    /// After a rate.
    #[serde(default)]
    pub(super) percent: String,
    /// After points.
    #[serde(default)]
    pub(super) points: String,
    pub(super) columns: Vec<Column>,
}

/// Unit of the amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Money {
    #[default]
    #[serde(rename = "万元")]
    Wan,
    #[serde(rename = "元")]
    Yuan,
}

/// The yearly goal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goal {
    /// Text at its side.
    pub(super) label: String,
    /// Headers of goal and result; none where the goal stands beside the label.
    #[serde(default)]
    pub(super) heads: Vec<String>,
}

/// The indicators.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Indicators {
    /// Text at the side; none where the table is nothing but the block.
    #[serde(default)]
    pub(super) label: String,
    /// What stands for no reason.
    #[serde(default)]
    pub(super) blank: String,
    /// After points.
    #[serde(default)]
    pub(super) points: String,
    /// Whether a first level is printed with the sum of its weights.
    #[serde(default)]
    pub(super) headed: bool,
    pub(super) columns: Vec<Column>,
}

/// The total.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Total {
    pub(super) label: String,
}

/// Boxes of text below the total.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Boxes {
    /// Text at their side.
    pub(super) label: String,
    pub(super) rows: Vec<TextBox>,
}

/// One box.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextBox {
    /// Name of the text in [`performance::Analysis`].
    pub(super) name: String,
    /// Its label.
    pub(super) label: String,
    /// Label over several of them.
    pub(super) group: Option<String>,
}

/// How the page lies.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum Page {
    #[serde(rename = "纵向")]
    Upright,
    #[serde(rename = "横向")]
    Wide,
}

/// One form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is that of a whole department.
    #[serde(default)]
    pub whole: bool,
    /// Policies it belongs to.
    pub policies: Vec<String>,
    /// Whether it serves where no form names the policy.
    #[serde(default)]
    pub fallback: bool,
    /// Where the form comes from.
    pub source: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) meta: Vec<String>,
    pub(super) page: Page,
    pub(super) widths: Vec<u32>,
    /// Width of the column of reported scores.
    #[serde(default = "narrow")]
    pub(super) beside: u32,
    #[serde(default)]
    pub(super) notes: Vec<String>,
    #[serde(default)]
    pub(super) head: Vec<Head>,
    pub(super) funds: Funds,
    pub(super) goal: Option<Goal>,
    pub(super) indicators: Indicators,
    pub(super) total: Option<Total>,
    pub(super) boxes: Option<Boxes>,
}

fn one() -> usize {
    1
}

fn yes() -> bool {
    true
}

fn narrow() -> u32 {
    9
}

/// All forms.
#[derive(Debug, Clone, Default)]
pub struct Layouts {
    all: Vec<Layout>,
}

impl Layouts {
    /// The files that come with the program, as path and text, in order of their names.
    pub fn embedded_files() -> Vec<(String, String)> {
        let text = |f: &include_dir::File<'_>| {
            let path = format!("templates/performance/{}", f.path().to_string_lossy());
            f.contents_utf8().map(|t| (path, t.to_owned()))
        };
        let mut files: Vec<(String, String)> = FILES.files().filter_map(text).collect();
        files.retain(|(path, _)| path.ends_with(".toml"));
        files.sort();
        files
    }

    /// Forms from files (path, text).
    ///
    /// # Errors
    /// Names the first file that is not valid: its format, or columns that do not fill the grid.
    pub fn from_files(files: &[(String, String)]) -> Result<Layouts, LayoutError> {
        let mut all: Vec<Layout> = Vec::new();
        for (file, text) in files {
            let wrong = |zh: String, en: String| LayoutError { file: file.clone(), zh, en };
            let layout: Layout =
                toml::from_str(text).map_err(|e| wrong(e.to_string(), e.to_string()))?;
            if let Some((part, covered)) = layout.misfit() {
                let width = layout.widths.len();
                return Err(wrong(
                    format!("“{part}”各栏共占 {covered} 列，表宽 {width} 列；请改 span 或 widths"),
                    format!("“{part}” covers {covered} columns of {width}; mend span or widths"),
                ));
            }
            if all.iter().any(|l| l.id == layout.id) {
                let id = &layout.id;
                return Err(wrong(
                    format!("编号 {id} 已用于另一个文件"),
                    format!("the id {id} stands in another file too"),
                ));
            }
            all.push(layout);
        }
        Ok(Layouts { all })
    }

    /// The form of a kind for an evaluation: the one that names its policy, else the usual one.
    pub(super) fn of(&self, kind: Kind, evaluation: &Evaluation) -> Option<&Layout> {
        let fits = |l: &&Layout| {
            l.kind == kind && (l.whole == evaluation.whole || kind != Kind::SelfEvaluation)
        };
        let own = |l: &&Layout| l.policies.contains(&evaluation.policy);
        let mut all = self.all.iter().filter(fits);
        all.clone().find(own).or_else(|| all.find(|l| l.fallback))
    }

    /// The forms that come with the program.
    pub(super) fn embedded() -> Result<&'static Layouts, &'static LayoutError> {
        EMBEDDED.as_ref()
    }
}

impl Layout {
    /// A part whose columns do not fill the grid, with the columns it covers.
    fn misfit(&self) -> Option<(String, usize)> {
        let side = |label: &str| usize::from(!label.is_empty());
        let sum = |columns: &[Column]| columns.iter().map(|c| c.span).sum::<usize>();
        let width = self.widths.len();
        let head = |h: &Head| h.cells.iter().map(|c| c.span).sum::<usize>();
        let mut parts: Vec<(String, usize)> =
            self.head.iter().map(|h| ("head".to_owned(), head(h))).collect();
        parts.push(("funds".to_owned(), side(&self.funds.label) + sum(&self.funds.columns)));
        parts.push((
            "indicators".to_owned(),
            side(&self.indicators.label) + sum(&self.indicators.columns),
        ));
        parts.into_iter().find(|(_, covered)| *covered != width)
    }

    pub(super) fn breaks(&self) -> Break {
        match self.page {
            Page::Upright => Break::Portrait,
            Page::Wide => Break::Landscape,
        }
    }

    /// Whether a block has a column for something.
    pub(super) fn funds_have(&self, field: Field) -> bool {
        self.funds.columns.iter().any(|c| c.field == field)
    }

    /// The form with a column of reported scores after the scores, in both blocks.
    pub(super) fn with_reported(&self) -> Layout {
        let mut layout = self.clone();
        let reported = Column {
            field: Field::Reported,
            head: Some("自评上报得分".to_owned()),
            over: None,
            span: 1,
        };
        let mut at = usize::from(!layout.indicators.label.is_empty());
        for column in &layout.indicators.columns {
            at += column.span;
            if column.field == Field::Score {
                break;
            }
        }
        layout.widths.insert(at.min(layout.widths.len()), layout.beside);
        for columns in [&mut layout.funds.columns, &mut layout.indicators.columns] {
            let after = columns.iter().position(|c| c.field == Field::Score);
            columns.insert(after.map_or(columns.len(), |p| p + 1), reported.clone());
        }
        for head in &mut layout.head {
            if let Some(last) = head.cells.last_mut() {
                last.span += 1;
            }
        }
        layout
    }
}

/// A text with its places filled.
pub(super) fn fill(text: &str, evaluation: &Evaluation, month: Option<u32>) -> String {
    let e = evaluation;
    text.replace("{name}", &e.name)
        .replace("{department}", &e.department)
        .replace("{unit}", &e.unit)
        .replace("{year}", &e.year.to_string())
        .replace("{month}", &month.map_or(String::new(), |m| m.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_comes_with_the_program_is_valid() {
        let layouts = Layouts::from_files(&Layouts::embedded_files()).unwrap();
        assert!(layouts.all.len() >= 8);
        for layout in &layouts.all {
            assert!(!layout.source.is_empty(), "{}", layout.id);
            assert!(layout.misfit().is_none());
            assert!(layout.with_reported().misfit().is_none(), "{}", layout.id);
        }
    }

    #[test]
    fn a_form_is_added_by_one_file() {
        let mut files = Layouts::embedded_files();
        let twin = files.iter().find(|(p, _)| p.ends_with("国家.toml")).unwrap().1.clone();
        let twin =
            twin.replacen("id = \"国家\"", "id = \"某地\"", 1).replacen("fallback = true", "", 1);
        let from = twin.find("policies = [").unwrap();
        let to = from + twin[from..].find(']').unwrap() + 1;
        let twin = format!("{}policies = [\"某地项目\"]{}", &twin[..from], &twin[to..]);
        files.push(("某地.toml".to_owned(), twin));
        let layouts = Layouts::from_files(&files).unwrap();
        let found = layouts.all.iter().find(|l| l.policies == ["某地项目"]).unwrap();
        assert_eq!(found.id, "某地");
        files.push(("又一个.toml".to_owned(), files[0].1.clone()));
        assert!(Layouts::from_files(&files).unwrap_err().to_string().contains("又一个.toml"));
    }

    #[test]
    fn columns_must_fill_the_grid() {
        let files = Layouts::embedded_files();
        let (path, text) = files.iter().find(|(p, _)| p.ends_with("国家.toml")).unwrap();
        let broken = text.replacen("widths = [9, ", "widths = [9, 9, ", 1);
        let error = Layouts::from_files(&[(path.clone(), broken)]).unwrap_err();
        assert!(error.zh.contains("head"), "{error}");
    }
}
