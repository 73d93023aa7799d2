//! 项目支出绩效自评汇总报告: the total, the execution rate, and the three lists of projects complete.

use crate::official::final_accounts::{money, percent};
use crate::official::paper::Written;
use base::{Amount, decimal};
use document::{Paragraph, Role};
use performance::Scored;
use std::collections::BTreeMap;

/// A project in the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectYear {
    /// 项目名称
    pub name: String,
    /// 全年预算数
    pub budget: Amount,
    /// 已下达
    pub released: Amount,
    /// 支出
    pub spent: Amount,
    /// Its scored self-evaluation, where there is one.
    pub scored: Option<Scored>,
}

/// The report of a unit. Projects without budget and spending are left out of no list.
pub fn summary_report(
    unit: &str,
    year: i32,
    projects: &[ProjectYear],
    texts: &BTreeMap<String, String>,
) -> Written {
    let mut w = Written::new();
    w.push(Paragraph::of(Role::Title, format!("{unit}{year}年度项目支出绩效自评汇总报告")));
    let sum =
        |of: fn(&ProjectYear) -> Amount| Amount::total(projects.iter().map(of)).unwrap_or_default();
    let (budget, spent) = (sum(|p| p.budget), sum(|p| p.spent));
    w.heading(1, "一、项目支出基本情况");
    w.heading(2, "（一）项目支出概况");
    let mut text = format!(
        "{year}年度本单位项目支出预算{}，项目支出{}",
        money::said(budget),
        money::said(spent)
    );
    if let Some(rate) = percent(spent, budget) {
        text.push_str(&format!("，执行率{}%", decimal::fixed(rate, 2)));
    }
    let items: Vec<String> = projects
        .iter()
        .map(|p| match p.released.is_zero() && p.spent.is_zero() {
            true => format!("{}预算{}，财政部门未下达该经费", p.name, money::said(p.budget)),
            false => {
                format!("{}预算{}，支出{}", p.name, money::said(p.budget), money::said(p.spent))
            }
        })
        .collect();
    w.text(format!("{text}。其中：{}。", items.join("；")));
    lists(&mut w, projects);
    w.heading(1, "二、绩效自评工作情况");
    told(&mut w, texts, "自评工作", "自评工作的组织情况", "how the self-evaluation was organised");
    w.heading(1, "三、综合评价结论");
    conclusion(&mut w, projects);
    w.heading(1, "四、主要经验及做法");
    told(&mut w, texts, "经验做法", "主要经验及做法", "what worked");
    w.heading(1, "五、存在的问题及原因分析");
    told(&mut w, texts, "问题原因", "存在的问题及原因", "problems and their causes");
    w.heading(1, "六、有关建议");
    told(&mut w, texts, "建议", "有关建议", "suggestions");
    w
}

fn lists(w: &mut Written, projects: &[ProjectYear]) {
    w.heading(2, "（二）项目资金下达和使用情况");
    let of = |accept: fn(&ProjectYear) -> bool| -> Vec<&str> {
        projects.iter().filter(|p| accept(p)).map(|p| p.name.as_str()).collect()
    };
    let none = |p: &ProjectYear| p.released.is_zero() && p.spent.is_zero();
    let all = |p: &ProjectYear| p.released >= p.budget && p.spent >= p.budget;
    let groups = [
        (
            of(|p| {
                !(p.released.is_zero() && p.spent.is_zero())
                    && p.released >= p.budget
                    && p.spent >= p.budget
            }),
            "全部下达并且使用完毕",
        ),
        (
            projects.iter().filter(|p| !none(p) && !all(p)).map(|p| p.name.as_str()).collect(),
            "部分下达或部分使用",
        ),
        (of(|p| p.released.is_zero() && p.spent.is_zero()), "没有下达"),
    ];
    let parts: Vec<String> = groups
        .iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, what)| format!("{}{what}", names.join("、")))
        .collect();
    w.text(format!("{}。", parts.join("；")));
}

fn conclusion(w: &mut Written, projects: &[ProjectYear]) {
    let scored: Vec<&Scored> = projects.iter().filter_map(|p| p.scored.as_ref()).collect();
    let mut grades: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &scored {
        if let Some(grade) = &one.grade {
            *grades.entry(grade.as_str()).or_default() += 1;
        }
    }
    let list: Vec<String> = ["优", "良", "中", "差"]
        .iter()
        .filter_map(|g| grades.get(g).map(|n| format!("{n}个项目自评等级为“{g}”")))
        .collect();
    let n = scored.len();
    match list.is_empty() {
        true => {
            w.ask("自评结论", "还没有项目完成自评计分", "no project has been scored yet");
            w.text("（待填写：自评结论）");
        }
        false => w.text(format!("共对{n}个项目开展绩效自评，{}。", list.join("，"))),
    }
}

fn told(w: &mut Written, texts: &BTreeMap<String, String>, name: &str, zh: &str, en: &str) {
    let text = match texts.get(name).map(|t| t.trim()).filter(|t| !t.is_empty()) {
        Some(text) => text.to_owned(),
        None => w.ask(name, &format!("须写明{zh}"), &format!("must be written: {en}")),
    };
    for line in text.lines() {
        w.text(line);
    }
}
