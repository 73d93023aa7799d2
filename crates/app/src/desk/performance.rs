//! The performance cycle at the desk: goals come in, are reviewed, monitored, scored and handed on.

use super::evidence::Shown;
use super::moves::{Move, record};
use super::official::no_policy;
use super::words::columns;
use super::{Desk, now, today};
use crate::fault::Fault;
use ::performance::{
    Action, Evaluation, Role, State, Step, advance, monitor, review, score, state,
};
use base::{Amount, Decimal, decimal};
use ledger::{Draft, Kind};
use report::Lang;
use std::collections::BTreeSet;
use std::path::Path;
use store::{Dim, Filter};

/// A step somebody takes with an evaluation.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// 单位编码
    pub unit: String,
    /// 年度
    pub year: i32,
    /// 项目编码; every project when empty.
    pub project: String,
    /// 上报, 通过, 退回, 撤回, 公开.
    pub action: String,
    /// 单位, 部门, 财政.
    pub role: String,
    /// Why.
    pub comment: String,
    /// The box it is about.
    pub field: String,
}

/// The evaluations of a unit and year, in order of their codes; executed amounts and actual values that
/// nobody entered come from the payments and recorded activities.
///
/// # Errors
/// When the engine fails or a record cannot be read.
pub fn evaluations(desk: &mut Desk, unit: &str, year: i32) -> Result<Vec<Evaluation>, Fault> {
    let filter = Filter { unit: Some(unit.to_owned()), year: Some(year), ..Filter::default() };
    let mut all = Vec::new();
    for step in desk.store.records("绩效", &filter)? {
        let e: Evaluation = serde_json::from_str(&step.payload).map_err(|e| {
            let key = &step.key;
            let seq = step.seq;
            Fault::new(
                format!("绩效记录 {key} 无法识别：{e}；可用 reverse --entry {seq} 冲销"),
                format!(
                    "the record of {key} cannot be read: {e}; reverse --entry {seq} takes it back"
                ),
            )
        })?;
        all.push(e);
    }
    all.sort_by(|a, b| a.code.cmp(&b.code));
    let shown = Shown::of(desk, unit, year)?;
    for e in &mut all {
        // What the ledger contradicts is said by `score` and `target`.
        shown.apply(e);
    }
    Ok(all)
}

/// What the ledger contradicts in an evaluation, one line each.
fn contradictions(shown: &Shown, e: &Evaluation, lang: Lang) -> String {
    let remarks = shown.apply(&mut e.clone());
    let line = |r: ::performance::Remark| {
        format!("  {}  {}  {}\n", e.name, r.field, lang.say(&r.words.zh, &r.words.en))
    };
    remarks.into_iter().map(line).collect()
}

/// Takes goals or self-evaluations from TOML files; gives the remarks of the review.
///
/// # Errors
/// When a file is not valid; names the line.
pub fn goals(
    desk: &mut Desk,
    unit: &str,
    paths: &[std::path::PathBuf],
    lang: Lang,
) -> Result<String, Fault> {
    let mut drafts = Vec::new();
    let mut all: Vec<Evaluation> = Vec::new();
    for path in paths {
        let e = read(path)?;
        let own = e.unit.split(['-', ' ']).next().unwrap_or_default();
        if own.bytes().all(|b| b.is_ascii_digit()) && !own.is_empty() && own != unit {
            let (shown, of) = (path.display(), &e.unit);
            return Err(Fault::new(
                format!("{shown}：预算单位是“{of}”，不是 --unit {unit}"),
                format!("{shown}: the unit is “{of}”, not --unit {unit}"),
            ));
        }
        if all.iter().any(|o| o.code == e.code && o.year == e.year) {
            let (code, shown) = (&e.code, path.display());
            return Err(Fault::new(
                format!("{shown}：编码 {code} 在所给文件中出现两次"),
                format!("{shown}: the code {code} stands twice in these files"),
            ));
        }
        let now = state_of(desk, unit, e.year, &e.code)?;
        if now != State::Draft {
            let (name, zh) = (&e.name, now.zh());
            return Err(Fault::new(
                format!("“{name}”已是“{zh}”，不能直接改；请先退回（step 退回）再录入"),
                format!("“{name}” is past draft ({zh}); send it back before entering it anew"),
            ));
        }
        let mut draft = Draft::new(Kind::Record, today(), e.year, unit);
        draft.topic = "绩效".to_owned();
        draft.key.clone_from(&e.code);
        draft.payload = serde_json::to_string(&e).unwrap_or_default();
        drafts.push(draft);
        all.push(e);
    }
    let mut rows = Vec::new();
    for e in &all {
        let policy = desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))?;
        let others: Vec<&Evaluation> = all.iter().filter(|o| o.code != e.code).collect();
        for remark in review(e, policy, &others) {
            let must = remark.strictness == ::performance::Strictness::Must;
            let strict = match must {
                true => lang.say("须改", "must"),
                false => lang.say("请核", "ask"),
            };
            let words = lang.say(&remark.words.zh, &remark.words.en).to_owned();
            rows.push(vec![strict.to_owned(), e.name.clone(), remark.field, words]);
        }
    }
    let mut against = String::new();
    let years: BTreeSet<i32> = all.iter().map(|e| e.year).collect();
    for year in years {
        let shown = Shown::of(desk, unit, year)?;
        for e in all.iter().filter(|e| e.year == year) {
            against.push_str(&contradictions(&shown, e, lang));
        }
    }
    let n = drafts.len();
    record(desk, drafts, "target")?;
    let head = match lang {
        Lang::Zh => format!("已录入 {n} 个项目的绩效目标，审核意见 {} 条\n", rows.len()),
        Lang::En => format!("{n} goals entered, {} remarks\n", rows.len()),
    };
    Ok(head + &columns(&rows, &[]) + &against)
}

fn read(path: &Path) -> Result<Evaluation, Fault> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Fault::new(format!("{shown}：{e}"), format!("{shown}: {e}")))?;
    Evaluation::from_toml(&text).map_err(|p| Fault::at(&shown.to_string(), &p))
}

/// Reported and recomputed scores side by side, with alarms and what is missing.
///
/// # Errors
/// When there is nothing to score.
pub fn score_text(desk: &mut Desk, unit: &str, year: i32, lang: Lang) -> Result<String, Fault> {
    let all = evaluations(desk, unit, year)?;
    if all.is_empty() {
        return Err(nothing(unit, year));
    }
    let heads = match lang {
        Lang::Zh => ["项目", "执行率", "上报", "复算", "虚高", "等级", "状态", "红", "黄", "待填"],
        Lang::En => [
            "project", "rate", "reported", "by rule", "inflated", "grade", "state", "red",
            "yellow", "missing",
        ],
    };
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let mut details = String::new();
    let shown = Shown::of(desk, unit, year)?;
    for e in &all {
        let policy = desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))?;
        let s = score(e, policy);
        let state = state_of(desk, unit, year, &e.code)?;
        let show = |v: Option<Decimal>| v.map_or("—".to_owned(), |v| v.normalize().to_string());
        let red = s.alarms.iter().filter(|a| a.colour == ::performance::Colour::Red).count();
        rows.push(vec![
            e.name.clone(),
            s.rate.map_or("—".to_owned(), |r| format!("{}%", decimal::fixed(r, 2))),
            show(s.reported_total),
            show(s.total),
            show(s.difference),
            s.grade.clone().unwrap_or_else(|| "—".to_owned()),
            state.zh().to_owned(),
            red.to_string(),
            (s.alarms.len() - red).to_string(),
            s.missing.len().to_string(),
        ]);
        details.push_str(&contradictions(&shown, e, lang));
        for m in &s.missing {
            let words = lang.say(&m.words.zh, &m.words.en);
            details.push_str(&format!("  {}  {}  {words}\n", e.name, m.field));
        }
        for (i, line) in e.indicators.iter().zip(&s.indicators) {
            if line.within == Some(false) {
                let why = lang.say(&line.why.zh, &line.why.en);
                let reported = show(line.reported);
                details.push_str(&format!(
                    "  {}  {}  {} {reported}；{why}\n",
                    e.name,
                    i.name,
                    lang.say("上报", "reported")
                ));
            }
        }
    }
    let right = [false, true, true, true, true, false, false, true, true, true];
    Ok(columns(&rows, &right) + &details)
}

/// Double monitoring at the end of a month: executed amounts are the payments up to then.
///
/// # Errors
/// When there is nothing to monitor.
pub fn monitor_text(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    month: u32,
    lang: Lang,
) -> Result<String, Fault> {
    let mut all = evaluations(desk, unit, year)?;
    if all.is_empty() {
        return Err(nothing(unit, year));
    }
    let mut rows = Vec::new();
    for e in &mut all {
        spent_until(desk, unit, year, month, e)?;
        let policy = desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))?;
        let m = monitor(e, month, policy);
        let shade = |c: Option<::performance::Colour>| c.map_or("—", ::performance::Colour::zh);
        rows.push(vec![
            shade(m.colour).to_owned(),
            e.name.clone(),
            lang.say(&m.execution.why.zh, &m.execution.why.en).to_owned(),
        ]);
        for one in m
            .indicators
            .iter()
            .filter(|i| i.colour.is_some_and(|c| c < ::performance::Colour::Green))
        {
            let why = lang.say(&one.why.zh, &one.why.en);
            rows.push(vec![
                shade(one.colour).to_owned(),
                format!("  {}", one.name),
                why.to_owned(),
            ]);
        }
    }
    Ok(columns(&rows, &[]))
}

/// Puts the payments up to the end of a month in place of the year's executed amount.
pub(super) fn spent_until(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    month: u32,
    e: &mut Evaluation,
) -> Result<(), Fault> {
    let filter = Filter {
        unit: Some(unit.to_owned()),
        year: Some(year),
        project: (!e.whole).then(|| e.code.clone()),
        kinds: vec![Kind::Pay],
        ..Filter::default()
    };
    let last = format!("{year:04}-{month:02}");
    let months = desk.store.sums(&filter, &[Dim::Month])?;
    if months.is_empty() {
        return Ok(());
    }
    let until = months.iter().filter(|s| s.by.first().is_some_and(|m| *m <= last));
    let spent = Amount::total(until.map(|s| s.amount)).unwrap_or_default();
    for (n, fund) in e.funds.iter_mut().enumerate() {
        fund.executed = if n == 0 { spent } else { Amount::ZERO };
    }
    Ok(())
}

/// Where an evaluation stands.
pub(super) fn state_of(desk: &mut Desk, unit: &str, year: i32, code: &str) -> Result<State, Fault> {
    let filter = Filter {
        unit: Some(unit.to_owned()),
        year: Some(year),
        key: Some(code.to_owned()),
        ..Filter::default()
    };
    let steps: Vec<Step> = desk
        .store
        .history("绩效步骤", &filter)?
        .iter()
        .filter_map(|s| serde_json::from_str(&s.payload).ok())
        .collect();
    Ok(state(&steps))
}

/// Takes a step with one evaluation or all of a unit and year.
///
/// # Errors
/// Says why the step is not possible; nothing is then recorded.
pub fn act(desk: &mut Desk, act: &Act) -> Result<Move, Fault> {
    let unknown = |what: &str| {
        Fault::new(
            format!("不认识“{what}”；动作有 上报、通过、退回、撤回、公开，角色有 单位、部门、财政"),
            format!(
                "“{what}” is not known; actions: submit, approve, send-back, withdraw, publish; roles: unit, department, finance"
            ),
        )
    };
    let action = Action::parse(&act.action).ok_or_else(|| unknown(&act.action))?;
    let role = Role::parse(&act.role).ok_or_else(|| unknown(&act.role))?;
    let all = evaluations(desk, &act.unit, act.year)?;
    let mut drafts = Vec::new();
    for e in all.iter().filter(|e| act.project.is_empty() || e.code == act.project) {
        let policy = desk.policies.get(&e.policy).ok_or_else(|| no_policy(e))?;
        let complete = score(e, policy).missing.is_empty();
        let step = Step {
            actor: desk.actor.clone(),
            role,
            at: now(),
            action,
            comment: act.comment.clone(),
            field: act.field.clone(),
        };
        let before = state_of(desk, &act.unit, act.year, &e.code)?;
        advance(before, &step, complete).map_err(|w| {
            Fault::new(format!("{}：{}", e.name, w.zh), format!("{}: {}", e.name, w.en))
        })?;
        let mut draft = Draft::new(Kind::Record, today(), act.year, &act.unit);
        draft.topic = "绩效步骤".to_owned();
        draft.key.clone_from(&e.code);
        draft.payload = serde_json::to_string(&step).unwrap_or_default();
        drafts.push(draft);
    }
    if drafts.is_empty() {
        return Err(nothing(&act.unit, act.year));
    }
    record(desk, drafts, "step")
}

fn nothing(unit: &str, year: i32) -> Fault {
    Fault::new(
        format!("单位 {unit} 的 {year} 年没有绩效目标；请先用 target 录入"),
        format!("unit {unit} has no goals in {year}; enter them with target"),
    )
}
