//! The paper with its figures marked: each is a link to what is known of it.

use super::asked::Asked;
use crate::cx::Cx;
use crate::parts::table::scroll;
use app::check::{Drawn, DrawnCell, Head, Lit, Marked, Marks, Piece, Sheet, Standing};
use maud::{Markup, html};

pub(super) fn sheet(cx: &Cx, id: &str, marks: &Marks<'_>, lit: Lit, asked: &Asked) -> Markup {
    let sheet = marks.sheet(asked.part_number(), lit, cx.lang());
    html! {
        section.checked-paper id="paper" aria-labelledby="paper-head" {
            h2 id="paper-head" { (cx.t("documents.paper")) }
            (legend(cx, marks))
            (parts(cx, id, &sheet, asked))
            div.sheet {
                @for (n, drawn) in sheet.drawn.iter().enumerate() {
                    @match drawn {
                        Drawn::Page(name, None) => p.sheet-page { (name) },
                        Drawn::Page(name, Some(page)) => p.sheet-page { a href=(asked.page(id, *page)) title=(cx.t("documents.as_printed")) { (name) } },
                        Drawn::Heading(level, list) => p.{ "sheet-head level-" (level) } { (pieces(cx, id, list, asked)) },
                        Drawn::Text(true, list) => p.center { (pieces(cx, id, list, asked)) },
                        Drawn::Text(false, list) => p { (pieces(cx, id, list, asked)) },
                        Drawn::Table(name, rows) => {
                            (scroll(&named(cx, name, n + 1), &table(cx, id, rows, asked)))
                        },
                    }
                }
            }
            (parts(cx, id, &sheet, asked))
        }
    }
}

/// Two regions of one page must not be called the same.
fn named(cx: &Cx, name: &str, n: usize) -> String {
    let name = if name.is_empty() { cx.t("documents.table") } else { name };
    format!("{name} ({n})")
}

/// What each look of a figure means, and how many there are.
pub(super) fn legend(cx: &Cx, marks: &Marks<'_>) -> Markup {
    let counts = marks.standings();
    let all = [
        ("flagged", "documents.flagged"),
        ("involved", "documents.involved"),
        ("held", "documents.held"),
        ("free", "documents.not_checked"),
    ];
    html! {
        ul.legend {
            @for (class, word) in all {
                li { span.{ "fig " (class) } { "1,234.56" } " " (cx.t(word)) " " (counts.get(class).copied().unwrap_or(0)) }
            }
        }
    }
}

fn parts(cx: &Cx, id: &str, sheet: &Sheet, asked: &Asked) -> Markup {
    let (now, all) = ((sheet.part + 1).to_string(), sheet.parts.to_string());
    html! {
        @if sheet.parts > 1 {
            p.pager.no-print {
                (cx.fill("documents.part", &[&now, &all])) " "
                @if let Some(before) = sheet.part.checked_sub(1) {
                    a.button href=(asked.part(id, before)) { (cx.t("documents.before")) } " "
                }
                @if sheet.part + 1 < sheet.parts {
                    a.button href=(asked.part(id, sheet.part + 1)) { (cx.t("documents.next")) }
                }
            }
        }
    }
}

fn table(cx: &Cx, id: &str, rows: &[Vec<DrawnCell>], asked: &Asked) -> Markup {
    html! {
        table {
            tbody {
                @for row in rows {
                    tr { @for cell in row { (cell_of(cx, id, cell, asked)) } }
                }
            }
        }
    }
}

fn cell_of(cx: &Cx, id: &str, cell: &DrawnCell, asked: &Asked) -> Markup {
    let inside = pieces(cx, id, &cell.pieces, asked);
    let rows = (cell.size.0 > 1).then_some(cell.size.0);
    let columns = (cell.size.1 > 1).then_some(cell.size.1);
    let class = cell.number.then_some("n");
    html! {
        @match cell.head {
            Head::Column => th scope=(if cell.size.1 > 1 { "colgroup" } else { "col" }) rowspan=[rows] colspan=[columns] { (inside) },
            Head::Row => th scope="row" rowspan=[rows] colspan=[columns] { (inside) },
            Head::None => td class=[class] rowspan=[rows] colspan=[columns] { (inside) },
        }
    }
}

fn pieces(cx: &Cx, id: &str, list: &[Piece], asked: &Asked) -> Markup {
    html! {
        @for piece in list {
            @match &piece.marked {
                None => (piece.text),
                Some(marked) => (mark(cx, id, &piece.text, marked, asked)),
            }
        }
    }
}

/// How a mark looks.
pub(super) fn class(marked: &Marked) -> String {
    let severity = match marked.standing {
        Some(Standing::Flagged(severity)) => severity.id(),
        _ => "",
    };
    let standing = marked.standing.map_or("words", Standing::id);
    format!("{standing} {severity}{}", if marked.lit { " lit-mark" } else { "" })
}

fn mark(cx: &Cx, id: &str, text: &str, marked: &Marked, asked: &Asked) -> Markup {
    let class = format!("fig {}", class(marked));
    html! {
        @match marked.figure {
            Some(n) => a id=(marked.id) class=(class) href=(asked.lights(id, &[("figure", &n.to_string())], &marked.id)) {
                (text) (numbers(cx, &marked.findings))
            },
            None => mark id=(marked.id) class=(class) { (text) (numbers(cx, &marked.findings)) },
        }
    }
}

/// Numbers of the findings behind what they blame.
fn numbers(cx: &Cx, findings: &[usize]) -> Markup {
    html! {
        @for n in findings {
            sup.no { span.unseen { (cx.t("documents.finding")) " " } (n + 1) }
        }
    }
}
