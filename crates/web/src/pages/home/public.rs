//! For everybody: a report to check, and what was published last.

use super::check;
use crate::cx::Cx;
use crate::parts::table::empty;
use crate::trouble::Trouble;
use app::desk::{Published, published};
use maud::{Markup, html};

/// Documents that are listed.
const LATEST: usize = 8;

pub(super) async fn body(cx: &Cx) -> Result<Markup, Trouble> {
    let mut all = cx.desk(published).await?;
    all.sort_by_key(|p| std::cmp::Reverse(p.seq));
    Ok(html! {
        h1 { (cx.t("home.title")) }
        p.lead { (cx.t("home.lead")) }
        (check(cx))
        section.card {
            h2 { (cx.t("home.latest")) }
            @if all.is_empty() { (empty(cx.t("home.latest_none"), cx.t("home.latest_do"))) }
            @else { (latest(&all)) }
            p { a href="/published" { (cx.t("home.all_published")) } }
        }
    })
}

fn latest(all: &[Published]) -> Markup {
    html! {
        ul {
            @for one in all.iter().take(LATEST) {
                li {
                    (one.year) " " (one.unit_name) " " (one.title)
                    @for file in &one.files {
                        " " a href={ "/published/file/" (file.sha256) } { (file.name) }
                    }
                }
            }
        }
    }
}
