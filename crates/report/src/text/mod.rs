//! An audit for a terminal: a head for each document, its findings with the figure marked in its row
//! or sentence, and a closing summary. Fits 80 columns.

mod excerpt;
mod finding;
pub(crate) mod layout;
mod paint;

pub use paint::Style;

use crate::audited::{Audited, Tally, Verdict};
use crate::lang::Lang;
use audit::{Checks, Severity};
use base::text::width;
use layout::{clip, line, wrap};

pub(crate) const WIDTH: usize = 80;

/// One document: head, findings, problems.
pub fn audited(one: &Audited, style: Style) -> String {
    let mut out = head(one, style);
    if let Some(content) = &one.content {
        for (i, finding) in content.audit.findings.iter().enumerate() {
            out.push('\n');
            out.push_str(&finding::finding(i + 1, finding, &content.document, style));
        }
    }
    out.push_str(&problems(one, style));
    out.push('\n');
    out
}

/// One document in one line, for `--quiet`.
pub fn brief(one: &Audited, style: Style) -> String {
    format!("{}  {}\n", verdict(one, style), line(&one.path))
}

/// The closing summary of several documents.
pub fn tally(tally: &Tally, style: Style) -> String {
    let lang = style.lang;
    let title = lang.say("合计", "Total");
    let mut out = rule(title, style);
    let documents = match lang {
        Lang::Zh => format!(
            "{} 份文件：{} 份有问题，{} 份未发现问题，{} 份没有核对到数字，{} 份无法读取",
            tally.documents, tally.found, tally.clean, tally.unchecked, tally.unreadable
        ),
        Lang::En => format!(
            "{}: {} with findings, {} clean, {} without any check, {} unreadable",
            lang.count(tally.documents, "份文件", "document"),
            tally.found,
            tally.clean,
            tally.unchecked,
            tally.unreadable
        ),
    };
    out.push_str(&format!("{documents}\n{}\n", counted(tally.findings, style)));
    out.push_str(&format!("{}\n{}\n", checks(&tally.checks, lang), figures(&tally.figures, lang)));
    out
}

fn head(one: &Audited, style: Style) -> String {
    let lang = style.lang;
    let mut out = rule(&line(&one.path), style);
    let Some(content) = &one.content else {
        out.push_str(&format!("{}\n", verdict(one, style)));
        return out;
    };
    let profile = &content.facts.profile;
    let unknown = || lang.say("类型未识别", "kind not recognised").to_owned();
    let kind = if profile.kind.is_empty() { unknown() } else { line(&profile.kind) };
    let year = profile.year.map(|y| match lang {
        Lang::Zh => format!("{y}年"),
        Lang::En => y.to_string(),
    });
    let unit = profile.unit.as_ref().map(|u| u.label().to_owned());
    let parts = [Some(kind), Some(line(&profile.entity)), year, unit];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    for l in wrap(&parts.join(" · "), WIDTH) {
        out.push_str(&l);
        out.push('\n');
    }
    out.push_str(&format!("{}\n", verdict(one, style)));
    out.push_str(&style.dim(&checks(&one.checks(), lang)));
    out.push('\n');
    out.push_str(&style.dim(&figures(&one.figures(), lang)));
    out.push('\n');
    out
}

/// A line across with a title in it.
fn rule(title: &str, style: Style) -> String {
    let title = clip(title, WIDTH - 4);
    let rest = WIDTH.saturating_sub(width(&title) + 4);
    format!("{} {} {}\n", style.dim("=="), style.bold(&title), style.dim(&"=".repeat(rest)))
}

fn verdict(one: &Audited, style: Style) -> String {
    let lang = style.lang;
    match one.verdict() {
        Verdict::Unreadable => style.severity(Severity::Error, one.unread(lang)),
        Verdict::Clean if one.unchecked() => style.severity(
            Severity::Warning,
            lang.say(
                "没有核对到任何数字，不等于没有问题",
                "no figure was checked; this is not a clean bill",
            ),
        ),
        Verdict::Clean => style.good(lang.say("未发现问题", "clean")),
        Verdict::Findings => counted(
            [one.of(Severity::Error), one.of(Severity::Warning), one.of(Severity::Notice)],
            style,
        ),
    }
}

fn counted(counts: [usize; 3], style: Style) -> String {
    let lang = style.lang;
    let words = [
        (Severity::Error, "处错误", "error"),
        (Severity::Warning, "处疑点", "warning"),
        (Severity::Notice, "处提示", "notice"),
    ];
    let said = words.iter().zip(counts).map(|((severity, zh, en), n)| {
        let text = lang.count(n, zh, en);
        if n == 0 { style.dim(&text) } else { style.severity(*severity, &text) }
    });
    said.collect::<Vec<_>>().join(lang.say("，", ", "))
}

fn checks(checks: &Checks, lang: Lang) -> String {
    let all = checks.holds + checks.tail + checks.broken;
    let Checks { holds, tail, broken, not_applied } = checks;
    match lang {
        Lang::Zh => format!(
            "检查 {all} 项：成立 {holds} · 尾差 {tail} · 不成立 {broken}；未适用 {not_applied}"
        ),
        Lang::En => format!(
            "checks {all}: holds {holds} · tail {tail} · broken {broken}; not applied {not_applied}"
        ),
    }
}

fn figures(figures: &crate::Figures, lang: Lang) -> String {
    let crate::Figures { tokens, amounts, pinned, free } = figures;
    let coverage = figures.coverage();
    match lang {
        Lang::Zh => format!(
            "数字 {tokens} 个，金额 {amounts} 个：有勾稽 {pinned} · 无勾稽 {free} · 覆盖 {coverage}"
        ),
        Lang::En => format!(
            "figures {tokens}, amounts {amounts}: pinned {pinned} · free {free} · coverage {coverage}"
        ),
    }
}

fn problems(one: &Audited, style: Style) -> String {
    let lang = style.lang;
    let mut out = String::new();
    for problem in one.all_problems() {
        if out.is_empty() {
            out.push_str(&format!(
                "\n{}\n",
                style.bold(lang.say("未能读取或检查：", "Not read or not checked:"))
            ));
        }
        let spot = lang.spot(&problem.spot, one.format());
        let spot = if spot.is_empty() { spot } else { format!("{spot} ") };
        let text = format!("{spot}{} [{}]", line(lang.problem(problem)), problem.code);
        for (i, l) in wrap(&text, WIDTH - 4).iter().enumerate() {
            out.push_str(&format!("{}{l}\n", if i == 0 { "  - " } else { "    " }));
        }
    }
    out
}
