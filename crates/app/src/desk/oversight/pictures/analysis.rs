//! The charts of an analysis: of what it found, and where a table of it says little, of the answer behind it.

use super::super::analyse::Analyse;
use super::super::asked::{Key, asked};
use super::super::query::Query;
use super::answer::picture;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::analysis::{
    Analysis, CarryOver, Curve, Deviations, Found, Inflation, Outliers, Payees, Peers, Ratio,
    Series as Years, YearEnd,
};
use base::Amount;
use report::Lang;
use report::chart::{Dot, Drawing, Figure, Picture, Point, Series, Unit, grouped};

/// A chart with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it shows.
    pub title: String,
    /// The chart.
    pub picture: Picture,
}

/// Parts that can be told apart in bars.
const PARTS: usize = 30;

/// Lines that can be told apart.
const LINES: usize = 8;

/// The charts of an analysis; none where words say it all.
///
/// # Errors
/// When the store fails.
pub fn analysis_pictures(
    desk: &mut Desk,
    done: &Analysis,
    asked: &Analyse,
    lang: Lang,
) -> Result<Vec<Shown>, Fault> {
    let say = |zh: &str, en: &str| lang.say(zh, en).to_owned();
    let one = |title: String, picture: Picture| vec![Shown { title, picture }];
    Ok(match &done.found {
        Found::Curve(found) => {
            one(say("执行进度与时间进度", "Execution and the calendar"), curve(found, lang))
        }
        Found::Structure(_) => structure(desk, done, asked, lang)?,
        Found::Peers(found) => {
            one(say("人均支付与在职人数", "Paid per head and staff"), peers(found, lang))
        }
        Found::YearEnd(found) => {
            let mut all =
                one(say("十二月支出占全年的比重", "Share of December"), year_end(found, lang));
            all.extend(months(desk, done, asked, lang)?);
            all
        }
        Found::Payees(found) => one(
            say("最大的一个和五个收款人的份额", "Share of the largest payee and of five"),
            payees(found, lang),
        ),
        Found::CarryOver(found) => one(
            say("结转资金的来源年度", "Years that carried money comes from"),
            origins(found, lang),
        ),
        Found::Deviations(found) => {
            one(say("预决算差异率", "Difference from the budget"), deviations(found, lang))
        }
        Found::Series(found) => one(say("各年支出", "Paid by year"), series(found, lang)),
        Found::Outliers(found) if !found.payments.is_empty() => one(
            say("异常支付与同类的中位数", "Unusual payments and the usual one"),
            odd(found, lang),
        ),
        Found::Inflation(found) => one(
            say("自评总分高出复算上限的平均分", "Mean points above what the policy allows"),
            inflation(found, lang),
        ),
        Found::Outliers(_) | Found::Copied(_) => Vec::new(),
    })
}

fn point(figure: Figure) -> Point {
    Point { figure, href: String::new() }
}

fn percent(ratio: Option<Ratio>) -> Point {
    point(ratio.map_or(Figure::None, |r| Figure::Hundredths(r.times(10_000))))
}

fn fen(amount: Amount) -> Point {
    point(Figure::Whole(amount.as_fen().into()))
}

fn line(name: &str, faint: bool, points: Vec<Point>) -> Series {
    Series { name: name.to_owned(), points, faint }
}

fn bars(labels: Vec<String>, series: Vec<Series>, unit: Unit, all: usize) -> Picture {
    let left_out = all.saturating_sub(labels.len());
    Picture { drawing: Drawing::Bars { labels, series }, unit, left_out }
}

fn curve(found: &Curve, lang: Lang) -> Picture {
    let months = &found.points;
    let labels = months.iter().map(|p| match lang {
        Lang::Zh => format!("{}月", p.month),
        Lang::En => p.month.to_string(),
    });
    let calendar = |month: u32| Ratio { part: i128::from(month), whole: 12 };
    let mut series = vec![
        line(
            lang.say("执行率", "execution"),
            false,
            months.iter().map(|p| percent(p.rate)).collect(),
        ),
        line(
            lang.say("时间进度", "calendar"),
            true,
            months.iter().map(|p| percent(Some(calendar(p.month)))).collect(),
        ),
    ];
    if months.iter().any(|p| p.last_rate.is_some()) {
        let last = months.iter().map(|p| percent(p.last_rate)).collect();
        series.push(line(lang.say("上年执行率", "execution of the year before"), false, last));
    }
    let drawing = Drawing::Lines { labels: labels.collect(), series };
    Picture { drawing, unit: Unit::Percent, left_out: 0 }
}

/// The same scope as the analysis, as a question.
fn question(done: &Analysis, asked: &Analyse, rows: &[&str], columns: &[&str]) -> Query {
    let owned = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<String>>();
    let mut only = vec![("year".to_owned(), vec![done.year.to_string()])];
    for (dim, values) in
        [("unit", &asked.units), ("department", &asked.departments), ("region", &asked.regions)]
    {
        if !values.is_empty() {
            only.push((dim.to_owned(), values.clone()));
        }
    }
    let end = base::Date::new(i16::try_from(done.year).unwrap_or(0), 1, 1).ok();
    let end = end.filter(|_| done.month < 12).and_then(|d| {
        let month = i8::try_from(done.month).ok()?;
        base::Date::new(d.year(), month, 1).ok().map(base::Date::last_of_month)
    });
    Query {
        rows: owned(rows),
        columns: owned(columns),
        measures: owned(&["paid"]),
        filters: asked.filters.clone(),
        as_of: end.map(|d| d.to_string()).into_iter().collect(),
        only,
        within: asked.within.clone(),
        ..Query::default()
    }
}

/// Where the parts of a chart lead: nowhere, the tables beside it say what there is.
fn nowhere(_: &[&Key]) -> String {
    String::new()
}

fn structure(
    desk: &mut Desk,
    done: &Analysis,
    asked_: &Analyse,
    lang: Lang,
) -> Result<Vec<Shown>, Fault> {
    let mut all = Vec::new();
    for (title, rows, kind) in [
        (
            lang.say(
                "钱花在哪里：功能分类的类和款",
                "Where it went: classes and sections of functions",
            ),
            &["class", "section"][..],
            "tree",
        ),
        (
            lang.say("资金性质 → 功能类 → 经济类", "Fund → function → economic class"),
            &["fund", "class", "eco-class"][..],
            "flow",
        ),
    ] {
        let view = asked(desk, &question(done, asked_, rows, &[]), lang)?;
        if let Some(picture) = picture(&view, kind, &nowhere) {
            all.push(Shown { title: title.to_owned(), picture });
        }
    }
    Ok(all)
}

/// Departments by months, or units within one.
fn months(
    desk: &mut Desk,
    done: &Analysis,
    asked_: &Analyse,
    lang: Lang,
) -> Result<Option<Shown>, Fault> {
    let inside = !asked_.units.is_empty() || !asked_.departments.is_empty();
    let by = if inside { "unit" } else { "department" };
    let query =
        Query { sort: Some("paid".to_owned()), ..question(done, asked_, &[by], &["month"]) };
    let view = asked(desk, &query, lang)?;
    let title = lang.say("每月支付热力图", "Payments by month").to_owned();
    Ok(picture(&view, "heat", &nowhere).map(|picture| Shown { title, picture }))
}

fn peers(found: &Peers, lang: Lang) -> Picture {
    let dot = |p: &::oversight::analysis::Peer| {
        let (name, heads) = (&p.who.name, p.heads);
        let (own, median) = (grouped(&p.per_head.yuan_text()), grouped(&p.median.yuan_text()));
        Dot {
            said: match lang {
                Lang::Zh => format!("{name}：{heads} 人，人均 {own} 元，同类中位数 {median} 元"),
                Lang::En => {
                    format!("{name}: staff {heads}, {own} yuan a head, usual {median} yuan")
                }
            },
            along: i128::from(heads),
            up: p.per_head.as_fen().into(),
        }
    };
    Picture {
        drawing: Drawing::Dots {
            along: lang.say("人数", "staff").to_owned(),
            up: lang.say("人均支付", "paid per head").to_owned(),
            dots: found.units.iter().map(dot).collect(),
        },
        unit: Unit::Yuan,
        left_out: found.compared.saturating_sub(found.units.len()),
    }
}

fn year_end(found: &YearEnd, lang: Lang) -> Picture {
    let parts: Vec<_> = found.parts.iter().take(PARTS).collect();
    let series = vec![
        line(
            lang.say("本年", "this year"),
            false,
            parts.iter().map(|p| percent(p.share)).collect(),
        ),
        line(
            lang.say("上年", "the year before"),
            false,
            parts.iter().map(|p| percent(p.last_share)).collect(),
        ),
    ];
    let labels = parts.iter().map(|p| p.who.name.clone()).collect();
    bars(labels, series, Unit::Percent, found.parts.len())
}

fn payees(found: &Payees, lang: Lang) -> Picture {
    let units: Vec<_> = found.units.iter().take(PARTS).collect();
    let series = vec![
        line(
            lang.say("最大一个", "largest"),
            false,
            units.iter().map(|u| percent(Some(u.first))).collect(),
        ),
        line(
            lang.say("最大五个", "five largest"),
            false,
            units.iter().map(|u| percent(Some(u.five))).collect(),
        ),
    ];
    let labels = units.iter().map(|u| u.who.name.clone()).collect();
    bars(labels, series, Unit::Percent, found.compared)
}

fn origins(found: &CarryOver, lang: Lang) -> Picture {
    let series = vec![
        line(
            lang.say("年初结转", "carried over"),
            false,
            found.origins.iter().map(|o| fen(o.opening)).collect(),
        ),
        line(lang.say("还剩", "left"), false, found.origins.iter().map(|o| fen(o.left)).collect()),
    ];
    let label = |year: i32, before: bool| match (before, lang) {
        (false, _) => year.to_string(),
        (true, Lang::Zh) => format!("{year}及以前"),
        (true, Lang::En) => format!("{year} or before"),
    };
    let labels = found.origins.iter().map(|o| label(o.year, o.or_before)).collect();
    bars(labels, series, Unit::Yuan, 0)
}

fn deviations(found: &Deviations, lang: Lang) -> Picture {
    let parts: Vec<_> = found.parts.iter().take(PARTS).collect();
    let series = vec![
        line(
            lang.say("与年初预算", "from the initial budget"),
            false,
            parts.iter().map(|p| percent(p.deviation)).collect(),
        ),
        line(
            lang.say("与全年预算", "from the current budget"),
            false,
            parts.iter().map(|p| percent(p.from_current)).collect(),
        ),
    ];
    let labels = parts.iter().map(|p| p.who.name.clone()).collect();
    bars(labels, series, Unit::Percent, found.compared)
}

fn series(found: &Years, lang: Lang) -> Picture {
    let total = found.total.iter().map(|t| (lang.say("合计", "total").to_owned(), t));
    let parts = found.parts.iter().take(LINES).map(|t| (t.who.name.clone(), t));
    let track = |(name, track): (String, &::oversight::analysis::Track)| Series {
        name,
        points: track
            .years
            .iter()
            .map(|y| y.as_ref().map_or(point(Figure::None), |y| fen(y.paid)))
            .collect(),
        faint: false,
    };
    let drawing = Drawing::Lines {
        labels: found.years.iter().map(ToString::to_string).collect(),
        series: total.chain(parts).map(track).collect(),
    };
    Picture { drawing, unit: Unit::Yuan, left_out: found.parts.len().saturating_sub(LINES) }
}

fn odd(found: &Outliers, lang: Lang) -> Picture {
    let all: Vec<_> = found.payments.iter().take(PARTS).collect();
    let series = vec![
        line(lang.say("这一笔", "payment"), false, all.iter().map(|p| fen(p.amount)).collect()),
        line(
            lang.say("同类中位数", "usual one"),
            false,
            all.iter().map(|p| fen(p.median)).collect(),
        ),
    ];
    let labels = all.iter().map(|p| format!("{} {} {}", p.day, p.who.name, p.subject.name));
    bars(labels.collect(), series, Unit::Yuan, found.found)
}

fn inflation(found: &Inflation, lang: Lang) -> Picture {
    let units: Vec<_> = found.units.iter().take(PARTS).collect();
    let mean = |u: &::oversight::analysis::Inflated| {
        u.mean().map_or(Figure::None, |r| Figure::Hundredths(r.times(1)))
    };
    let points = units.iter().map(|u| point(mean(u))).collect();
    let series = vec![line(lang.say("平均虚高", "mean excess"), false, points)];
    let labels = units.iter().map(|u| u.who.name.clone()).collect();
    bars(labels, series, Unit::Other(lang.say("分", " points").to_owned()), found.units.len())
}
