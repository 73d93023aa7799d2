//! 项目支出绩效自评汇总报告: the total, the execution rate, every project with its budget and spending, and
//! the three lists that every project stands in exactly once.

use super::print::{NONE, percent, points, rate, wan};
use crate::official::paper::{Form, Rows, Written, cell};
use base::{Amount, Decimal, decimal};
use document::{Break, Paragraph, Role};
use performance::Scored;
use std::collections::{BTreeMap, BTreeSet};

/// A project in the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectYear {
    /// 项目名称
    pub name: String,
    /// 全年预算数
    pub budget: Amount,
    /// 已下达; `None` where releases were not entered.
    pub released: Option<Amount>,
    /// 支出
    pub spent: Amount,
    /// Its scored self-evaluation, where there is one.
    pub scored: Option<Scored>,
}

/// Where a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The whole budget was released and spent.
    Done,
    /// Anything between.
    Partly,
    /// Nothing was released.
    Nothing,
    /// What was released is not known, and not all was spent.
    Unknown,
}

impl ProjectYear {
    fn standing(&self) -> Standing {
        match self.released {
            // What was spent had been released.
            _ if self.spent >= self.budget && !self.spent.is_zero() => Standing::Done,
            None => Standing::Unknown,
            Some(released) if released.is_zero() && self.spent.is_zero() => Standing::Nothing,
            Some(_) => Standing::Partly,
        }
    }
}

/// The report of a unit. Texts by name: 资金管理, 目标完成, 自评工作, 决策情况, 产出情况, 效益情况, 经验做法,
/// 问题原因, 建议, 其他说明, 日期, and `用途.` with the name of a project.
pub fn summary_report(
    unit: &str,
    year: i32,
    projects: &[ProjectYear],
    texts: &BTreeMap<String, String>,
) -> Written {
    let mut report = Report { unit, year, projects, texts, w: Written::new() };
    report.w.push(Paragraph::of(Role::Title, format!("{unit}{year}年度项目支出绩效自评汇总报告")));
    report.names();
    report.overview();
    report.own_work();
    report.conclusion();
    report.analysis();
    report.lessons();
    report.table();
    report.w
}

/// The report while it is written.
struct Report<'a> {
    unit: &'a str,
    year: i32,
    projects: &'a [ProjectYear],
    texts: &'a BTreeMap<String, String>,
    w: Written,
}

impl Report<'_> {
    /// Two projects of one name cannot be told apart on paper.
    fn names(&mut self) {
        let mut seen = BTreeSet::new();
        for project in self.projects {
            if !seen.insert(project.name.trim()) || project.name.trim().is_empty() {
                let name = &project.name;
                self.w.ask(
                    &format!("项目名称.{name}"),
                    "项目名称为空或重复，须改成可以区分的名称",
                    "the name of a project is empty or stands twice; tell them apart",
                );
            }
        }
    }

    fn sum(&mut self, of: fn(&ProjectYear) -> Amount) -> Amount {
        match Amount::total(self.projects.iter().map(of)) {
            Some(sum) => sum,
            None => {
                self.w.ask(
                    "合计",
                    "各项目金额合计超出可计算的范围，须核对",
                    "the total of the projects is beyond what can be computed; check the amounts",
                );
                Amount::ZERO
            }
        }
    }

    fn overview(&mut self) {
        self.w.heading(1, "一、项目支出基本情况");
        self.w.heading(2, "（一）项目支出概况");
        let (budget, spent) = (self.sum(|p| p.budget), self.sum(|p| p.spent));
        let year = self.year;
        if self.projects.is_empty() {
            self.w.text(format!("{year}年度没有项目支出。"));
            return;
        }
        let items: Vec<String> = self.projects.iter().map(|p| self.item(p)).collect();
        let mut text =
            format!("{year}年本{}项目支出为{}，包括{}。", "部门", wan(spent), items.join("；"));
        if items.len() == 1 {
            text = format!("{year}年本部门项目支出为{}，即{}。", wan(spent), items.join(""));
        }
        self.w.text(text);
        self.w.heading(2, "（二）项目资金使用管理情况");
        let mut text = format!("{year}年项目支出预算{}，支出{}", wan(budget), wan(spent));
        if let Some(p) = percent(spent, budget) {
            text.push_str(&format!("，执行率{}", rate(p)));
        }
        self.w.text(text + "。");
        if self.tail(|p| p.budget, budget) || self.tail(|p| p.spent, spent) {
            self.w.text("各项目金额以万元为单位四舍五入，分项之和与总数的尾差由此产生。");
        }
        self.told("资金管理", "项目资金的管理和使用", "how the money was managed");
        self.w.heading(2, "（三）项目支出绩效目标完成程度");
        self.told("目标完成", "绩效目标的完成程度", "how far the goals were reached");
    }

    /// Whether the printed parts do not add up to the printed total.
    fn tail(&self, of: fn(&ProjectYear) -> Amount, total: Amount) -> bool {
        let printed = |a: Amount| decimal::round(a.wan(), 2);
        let mut parts = self.projects.iter().map(|p| printed(of(p)));
        let sum = parts.try_fold(Decimal::ZERO, |s, p| s.checked_add(p));
        sum.is_some_and(|s| s != printed(total))
    }

    /// Name, budget, purpose and spending of a project.
    fn item(&self, p: &ProjectYear) -> String {
        let purpose = self.texts.get(&format!("用途.{}", p.name)).map(|t| t.trim());
        let purpose = purpose.filter(|t| !t.is_empty()).map(|t| {
            format!(
                "，主要用于{}",
                t.trim_start_matches("主要用于").trim_end_matches(['。', '；', ';'])
            )
        });
        let purpose = purpose.unwrap_or_default();
        let head = format!("{}{}{purpose}", p.name, wan(p.budget));
        match p.standing() {
            Standing::Nothing => format!("{head}，财政部门未下达该经费"),
            _ => format!("{head}，项目支出{}", wan(p.spent)),
        }
    }

    fn own_work(&mut self) {
        self.w.heading(1, "二、绩效自评工作情况");
        let scored = self.projects.iter().filter(|p| p.scored.is_some()).count();
        let text = format!("对{scored}个项目开展绩效自评，项目总数{}个。", self.projects.len());
        self.w.text(text);
        self.told("自评工作", "自评工作的组织情况", "how the self-evaluation was organised");
    }

    fn conclusion(&mut self) {
        self.w.heading(1, "三、综合评价结论");
        let scored: Vec<&Scored> = self.projects.iter().filter_map(|p| p.scored.as_ref()).collect();
        let open = scored.iter().filter(|s| s.total.is_none()).count();
        if scored.is_empty() || open > 0 {
            let text = self.w.ask(
                "自评结论",
                "还有项目没有完成自评计分",
                "some projects have not been scored yet",
            );
            self.w.text(text);
            return;
        }
        let count = |g: &str| scored.iter().filter(|s| s.grade.as_deref() == Some(g)).count();
        let list: Vec<String> = ["优", "良", "中", "差"]
            .into_iter()
            .filter(|g| count(g) > 0)
            .map(|g| format!("{}个项目自评等级为“{g}”", count(g)))
            .collect();
        let total = scored.iter().try_fold(Decimal::ZERO, |s, one| s.checked_add(one.total?));
        let mean = total.and_then(|t| t.checked_div(Decimal::from(scored.len())));
        let mean =
            mean.map_or(String::new(), |m| format!("平均得分{}分，", points(decimal::round(m, 2))));
        self.w.text(format!("按评分规则计算，{mean}其中{}。各项目得分见附表。", list.join("，")));
    }

    fn analysis(&mut self) {
        self.w.heading(1, "四、绩效评价指标分析");
        self.w.heading(2, "（一）项目支出决策情况");
        self.told("决策情况", "项目的立项和决策依据", "on what the projects were decided");
        self.w.heading(2, "（二）项目执行过程情况");
        self.lists();
        self.w.heading(2, "（三）项目支出产出情况");
        self.told("产出情况", "项目的产出", "what the projects produced");
        self.w.heading(2, "（四）项目支出效益情况");
        self.told("效益情况", "项目的效益", "what the projects brought");
    }

    /// The three lists. Every project stands in exactly one of them.
    fn lists(&mut self) {
        let parts: Vec<String> = [
            (Standing::Done, "全部下达并且使用完毕"),
            (Standing::Partly, "部分下达或者没有使用完毕"),
            (Standing::Nothing, "没有下达"),
        ]
        .into_iter()
        .filter_map(|(standing, what)| {
            let own = self.projects.iter().filter(|p| p.standing() == standing);
            let names: Vec<&str> = own.map(|p| p.name.as_str()).collect();
            (!names.is_empty()).then(|| format!("{}{what}", names.join("、")))
        })
        .collect();
        if !parts.is_empty() {
            self.w.text(parts.join("，") + "。");
        }
        if self.projects.iter().any(|p| p.standing() == Standing::Unknown) {
            self.told("下达情况", "没有用完的项目的资金下达情况", "what was released of the rest");
        }
    }

    fn lessons(&mut self) {
        self.w.heading(1, "五、主要经验及做法、存在的问题及原因分析");
        self.told("经验做法", "主要经验及做法", "what worked");
        self.told("问题原因", "存在的问题及原因", "problems and their causes");
        self.w.heading(1, "六、有关建议");
        self.told("建议", "有关建议", "suggestions");
        self.w.heading(1, "七、其他需要说明的问题");
        let more = self.texts.get("其他说明").map(|t| t.trim()).filter(|t| !t.is_empty());
        self.w.text(more.unwrap_or("无。"));
        if let Some(day) = self.texts.get("日期").map(|t| t.trim()).filter(|t| !t.is_empty()) {
            self.w.push(Paragraph::of(Role::Signature, self.unit));
            self.w.push(Paragraph::of(Role::Signature, day));
        }
    }

    fn told(&mut self, name: &str, zh: &str, en: &str) {
        let text = match self.texts.get(name).map(|t| t.trim()).filter(|t| !t.is_empty()) {
            Some(text) => text.to_owned(),
            None => {
                let field = format!("汇总.{name}");
                self.w.ask(&field, &format!("须写明{zh}"), &format!("must be written: {en}"))
            }
        };
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            self.w.text(line);
        }
    }

    /// The scores behind the conclusion, project by project.
    fn table(&mut self) {
        if self.projects.iter().all(|p| p.scored.is_none()) {
            return;
        }
        let mut rows = Rows::new(&[34, 13, 13, 11, 11, 11, 11, 11, 8]);
        rows.head(
            [
                "项目名称",
                "全年预算数",
                "全年执行数",
                "执行率",
                "预算执行得分",
                "指标完成得分",
                "复算总分",
                "上报总分",
                "等级",
            ]
            .map(cell)
            .into_iter()
            .collect(),
        );
        for p in self.projects {
            rows.row(line(p).map(cell).into_iter().collect());
        }
        let (budget, spent) = (self.sum(|p| p.budget), self.sum(|p| p.spent));
        let share = percent(spent, budget).map_or(NONE.to_owned(), rate);
        let mut total = vec!["合计".to_owned(), budget.wan_text(), spent.wan_text(), share];
        total.resize(9, NONE.to_owned());
        rows.row(total.into_iter().map(cell).collect());
        self.w.form(Form {
            title: format!("{}年度项目支出绩效自评得分一览表", self.year),
            mark: "附表".to_owned(),
            meta: vec!["金额单位：万元".to_owned()],
            table: rows.table(),
            notes: vec![
                "注：复算总分按评分规则计算，上报总分为单位自评时填报，两者之差为自评虚高。"
                    .to_owned(),
            ],
            before: Break::Landscape,
        });
    }
}

fn line(p: &ProjectYear) -> [String; 9] {
    let none = || NONE.to_owned();
    let show = |v: Option<Decimal>| v.map_or_else(none, points);
    let scored = p.scored.as_ref();
    let indicators = scored.and_then(|s| {
        s.indicators.iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.score?))
    });
    [
        p.name.clone(),
        p.budget.wan_text(),
        p.spent.wan_text(),
        percent(p.spent, p.budget).map_or_else(none, rate),
        show(scored.and_then(|s| s.execution.score)),
        show(indicators),
        show(scored.and_then(|s| s.total)),
        show(scored.and_then(|s| s.reported_total)),
        scored.and_then(|s| s.grade.clone()).unwrap_or_else(none),
    ]
}
