//! The boxes of the official forms as texts that people type, and back. A box has one name everywhere: that of
//! the remarks of the review, e.g. `指标3.实际完成值`.

use super::Form;
use ::performance::{Evaluation, Funding, Indicator, Target, Value, Words, sign};
use base::text::narrow;
use base::{Amount, Decimal};
use std::collections::BTreeMap;
use std::str::FromStr as _;

/// What was typed, by the name of the box.
pub type Typed = BTreeMap<String, String>;

/// A box whose text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name.
    pub field: String,
    /// Why, and what to write.
    pub words: Words,
}

/// What the ledger has of a project, which is then shown and not typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ledgered {
    /// 年初预算
    pub initial: Option<Amount>,
    /// 年初预算 with its adjustments.
    pub current: Option<Amount>,
    /// 支付
    pub paid: Option<Amount>,
}

/// Headings of the analysis that every form asks for; others that a record has are kept.
const TEXTS: [&str; 3] = ["主要经验做法", "存在的主要问题", "下一步改进措施"];

/// The largest weight or score that is not a slip, as files are read.
const SCORE: i64 = 10_000;

/// The headings of the analysis: those always asked for, then others that were written.
pub fn headings(e: &Evaluation) -> Vec<String> {
    let others = e.analysis.texts.keys().filter(|k| !TEXTS.contains(&k.as_str())).cloned();
    TEXTS.iter().map(|t| (*t).to_owned()).chain(others).collect()
}

/// Whether the ledger says the amounts of these funds: one row, of a project. Where there are several sources
/// the ledger's sum stands beside them.
pub fn said_by_ledger(e: &Evaluation) -> bool {
    !e.whole && e.funds.len() == 1
}

/// Boxes of a form and their texts, in printed order.
pub fn boxes(e: &Evaluation, form: Form) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut put = |name: String, text: String| all.push((name, text));
    let score = |s: Option<Decimal>| s.map_or_else(String::new, |s| s.normalize().to_string());
    if form == Form::Targets {
        put("办法".to_owned(), e.policy.clone());
        put("年度目标".to_owned(), e.goal.clone());
    }
    for (m, f) in (1..).zip(&e.funds) {
        let amount = |a: Amount| a.yuan().normalize().to_string();
        match form {
            Form::Targets => {
                put(format!("资金{m}.资金来源"), f.source.clone());
                put(format!("资金{m}.目标申报数"), f.declared.map(amount).unwrap_or_default());
                put(format!("资金{m}.年初预算数"), amount(f.initial));
            }
            Form::SelfEvaluation => {
                put(format!("资金{m}.全年预算数"), amount(f.current));
                put(format!("资金{m}.全年执行数"), amount(f.executed));
            }
            Form::Monitoring(_) => {}
        }
    }
    if form == Form::SelfEvaluation {
        put("预算执行.得分".to_owned(), score(e.reported_execution));
    }
    if form != Form::Targets {
        put("资金.偏差原因".to_owned(), e.funds_reason.clone());
        put("实际完成情况".to_owned(), e.done.clone());
    }
    for (n, i) in (1..).zip(&e.indicators) {
        let mut put = |name: &str, text: String| put(format!("指标{n}.{name}"), text);
        if form == Form::Targets {
            put("一级指标", i.level1.clone());
            put("二级指标", i.level2.clone());
            put("三级指标", i.name.clone());
            put("指标值", i.target.text());
            put("分值", i.weight.normalize().to_string());
            put("指标解释", i.standard.clone());
            continue;
        }
        put("实际完成值", i.actual.as_ref().map_or_else(String::new, |v| value(v, i.due())));
        if form == Form::SelfEvaluation {
            put("得分", score(i.reported));
        }
        put("偏差原因", i.reason.clone());
    }
    if form == Form::SelfEvaluation {
        for heading in headings(e) {
            let text = e.analysis.texts.get(&heading).cloned().unwrap_or_default();
            put(format!("文字.{heading}"), text);
        }
    }
    all
}

/// A value as it is typed.
fn value(value: &Value, target: &Target) -> String {
    match value {
        Value::Number(n) => format!("{}{}", n.normalize(), target.unit),
        Value::Reached => "达成".to_owned(),
        Value::Partly => "部分达成".to_owned(),
        Value::Missed => "未达成".to_owned(),
    }
}

/// What a target looks like, for a hint beside the box.
pub fn target_text(target: &Target) -> String {
    match target.number {
        Some(n) => format!("{}{}{}", sign(target.operator), n.normalize(), target.unit),
        None => target.words.clone(),
    }
}

/// What became of typed texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Boxes that cannot be read.
    pub unread: Vec<Unread>,
    /// Number of the typed row of each indicator: rows that were emptied are taken out.
    pub rows: Vec<usize>,
}

/// Puts what was typed into an evaluation. A box that is not among the typed ones stays as it is; one that cannot
/// be read is named and counts as not filled.
pub fn fill(e: &mut Evaluation, form: Form, typed: &Typed, ledger: &Ledgered) -> Filled {
    let mut reading = Reading { typed, unread: Vec::new(), rows: Vec::new() };
    match form {
        Form::Targets => targets(e, &mut reading),
        Form::Monitoring(_) | Form::SelfEvaluation => values(e, form, &mut reading),
    }
    let said = said_by_ledger(e);
    if let (true, [fund]) = (said, e.funds.as_mut_slice()) {
        fund.initial = ledger.initial.unwrap_or(fund.initial);
        fund.current = ledger.current.unwrap_or(fund.current);
        // At the end of a month the payments until then count; they are put in where the month is known.
        if form == Form::SelfEvaluation {
            fund.executed = ledger.paid.unwrap_or(fund.executed);
        }
    }
    Filled { unread: reading.unread, rows: reading.rows }
}

fn targets(e: &mut Evaluation, reading: &mut Reading<'_>) {
    reading.text("办法", &mut e.policy);
    reading.text("年度目标", &mut e.goal);
    for m in 1..=reading.rows("资金").max(e.funds.len()) {
        if e.funds.len() < m {
            if reading.blank(&format!("资金{m}.")) {
                continue;
            }
            e.funds.push(Funding::default());
        }
        let Some(fund) = e.funds.get_mut(m - 1) else { continue };
        reading.text(&format!("资金{m}.资金来源"), &mut fund.source);
        if let Some(declared) = reading.amount(&format!("资金{m}.目标申报数")) {
            fund.declared = declared;
        }
        if let Some(initial) = reading.amount(&format!("资金{m}.年初预算数")) {
            let initial = initial.unwrap_or_default();
            // Before anything is adjusted the year's budget is the first one.
            if fund.current == fund.initial {
                fund.current = initial;
            }
            fund.initial = initial;
        }
    }
    let rows = reading.rows("指标").max(e.indicators.len());
    let mut kept = Vec::new();
    for n in 1..=rows {
        let old = e.indicators.get(n - 1).cloned();
        // A row that was emptied is taken out; one that was never typed stays.
        let typed = reading.any(&format!("指标{n}."));
        if typed && reading.blank(&format!("指标{n}.")) || (!typed && old.is_none()) {
            continue;
        }
        let mut i = old.unwrap_or_else(empty);
        let name = |part: &str| format!("指标{n}.{part}");
        reading.text(&name("一级指标"), &mut i.level1);
        reading.text(&name("二级指标"), &mut i.level2);
        reading.text(&name("三级指标"), &mut i.name);
        reading.text(&name("指标解释"), &mut i.standard);
        if let Some(text) = reading.typed.get(&name("指标值")) {
            let target = Target::parse(text);
            if target.text() != i.target.text() {
                i.direction = target.direction();
                i.target = target;
            }
        }
        if let Some(weight) = reading.score(&name("分值")) {
            i.weight = weight.unwrap_or_default();
        }
        kept.push(i);
        reading.rows.push(n);
    }
    e.indicators = kept;
}

fn empty() -> Indicator {
    Indicator {
        level1: String::new(),
        level2: String::new(),
        name: String::new(),
        target: Target::parse(""),
        adjusted: None,
        direction: ::performance::Direction::Positive,
        weight: Decimal::ZERO,
        standard: String::new(),
        evidence: None,
        actual: None,
        reported: None,
        reason: String::new(),
    }
}

fn values(e: &mut Evaluation, form: Form, reading: &mut Reading<'_>) {
    reading.text("资金.偏差原因", &mut e.funds_reason);
    reading.text("实际完成情况", &mut e.done);
    for (n, i) in (1..).zip(e.indicators.iter_mut()) {
        let name = |part: &str| format!("指标{n}.{part}");
        reading.text(&name("偏差原因"), &mut i.reason);
        let unit = i.due().unit.clone();
        if let Some(actual) = reading.value(&name("实际完成值"), &unit) {
            i.actual = actual;
        }
        if form == Form::SelfEvaluation
            && let Some(reported) = reading.score(&name("得分"))
        {
            i.reported = reported;
        }
    }
    if form != Form::SelfEvaluation {
        return;
    }
    for (m, f) in (1..).zip(e.funds.iter_mut()) {
        if let Some(current) = reading.amount(&format!("资金{m}.全年预算数")) {
            f.current = current.unwrap_or_default();
        }
        if let Some(executed) = reading.amount(&format!("资金{m}.全年执行数")) {
            f.executed = executed.unwrap_or_default();
        }
    }
    if let Some(points) = reading.score("预算执行.得分") {
        e.reported_execution = points;
    }
    for heading in headings(e) {
        if let Some(text) = reading.typed.get(&format!("文字.{heading}")) {
            let text = text.trim().to_owned();
            match text.is_empty() {
                true => e.analysis.texts.remove(&heading),
                false => e.analysis.texts.insert(heading, text),
            };
        }
    }
}

/// Typed texts while they are read.
struct Reading<'a> {
    typed: &'a Typed,
    unread: Vec<Unread>,
    rows: Vec<usize>,
}

impl Reading<'_> {
    fn text(&self, name: &str, into: &mut String) {
        if let Some(text) = self.typed.get(name) {
            text.trim().clone_into(into);
        }
    }

    /// The highest row of a block that was typed.
    fn rows(&self, block: &str) -> usize {
        let number = |name: &String| name.strip_prefix(block)?.split('.').next()?.parse().ok();
        // No form has more rows; a number beyond is not of ours.
        self.typed
            .keys()
            .filter_map(number)
            .filter(|n: &usize| *n <= super::ROWS)
            .max()
            .unwrap_or(0)
    }

    fn any(&self, prefix: &str) -> bool {
        self.typed.keys().any(|k| k.starts_with(prefix))
    }

    fn blank(&self, prefix: &str) -> bool {
        self.typed.iter().filter(|(k, _)| k.starts_with(prefix)).all(|(_, v)| v.trim().is_empty())
    }

    /// Nothing where the box was not typed; an empty box is no value, which is not zero.
    fn number(&mut self, name: &str, zh: &str, en: &str) -> Option<Option<Decimal>> {
        let text = self.typed.get(name)?;
        let plain = narrow(text).trim().replace(',', "");
        if plain.is_empty() {
            return Some(None);
        }
        let plain = plain.strip_suffix('元').or(plain.strip_suffix('分')).unwrap_or(&plain);
        match Decimal::from_str(plain) {
            Ok(number) => Some(Some(number)),
            Err(_) => {
                self.refuse(name, zh, en);
                Some(None)
            }
        }
    }

    fn refuse(&mut self, name: &str, zh: &str, en: &str) {
        let text = self.typed.get(name).map_or("", String::as_str);
        let words = Words::new(format!("“{text}”{zh}"), format!("“{text}” {en}"));
        self.unread.push(Unread { field: name.to_owned(), words });
    }

    fn score(&mut self, name: &str) -> Option<Option<Decimal>> {
        let number =
            self.number(name, "不是分数；请填数字，如 9.5", "is no score; write a number as 9.5")?;
        let sane = |s: &Decimal| s.abs() <= Decimal::from(SCORE) && s.scale() <= 10;
        if number.is_some_and(|s| !sane(&s)) {
            self.refuse(name, "不是合理的分数", "is not a sensible score");
            return Some(None);
        }
        Some(number)
    }

    fn amount(&mut self, name: &str) -> Option<Option<Amount>> {
        let yuan = self.number(
            name,
            "不是金额；请以元为单位填数字，如 560000",
            "is no amount; write 元 as 560000",
        )?;
        let Some(yuan) = yuan else { return Some(None) };
        let amount = Amount::from_yuan(yuan);
        if amount.is_none() {
            self.refuse(name, "不是整分，或超出范围", "is not a whole 分, or too large");
        }
        Some(amount)
    }

    fn value(&mut self, name: &str, unit: &str) -> Option<Option<Value>> {
        let text = self.typed.get(name)?;
        if text.trim().is_empty() {
            return Some(None);
        }
        let value = Value::parse(text);
        let other = other_unit(text, unit);
        if value.is_none() {
            self.refuse(
                name,
                "读不出完成值；请填数字，或 达成、部分达成、未达成",
                "is no value; write a number, or 达成, 部分达成, 未达成",
            );
        } else if let Some(other) = other {
            let zh = format!("的单位是“{other}”，指标值是“{unit}”；请用同一单位");
            self.refuse(name, &zh, &format!("is in “{other}”, the target in “{unit}”"));
            return Some(None);
        }
        Some(value)
    }
}

/// The unit of a typed number where it is not that of the target.
fn other_unit(text: &str, unit: &str) -> Option<String> {
    let typed = Target::parse(text);
    typed.number?;
    (!typed.unit.is_empty() && !unit.is_empty() && typed.unit != unit).then_some(typed.unit)
}
