//! View `finals`: the figures that published final accounts say, beside the budget and the payments that the
//! ledger has of the same money.

use super::Scope;
use super::cell::{int, maybe, text};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use base::Amount;
use ledger::{AsOf, Fund, Kind, fund_of};
use std::collections::BTreeMap;
use store::{Answer, Dim, Filter};

/// Which money a figure is about: its sources, and how its functional codes begin.
pub(in crate::desk::oversight) struct Part {
    /// Name of the figure.
    pub(in crate::desk::oversight) item: &'static str,
    /// Its sources.
    pub(in crate::desk::oversight) funds: &'static [Fund],
}

/// The figures that are compared as a whole, and by 类.
pub(in crate::desk::oversight) const PARTS: &[Part] = &[
    Part { item: "财政拨款支出", funds: &[Fund::General, Fund::Government, Fund::Capital] },
    Part { item: "一般公共预算财政拨款支出", funds: &[Fund::General] },
    Part { item: "政府性基金预算财政拨款支出", funds: &[Fund::Government] },
    Part { item: "国有资本经营预算财政拨款支出", funds: &[Fund::Capital] },
];

/// Sums of the ledger by kind, source of money and functional code.
type Sums = BTreeMap<(&'static str, Fund, String), i64>;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for kept in standing(desk, "公开文件", Years::Of(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        let said = f.list("said");
        if said.is_empty() {
            continue;
        }
        let sums = sums(desk, &kept.unit, scope)?;
        for one in said {
            let Some(amount) = one.int("amount") else { continue };
            let (item, class) = (one.text("item"), one.text("class"));
            let Some(part) = PARTS.iter().find(|p| p.item == item) else { continue };
            let name = if class.is_empty() { item.to_owned() } else { format!("{item}.{class}") };
            let of = |what: &str| total(&sums, what, part, class);
            let mut row = units.about(scope.year, &kept.unit);
            row.extend([
                text(&kept.key),
                text(&name),
                text(class),
                int(amount),
                int(one.int("slack").unwrap_or(0)),
                maybe(of("预算")),
                maybe(of("支付")),
            ]);
            rows.push(row);
        }
    }
    Ok(rows)
}

fn sums(desk: &mut Desk, unit: &str, scope: &Scope) -> Result<Sums, Fault> {
    let filter = Filter {
        unit: Some(unit.to_owned()),
        year: Some(scope.year),
        kinds: vec![Kind::Initial, Kind::Adjust, Kind::Pay],
        as_of: AsOf { day: Some(scope.day), ..AsOf::default() },
        ..Filter::default()
    };
    let funds = desk.funds();
    let mut all = Sums::new();
    for sum in desk.store.sums(&filter, &[Dim::Kind, Dim::Fund, Dim::Func])? {
        let [kind, fund, func] = sum.by.as_slice() else { continue };
        let Some(fund) = fund_of(fund, &funds) else { continue };
        let what = if kind == ledger::kind_name(Kind::Pay) { "支付" } else { "预算" };
        let of = all.entry((what, fund, func.clone())).or_default();
        *of = of.saturating_add(sum.amount.as_fen());
    }
    Ok(all)
}

/// What the ledger has of a part; `None` where it has no money of these sources at all, as then nothing is known.
fn total(sums: &Sums, what: &str, part: &Part, class: &str) -> Option<i64> {
    let own = |k: &&(&'static str, Fund, String)| k.0 == what && part.funds.contains(&k.1);
    sums.keys().find(own)?;
    let counted = sums.iter().filter(|(k, _)| own(k) && k.2.starts_with(class));
    Amount::total(counted.map(|(_, fen)| Amount::fen(*fen))).map(Amount::as_fen)
}
