//! What the ledger shows of a self-evaluation: payments of the project, recorded activities. It fills what
//! nobody entered, and contradicts what was entered otherwise.

use super::Desk;
use crate::fault::Fault;
use ::performance::{Evaluation, Evidence, Remark, Strictness, Words, contradiction, evidence};
use base::Amount;
use ledger::Kind;
use std::collections::BTreeMap;
use store::{Dim, Filter};

/// What the ledger has of a unit and year.
#[derive(Default)]
pub(super) struct Shown {
    /// Paid by project and economic code.
    paid: BTreeMap<(String, String), Amount>,
    /// Recorded activities by sort.
    activities: BTreeMap<String, u64>,
}

impl Shown {
    pub(super) fn of(desk: &mut Desk, unit: &str, year: i32) -> Result<Shown, Fault> {
        Shown::read(desk, unit, year, true)
    }

    /// What these evaluations need: payments by economic code only where an indicator is shown by them.
    pub(super) fn for_all<'a>(
        desk: &mut Desk,
        unit: &str,
        year: i32,
        mut all: impl Iterator<Item = &'a Evaluation>,
    ) -> Result<Shown, Fault> {
        let by_code = |e: &Option<Evidence>| matches!(e, Some(Evidence::Payments { .. }));
        let coded = all.any(|e| e.indicators.iter().any(|i| by_code(&i.evidence)));
        Shown::read(desk, unit, year, coded)
    }

    fn read(desk: &mut Desk, unit: &str, year: i32, coded: bool) -> Result<Shown, Fault> {
        let filter = Filter { unit: Some(unit.to_owned()), year: Some(year), ..Filter::default() };
        let pay = Filter { kinds: vec![Kind::Pay], ..filter.clone() };
        let mut shown = Shown::default();
        if coded {
            for sum in desk.store.sums(&pay, &[Dim::Project, Dim::Eco])? {
                if let [project, eco] = sum.by.as_slice() {
                    shown.paid.insert((project.clone(), eco.clone()), sum.amount);
                }
            }
        } else {
            let book = desk.store.book().code.clone();
            let sql = "SELECT project, CAST(SUM(amount) AS BIGINT) FROM by_project WHERE book = ?1 \
                 AND year = ?2 AND unit = ?3 AND kind = '支付' GROUP BY project ORDER BY project";
            for row in desk.store.ask(sql, &[book.into(), i64::from(year).into(), unit.into()])? {
                if let [project, sum] = row.as_slice() {
                    let sum = Amount::fen(sum.int().unwrap_or(0));
                    shown.paid.insert((project.text().to_owned(), String::new()), sum);
                }
            }
        }
        for step in desk.store.records("活动", &filter)? {
            let payload: serde_json::Value =
                serde_json::from_str(&step.payload).unwrap_or_default();
            let sort = payload.get("sort").and_then(|s| s.as_str()).unwrap_or_default();
            *shown.activities.entry(sort.to_owned()).or_default() += 1;
        }
        Ok(shown)
    }

    /// Paid for a project, or for the whole unit; of one economic code or of all. `None` where the
    /// ledger has no payment.
    pub(super) fn paid(&self, e: &Evaluation, eco: &str) -> Option<Amount> {
        let own = self.paid.iter().filter(|((project, code), _)| {
            (e.whole || *project == e.code) && code.starts_with(eco)
        });
        let mut all = own.map(|(_, amount)| *amount).peekable();
        all.peek()?;
        Amount::total(all)
    }

    /// Fills what was not entered; remarks where something else was.
    pub(super) fn apply(&self, e: &mut Evaluation) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let entered = Amount::total(e.funds.iter().map(|f| f.executed));
        match (self.paid(e, ""), entered, e.funds.as_mut_slice()) {
            // Goals are entered before anything is paid.
            (Some(paid), Some(Amount::ZERO), [fund]) => fund.executed = paid,
            (Some(paid), Some(entered), _) if entered != paid => {
                remarks.push(executed(entered, paid));
            }
            _ => {}
        }
        let shown: Vec<_> = e
            .indicators
            .iter()
            .map(|i| {
                let (activities, paid) = match i.evidence.as_ref()? {
                    Evidence::Activities(sort) => (self.activities.get(sort).copied(), None),
                    Evidence::Payments { eco } => (None, self.paid(e, eco)),
                    Evidence::File { .. } => (None, None),
                };
                evidence(i, activities, paid)
            })
            .collect();
        for (n, (i, shown)) in (1..).zip(e.indicators.iter_mut().zip(shown)) {
            let Some(shown) = shown else { continue };
            remarks.extend(contradiction(n, i, &shown));
            i.actual.get_or_insert(shown);
        }
        remarks
    }
}

fn executed(entered: Amount, paid: Amount) -> Remark {
    Remark {
        code: "evidence",
        strictness: Strictness::Must,
        field: "资金.全年执行数".to_owned(),
        words: Words::new(
            format!("全年执行数填报 {entered}，账上的支付为 {paid}"),
            format!("{entered} is reported as executed, the payments are {paid}"),
        ),
        advice: Words::new(
            "核对支付明细，改正填报数或补充支付",
            "check the payments; correct the value or complete the payments",
        ),
    }
}
