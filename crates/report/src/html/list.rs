//! The findings of one document beside its paper, and what was not checked.

use super::escape::escape;
use super::marks::{Marks, Part};
use crate::audited::{Audited, Content};
use crate::book::skipped;
use crate::lang::Lang;
use crate::working::{labels, own_places};
use audit::Finding;
use facts::Place;
use std::fmt::Write;

/// All findings as an ordered list.
pub(super) fn findings(
    one: &Audited,
    content: &Content,
    marks: &Marks,
    prefix: &str,
    lang: Lang,
) -> String {
    if content.audit.findings.is_empty() {
        let (class, none) = match one.unchecked() {
            false => ("none", lang.say("所作检查中未发现问题。", "The checks made found nothing.")),
            true => (
                "none unchecked",
                lang.say(
                    "没有一项检查能用于这份文件：未发现问题不等于没有问题。",
                    "No check applied to this document: nothing found does not mean nothing wrong.",
                ),
            ),
        };
        return format!("<p class=\"{class}\">{none}</p>\n");
    }
    let mut out = String::from("<ol class=\"issues\">\n");
    for (i, finding) in content.audit.findings.iter().enumerate() {
        out.push_str(&self::finding(content, finding, i + 1, marks, prefix, lang));
    }
    out + "</ol>\n"
}

fn finding(
    content: &Content,
    finding: &Finding,
    n: usize,
    marks: &Marks,
    prefix: &str,
    lang: Lang,
) -> String {
    let severity = finding.severity.id();
    let mut out = format!("<li id=\"{prefix}f{n}\" class=\"finding {severity}\">\n");
    let title = escape(lang.pick(&finding.title));
    let _ = writeln!(
        out,
        "<h4><span class=\"no\">{n}</span> <span class=\"sev\">{}</span> {}</h4>",
        lang.severity(finding.severity),
        link(marks.id(n, Part::Place(0)), &title)
    );
    let _ = writeln!(out, "<p>{}</p>", escape(lang.pick(&finding.message)));
    out.push_str(&values(finding, lang));
    let format = &content.document.format;
    for k in own_places(finding) {
        let Some(place) = finding.places.get(k) else { continue };
        let text = escape(&place_text(place, format, lang));
        if !text.is_empty() {
            let _ = writeln!(
                out,
                "<p class=\"place\">{}</p>",
                link(marks.id(n, Part::Place(k)), &text)
            );
        }
    }
    out.push_str(&operands(finding, n, marks, format, lang));
    let also: Vec<String> = finding.also.iter().map(|w| escape(lang.pick(w))).collect();
    if !also.is_empty() {
        let lead = lang.say("同一个数还使以下关系不成立：", "The same figure also breaks:");
        let _ = writeln!(out, "<p class=\"minor\">{lead} {}</p>", also.join(lang.say("；", "; ")));
    }
    let advice = escape(lang.pick(&finding.advice));
    if !advice.is_empty() {
        let lead = lang.say("建议", "Advice");
        let _ = writeln!(out, "<p class=\"advice\"><b>{lead}</b> {advice}</p>");
    }
    let basis = escape(&finding.basis.join(lang.say("；", "; ")));
    let basis = if basis.is_empty() { basis } else { format!(" · {basis}") };
    let _ = writeln!(out, "<p class=\"minor\"><code>{}</code>{basis}</p>", escape(&finding.rule));
    out + "</li>\n"
}

fn values(finding: &Finding, lang: Lang) -> String {
    let all = [
        ("stated", lang.say("印出", "Stated"), &finding.stated),
        ("expected", lang.say("应为", "Expected"), &finding.expected),
        ("difference", lang.say("相差", "Difference"), &finding.difference),
    ];
    let said: String = all
        .iter()
        .filter_map(|(class, name, value)| {
            let value = escape(value.as_ref()?);
            Some(format!("<div class=\"{class}\"><dt>{name}</dt><dd>{value}</dd></div>"))
        })
        .collect();
    if said.is_empty() { said } else { format!("<dl class=\"values\">{said}</dl>\n") }
}

fn operands(finding: &Finding, n: usize, marks: &Marks, format: &str, lang: Lang) -> String {
    if finding.operands.is_empty() {
        return String::new();
    }
    let heads =
        [lang.say("据以判断", "Judged from"), lang.say("数", "Value"), lang.say("位置", "Place")];
    let mut out = String::from("<table class=\"operands\"><thead><tr>");
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{head}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for (k, (operand, label)) in finding.operands.iter().zip(labels(finding)).enumerate() {
        let spot = lang.spot(&operand.place.spot, format);
        let spot = if spot.is_empty() { lang.say("看", "see").to_owned() } else { spot };
        let id = marks.id(n, Part::Operand(k));
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td>{}</td></tr>",
            escape(&label),
            escape(&operand.value),
            link(id, &escape(&spot))
        );
    }
    out + "</tbody></table>\n"
}

fn place_text(place: &Place, format: &str, lang: Lang) -> String {
    let spot = lang.spot(&place.spot, format);
    let parts = [&place.table, &place.row, &place.column];
    let said: Vec<&str> = parts.iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
    [spot, said.join(" / ")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A link to a mark, or the bare text when the paper has none.
fn link(id: Option<&str>, text: &str) -> String {
    id.map_or(text.to_owned(), |id| format!("<a href=\"#{id}\">{text}</a>"))
}

/// Problems of reading, and checks that were not applied.
pub(super) fn unchecked(one: &Audited, lang: Lang) -> String {
    let mut out = String::new();
    let problems: String = one
        .all_problems()
        .map(|p| {
            let spot = lang.spot(&p.spot, one.format());
            let spot = if spot.is_empty() { spot } else { format!("{} · ", escape(&spot)) };
            let text = escape(lang.problem(p));
            format!("<li>{spot}{text} <code>{}</code></li>\n", escape(p.code))
        })
        .collect();
    if !problems.is_empty() {
        let head = lang.say("未能读取或检查", "Not read or not checked");
        let _ = writeln!(out, "<h3>{head}</h3>\n<ul class=\"problems\">\n{problems}</ul>");
    }
    let skipped = skipped(one);
    if !skipped.is_empty() {
        let head = lang.say("未适用的检查", "Checks not applied");
        let _ = writeln!(
            out,
            "<details><summary>{head} <span class=\"sum\">{}</span></summary>\n<ul>",
            skipped.iter().map(|s| s.times).sum::<usize>()
        );
        for s in &skipped {
            let _ = writeln!(
                out,
                "<li>{} <span class=\"minor\">×{} · {} · <code>{}</code></span></li>",
                escape(lang.pick(&s.title)),
                s.times,
                escape(&s.reason),
                escape(&s.rule)
            );
        }
        out.push_str("</ul></details>\n");
    }
    out
}
