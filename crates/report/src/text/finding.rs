//! One finding on a terminal.

use super::excerpt::excerpt;
use super::layout::{clip, left, line, right, wrap};
use super::{Style, WIDTH};
use crate::lang::Lang;
use crate::working::{counterpart, labels, own_places};
use audit::{Finding, Severity};
use base::text::width;
use document::Document;
use facts::Place;

const INDENT: usize = 4;
/// Further places listed; the rest are counted.
const PLACES: usize = 6;

/// The finding with number `n` of its document.
pub(super) fn finding(n: usize, finding: &Finding, document: &Document, style: Style) -> String {
    let lang = style.lang;
    let mut out = title(n, finding, style);
    paragraph(&mut out, "", lang.pick(&finding.message));
    places(&mut out, finding, document, style);
    values(&mut out, finding, style);
    operands(&mut out, finding, document, style);
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

/// The culprit and what it is held against in their surroundings; further places in one line each.
fn places(out: &mut String, finding: &Finding, document: &Document, style: Style) {
    let lang = style.lang;
    let counterpart = counterpart(finding);
    let own = own_places(finding);
    let extra = counterpart.filter(|c| !own.contains(c));
    let mut all: Vec<usize> = own.into_iter().chain(extra).collect();
    all.sort_unstable();
    let shown = all.len().min(PLACES);
    for i in &all[..shown] {
        let Some(place) = finding.places.get(*i) else { continue };
        let stated = finding.stated.as_deref().filter(|_| *i == 0);
        show_place(out, place, document, stated, *i == 0 || Some(*i) == counterpart, style);
    }
    if all.len() > shown {
        let rest = all.len() - shown;
        let text = match lang {
            Lang::Zh => format!("@ 另有 {rest} 处"),
            Lang::En => format!("@ {rest} more"),
        };
        push(out, &style.dim(&text));
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
fn operands(out: &mut String, finding: &Finding, document: &Document, style: Style) {
    let lang = style.lang;
    if finding.operands.is_empty() {
        return;
    }
    let rows = finding.operands.iter().zip(labels(finding));
    let mut rows: Vec<[String; 3]> = rows
        .map(|(o, label)| {
            let spot = lang.spot(&o.place.spot, &document.format);
            [line(&label), clip(&line(&o.value), 24), spot]
        })
        .collect();
    let widest =
        |rows: &[[String; 3]], i: usize| rows.iter().map(|r| width(&r[i])).max().unwrap_or(0);
    let (second, third) = (widest(&rows, 1), widest(&rows, 2));
    let room = (WIDTH - INDENT - 6).saturating_sub(second + third);
    rows.iter_mut().for_each(|r| r[0] = shorten(&r[0], room));
    let first = widest(&rows, 0);
    push(out, lang.say("据以判断：", "judged from:"));
    for [label, value, spot] in &rows {
        let text =
            format!("  {}  {}  {}", left(label, first), right(value, second), style.dim(spot));
        push(out, text.trim_end());
    }
}

/// A label cut to fit: the name of the table gives way before the row and column do.
fn shorten(label: &str, max: usize) -> String {
    if width(label) <= max {
        return label.to_owned();
    }
    let named = label.strip_prefix('《').and_then(|l| l.split_once('》'));
    let Some((table, rest)) = named else { return clip(label, max) };
    let room = max.saturating_sub(width(rest) + 4);
    if room < 8 { clip(rest.trim(), max) } else { format!("《{}》{rest}", clip(table, room)) }
}
