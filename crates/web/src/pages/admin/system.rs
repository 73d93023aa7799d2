//! The state of the system, for who keeps it running.

use crate::cx::Cx;
use crate::trouble::Reply;
use maud::html;

pub(super) async fn page(cx: Cx) -> Reply {
    let config = &cx.state.config;
    let (own, sum) = cx.desk(|desk| desk.state()).await?;
    let (code, name) = cx.desk(|desk| Ok(desk.own())).await?;
    let yes = |on: bool| cx.t(if on { "system.on" } else { "system.off" });
    let body = html! {
        h1 { (cx.t("nav.system")) }
        section.card {
            dl.facts {
                dt { (cx.t("system.version")) } dd { (app::VERSION) }
                dt { (cx.t("system.ledger")) } dd { (app::desk::shown(&config.ledger)) }
                dt { (cx.t("system.book")) } dd { (code) " " (name) }
                dt { (cx.t("system.entries")) } dd { (own) @if sum != own { " / " (sum) } }
                dt { (cx.t("system.tls")) } dd { (yes(config.tls.is_some())) }
                dt { (cx.t("system.open")) } dd { (yes(config.open_check)) }
                dt { (cx.t("system.mail")) } dd { (config.smtp.as_ref().map_or_else(|| yes(false).to_owned(), |s| s.from.clone())) }
                dt { (cx.t("system.sso")) } dd { (config.oidc.as_ref().map_or_else(|| yes(false).to_owned(), |o| o.issuer.clone())) }
                dt { (cx.t("system.largest")) } dd { (config.largest >> 20) " MB" }
            }
        }
        section.card {
            h2 { (cx.t("system.watch")) }
            ul {
                li { a href="/healthz" { "/healthz" } " " (cx.t("system.healthz")) }
                li { a href="/readyz" { "/readyz" } " " (cx.t("system.readyz")) }
                li { a href="/metrics" { "/metrics" } " " (cx.t("system.metrics")) }
            }
        }
    };
    Ok(cx.page(cx.t("nav.system"), body))
}
