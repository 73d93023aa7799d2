//! Questions that are asked often, in plain words.

use super::Address;
use crate::cx::Cx;
use access::Right;
use maud::{Markup, html};

/// A question: word, address without its year, whether it names payees.
const READY: [(&str, &str, bool); 13] = [
    ("query.by_department", "rows=department&show=current&show=paid&show=rate&sort=paid", false),
    ("query.by_function", "rows=class&show=paid&show=share&show=change-rate&sort=paid", false),
    ("query.by_month", "rows=month&show=paid", false),
    ("query.by_economic", "rows=eco-class&show=paid&show=share&sort=paid", false),
    (
        "query.three_public",
        "rows=eco&show=paid&show=last-paid&show=change&eco=30212&eco=30217&eco=30231&eco=31013",
        false,
    ),
    (
        "query.slowest",
        "rows=department&show=current&show=paid&show=rate&show=progress&sort=%2Brate",
        false,
    ),
    (
        "query.change",
        "rows=department&show=paid&show=last-paid&show=change&show=change-rate&sort=change",
        false,
    ),
    ("query.by_unit", "rows=unit&show=current&show=paid&show=rate&sort=paid&top=50", false),
    ("query.by_project", "rows=project&show=current&show=paid&show=rate&sort=paid&top=50", false),
    ("query.by_payee", "rows=payee&show=paid&show=payments&sort=paid&top=50", true),
    ("query.tree", "rows=class&rows=section&show=paid&show=share&sort=paid&chart=tree", false),
    ("query.flow", "rows=fund&rows=class&rows=eco-class&show=paid&chart=flow", false),
    ("query.heat", "rows=department&columns=month&show=paid&chart=heat", false),
];

/// The question that is shown when nothing was asked yet.
pub(super) fn first(year: &str) -> Address {
    with_year(READY[0].1, year)
}

fn with_year(text: &str, year: &str) -> Address {
    let pairs = text.split('&').filter_map(|p| p.split_once('='));
    let pairs = pairs.map(|(n, v)| (n.to_owned(), v.replace("%2B", "+")));
    let mut address = Address::read(&pairs.collect::<Vec<_>>());
    if !year.is_empty() {
        address.only.insert("year".to_owned(), vec![year.to_owned()]);
    }
    address
}

/// Links to all of them; the one that is shown is marked.
pub(super) fn list(cx: &Cx, year: &str, shown: &Address) -> Markup {
    let all = READY.iter().filter(|(.., payees)| !payees || cx.may(Right::LedgerDetail));
    html! {
        nav.no-print aria-label=(cx.t("query.ready")) {
            ul.chips {
                @for (word, text, _) in all {
                    @let to = with_year(text, year);
                    li { a href={ "/query?" (to.text()) } aria-current=[is(&to, shown).then_some("page")] { (cx.t(word)) } }
                }
            }
        }
    }
}

/// Whether a question is the one that is shown, whatever state of the ledger is asked.
pub(super) fn is(one: &Address, shown: &Address) -> bool {
    let plain = |a: &Address| Address { as_of: Vec::new(), seen: 0, ..a.clone() };
    plain(one) == plain(shown)
}

/// Whether the question is one of them.
pub(super) fn is_one(year: &str, shown: &Address) -> bool {
    READY.iter().any(|(_, text, _)| is(&with_year(text, year), shown))
}
