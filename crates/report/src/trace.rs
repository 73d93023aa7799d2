//! One figure followed through a document: where it stands, what uses it, with what outcome.

use crate::text::Style;
use crate::text::layout::{clip, left, line, right, wrap};
use audit::{Operand, Outcome, Severity, Words};
use base::text::width;
use facts::Place;

/// Everything known about one printed value.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The figure asked for.
    pub figure: String,
    /// Source format of the document.
    pub format: String,
    /// Each place it is printed at as a fact.
    pub hits: Vec<Hit>,
}

/// One fact with the value asked for.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Value as printed, with its unit.
    pub value: String,
    /// Where it stands.
    pub place: Place,
    /// Relations that use it.
    pub uses: Vec<Use>,
}

/// One relation that uses a fact.
#[derive(Clone, Debug)]
pub struct Use {
    /// Id of the rule.
    pub rule: String,
    /// Title of the rule.
    pub title: Words,
    /// What happened.
    pub outcome: Outcome,
    /// Both sides as computed.
    pub sides: Option<(String, String)>,
    /// How far rounding alone may carry them apart.
    pub slack: Option<String>,
    /// The other figures it uses.
    pub others: Vec<Operand>,
    /// Why it was not applied.
    pub reason: String,
}

/// The trace for a terminal.
pub fn trace(trace: &Trace, style: Style) -> String {
    let lang = style.lang;
    let times = lang.count(trace.hits.len(), "处", "place");
    let mut out = format!("{}  {times}\n", style.bold(&line(&trace.figure)));
    for (n, hit) in trace.hits.iter().enumerate() {
        let place = &hit.place;
        let parts = [&place.table, &place.row, &place.column].map(|s| line(s));
        let said = parts.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" / ");
        let spot = lang.spot(&place.spot, &trace.format);
        let head = format!("{:>2}. {}  {spot}  {said}", n + 1, line(&hit.value));
        out.push_str(&format!("\n{}\n", clip(&head, 80)));
        if hit.uses.is_empty() {
            let free = lang.say("没有任何检查用到这个数", "no check uses this figure");
            out.push_str(&format!("    {}\n", style.severity(Severity::Warning, free)));
        }
        hit.uses.iter().for_each(|one| used(&mut out, one, &trace.format, style));
    }
    out
}

fn used(out: &mut String, one: &Use, format: &str, style: Style) {
    let lang = style.lang;
    let outcome = match one.outcome {
        Outcome::Holds => style.good(lang.say("成立", "holds")),
        Outcome::Tail => style.severity(Severity::Notice, lang.say("尾差", "tail")),
        Outcome::Broken => style.severity(Severity::Error, lang.say("不成立", "broken")),
        Outcome::NotApplied => style.dim(lang.say("未适用", "not applied")),
    };
    let title = clip(&line(lang.pick(&one.title)), 50);
    out.push_str(&format!("    {outcome}  {title}  {}\n", style.dim(&one.rule)));
    if let Some((left, right)) = &one.sides {
        let (first, second) = (lang.say("左边", "left"), lang.say("右边", "right"));
        let slack = one.slack.as_ref().map(|s| format!("  {} ±{s}", lang.say("容差", "slack")));
        let slack = slack.unwrap_or_default();
        out.push_str(&format!("      {first} {left}  {second} {right}{slack}\n"));
    }
    if !one.reason.is_empty() {
        wrap(&line(&one.reason), 72).iter().for_each(|l| out.push_str(&format!("      {l}\n")));
    }
    let widest = |texts: Vec<usize>| texts.into_iter().max().unwrap_or(0);
    let labels = widest(one.others.iter().map(|o| width(&clip(&line(&o.label), 40))).collect());
    let values = widest(one.others.iter().map(|o| width(&line(&o.value))).collect());
    for other in &one.others {
        let label = left(&clip(&line(&other.label), 40), labels);
        let spot = lang.spot(&other.place.spot, format);
        let text =
            format!("      {label}  {}  {}", right(&line(&other.value), values), style.dim(&spot));
        out.push_str(text.trim_end());
        out.push('\n');
    }
}
