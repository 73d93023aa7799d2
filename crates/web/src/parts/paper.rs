//! A document on a page: the same words and figures as in its files.

use crate::cx::Cx;
use crate::parts::chart::{Chart, chart};
use crate::parts::table::scroll;
use app::desk::{Piece, SheetRow};
use maud::{Markup, html};
use report::chart::option;

/// The pieces of a document, below a heading of the page.
pub(crate) fn paper(cx: &Cx, pieces: &[Piece]) -> Markup {
    html! {
        @for (n, piece) in pieces.iter().enumerate() {
            @match piece {
                Piece::Title(text) => h2.center { (text) },
                Piece::Heading(2, text) => h3 { (text) },
                Piece::Heading(_, text) => h4 { (text) },
                Piece::Text(text) => p { (text) },
                Piece::Middle(text) => p.center { (text) },
                Piece::Right(text) => p.right { (text) },
                Piece::Note(text) => p.minor { (text) },
                Piece::Table(rows) => (scroll(&named(cx, pieces, n), &table(rows))),
                Piece::Chart(picture, rows) => {
                    @let name = named(cx, pieces, n);
                    (chart(cx, &Chart {
                        title: &name,
                        option: &option(picture),
                        table: scroll(&format!("{name} · {}", cx.t("chart.figures")), &table(rows)),
                        height: picture.height(),
                    }))
                },
            }
        }
    }
}

/// A table is called what stands above it.
fn named(cx: &Cx, pieces: &[Piece], at: usize) -> String {
    let above = pieces.get(..at).unwrap_or_default().iter().rev();
    let mut titles = above.filter_map(|p| match p {
        Piece::Heading(_, text) | Piece::Title(text) => Some(text.clone()),
        _ => None,
    });
    let title = titles.next().unwrap_or_else(|| cx.t("reports.table").to_owned());
    // Two tables below one heading are told apart by their place.
    format!("{title} ({})", at + 1)
}

fn table(rows: &[SheetRow]) -> Markup {
    let head: Vec<&SheetRow> = rows.iter().take_while(|r| r.head).collect();
    let body = rows.get(head.len()..).unwrap_or_default();
    html! {
        table {
            @if !head.is_empty() {
                thead { @for row in &head { tr {
                    @for c in &row.cells {
                        th scope=(if c.across > 1 { "colgroup" } else { "col" })
                            colspan=[(c.across > 1).then_some(c.across)] rowspan=[(c.down > 1).then_some(c.down)] { (c.text) }
                    }
                } } }
            }
            tbody { @for row in body { tr {
                @for c in &row.cells {
                    td class=(if c.figure { "n" } else { "long" })
                        colspan=[(c.across > 1).then_some(c.across)] rowspan=[(c.down > 1).then_some(c.down)] { (c.text) }
                }
            } } }
        }
    }
}
