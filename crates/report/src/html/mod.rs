//! One self-contained page: findings on the left, the paper with its marks on the right. No script,
//! no resource from elsewhere; links lead from finding to mark and back.

mod escape;
mod list;
mod marks;
mod paper;

use crate::audited::{Audited, Engine, Tally, Verdict};
use crate::lang::Lang;
use audit::{Checks, Severity};
use escape::escape;
use marks::Marks;
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// The page for one or several documents.
pub fn html(all: &[Audited], engine: &Engine, lang: Lang) -> String {
    let code = lang.say("zh-CN", "en");
    let title = match all {
        [one] => format!("{} · {}", name(one), lang.say("明账审核", "Mingzhang audit")),
        _ => lang.say("明账审核", "Mingzhang audit").to_owned(),
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n",
        escape(&title)
    );
    out.push_str(&banner(lang));
    out.push_str("<main>\n");
    if all.len() > 1 {
        out.push_str(&index(all, lang));
    }
    for (i, one) in all.iter().enumerate() {
        out.push_str(&section(one, &format!("d{}", i + 1), all.len() > 1, lang));
    }
    let _ = write!(
        out,
        "</main>\n<footer><p>mingzhang {} · {} <code>{}</code></p></footer>\n</body>\n</html>\n",
        escape(&engine.version),
        lang.say("规则集", "rules"),
        escape(engine.rules.get(..12).unwrap_or(&engine.rules))
    );
    out
}

fn banner(lang: Lang) -> String {
    format!(
        "<header class=\"banner\"><strong>明账</strong><span>{}</span></header>\n",
        lang.say("每个数都与其他数核对", "every figure checked against every other")
    )
}

fn name(one: &Audited) -> String {
    let profile = one.content.as_ref().map(|c| &c.facts.profile);
    let title = profile.map(|p| p.title.trim()).filter(|t| !t.is_empty());
    title.unwrap_or_else(|| one.path.rsplit(['/', '\\']).next().unwrap_or(&one.path)).to_owned()
}

fn index(all: &[Audited], lang: Lang) -> String {
    let tally = Tally::of(all);
    let heads = [
        lang.say("文件", "Document"),
        lang.say("结论", "Verdict"),
        lang.say("错误", "Errors"),
        lang.say("疑点", "Warnings"),
        lang.say("提示", "Notices"),
        lang.say("勾稽覆盖", "Coverage"),
    ];
    let mut out = format!(
        "<nav class=\"index\" aria-labelledby=\"index\">\n<h1 id=\"index\">{}</h1>\n\
         <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"index\"><table><thead><tr>",
        lang.count(tally.documents, "份文件", "document")
    );
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{head}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for (i, one) in all.iter().enumerate() {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><a href=\"#d{}\">{}</a><small>{}</small></th><td>{}</td>",
            i + 1,
            escape(&name(one)),
            escape(&one.path),
            chip(one, lang)
        );
        for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
            let n = one.of(severity);
            let class = if n == 0 { "zero" } else { severity.id() };
            let _ = write!(out, "<td class=\"n {class}\">{n}</td>");
        }
        let _ = writeln!(out, "<td class=\"n\">{}</td></tr>", one.figures().coverage());
    }
    out + "</tbody></table></div>\n</nav>\n"
}

fn chip(one: &Audited, lang: Lang) -> String {
    let verdict = one.verdict();
    if one.unchecked() {
        let text = lang.say("没有核对到数字", "no figure checked");
        return format!("<span class=\"chip unchecked\">{text}</span>");
    }
    let text = match verdict {
        Verdict::Clean => lang.say("未发现问题", "clean"),
        Verdict::Findings => lang.say("有问题", "findings"),
        Verdict::Unreadable => one.unread(lang),
    };
    format!("<span class=\"chip {}\">{text}</span>", verdict.id())
}

fn section(one: &Audited, id: &str, several: bool, lang: Lang) -> String {
    let mut out = format!("<article class=\"document\" id=\"{id}\" aria-labelledby=\"{id}-h\">\n");
    out.push_str(&head(one, id, several, lang));
    let prefix = format!("{id}-");
    out.push_str("<div class=\"sides\">\n");
    let name = lang.say("问题", "Findings");
    let _ = writeln!(out, "<section class=\"list\" tabindex=\"0\" aria-label=\"{name}\">");
    let marks = one.content.as_ref().map(|c| Marks::new(c, &prefix)).unwrap_or_default();
    if let Some(content) = &one.content {
        let _ = writeln!(out, "<h3>{name}</h3>");
        out.push_str(&list::findings(one, content, &marks, &prefix, lang));
    }
    out.push_str(&list::unchecked(one, lang));
    out.push_str("</section>\n");
    if let Some(content) = &one.content {
        let _ = write!(
            out,
            "<section class=\"paper\" aria-label=\"{0}\">\n<h3>{0}</h3>\n{1}</section>\n",
            lang.say("原文", "The document"),
            paper::paper(&content.document, &marks, lang)
        );
    }
    out + "</div>\n</article>\n"
}

fn head(one: &Audited, id: &str, several: bool, lang: Lang) -> String {
    let tag = if several { "h2" } else { "h1" };
    let profile = one.content.as_ref().map(|c| c.facts.profile.clone()).unwrap_or_default();
    let year = profile.year.map(|y| match lang {
        Lang::Zh => format!("{y}年"),
        Lang::En => y.to_string(),
    });
    let parts = [Some(profile.kind), Some(profile.entity), year, Some(one.path.clone())];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    let mut out = format!(
        "<header class=\"head\">\n<{tag} id=\"{id}-h\">{} {}</{tag}>\n<p class=\"minor\">{}</p>\n",
        escape(&name(one)),
        chip(one, lang),
        escape(&parts.join(" · "))
    );
    if one.content.is_some() {
        out.push_str(&tiles(one, lang));
        out.push_str(&bar(&one.checks(), lang));
    }
    out + "</header>\n"
}

fn tiles(one: &Audited, lang: Lang) -> String {
    let figures = one.figures();
    let severity = |s: Severity, zh: &'static str, en: &'static str| {
        let n = one.of(s);
        let class = if n == 0 { "zero" } else { s.id() };
        (class, lang.say(zh, en), n.to_string())
    };
    let tiles = [
        severity(Severity::Error, "错误", "Errors"),
        severity(Severity::Warning, "疑点", "Warnings"),
        severity(Severity::Notice, "提示", "Notices"),
        ("", lang.say("数字", "Figures"), figures.tokens.to_string()),
        ("", lang.say("金额", "Amounts"), figures.amounts.to_string()),
        ("", lang.say("无勾稽金额", "Free amounts"), figures.free.to_string()),
        ("", lang.say("勾稽覆盖", "Coverage"), figures.coverage()),
    ];
    let tiles = tiles.iter().map(|(class, name, value)| {
        format!("<div class=\"{class}\"><dt>{name}</dt><dd>{value}</dd></div>")
    });
    format!("<dl class=\"tiles\">{}</dl>\n", tiles.collect::<String>())
}

/// Outcomes as a bar; the legend says the same in words.
fn bar(checks: &Checks, lang: Lang) -> String {
    let parts = [
        ("holds", lang.say("成立", "hold"), checks.holds),
        ("tail", lang.say("尾差", "tail"), checks.tail),
        ("broken", lang.say("不成立", "broken"), checks.broken),
        ("na", lang.say("未适用", "not applied"), checks.not_applied),
    ];
    let strips: String = parts
        .iter()
        .filter(|(_, _, n)| *n > 0)
        .map(|(class, _, n)| format!("<i class=\"{class}\" style=\"flex-grow:{n}\"></i>"))
        .collect();
    let legend: String = parts
        .iter()
        .map(|(class, name, n)| format!("<li><i class=\"{class}\"></i>{name} {n}</li>"))
        .collect();
    format!(
        "<div class=\"bar\" aria-hidden=\"true\">{strips}</div>\n\
         <ul class=\"legend\" aria-label=\"{}\">{legend}</ul>\n",
        lang.say("检查结果", "Outcomes of the checks")
    )
}
