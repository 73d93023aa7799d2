//! 部门一页通: a department on one page, in plain words, for deputies.

use super::cases::Warned;
use super::paper::{Paper, percent_chart, short_day};
use crate::official::Written;
use crate::official::paper::{Rows, cell};
use ::oversight::analysis::{Analysis, Found, Ratio, money, percent as said};
use ::oversight::case::State;
use base::{Amount, Date};
use document::ChartKind;

/// What the page is made from.
#[derive(Debug, Clone)]
pub struct DepartmentPage<'a> {
    /// Its name.
    pub name: String,
    /// 预算年度
    pub year: i32,
    /// Through this month.
    pub month: u32,
    /// Its last day.
    pub to: Date,
    /// Its units.
    pub units: usize,
    /// 职责, as entered; empty where nobody has.
    pub duty: String,
    /// 执行进度 of the department.
    pub curve: &'a Analysis,
    /// 支出结构 of the department.
    pub structure: Option<&'a Analysis>,
    /// Its largest projects by payments: name, paid.
    pub projects: Vec<(String, Amount)>,
    /// How many projects it has.
    pub project_count: usize,
    /// Warnings about its units.
    pub warned: Warned<'a>,
    /// What its performance was graded; empty where nothing was.
    pub graded: Vec<Graded>,
}

/// A grade.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graded {
    /// The whole department, or a project.
    pub whole: bool,
    /// As the unit reported it, else as recomputed.
    pub grade: String,
    /// Whether it was recomputed.
    pub recomputed: bool,
}

/// Letters of what a department does that are shown.
const DUTY: usize = 92;

/// How the words are explained: a line each, one paragraph, or small print.
#[derive(Clone, Copy)]
enum Words {
    Lines,
    Paragraph,
    Notes,
}

/// The page. Its words are explained in type as large as leaves it one page.
pub fn department_page(d: &DepartmentPage<'_>) -> Written {
    let below = format!("{}年花钱明白纸（算到{}）", d.year, short_day(d.to));
    let page = |words: Words, spare: usize| {
        let mut paper = Paper::new(&d.name, &below);
        duty(&mut paper, d);
        figures(&mut paper, d);
        went(&mut paper, d);
        changed(&mut paper, d);
        warned(&mut paper, d);
        graded(&mut paper, d);
        glossary(&mut paper, words);
        (0..spare).for_each(|_| paper.text("　"));
        paper.done()
    };
    // Where pages end is known to a line only.
    let fits = |words: &Words| is_one(&page(*words, 1));
    let words = [Words::Lines, Words::Paragraph].into_iter().find(fits).unwrap_or(Words::Notes);
    page(words, 0)
}

fn glossary(paper: &mut Paper, words: Words) {
    let mut lines: Vec<String> =
        GLOSSARY.iter().map(|(word, meaning)| format!("{word}：{meaning}。")).collect();
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, "【词语】");
    }
    match words {
        Words::Lines => lines.into_iter().for_each(|line| paper.text(line)),
        Words::Paragraph => paper.text(lines.concat()),
        Words::Notes => lines.into_iter().for_each(|line| paper.note(line)),
    }
}

/// Whether a document is of one page.
fn is_one(written: &Written) -> bool {
    let sheets = document::paper::sheets(&written.document);
    document::paper::pages(&sheets).iter().all(|page| *page == 1)
}

/// Words that not everybody knows, and what they mean.
const GLOSSARY: [(&str, &str); 5] = [
    ("预算", "人大批准、一年里可以花的钱，含年中增减"),
    ("时间进度", "一年过去了几成；花钱慢不一定是坏事"),
    ("预警", "电脑按规则发现的疑点，经人核实才算问题"),
    ("结案", "问题改好，并经人大评价满意"),
    ("绩效", "钱花得值不值，分优、良、中、差四等"),
];

fn duty(paper: &mut Paper, d: &DepartmentPage<'_>) {
    let units = match d.units {
        0 | 1 => String::new(),
        n => format!("下属和本级单位共{n}个。"),
    };
    let text = match d.duty.trim() {
        "" => paper.ask(
            "职责",
            "用 text 录入这个部门做什么",
            "enter what the department does with text",
        ),
        text => shortened(text, DUTY),
    };
    paper.text(format!("【做什么】{text}{units}"));
}

/// Whole sentences that fit, else the beginning.
fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join("");
    if text.chars().count() <= most {
        return ended(&text);
    }
    let cut: String = text.chars().take(most).collect();
    match cut.rfind(['。', '；']) {
        Some(end) if end > 0 => cut.get(..end).unwrap_or_default().to_owned() + "。",
        _ => cut + "……",
    }
}

fn ended(text: &str) -> String {
    if text.ends_with(['。', '！', '？']) { text.to_owned() } else { format!("{text}。") }
}

fn figures(paper: &mut Paper, d: &DepartmentPage<'_>) {
    let Found::Curve(curve) = &d.curve.found else { return };
    let Some(last) = curve.points.last() else { return };
    let calendar = Ratio { part: i128::from(d.month), whole: 12 };
    let mut rows = Rows::new(&[1, 1, 1, 1]);
    rows.head(["可以花的钱（预算）", "已经花了", "花了几成", "一年过去几成"].map(cell).into());
    let rate = last.rate.map_or_else(|| "没有预算".to_owned(), said);
    let four = [money(last.budget).zh, money(last.cumulative).zh, rate, said(calendar)];
    rows.row(four.map(cell).into());
    paper.bare(rows.table());
}

/// Where the money went: functions in words, the largest projects as bars.
fn went(paper: &mut Paper, d: &DepartmentPage<'_>) {
    let mut text = String::from("【钱花到哪里】");
    if let Some(Found::Structure(found)) = d.structure.map(|s| &s.found) {
        let mut classes: Vec<_> = found.functional.iter().filter(|f| !f.paid.is_zero()).collect();
        classes.sort_by(|a, b| b.share.cmp(&a.share).then_with(|| a.who.cmp(&b.who)));
        let one = |f: &&::oversight::analysis::Share| format!("{}占{}", f.who.name, said(f.share));
        let said: Vec<String> = classes.iter().take(3).map(one).collect();
        text += &format!("{}。", said.join("，"));
    }
    text += &match d.projects.len() {
        0 => "没有项目支出。".to_owned(),
        n if n < d.project_count => format!("{}个项目中花钱最多的{n}个如下。", d.project_count),
        n => format!("{n}个项目如下。"),
    };
    paper.text(text);
    let rows = d.projects.iter().map(|(name, paid)| vec![name.clone(), paid.wan_text()]);
    let chart =
        document::Chart { unit: "万元".to_owned(), ..percent_chart(ChartKind::Bars, None) };
    paper.figure("", &["项目", "已花"], rows.collect(), chart);
}

fn changed(paper: &mut Paper, d: &DepartmentPage<'_>) {
    let Found::Curve(curve) = &d.curve.found else { return };
    let Some(last) = curve.points.last() else { return };
    let mut text = String::from("【有什么变化】");
    match last.last_cumulative {
        Some(before) => {
            let size =
                money(Amount::fen(last.cumulative.as_fen().saturating_sub(before.as_fen()).abs()))
                    .zh;
            text += &match last.cumulative.cmp(&before) {
                std::cmp::Ordering::Equal => "花的钱与上年同期一样多".to_owned(),
                std::cmp::Ordering::Greater => format!("比上年同期多花{size}"),
                std::cmp::Ordering::Less => format!("比上年同期少花{size}"),
            };
            if let Some(ahead) = last.ahead {
                text += &format!("，进度{}", super::execution::against(ahead, "上年同期"));
            }
            text += "。";
        }
        None => text += "上年同期没有数据，没有比较。",
    }
    if let Some(gap) = last.gap {
        text += &format!("花钱{}。", super::execution::against(gap, "时间进度"));
    }
    paper.text(text);
}

fn warned(paper: &mut Paper, d: &DepartmentPage<'_>) {
    let cases = d.warned.cases;
    if cases.is_empty() {
        paper.text("【有没有疑点】本年没有登记预警。");
        return;
    }
    let count = |is: &dyn Fn(State) -> bool| cases.iter().filter(|c| is(c.state)).count();
    let (closed, wrong) = (count(&State::is_settled), count(&|s| s == State::Dismissed));
    let open = count(&State::is_open);
    let red = cases.iter().filter(|c| c.case.level == ::oversight::case::Level::Red).count();
    let mut text = format!(
        "【有没有疑点】本年预警{}件（红色{red}件），已改好结案{closed}件，正在处理{open}件，误报{wrong}件。",
        cases.len()
    );
    let mut ranked = cases.to_vec();
    ::oversight::case::ranked(&mut ranked);
    let grave = ranked.iter().find(|c| c.state != State::Dismissed && c.state != State::Voided);
    if let Some(grave) = grave {
        text += &format!("最要紧的是“{}”，目前{}。", grave.case.hit().title.zh, grave.state.zh());
    }
    paper.text(text);
}

fn graded(paper: &mut Paper, d: &DepartmentPage<'_>) {
    if d.graded.is_empty() {
        paper.text("【值不值】本年还没有绩效自评。");
        return;
    }
    let whole = d.graded.iter().find(|g| g.whole);
    let mut text = String::from("【值不值】");
    if let Some(whole) = whole {
        let how = if whole.recomputed { "按办法算" } else { "自评" };
        text += &format!("部门整体{how}为“{}”。", whole.grade);
    }
    let projects: Vec<&Graded> = d.graded.iter().filter(|g| !g.whole).collect();
    if !projects.is_empty() {
        let of = |grade: &str| projects.iter().filter(|g| g.grade.starts_with(grade)).count();
        let counts: Vec<String> = ["优", "良", "中", "差"]
            .into_iter()
            .filter(|g| of(g) > 0)
            .map(|g| format!("{g}{}个", of(g)))
            .collect();
        let ungraded = projects.iter().filter(|g| g.grade.is_empty()).count();
        let waiting =
            if ungraded > 0 { format!("、未定等级{ungraded}个") } else { String::new() };
        text += &format!("{}个项目自评：{}{waiting}。", projects.len(), counts.join("、"));
    }
    paper.text(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_duties_end_with_a_sentence() {
        assert_eq!(shortened("负责档案工作", 20), "负责档案工作。");
        assert_eq!(shortened("负责档案工作。承担其他任务。", 9), "负责档案工作。");
        assert_eq!(shortened("负责档案的收集、整理和保管", 6), "负责档案的收……");
    }
}
