//! A document on a page: the same words and figures as in its files.

use crate::cx::Cx;
use crate::parts::chart::{Chart, chart};
use crate::parts::table::scroll;
use app::desk::{Piece, SheetRow};
use maud::{Markup, html};
use report::chart::{Picture, Unit, option};

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
                    @let name = drawn(picture, rows);
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

/// A table is called what stands above it; the second below one heading is told apart by its number.
fn named(cx: &Cx, pieces: &[Piece], at: usize) -> String {
    let above = pieces.get(..at).unwrap_or_default().iter().rev();
    let (mut before, mut title) = (1, cx.t("reports.table").to_owned());
    for piece in above {
        match piece {
            Piece::Heading(_, text) | Piece::Title(text) => {
                title.clone_from(text);
                break;
            }
            Piece::Table(_) => before += 1,
            _ => {}
        }
    }
    if before > 1 { format!("{title} {before}") } else { title }
}

/// A chart is called what its table shows, and what the figures count in.
fn drawn(picture: &Picture, rows: &[SheetRow]) -> String {
    let heads = rows.first().map(|r| r.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>());
    let heads = heads.unwrap_or_default().join(" · ");
    match &picture.unit {
        Unit::Other(unit) => format!("{heads}（{unit}）"),
        Unit::Percent => format!("{heads}（%）"),
        _ => heads,
    }
}

fn table(rows: &[SheetRow]) -> Markup {
    let head: Vec<&SheetRow> = rows.iter().take_while(|r| r.head).collect();
    let body = rows.get(head.len()..).unwrap_or_default();
    // A head stands over its figures.
    let over = |n: usize| {
        body.first().and_then(|r| r.cells.get(n)).is_some_and(|c| c.figure).then_some("n")
    };
    html! {
        table {
            @if !head.is_empty() {
                thead { @for row in &head { tr {
                    @for (n, c) in row.cells.iter().enumerate() {
                        th class=[over(n)] scope=(if c.across > 1 { "colgroup" } else { "col" })
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
