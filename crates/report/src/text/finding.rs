//! One finding on a terminal.

use super::excerpt::excerpt;
use super::layout::{clip, left, line, right, wrap};
use super::{Style, WIDTH};
use audit::{Finding, Operand, Severity};
use base::text::width;
use document::Document;
use facts::Place;

const INDENT: usize = 4;
/// Places shown with their surroundings; the rest in one line each.
const EXCERPTS: usize = 2;

/// The finding with number `n` of its document.
pub(super) fn finding(n: usize, finding: &Finding, document: &Document, style: Style) -> String {
    let lang = style.lang;
    let mut out = title(n, finding, style);
    paragraph(&mut out, "", lang.pick(&finding.message));
    for (i, place) in finding.places.iter().enumerate() {
        let stated = finding.stated.as_deref().filter(|_| i == 0);
        show_place(&mut out, place, document, stated, i < EXCERPTS, style);
    }
    values(&mut out, finding, style);
    operands(&mut out, &finding.operands, document, style);
    for other in &finding.also {
        paragraph(&mut out, lang.say("另外：", "also: "), lang.pick(other));
    }
    paragraph(&mut out, lang.say("建议：", "advice: "), lang.pick(&finding.advice));
    let basis = finding.basis.join(lang.say("；", "; "));
    let rule = match basis.is_empty() {
        true => format!("{} {}", lang.say("规则", "rule"), finding.rule),
        false => {
            format!(
                "{} {} · {} {basis}",
                lang.say("规则", "rule"),
                finding.rule,
                lang.say("依据", "basis")
            )
        }
    };
    for l in wrap(&line(&rule), WIDTH - INDENT) {
        push(&mut out, &style.dim(&l));
    }
    out
}

fn title(n: usize, finding: &Finding, style: Style) -> String {
    let mark = match finding.severity {
        Severity::Error => "✗",
        Severity::Warning => "?",
        Severity::Notice => "·",
    };
    let name = style.lang.severity(finding.severity);
    let plain = format!("{n:>2}. {mark} {name} ");
    let lead = format!("{n:>2}. {}", style.severity(finding.severity, &format!("{mark} {name}")));
    let rest = WIDTH.saturating_sub(width(&plain));
    let lines = wrap(&line(style.lang.pick(&finding.title)), rest);
    let mut out = String::new();
    for (i, l) in lines.iter().enumerate() {
        let indent = if i == 0 { format!("{lead} ") } else { " ".repeat(width(&plain)) };
        out.push_str(&format!("{indent}{}\n", style.bold(l)));
    }
    if lines.is_empty() {
        out.push_str(&format!("{lead}\n"));
    }
    out
}

fn push(out: &mut String, text: &str) {
    out.push_str(&" ".repeat(INDENT));
    out.push_str(text);
    out.push('\n');
}

/// Wrapped text with a lead; nothing when there is no text.
fn paragraph(out: &mut String, lead: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let hang = width(lead);
    for (i, l) in wrap(&line(text), WIDTH - INDENT - hang).iter().enumerate() {
        let indent = if i == 0 { lead.to_owned() } else { " ".repeat(hang) };
        push(out, &format!("{indent}{l}"));
    }
}

fn show_place(
    out: &mut String,
    place: &Place,
    document: &Document,
    stated: Option<&str>,
    surroundings: bool,
    style: Style,
) {
    let spot = style.lang.spot(&place.spot, &document.format);
    let said = [&place.table, &place.row, &place.column].map(|s| line(s));
    let said: Vec<String> = said.into_iter().filter(|s| !s.is_empty()).collect();
    let label = [spot, said.join(" / ")].into_iter().filter(|s| !s.is_empty());
    let label = label.collect::<Vec<_>>().join("  ");
    push(out, &style.dim(&clip(&format!("@ {label}"), WIDTH - INDENT)));
    if !surroundings {
        return;
    }
    if let Some(e) = excerpt(document, place, stated, WIDTH - INDENT - 2) {
        push(out, &format!("| {}", e.line));
        if e.marked > 0 {
            let carets = style.severity(Severity::Error, &"^".repeat(e.marked));
            push(out, &format!("| {}{carets}", " ".repeat(e.before)));
        }
    }
}

fn values(out: &mut String, finding: &Finding, style: Style) {
    let lang = style.lang;
    let all = [
        (lang.say("印出", "stated"), &finding.stated),
        (lang.say("应为", "expected"), &finding.expected),
        (lang.say("相差", "difference"), &finding.difference),
    ];
    let said = all.iter().filter_map(|(name, value)| value.as_ref().map(|v| (name, line(v))));
    let said: Vec<String> = said.map(|(name, v)| format!("{name} {v}")).collect();
    let joined = said.join("    ");
    if width(&joined) <= WIDTH - INDENT {
        if !joined.is_empty() {
            push(out, &style.bold(&joined));
        }
    } else {
        said.iter().for_each(|one| paragraph(out, "", one));
    }
}

/// Labels on the left, values right-aligned, places behind them.
fn operands(out: &mut String, operands: &[Operand], document: &Document, style: Style) {
    let lang = style.lang;
    if operands.is_empty() {
        return;
    }
    let rows: Vec<[String; 3]> = operands
        .iter()
        .map(|o| {
            let spot = lang.spot(&o.place.spot, &document.format);
            [clip(&line(&o.label), 40), clip(&line(&o.value), 22), spot]
        })
        .collect();
    let widest = |i: usize| rows.iter().map(|r| width(&r[i])).max().unwrap_or(0);
    let (first, second) = (widest(0), widest(1));
    push(out, lang.say("据以判断：", "judged from:"));
    for [label, value, spot] in &rows {
        let text =
            format!("  {}  {}  {}", left(label, first), right(value, second), style.dim(spot));
        push(out, text.trim_end());
    }
}
