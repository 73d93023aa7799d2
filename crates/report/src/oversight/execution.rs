//! The parts of the reports about money: pace, structure, departments, sources of money.

use super::paper::{Paper, names, percent, percent_chart, wan, wan_or_dash};
use ::oversight::analysis::{
    Analysis, Curve, Deviations, Found, Part, Point, Ratio, Share, Structure, YearEnd, money,
    percent as said, points,
};
use base::Date;
use document::ChartKind;

/// What the reports about money are made from: analyses of one scope through one month.
#[derive(Debug, Clone)]
pub struct Spending {
    /// Name of the place.
    pub place: String,
    /// 预算年度
    pub year: i32,
    /// Through this month.
    pub month: u32,
    /// Its last day.
    pub to: Date,
    /// 执行进度 by department.
    pub curve: Analysis,
    /// 执行进度 by source of money.
    pub funds: Analysis,
    /// 支出结构
    pub structure: Analysis,
    /// 年末支出 by department; only for a whole year.
    pub year_end: Option<Analysis>,
    /// 预决算差异 by department.
    pub deviation: Option<Analysis>,
    /// Where the figures stand in the journal.
    pub seq: u64,
}

/// Departments that a table lists.
const SLOWEST: usize = 10;
/// Classes that a table lists.
const CLASSES: usize = 12;

pub(super) fn curve(a: &Analysis) -> Option<&Curve> {
    if let Found::Curve(curve) = &a.found { Some(curve) } else { None }
}

fn structure_of(a: &Analysis) -> Option<&Structure> {
    if let Found::Structure(found) = &a.found { Some(found) } else { None }
}

pub(super) fn deviations(a: &Analysis) -> Option<&Deviations> {
    if let Found::Deviations(found) = &a.found { Some(found) } else { None }
}

fn year_end(a: &Analysis) -> Option<&YearEnd> {
    if let Found::YearEnd(found) = &a.found { Some(found) } else { None }
}

impl Spending {
    /// The share of the year that has passed.
    pub(super) fn calendar(&self) -> Ratio {
        Ratio { part: i128::from(self.month), whole: 12 }
    }

    /// 1—9月
    fn months(&self) -> String {
        if self.month == 1 { "1月".to_owned() } else { format!("1—{}月", self.month) }
    }
}

/// 总体执行: the whole in a paragraph, a figure and a table of the months from `first` on.
pub(super) fn overall(paper: &mut Paper, s: &Spending, first: u32, quarter: Option<&str>) {
    let Some(curve) = curve(&s.curve) else { return };
    let Some(last) = curve.points.last() else { return };
    paper.text(pace(s, last));
    let of: Vec<&Point> = curve.points.iter().filter(|p| p.month >= first).collect();
    if let Some(name) = quarter {
        let fen: i64 = of.iter().map(|p| p.paid.as_fen()).sum();
        let paid = base::Amount::fen(fen);
        let share = Ratio::money(paid, last.cumulative).map(said);
        let share = share.map_or(String::new(), |share| format!("，占本年累计支付的{share}"));
        paper.text(format!("其中{name}支付{}{share}。", money(paid).zh));
    }
    let rows = curve.points.iter().map(|p| {
        let calendar = Ratio { part: i128::from(p.month), whole: 12 }.percent();
        vec![format!("{}月", p.month), percent(p.rate), percent(p.last_rate), calendar]
    });
    let heads = ["月份", "本年执行率", "上年执行率", "时间进度"];
    let chart = percent_chart(ChartKind::Lines, None);
    paper.figure("各月累计执行率", &heads, rows.collect(), chart);
    let heads = [
        ("月份", 8),
        ("当月支付", 16),
        ("累计支付", 17),
        ("执行率\n(%)", 13),
        ("快慢\n(百分点)", 14),
        ("上年累计支付", 17),
        ("上年执行率\n(%)", 15),
    ];
    let rows = of.iter().map(|p| {
        vec![
            format!("{}月", p.month),
            wan(p.paid),
            wan(p.cumulative),
            percent(p.rate),
            percent(p.gap),
            wan_or_dash(p.last_cumulative),
            percent(p.last_rate),
        ]
    });
    paper.table("各月执行情况", "万元", &heads, rows.collect());
}

fn pace(s: &Spending, last: &Point) -> String {
    let (year, months, place) = (s.year, s.months(), &s.place);
    let paid = money(last.cumulative).zh;
    let mut text = format!("{year}年{months}，{place}累计支付{paid}");
    match (last.rate, last.gap) {
        (Some(rate), Some(gap)) => {
            let budget = money(last.budget).zh;
            text += &format!("，占全年预算{budget}的{}，{}", said(rate), against(gap, "时间进度"));
        }
        _ => text += "；没有预算，执行率无法计算",
    }
    text += &format!("。{}月当月支付{}。", s.month, money(last.paid).zh);
    match (last.last_cumulative, last.last_rate, last.ahead) {
        (Some(paid), Some(rate), Some(ahead)) => {
            let paid = money(paid).zh;
            text += &format!(
                "上年同期支付{paid}，执行率{}；今年{}。",
                said(rate),
                against(ahead, "上年同期")
            );
        }
        _ => text += "上年同期没有可比的数据，未作比较。",
    }
    text
}

/// 比时间进度慢3.42个百分点
pub(super) fn against(gap: Ratio, what: &str) -> String {
    match gap.times(10_000) {
        0 => format!("与{what}持平"),
        n if n < 0 => format!("比{what}慢{}", points(gap).zh),
        _ => format!("比{what}快{}", points(gap).zh),
    }
}

/// 支出结构
pub(super) fn structure(paper: &mut Paper, s: &Spending) {
    let Some(found) = structure_of(&s.structure) else { return };
    let mut largest: Vec<&Share> = found.functional.iter().filter(|f| !f.paid.is_zero()).collect();
    largest.sort_by(|a, b| b.share.cmp(&a.share).then_with(|| a.who.cmp(&b.who)));
    let list = |shares: &[&Share], most: usize| -> String {
        let one = |f: &&Share| format!("{}{}，占{}", f.who.name, money(f.paid).zh, said(f.share));
        shares.iter().take(most).map(one).collect::<Vec<_>>().join("；")
    };
    paper.text(format!(
        "按功能分类，支出最多的是{}。{}",
        list(&largest, 3),
        moved(&found.functional)
    ));
    let rows = largest.iter().take(CLASSES).map(|f| {
        vec![
            f.who.name.clone(),
            wan(f.paid),
            percent(Some(f.share)),
            wan_or_dash(f.last_paid),
            percent(f.last_share),
            percent(f.shift),
        ]
    });
    let heads = [
        ("功能分类", 28),
        ("支付", 16),
        ("份额\n(%)", 11),
        ("上年同期支付", 17),
        ("上年份额\n(%)", 13),
        ("变化\n(百分点)", 15),
    ];
    paper.table("按功能分类的支出", "万元", &heads, rows.collect());
    if largest.len() > CLASSES {
        paper.note(format!("共{}类，表中列出支付最多的{CLASSES}类。", largest.len()));
    }
    // What would print as nothing is not told of.
    let told = |e: &&Share| e.share.times(10_000) > 0;
    let mut economic: Vec<&Share> = found.economic.iter().filter(told).collect();
    economic.sort_by(|a, b| b.share.cmp(&a.share).then_with(|| a.who.cmp(&b.who)));
    if !economic.is_empty() {
        paper.text(format!("按经济分类，{}。", list(&economic, 4)));
    }
}

/// What moved most; nothing where no year before is known.
fn moved(shares: &[Share]) -> String {
    let pick = |up: bool| {
        let fits = |s: &&Share| {
            s.shift.is_some_and(|d| if up { d > Ratio::ZERO } else { d < Ratio::ZERO })
        };
        let found = shares.iter().find(fits)?;
        Some((found.who.name.as_str(), points(found.shift?).zh))
    };
    match (pick(true), pick(false)) {
        (Some((up, rise)), Some((down, fall))) => {
            format!(
                "与上年同期相比，份额上升最多的是{up}，升{rise}；下降最多的是{down}，降{fall}。"
            )
        }
        (Some((up, rise)), None) => format!("与上年同期相比，份额上升最多的是{up}，升{rise}。"),
        (None, Some((down, fall))) => format!("与上年同期相比，份额下降最多的是{down}，降{fall}。"),
        (None, None) => "上年同期没有可比的数据，份额的变化未比较。".to_owned(),
    }
}

/// 部门执行: those furthest behind, as a figure and a table.
pub(super) fn departments(paper: &mut Paper, s: &Spending) {
    let Some(curve) = curve(&s.curve) else { return };
    let slow: Vec<&Part> = curve.parts.iter().take(SLOWEST).collect();
    if slow.is_empty() {
        paper.text("没有一个部门有预算，部门执行进度未比较。");
        return;
    }
    let calendar = said(s.calendar());
    let mut text = format!(
        "有预算的{}个部门中，{}个慢于时间进度（{calendar}）。",
        curve.compared, curve.behind
    );
    let far = Ratio { part: -8, whole: 100 };
    let behind = curve.parts.iter().filter(|p| p.gap < far).map(|p| p.who.name.as_str());
    let count = behind.clone().count();
    if count > 0 {
        text += &format!("慢8个百分点以上的有{count}个：{}。", names(behind, 5));
    }
    paper.text(text);
    let rows = slow.iter().map(|p| vec![p.who.name.clone(), p.rate.percent()]);
    let chart = percent_chart(ChartKind::Bars, Some(("时间进度", s.calendar())));
    let most = slow.len();
    let title = format!("执行最慢的{most}个部门的执行率（时间进度{calendar}）");
    paper.figure(&title, &["部门", "执行率"], rows.collect(), chart);
    let rows = slow.iter().map(|p| {
        vec![
            p.who.name.clone(),
            wan(p.budget),
            wan(p.paid),
            p.rate.percent(),
            p.gap.percent(),
            percent(p.last_rate),
        ]
    });
    let heads = [
        ("部门", 30),
        ("全年预算", 16),
        ("累计支付", 16),
        ("执行率\n(%)", 12),
        ("快慢\n(百分点)", 14),
        ("上年同期\n(%)", 12),
    ];
    paper.table(&format!("执行最慢的{most}个部门"), "万元", &heads, rows.collect());
}

/// 资金来源
pub(super) fn funds(paper: &mut Paper, s: &Spending) {
    let Some(curve) = curve(&s.funds) else { return };
    let mut parts: Vec<&Part> = curve.parts.iter().collect();
    parts.sort_by(|a, b| b.budget.cmp(&a.budget).then_with(|| a.who.cmp(&b.who)));
    let one = |p: &&Part| format!("{}支付{}，执行率{}", p.who.name, money(p.paid).zh, said(p.rate));
    let all: Vec<String> = parts.iter().take(4).map(one).collect();
    match all.is_empty() {
        true => paper.text("各资金来源都没有预算，执行率未计算。"),
        false => paper.text(format!("按资金性质，{}。", all.join("；"))),
    }
    let rows = parts.iter().map(|p| {
        vec![p.who.name.clone(), wan(p.budget), wan(p.paid), p.rate.percent(), p.gap.percent()]
    });
    let heads = [
        ("资金性质", 34),
        ("全年预算", 18),
        ("累计支付", 18),
        ("执行率\n(%)", 14),
        ("快慢\n(百分点)", 16),
    ];
    paper.table("按资金性质的执行", "万元", &heads, rows.collect());
}

/// 年末支出, where the year is over.
pub(super) fn december(paper: &mut Paper, s: &Spending) {
    let Some(found) = s.year_end.as_ref().and_then(year_end).filter(|y| y.is_over) else { return };
    let Some(share) = found.total.as_ref().and_then(|t| t.share) else { return };
    let last = found.total.as_ref().and_then(|t| t.last_share);
    let last =
        last.map_or_else(|| "，上年没有可比的数据".to_owned(), |l| format!("，上年为{}", said(l)));
    let n = found.more_than_half;
    paper.text(format!(
        "12月支付占全年支付的{}{last}。{}个部门中，12月支付超过全年一半的有{n}个。",
        said(share),
        found.compared
    ));
}

/// What the analyses left out, in a paragraph each, and where the figures come from.
pub(super) fn sources(paper: &mut Paper, s: &Spending) {
    paper.text(format!(
        "本报告的数字由账簿自动汇总，截至第{}号分录；金额单位为万元的按四舍五入取两位小数。执行率为累计支付除以当时的全年预算（年初预算加调整），时间进度为已过月数除以12。",
        s.seq
    ));
    let mut all = vec![&s.curve, &s.structure];
    all.extend(s.deviation.as_ref());
    let mut left: Vec<String> = Vec::new();
    for one in all.iter().flat_map(|a| &a.left_out) {
        let text = super::analysis::left_out(one, crate::Lang::Zh);
        if !left.contains(&text) {
            left.push(text);
        }
    }
    if !left.is_empty() {
        paper.text(format!("未比较的有：{}。", left.join("；")));
    }
}
