//! View `contracts`: contracts of public procurement with their days, and what was paid on them in time.

use super::Scope;
use super::cell::{day, day_no, flag, int, maybe, no, said, text};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::Calendar;
use base::Date;
use std::collections::BTreeMap;
use store::{Answer, Value};

/// Days within which a contract must be paid when nothing was agreed (保障中小企业款项支付条例第九条).
const DAYS: i64 = 30;

/// One contract.
#[derive(Debug, Clone, Default)]
pub(super) struct Contract {
    pub(super) key: String,
    pub(super) unit: String,
    pub(super) title: String,
    pub(super) supplier: String,
    pub(super) category: String,
    /// 货物, 工程, 服务
    pub(super) sort: String,
    pub(super) method: String,
    pub(super) project: String,
    pub(super) amount: i64,
    pub(super) budget: Option<i64>,
    pub(super) supplement: Option<i64>,
    /// 中型, 小型, 微型, 否; empty where nothing was said.
    pub(super) size: String,
    pub(super) reserved: Option<bool>,
    pub(super) retention: i64,
    pub(super) agreed: Option<i64>,
    pub(super) awarded: Option<Date>,
    pub(super) signed: Option<Date>,
    pub(super) announced: Option<Date>,
    pub(super) filed: Option<Date>,
    pub(super) accepted: Option<Date>,
}

impl Contract {
    /// Whether the supplier is a small or medium enterprise, where that was said.
    pub(super) fn is_sme(&self) -> Option<bool> {
        match self.size.as_str() {
            "" => None,
            "否" | "大型" | "0" => Some(false),
            _ => Some(true),
        }
    }

    /// Whether it is a small or micro one.
    pub(super) fn is_micro(&self) -> Option<bool> {
        self.is_sme().map(|sme| sme && (self.size.starts_with('小') || self.size.starts_with('微')))
    }

    /// The day by which it must be paid.
    fn due(&self) -> Option<Date> {
        let days = self.agreed.unwrap_or(DAYS).clamp(0, 3_660);
        self.accepted?.checked_add(jiff::Span::new().days(days)).ok()
    }
}

/// Contracts of the year, as known on the day of the scope.
pub(super) fn contracts(desk: &mut Desk, scope: &Scope) -> Result<Vec<Contract>, Fault> {
    let mut all = Vec::new();
    for kept in standing(desk, "合同", Years::Of(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        let on = |name: &str| f.day(name).filter(|d| *d <= scope.day);
        // A contract that cannot say its amount is none that anything could be measured on.
        let Some(amount) = f.int("amount") else { continue };
        all.push(Contract {
            title: f.text("title").to_owned(),
            supplier: f.text("supplier").to_owned(),
            category: f.text("category").to_owned(),
            sort: f.text("sort").to_owned(),
            method: f.text("method").to_owned(),
            project: f.text("project").to_owned(),
            amount,
            budget: f.int("budget"),
            supplement: f.int("supplement"),
            size: f.text("size").to_owned(),
            reserved: f.flag("reserved"),
            retention: f.int("retention").unwrap_or(0),
            agreed: f.int("agreed"),
            awarded: on("awarded"),
            signed: on("signed"),
            announced: on("announced"),
            filed: on("filed"),
            accepted: on("accepted"),
            key: kept.key,
            unit: kept.unit,
        });
    }
    Ok(all)
}

/// Payments by contract and day, of one unit.
type Paid = BTreeMap<String, Vec<(Date, i64)>>;

fn payments(desk: &mut Desk, unit: &str, scope: &Scope) -> Result<Paid, Fault> {
    let sql = "SELECT contract, day, CAST(SUM(amount) AS BIGINT) FROM entry \
         WHERE book = ?1 AND unit = ?2 AND year >= ?3 AND kind = '支付' AND contract <> '' \
         AND day <= ?4 GROUP BY contract, day ORDER BY contract, day";
    let book = desk.store.book().code.clone();
    let values = [
        Value::Text(book),
        unit.into(),
        i64::from(scope.year).into(),
        scope.day.to_string().into(),
    ];
    let mut all = Paid::new();
    for row in desk.store.ask(sql, &values)? {
        let [contract, day, amount] = row.as_slice() else { continue };
        if let (Ok(day), Some(amount)) = (day.text().parse(), amount.int()) {
            all.entry(contract.text().to_owned()).or_default().push((day, amount));
        }
    }
    Ok(all)
}

/// Whether any payment names a contract. Where none does, nothing is known of what was paid on one.
fn linked(desk: &mut Desk, scope: &Scope) -> Result<bool, Fault> {
    let sql = "SELECT seq FROM entry WHERE book = ?1 AND year >= ?2 AND kind = '支付' \
         AND contract <> '' AND day <= ?3 LIMIT 1";
    let book = desk.store.book().code.clone();
    let values = [book.into(), i64::from(scope.year).into(), scope.day.to_string().into()];
    Ok(!desk.store.ask(sql, &values)?.is_empty())
}

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let mut by_unit: BTreeMap<String, Vec<Contract>> = BTreeMap::new();
    for contract in contracts(desk, scope)? {
        by_unit.entry(contract.unit.clone()).or_default().push(contract);
    }
    let units = Units::of(desk, scope)?;
    let mut paid: BTreeMap<&String, Paid> = BTreeMap::new();
    for unit in by_unit.keys() {
        paid.insert(unit, payments(desk, unit, scope)?);
    }
    let linked = paid.values().any(|p| !p.is_empty()) || linked(desk, scope)?;
    let mut rows = Vec::new();
    for (unit, own) in &by_unit {
        let paid = paid.get(unit);
        let head = units.about(scope.year, unit);
        // A unit that never tells the day of a step does not keep it here: nothing follows from its absence.
        let announces = own.iter().any(|c| c.announced.is_some());
        let files = own.iter().any(|c| c.filed.is_some());
        for c in own {
            let payments = paid.and_then(|p| p.get(&c.key)).map_or(&[][..], Vec::as_slice);
            let mut row = head.clone();
            row.extend(named(c));
            row.extend(dated(c, scope, &desk.params.calendar, announces, files));
            row.extend(settled(c, linked.then_some(payments), scope));
            rows.push(row);
        }
    }
    Ok(rows)
}

fn named(c: &Contract) -> Vec<Value> {
    vec![
        text(&c.key),
        text(&c.title),
        text(&c.supplier),
        text(&c.category),
        text(&c.sort),
        text(&c.method),
        text(&c.project),
        int(c.amount),
        maybe(c.budget),
        maybe(c.supplement),
        said(c.is_sme()),
        said(c.is_micro()),
        said(c.reserved),
    ]
}

fn dated(
    c: &Contract,
    scope: &Scope,
    calendar: &Calendar,
    announces: bool,
    files: bool,
) -> Vec<Value> {
    // How long a step took, or has been waited for.
    let waited = |end: Option<Date>, told: bool| {
        let until = end.or_else(|| told.then_some(scope.day))?;
        c.signed.map(|signed| i64::from(calendar.working_between(signed, until)))
    };
    let days = |from: Date, to: Date| day_no(to) - day_no(from);
    let signing = c.awarded.map(|from| days(from, c.signed.unwrap_or(scope.day)));
    let mut row = Vec::new();
    for one in [c.awarded, c.signed, c.announced, c.filed, c.accepted] {
        row.extend([day(one), no(one)]);
    }
    row.extend([
        maybe(signing),
        maybe(waited(c.announced, announces)),
        maybe(waited(c.filed, files)),
    ]);
    row
}

fn settled(c: &Contract, payments: Option<&[(Date, i64)]>, scope: &Scope) -> Vec<Value> {
    let due = c.due();
    let sum = |until: Option<Date>| -> Option<i64> {
        let counted = payments?.iter().filter(|(day, _)| until.is_none_or(|u| *day <= u));
        Some(counted.map(|(_, amount)| *amount).fold(0, i64::saturating_add))
    };
    let payable = c.amount.saturating_sub(c.retention);
    let last = payments.and_then(|p| p.iter().map(|(day, _)| *day).max());
    vec![
        maybe(c.agreed),
        int(payable),
        day(due),
        no(due),
        maybe(sum(None)),
        maybe(due.and_then(|due| sum(Some(due)))),
        flag(last.is_some()),
        day(last),
        no(last),
        int(day_no(scope.day)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_due_after_the_agreed_days_or_thirty() {
        let mut c = Contract { accepted: "2023-05-01".parse().ok(), ..Contract::default() };
        assert_eq!(c.due(), "2023-05-31".parse().ok());
        c.agreed = Some(60);
        assert_eq!(c.due(), "2023-06-30".parse().ok());
        c.accepted = None;
        assert_eq!(c.due(), None);
    }

    #[test]
    fn sizes_are_told_apart_and_silence_says_nothing() {
        let of = |size: &str| Contract { size: size.to_owned(), ..Contract::default() };
        for (size, sme, micro) in [
            ("", None, None),
            ("否", Some(false), Some(false)),
            ("中型", Some(true), Some(false)),
            ("小型", Some(true), Some(true)),
            ("微型企业", Some(true), Some(true)),
        ] {
            assert_eq!((of(size).is_sme(), of(size).is_micro()), (sme, micro), "{size}");
        }
    }
}
