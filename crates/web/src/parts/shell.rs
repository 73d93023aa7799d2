//! The frame of every page: what stands above, what stands below, and what the visitor may go to.

use crate::assets::USUAL;
use crate::cx::Cx;
use access::{Right, Role};
use maud::{DOCTYPE, Markup, html};
use report::Lang;

/// Places to go to: address, word, and the right that makes it worth showing.
const PLACES: &[(&str, &str, Right)] = &[
    ("/", "nav.home", Right::Published),
    ("/documents", "nav.documents", Right::DocumentCheck),
    ("/performance", "nav.performance", Right::PerformanceRead),
    ("/warnings", "nav.warnings", Right::CaseRead),
    ("/rules", "nav.rules", Right::RuleRead),
    ("/query", "nav.query", Right::LedgerRead),
    ("/analyses", "nav.analyses", Right::LedgerRead),
    ("/reports", "nav.reports", Right::ReportRead),
    ("/imports", "nav.imports", Right::Import),
    ("/published", "nav.published", Right::Published),
    ("/accounts", "nav.accounts", Right::AccountManage),
    ("/grants", "nav.grants", Right::GrantManage),
    ("/log", "nav.log", Right::LogRead),
    ("/system", "nav.system", Right::SystemRead),
    ("/api", "nav.api", Right::TokenOwn),
];

/// A whole page.
pub(crate) fn shell(cx: &Cx, title: &str, body: &Markup) -> Markup {
    let [style, script, charts, icon] = &*USUAL;
    let large = cx.visitor.account.as_ref().is_some_and(|a| a.large || a.role == Role::Deputy);
    html! {
        (DOCTYPE)
        html lang=(cx.say("zh-CN", "en")) class=[large.then_some("large")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (cx.t("frame.name")) }
                link rel="icon" href=(icon) type="image/svg+xml";
                link rel="stylesheet" href=(style);
                script src=(script) defer data-charts=(charts) {}
            }
            body {
                a.skip href="#main" { (cx.t("frame.skip")) }
                header.top {
                    a.brand href="/" { strong { "明账" } span { (cx.t("frame.motto")) } }
                    (menu(cx))
                    (person(cx))
                }
                main #main tabindex="-1" { (body) }
                footer.bottom {
                    p {
                        "明账 Mingzhang " (app::VERSION) " · "
                        (cx.fill("frame.as_of", &[&cx.state.head().to_string()])) " · "
                        a href="/help" { (cx.t("frame.help")) }
                    }
                }
            }
        }
    }
}

/// Where the visitor may go: address and word.
pub(crate) fn places(cx: &Cx) -> Vec<(&'static str, &'static str)> {
    let shown = |(to, _, right): &&(&str, &str, Right)| {
        cx.may(*right) && !(*to == "/" && cx.visitor.account.is_none())
    };
    PLACES.iter().filter(shown).map(|(to, word, _)| (*to, *word)).collect()
}

fn menu(cx: &Cx) -> Markup {
    let here = cx.uri.path();
    let at = |to: &str| match to {
        "/" => here == "/",
        to => here == to || here.strip_prefix(to).is_some_and(|r| r.starts_with('/')),
    };
    html! {
        nav.places aria-label=(cx.t("frame.places")) {
            ul {
                @for (to, word) in places(cx) {
                    li { a href=(to) aria-current=[at(to).then_some("page")] { (cx.t(word)) } }
                }
            }
        }
    }
}

fn person(cx: &Cx) -> Markup {
    let other = match cx.lang() {
        Lang::Zh => ("en", "English"),
        Lang::En => ("zh", "中文"),
    };
    let back = cx.uri.path_and_query().map_or("/", |p| p.as_str());
    html! {
        div.person {
            form method="post" action="/language" {
                (super::form::token(cx))
                input type="hidden" name="back" value=(back);
                button.plain name="lang" value=(other.0) lang=(other.0) { (other.1) }
            }
            @match &cx.visitor.account {
                Some(account) => {
                    a href="/account" { (account.shown) " " small { (cx.say(account.role.zh(), account.role.en())) } }
                    form method="post" action="/log-out" {
                        (super::form::token(cx))
                        button.plain { (cx.t("frame.log_out")) }
                    }
                }
                None => a.button href="/log-in" { (cx.t("frame.log_in")) },
            }
        }
    }
}
