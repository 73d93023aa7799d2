//! Lists of projects in running text: their sum, their status, what is said of them elsewhere.

use super::selfeval::{money, money_range, pairs, size};
use super::similar::{likeness, names};
use super::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, Interval, Unit, decimal};
use facts::{Fact, FactSet, Item, Record, RecordId, TextSlot};
use forms::Catalogue;
use std::collections::BTreeMap;

/// Projects by the statement of their total.
fn lists(set: &FactSet) -> BTreeMap<Option<RecordId>, Vec<(RecordId, &Record)>> {
    let mut out: BTreeMap<Option<RecordId>, Vec<(RecordId, &Record)>> = BTreeMap::new();
    for (id, record) in set.of_form("项目清单") {
        out.entry(record.parent).or_default().push((id, record));
    }
    out
}

/// What the figures of a project say of its status.
fn status(set: &FactSet, id: RecordId, labels: &[(&str, &str)]) -> Option<String> {
    let label = |kind: &str| labels.iter().find(|(k, _)| *k == kind).map(|(_, l)| (*l).to_owned());
    let spent = set.fact(id, "支出").and_then(|(_, f)| money(f));
    let said = set.text(id, "状态");
    let plan = set.fact(id, "预算").and_then(|(_, f)| money(f));
    match (plan, spent.filter(|s| !s.is_zero())) {
        // A printed 0 spent does not tell whether anything was released.
        (_, None) if !said.is_empty() => label("无"),
        (Some(p), Some(s)) if s < p => label("部分"),
        (Some(_), Some(_)) => label("全部"),
        _ => None,
    }
}

/// Listed names and the projects they mean: best agreement first, each project once.
fn assign<'a>(rule: &Rule, set: &'a FactSet) -> (Vec<Named<'a>>, Vec<(RecordId, &'a Record)>) {
    let (labels, endings) = (pairs(rule, "labels"), rule.list("endings"));
    let projects: Vec<(RecordId, &Record)> = set.of_form("项目清单").collect();
    let mut named: Vec<Named<'_>> = set
        .of_form("列举")
        .filter(|(_, r)| labels.iter().any(|(_, l)| *l == r.key))
        .flat_map(|(_, r)| {
            r.items.iter().map(move |item| Named { list: &r.key, item, project: None })
        })
        .collect();
    let mut agreements: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (n, one) in named.iter().enumerate() {
        for (p, (_, project)) in projects.iter().enumerate() {
            let score = names(&one.item.name, &project.key, &endings).max(names(
                &one.item.name,
                &project.label,
                &endings,
            ));
            agreements.push((score, likeness(&one.item.name, &project.key), n, p));
        }
    }
    agreements.retain(|a| a.0 >= size(rule, "likeness"));
    agreements.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut taken = vec![false; projects.len()];
    for (_, _, n, p) in agreements {
        if named[n].project.is_none() && !taken[p] {
            named[n].project = Some(p);
            taken[p] = true;
        }
    }
    (named, projects)
}

/// A name of a list of statuses.
struct Named<'a> {
    list: &'a str,
    item: &'a Item,
    project: Option<usize>,
}

/// `project-status`: the list a project stands in is the one its figures belong to.
pub(crate) fn listed(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let labels = pairs(rule, "labels");
    let mut result = Result::default();
    let (named, projects) = assign(rule, set);
    for one in &named {
        let Some((id, project)) = one.project.map(|p| projects[p]) else { continue };
        let Some(real) = status(set, id, &labels) else { continue };
        let figures = ["预算", "支出"].iter().filter_map(|c| set.fact(id, c));
        let operands = figures.map(|(_, f)| operand(f, set)).collect();
        result.judge((real != one.list).then(|| {
            let mut hit =
                Hit::at(&one.item.place).and(&project.place).stated(one.list).expected(real);
            hit.operands = operands;
            hit.with("name", one.item.name.clone()).with("project", project.label.clone())
        }));
    }
    result
}

/// `project-coverage`: every project stands in one of the lists, and in no two.
pub(crate) fn coverage(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (named, projects) = assign(rule, set);
    let (true, false) = (named.iter().any(|n| n.project.is_some()), projects.is_empty()) else {
        return result;
    };
    let absent: Vec<&Record> = projects
        .iter()
        .enumerate()
        .filter(|(p, _)| !named.iter().any(|n| n.project == Some(*p)))
        .map(|(_, (_, project))| *project)
        .collect();
    // Where most of the projects are not found the lists were not read, or speak of something else.
    if 2 * absent.len() > projects.len() {
        result
            .skipped
            .push("分类列举与项目清单对应不上 / the lists do not match the projects".into());
        return result;
    }
    let list: Vec<&str> = absent.iter().map(|r| r.label.as_str()).collect();
    result.judge(absent.first().map(|one| {
        let mut hit = Hit::at(&one.place).stated(list.join("、"));
        hit.places.extend(absent.iter().skip(1).map(|r| r.place.clone()));
        hit.with("how", "未列入任何一类").with("how_en", "none")
    }));
    for (i, one) in named.iter().enumerate() {
        let twin = named[..i].iter().find(|n| n.item.name == one.item.name && n.list != one.list);
        result.judge(twin.map(|_| {
            let hit = Hit::at(&one.item.place).stated(one.item.name.clone());
            hit.with("how", "同时列入两类").with("how_en", "two")
        }));
    }
    result
}

/// `budget-untold`: a list with budgets, but neither their total nor the rate of execution is said.
pub(crate) fn budget(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for (parent, projects) in lists(set) {
        let plans: Vec<&Fact> =
            projects.iter().filter_map(|(id, _)| set.fact(*id, "预算")).map(|(_, f)| f).collect();
        let spent = projects.iter().filter_map(|(id, _)| set.fact(*id, "支出"));
        let add = |acc: Decimal, f: &Fact| acc.checked_add(money(f)?);
        let plan = plans.iter().try_fold(Decimal::ZERO, |a, f| add(a, f));
        let done = spent.into_iter().try_fold(Decimal::ZERO, |a, (_, f)| add(a, f));
        let (Some(plan), Some(done)) = (plan, done) else { continue };
        if plans.len() < size(rule, "projects") || plan.is_zero() || plan == done {
            continue;
        }
        let rate = done
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|d| d.checked_div(plan))
            .unwrap_or_default();
        let said = set.facts.iter().any(|f| {
            let narrative = set.records.get(f.record.0).is_some_and(|r| r.form == "叙述");
            let total = money_range(f).is_some_and(|r| r.meets(&Interval::exact(plan)));
            let share =
                f.unit == Unit::Percent && f.figure.interval().meets(&Interval::exact(rate));
            narrative && (total || share)
        });
        let head = parent.and_then(|p| set.records.get(p.0)).or(projects.first().map(|(_, r)| *r));
        let unit = plans
            .first()
            .and_then(|f| Some((f.unit.yuan()?, f.unit.label())))
            .unwrap_or((Decimal::ONE, "元"));
        let show = |v: Decimal| {
            format!(
                "{}{}",
                decimal::round(v.checked_div(unit.0).unwrap_or(v), 2).normalize(),
                unit.1
            )
        };
        result.judge((!said).then(|| {
            let place = head.map_or_else(facts::Place::default, |r| r.place.clone());
            let hit = Hit::at(&place).expected(show(plan));
            hit.with("plan", show(plan))
                .with("done", show(done))
                .with("rate", format!("{}%", decimal::fixed(rate, 2)))
                .with("left", show(plan.checked_sub(done).unwrap_or_default()))
        }));
    }
    result
}

/// `score-unfounded`: a total score without any table of indicators behind it.
pub(crate) fn unfounded(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let founded = set.of_form("自评.指标").any(|(id, _)| set.fact(id, "得分").is_some());
    for (id, record) in set.of_form("自评得分") {
        let Some((_, score)) = set.fact(id, "总分") else { continue };
        let grade: Option<&TextSlot> = record.texts.get("等级");
        let lost =
            Decimal::ONE_HUNDRED.checked_sub(score.figure.value).unwrap_or_default().normalize();
        result.judge((!founded).then(|| {
            let hit = Hit::at(&score.place).stated(super::selfeval::shown(score));
            hit.with("score", score.figure.print())
                .with("lost", lost.to_string())
                .with("grade", grade.map_or(String::new(), |g| g.text.clone()))
        }));
    }
    result
}
