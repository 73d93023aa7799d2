//! Reports of oversight over the bundled example: what the written file says is read back, and every figure
//! of it is the answer of a query or an analysis.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

use app::desk::oversight::{
    Analyse, CaseAct, CaseFilter, CaseWords, Query, QueryFormat, ReportWanted, Warn, analyse,
    case_act, case_filter, case_statistics, cases, make_report, query, report, warn,
};
use app::desk::{self, Desk};
use document::{Block, Document, Table};
use oversight::analysis::{Found, Ratio, money, points};
use report::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

struct Demo {
    desk: Desk,
    folder: PathBuf,
}

impl Demo {
    fn new(name: &str) -> Demo {
        let folder =
            std::env::temp_dir().join(format!("mingzhang-reports-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.join("demo.db").display().to_string();
        let mut desk = Desk::create(&place, "140900000", "云岭区", "甲").map_err(|f| f.en).unwrap();
        desk::demo(&mut desk).map_err(|f| f.en).unwrap();
        Demo { desk, folder }
    }

    /// A report as a Word file, read back.
    fn written(&mut self, wanted: &ReportWanted) -> Document {
        let formats = ["docx".to_owned()];
        let made = make_report(&mut self.desk, wanted, &formats, &self.folder);
        let made = made.map_err(|f| f.en).unwrap();
        let bytes = std::fs::read(&made.files[0]).unwrap();
        let (document, problems) = readers::read(&bytes, &readers::Limits::default()).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        document
    }

    /// Figures of a query by the key of their row: amounts in 分, parts of ratios.
    fn asked(
        &mut self,
        by: &str,
        show: &[&str],
        where_: &[&str],
        day: &str,
    ) -> BTreeMap<String, Vec<serde_json::Value>> {
        let texts = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let query_ = Query {
            rows: if by.is_empty() { Vec::new() } else { texts(&[by]) },
            measures: texts(show),
            filters: texts(where_),
            as_of: texts(&[day]),
            ..Query::default()
        };
        let answer =
            query(&mut self.desk, &query_, QueryFormat::Json, Lang::Zh).map_err(|f| f.zh).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        let groups = value["groups"].as_array().unwrap();
        let one = |g: &serde_json::Value| {
            let key = g["key"][0].as_str().unwrap_or_default().to_owned();
            (key, g["cells"].as_array().unwrap().clone())
        };
        groups.iter().map(one).collect()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn wanted(kind: &str) -> ReportWanted {
    ReportWanted { kind: kind.to_owned(), year: 2024, ..ReportWanted::default() }
}

fn fen(value: &serde_json::Value) -> base::Amount {
    base::Amount::fen(value["fen"].as_str().map_or(0, |f| f.parse().unwrap()))
}

fn ratio(value: &serde_json::Value) -> Option<Ratio> {
    let of = |name: &str| value[name].as_str()?.parse().ok();
    Ratio::of(of("numerator")?, of("denominator")?)
}

/// 万元 as tables have it.
fn wan(amount: base::Amount) -> String {
    amount.wan_text()
}

fn plain(text: &str) -> String {
    base::text::squash(text).replace(',', "")
}

/// The rows of the table whose title ends so, without the head.
fn rows(document: &Document, title: &str) -> Vec<Vec<String>> {
    let at = document.blocks.iter().position(|b| match b {
        Block::Paragraph(p) => p.text.starts_with('表') && p.text.ends_with(title),
        Block::Table(_) => false,
    });
    let table: &Table = document.blocks[at.unwrap_or_else(|| panic!("no table {title}"))..]
        .iter()
        .find_map(|b| if let Block::Table(t) = b { Some(t) } else { None })
        .unwrap();
    let row = |r: &document::Row| r.cells.iter().map(|c| plain(&c.text)).collect();
    table.rows.iter().skip(1).map(row).collect()
}

fn text(document: &Document) -> String {
    let text = |b: &Block| match b {
        Block::Paragraph(p) => Some(p.text.clone()),
        Block::Table(_) => None,
    };
    document.blocks.iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

const DAY: &str = "2024-09-30";
const YEAR: &str = "年度=2024";

#[test]
fn every_figure_of_the_monthly_report_is_the_answer_of_a_query() {
    let mut demo = Demo::new("monthly");
    let document = demo.written(&ReportWanted { month: Some(9), ..wanted("monthly") });
    let show = ["全年预算", "已支付", "执行率", "进度差", "上年支付"];
    let whole = demo.asked("", &show, &[YEAR], DAY).remove("").unwrap();
    let sum = |cells: &[serde_json::Value]| {
        (fen(&cells[0]), fen(&cells[1]), ratio(&cells[2]).unwrap(), ratio(&cells[3]).unwrap())
    };
    let (_, paid, ..) = sum(&whole);

    // Departments: name, budget, paid, rate, gap.
    let names = names(&mut demo);
    let departments = demo.asked("部门", &show, &[YEAR], DAY);
    let by_name: BTreeMap<String, &Vec<serde_json::Value>> = departments
        .iter()
        .filter_map(|(code, cells)| Some((plain(names.get(code)?), cells)))
        .collect();
    let slow = rows(&document, "执行最慢的10个部门");
    assert_eq!(slow.len(), 10);
    for row in &slow {
        let (budget, paid, rate, gap) = sum(by_name[&row[0]]);
        assert_eq!(row[1..5], [wan(budget), wan(paid), rate.percent(), gap.percent()], "{row:?}");
    }
    // They are the slowest.
    let mut gaps: Vec<(Ratio, &String)> =
        by_name.iter().filter_map(|(name, cells)| Some((ratio(&cells[3])?, name))).collect();
    gaps.sort();
    assert_eq!(gaps[0].1, &slow[0][0]);
    let behind = gaps.iter().filter(|(gap, _)| *gap < Ratio::ZERO).count();

    // Functions: paid, share, a year before.
    let classes = demo.asked("功能类", &["已支付", "占比", "上年支付"], &[YEAR], DAY);
    let mut found: Vec<[String; 2]> = Vec::new();
    for cells in classes.values().filter(|c| !fen(&c[0]).is_zero()) {
        found.push([wan(fen(&cells[0])), ratio(&cells[1]).unwrap().percent()]);
    }
    found.sort();
    let mut shown: Vec<[String; 2]> =
        rows(&document, "按功能分类的支出").iter().map(|r| [r[1].clone(), r[2].clone()]).collect();
    shown.sort();
    assert_eq!(shown, found);

    // Months: paid in each, paid so far.
    let months = demo.asked("月份", &["已支付"], &[YEAR], DAY);
    let mut so_far = base::Amount::ZERO;
    for (row, cells) in rows(&document, "各月执行情况").iter().zip(months.values()) {
        let of_month = fen(&cells[0]);
        so_far = so_far.plus(of_month).unwrap();
        assert_eq!(row[1..3], [wan(of_month), wan(so_far)]);
    }
    assert_eq!(so_far, paid);

    // The sentences: no figure that no query answers.
    let mut known = known(&mut demo, 9);
    for row in rows(&document, "按功能分类的支出") {
        known.insert(format!("{}个百分点", row[5].trim_start_matches('-')));
    }
    let said = text(&document);
    assert!(said.contains(&format!("有预算的40个部门中，{behind}个慢于时间进度")), "{said}");
    all_known(&said, &known);
    assert!(figures(&said).len() > 20);
}

/// Every figure with decimals that queries through a month give, as sentences say them.
fn known(demo: &mut Demo, month: u32) -> BTreeSet<String> {
    let end =
        |year: i16| base::Date::new(year, month as i8, 1).unwrap().last_of_month().to_string();
    let (day, before) = (end(2024), end(2023));
    let whole = demo.asked("", &["全年预算", "已支付", "执行率", "进度差"], &[YEAR], &day);
    let last = demo.asked("", &["全年预算", "已支付", "执行率"], &["年度=2023"], &before);
    let (whole, last) = (&whole[""], &last[""]);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut percents = vec![Ratio { part: i128::from(month), whole: 12 }];
    let mut sums: Vec<base::Amount> =
        [&whole[0], &whole[1], &last[1]].into_iter().map(fen).collect();
    for (dim, share) in [("功能类", "占比"), ("经济类", "占比"), ("资金性质", "执行率")]
    {
        for cells in demo.asked(dim, &["已支付", share], &[YEAR], &day).values() {
            sums.push(fen(&cells[0]));
            percents.extend(ratio(&cells[1]));
        }
    }
    let months = demo.asked("月份", &["已支付"], &[YEAR], &day);
    let paid: Vec<base::Amount> = months.values().map(|c| fen(&c[0])).collect();
    sums.extend(paid.last());
    let quarter = base::Amount::total(paid.iter().rev().take(3).copied()).unwrap();
    sums.push(quarter);
    percents.extend(Ratio::money(quarter, fen(&whole[1])));
    let (rate, last_rate) = (ratio(&whole[2]).unwrap(), ratio(&last[2]).unwrap());
    percents.extend([rate, last_rate]);
    known.extend(sums.into_iter().map(|amount| money(amount).zh));
    known.extend(percents.into_iter().map(|r| r.percent() + "%"));
    known.insert(points(ratio(&whole[3]).unwrap()).zh);
    known.insert(points(rate.minus(last_rate).unwrap()).zh);
    known
}

fn all_known(said: &str, known: &BTreeSet<String>) {
    for figure in figures(said) {
        assert!(known.contains(&figure), "{figure} is the answer of no query\n{said}");
    }
}

/// Figures with decimals and the unit behind them: 2.75亿元, 71.58%, 3.42个百分点.
fn figures(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let number: String = chars[at..at + digits].iter().collect();
        if number.contains('.') && !number.ends_with('.') {
            let rest: String = chars[at + digits..].iter().take(4).collect();
            let unit =
                ["亿元", "万元", "元", "%", "个百分点"].into_iter().find(|u| rest.starts_with(u));
            all.push(format!("{number}{}", unit.unwrap_or("?")));
        }
        at += digits.max(1);
    }
    all
}

fn names(demo: &mut Demo) -> BTreeMap<String, String> {
    let asked = Analyse {
        kind: "execution-curve".to_owned(),
        year: 2024,
        month: Some(9),
        top: 99,
        ..Analyse::default()
    };
    match analyse(&mut demo.desk, &asked).map_err(|f| f.en).unwrap().found {
        Found::Curve(curve) => curve.parts.into_iter().map(|p| (p.who.code, p.who.name)).collect(),
        _ => panic!(),
    }
}

/// Warnings of September; one handled to its end, one false, some confirmed.
fn handled(demo: &mut Demo) {
    let run = Warn { year: Some(2024), day: Some(DAY.to_owned()), ..Warn::default() };
    warn(&mut demo.desk, &run).map_err(|f| f.en).unwrap();
    let filter = CaseFilter { year: Some(2024), rule: "W28".to_owned(), ..CaseFilter::default() };
    let ids: Vec<String> = cases(&mut demo.desk, &filter)
        .map_err(|f| f.en)
        .unwrap()
        .into_iter()
        .map(|c| c.case.id)
        .collect();
    assert!(ids.len() > 4, "{ids:?}");
    let mut step = |id: &str, action: &str, result: &str, day: &str, amount: &str| {
        let act = CaseAct {
            ids: vec![id.to_owned()],
            action: action.to_owned(),
            result: result.to_owned(),
            comment: "已办".to_owned(),
            day: Some(day.to_owned()),
            amounts: [amount.to_owned(), String::new(), String::new()],
            ..CaseAct::default()
        };
        case_act(&mut demo.desk, &act).map_err(|f| f.zh).unwrap();
    };
    step(&ids[0], "verify", "确认", "2024-09-30", "");
    step(&ids[0], "issue", "", "2024-10-08", "");
    step(&ids[0], "sign", "", "2024-10-09", "");
    step(&ids[0], "feedback", "", "2024-10-20", "12345.67");
    step(&ids[0], "review", "通过", "2024-10-22", "");
    step(&ids[0], "evaluate", "满意", "2024-10-25", "");
    step(&ids[0], "close", "", "2024-10-28", "");
    step(&ids[1], "verify", "误报", "2024-10-09", "");
    step(&ids[2], "verify", "确认", "2024-10-09", "");
}

#[test]
fn warnings_are_counted_as_they_stood_at_the_end_of_the_period() {
    let mut demo = Demo::new("warnings");
    handled(&mut demo);
    let filter = CaseWords { year: Some(2024), on: "2024-12-31", ..CaseWords::default() };
    let filter = case_filter(&filter).map_err(|f| f.en).unwrap();
    let stats = case_statistics(&mut demo.desk, &filter).map_err(|f| f.en).unwrap();
    let document = demo.written(&wanted("warnings"));
    let said = text(&document);
    let n = stats.cases;
    assert!(said.contains(&format!("2024年新增预警案件{n}件：红色")), "{said}");
    assert!(said.contains("已核实3件，其中确认2件、误报1件，准确率66.67%；已销号1件"), "{said}");
    assert!(said.contains("已整改1.23万元，其中退回1.23万元"), "{said}");
    let rules = rows(&document, "按规则的案件");
    for group in &stats.rules {
        let row = rules.iter().find(|r| r[0].starts_with(&group.key)).unwrap();
        let counts = [group.cases, group.confirmed, group.dismissed].map(|n| n.to_string());
        assert_eq!(row[1..4], counts, "{row:?}");
        assert_eq!(row[5..8], [group.settled, group.overdue, group.repeats].map(|n| n.to_string()));
    }
    let times = rows(&document, "各环节办理时间");
    let verify = times.iter().find(|r| r[0] == "核实").unwrap();
    let task = stats.tasks.iter().find(|t| t.task.zh() == "核实").unwrap();
    assert_eq!(
        (verify[1].clone(), verify[4].clone()),
        (task.done.to_string(), task.longest.to_string())
    );
    // At the end of September only one was verified, and nothing was put right.
    let september = text(&demo.written(&ReportWanted { month: Some(9), ..wanted("warnings") }));
    assert!(
        september.contains("已核实1件，其中确认1件、误报0件，准确率100.00%；已销号0件"),
        "{september}"
    );
    assert!(!september.contains("已整改"));
}

#[test]
fn the_quarterly_report_tells_what_became_of_warnings() {
    let mut demo = Demo::new("quarterly");
    handled(&mut demo);
    let third = text(&demo.written(&ReportWanted { quarter: Some(3), ..wanted("quarterly") }));
    for piece in
        ["云岭区2024年第三季度预算联网监督报告", "第三季度新增预警案件", "目前已确认", "建议关注"]
    {
        assert!(third.contains(piece), "{piece}\n{third}");
    }
    let fourth = text(&demo.written(&ReportWanted { quarter: Some(4), ..wanted("quarterly") }));
    for piece in [
        "第四季度账簿中没有新增的预警案件",
        "10月20日单位反馈，整改1.23万元",
        "10月25日人大评价为满意",
        "10月28日销号。目前已销号",
        "12月支付占全年支付的",
    ] {
        assert!(fourth.contains(piece), "{piece}\n{fourth}");
    }
    // Money from queries; payees from their analysis; warnings from their cases.
    let document = demo.written(&ReportWanted { quarter: Some(3), ..wanted("quarterly") });
    let mut known = known(&mut demo, 9);
    for row in rows(&document, "按功能分类的支出") {
        known.insert(format!("{}个百分点", row[5].trim_start_matches('-')));
    }
    let asked = Analyse {
        kind: "payees".to_owned(),
        year: 2024,
        month: Some(9),
        top: 1,
        ..Analyse::default()
    };
    let payees = analyse(&mut demo.desk, &asked).map_err(|f| f.en).unwrap();
    known.extend(figures(&payees.finding.zh));
    for now in cases(&mut demo.desk, &CaseFilter::default()).map_err(|f| f.en).unwrap() {
        known.extend(figures(&now.case.hit().message.zh));
    }
    // One was verified until then, and it was right.
    known.insert("100.00%".to_owned());
    all_known(&third, &known);
}

#[test]
fn a_department_fits_on_one_page_and_says_what_is_not_known() {
    let mut demo = Demo::new("department");
    handled(&mut demo);
    for code in 901..=940 {
        let wanted = ReportWanted { department: code.to_string(), ..wanted("department") };
        let (written, _) = report(&mut demo.desk, &wanted).map_err(|f| f.en).unwrap();
        let sheets = document::paper::sheets(&written.document);
        assert!(document::paper::pages(&sheets).iter().all(|p| *p == 1), "{code}");
        assert!(written.missing.iter().any(|m| m.field == "职责"));
    }
    let page = ReportWanted { year: 2023, department: "102".to_owned(), ..wanted("department") };
    let said = text(&demo.written(&page));
    let whole =
        demo.asked("", &["全年预算", "已支付", "执行率"], &["年度=2023", "部门=102"], "2023-12-31");
    let (budget, paid) = (fen(&whole[""][0]), fen(&whole[""][1]));
    let document = demo.written(&page);
    let figures =
        document.blocks.iter().find_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
    let row: Vec<String> = figures.unwrap().rows[1].cells.iter().map(|c| plain(&c.text)).collect();
    assert_eq!(row[..2], [money(budget).zh, money(paid).zh]);
    for piece in [
        "【做什么】",
        "【钱花到哪里】",
        "【有没有疑点】本年没有登记预警。",
        "【值不值】13个项目自评",
        "预警：电脑按规则",
    ] {
        assert!(said.contains(piece), "{piece}\n{said}");
    }
    let none = ReportWanted { department: "没有".to_owned(), ..wanted("department") };
    assert!(report(&mut demo.desk, &none).unwrap_err().zh.contains("query --by 部门"));
    assert!(report(&mut demo.desk, &wanted("department")).unwrap_err().zh.contains("--department"));
    assert!(
        report(&mut demo.desk, &wanted("周报")).unwrap_err().zh.contains("月度预算执行情况报告")
    );
}
