//! The reports that were checked last and have findings nobody has decided on.

use crate::cx::Cx;
use crate::pages::documents::{Asked, listed};
use crate::tell::now;
use crate::trouble::Trouble;
use access::Right;
use app::house::moment;
use maud::{Markup, html};

/// Reports that are listed.
const SHOWN: usize = 5;

/// Records that are looked at for the first page.
const LOOKED: usize = 1000;

/// Seconds for which a list is good.
const GOOD: i64 = 20;

pub(super) async fn findings(cx: &Cx) -> Result<Markup, Trouble> {
    if !cx.may(Right::DocumentCheck) {
        return Ok(html! {});
    }
    // The register has no state that a page could hang on: what was listed is good for some seconds.
    let key = format!(
        "findings {} {:?} {:?} {:?} {}",
        cx.visitor.name(),
        cx.visitor.reach(),
        cx.visitor.scopes,
        cx.lang(),
        now() / GOOD
    );
    if let Some((_, kept)) = cx.state.views.part(&key) {
        return Ok(kept);
    }
    let whose = if cx.may(Right::DocumentDecide) { "reach" } else { "" };
    let asked = Asked {
        verdict: "findings".to_owned(),
        whose: whose.to_owned(),
        look: LOOKED,
        ..Asked::default()
    };
    let (found, open) = listed(cx, &asked).await?;
    let undecided = found.documents.iter().zip(open).filter(|(_, open)| *open > 0);
    let shown: Vec<_> = undecided.take(SHOWN).collect();
    let body = html! {
        @if !shown.is_empty() {
            section.card {
                h2 { (cx.t("home.findings")) }
                ul.entry-list {
                    @for (d, open) in &shown {
                        li {
                            a href={ "/documents/" (d.id) } { (d.kept.title) } " "
                            (cx.fill("home.undecided", &[&open.to_string()])) " "
                            small { (d.owner) " · " (moment(&d.kept.at)) }
                        }
                    }
                }
                p { a href={ "/documents?verdict=findings&whose=" (whose) } { (cx.t("home.all_findings")) } }
            }
        }
    };
    cx.state.views.put_part(key, "", &body);
    Ok(body)
}
