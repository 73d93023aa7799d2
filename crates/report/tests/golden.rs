//! What people and programs see, compared literally with files in `tests/golden`.
//! `MINGZHANG_BLESS=1` rewrites them; review reads the difference.
#![allow(clippy::unwrap_used)]

mod sample;

use report::{Lang, Style, Tally};
use std::path::Path;

fn check(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("MINGZHANG_BLESS").is_some() {
        std::fs::write(&path, got).unwrap();
    }
    let expect = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == expect, "{name} differs from its golden file:\n{got}");
}

fn style(lang: Lang) -> Style {
    Style { lang, colour: false }
}

#[test]
fn json_keeps_its_contract() {
    let all = [sample::found(), sample::unreadable()];
    check("audit.zh.json", &report::json(&all, &sample::engine(), Lang::Zh).unwrap());
    check("audit.en.json", &report::json(&all, &sample::engine(), Lang::En).unwrap());
    let line = report::jsonl(&all[0], Lang::Zh).unwrap();
    assert_eq!(line.lines().count(), 1);
}

#[test]
fn text_fits_a_terminal() {
    for (lang, name) in [(Lang::Zh, "audit.zh.txt"), (Lang::En, "audit.en.txt")] {
        let all = [sample::found(), sample::clean(), sample::unreadable()];
        let mut got: String = all.iter().map(|one| report::text(one, style(lang))).collect();
        got.push_str(&report::summary(&Tally::of(&all), style(lang)));
        got.lines().for_each(|l| assert!(base::text::width(l) <= 80, "too wide: {l}"));
        check(name, &got);
    }
}

#[test]
fn colours_only_where_asked() {
    let one = sample::found();
    assert!(!report::text(&one, style(Lang::Zh)).contains('\u{1b}'));
    assert!(report::text(&one, Style { lang: Lang::Zh, colour: true }).contains("\u{1b}[1;31m"));
}

#[test]
fn html_shows_the_paper_with_its_marks() {
    let one = [sample::found()];
    check("one.zh.html", &body(&report::html(&one, &sample::engine(), Lang::Zh)));
    let all = [sample::found(), sample::clean(), sample::unreadable()];
    check("many.en.html", &body(&report::html(&all, &sample::engine(), Lang::En)));
}

#[test]
fn html_links_lead_somewhere_and_ids_are_unique() {
    let all = [sample::found(), sample::clean(), sample::unreadable()];
    let html = report::html(&all, &sample::engine(), Lang::Zh);
    // Kept to be looked at in a browser.
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html"), &html).unwrap();
    let cut = |lead: &str| -> Vec<String> {
        html.split(lead).skip(1).filter_map(|t| t.split('"').next()).map(str::to_owned).collect()
    };
    let ids = cut(" id=\"");
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "an id occurs twice: {ids:?}");
    for target in cut("href=\"#") {
        assert!(ids.contains(&target), "#{target} leads nowhere");
    }
    assert!(!html.contains("<坏>") && !html.contains("<总体>"), "not escaped");
    assert!(!html.contains("http") && !html.contains("<script"), "not self-contained");
}

#[test]
fn the_workbook_has_three_tables() {
    let book = report::book(&[sample::found(), sample::unreadable()], Lang::Zh);
    check("book.zh.txt", &document::dump(&book));
}

/// The page without its style sheet, which is a file of its own.
fn body(html: &str) -> String {
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, tail) = rest.split_once("</style>").unwrap();
    format!("{head}{tail}")
}
