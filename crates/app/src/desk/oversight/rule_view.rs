//! The rules of warnings for a screen: what each warns of, and how it is set here and now.

use super::settings;
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::rule::{Rule, Settings, Tuned};
use report::Lang;

/// A rule in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// Its id.
    pub id: String,
    /// What it warns of.
    pub title: String,
    /// 监控主题
    pub theme: String,
    /// Its levels: id of the colour and name, the most urgent first.
    pub levels: Vec<(&'static str, &'static str)>,
    /// Whether it runs.
    pub on: bool,
}

/// A rule whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleView {
    /// As in a list.
    pub line: RuleLine,
    /// 预警目的
    pub purpose: String,
    /// 预警标准, with the thresholds in force.
    pub standard: String,
    /// 预警依据
    pub basis: Vec<String>,
    /// When it is applied; empty for always.
    pub applies: String,
    /// The view it stands on.
    pub from: String,
    /// Id of the level's colour, its name, and when it holds.
    pub steps: Vec<(&'static str, &'static str, String)>,
    /// Thresholds.
    pub thresholds: Vec<ThresholdView>,
    /// What to do.
    pub advice: String,
    /// What was set otherwise than its file has it.
    pub set: Vec<RuleSet>,
}

/// A threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdView {
    /// Its name in the rule.
    pub name: String,
    /// What it is.
    pub title: String,
    /// The number in force, as it is typed.
    pub value: String,
    /// The same with its unit.
    pub shown: String,
    /// As the rule's file has it, with its unit.
    pub usual: String,
    /// The least and the largest that make sense, as they are typed.
    pub bounds: [String; 2],
    /// 法定, 通行 or 默认.
    pub ground: &'static str,
}

/// Something that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    /// What: 阈值, 白名单, 开关.
    pub what: &'static str,
    /// To what.
    pub to: String,
    /// Where and until when.
    pub scope: String,
    /// Why.
    pub reason: String,
}

/// Every rule, in the order of their numbers.
///
/// # Errors
/// When the settings cannot be read.
pub fn rule_lines(desk: &mut Desk, lang: Lang) -> Result<Vec<RuleLine>, Fault> {
    let (settings, year, book) = (settings::rules(desk)?, today().year(), desk.own().0);
    let tuned = |rule: &Rule| settings.tuned(rule, &book, i32::from(year), today());
    let mut all: Vec<RuleLine> =
        desk.warnings.rules.values().map(|rule| line(rule, &tuned(rule), lang)).collect();
    all.sort_by(|a, b| (a.id.len(), &a.id).cmp(&(b.id.len(), &b.id)));
    Ok(all)
}

/// A rule; none where there is none of this id.
///
/// # Errors
/// When the settings cannot be read.
pub fn rule_view(desk: &mut Desk, id: &str, lang: Lang) -> Result<Option<RuleView>, Fault> {
    let settings = settings::rules(desk)?;
    let book = desk.own().0;
    let Some(rule) = desk.warnings.rule(id) else { return Ok(None) };
    let tuned = settings.tuned(rule, &book, i32::from(today().year()), today());
    let standard = rule.standard(&tuned);
    let steps = rule.levels.iter();
    let step = |s: &::oversight::rule::Step| {
        (s.level.english(), lang.say(s.level.name(), s.level.english()), s.when.clone())
    };
    Ok(Some(RuleView {
        line: line(rule, &tuned, lang),
        purpose: lang.say(&rule.purpose.zh, &rule.purpose.en).to_owned(),
        standard: lang.say(&standard.zh, &standard.en).to_owned(),
        basis: rule.basis.clone(),
        applies: rule.applies.clone(),
        from: rule.from.clone(),
        steps: steps.map(step).collect(),
        thresholds: thresholds(rule, &tuned, lang),
        advice: lang.say(&rule.advice.zh, &rule.advice.en).to_owned(),
        set: set(&settings, id, lang),
    }))
}

fn line(rule: &Rule, tuned: &Tuned, lang: Lang) -> RuleLine {
    let level = |s: &::oversight::rule::Step| {
        (s.level.english(), lang.say(s.level.name(), s.level.english()))
    };
    RuleLine {
        id: rule.id.clone(),
        title: lang.say(&rule.title.zh, &rule.title.en).to_owned(),
        theme: rule.theme.clone(),
        levels: rule.levels.iter().map(level).collect(),
        on: tuned.on,
    }
}

fn thresholds(rule: &Rule, tuned: &Tuned, lang: Lang) -> Vec<ThresholdView> {
    let one = |(name, t): (&String, &::oversight::rule::Threshold)| {
        let value = tuned.values.get(name).copied().unwrap_or(t.value);
        let print = |value| {
            let words = t.unit.print_threshold(value);
            lang.say(&words.zh, &words.en).to_owned()
        };
        let ground = t.kind.words();
        ThresholdView {
            name: name.clone(),
            title: lang.say(&t.zh, &t.en).to_owned(),
            value: value.normalize().to_string(),
            shown: print(value),
            usual: print(t.value),
            bounds: [t.min, t.max].map(|v| v.normalize().to_string()),
            ground: lang.say(ground.0, ground.1),
        }
    };
    rule.thresholds.iter().map(one).collect()
}

/// What was set for a rule.
fn set(settings: &Settings, id: &str, lang: Lang) -> Vec<RuleSet> {
    let year = |y: Option<i32>| y.map_or_else(String::new, |y| y.to_string());
    let overrides = settings.overrides.iter().filter(|o| o.rule == id).map(|o| {
        let value = o.value.map_or_else(|| o.words.join("、"), |v| v.to_string());
        let years = match (o.from, o.to) {
            (None, None) => String::new(),
            (from, to) => format!("{}–{}", year(from), year(to)),
        };
        RuleSet {
            what: lang.say("阈值", "threshold"),
            to: format!("{} = {value}", o.name),
            scope: format!("{} {years}", o.region).trim().to_owned(),
            reason: o.reason.clone(),
        }
    });
    let white = settings.white.iter().filter(|w| w.rule == id).map(|w| RuleSet {
        what: lang.say("白名单", "white list"),
        to: format!("{} = {}", w.column, w.value),
        scope: w.until.clone(),
        reason: w.reason.clone(),
    });
    let switches = settings.switches.iter().filter(|s| s.rule == id).map(|s| RuleSet {
        what: lang.say("开关", "switch"),
        to: lang
            .say(if s.on { "启用" } else { "停用" }, if s.on { "on" } else { "off" })
            .to_owned(),
        scope: String::new(),
        reason: s.reason.clone(),
    });
    overrides.chain(white).chain(switches).collect()
}
