//! How far an account reaches, as conditions of a question. They are added to whatever is asked for, and
//! conditions are joined by "and": nothing that is asked can undo them.
//!
//! **Invariant:** what an account gets is what [`access::Reach::covers_unit`] covers, never more.

use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::pivot::{Dim, Filter};
use access::Reach;
use std::collections::{BTreeMap, BTreeSet};

/// Conditions that a reach puts on every question. Everything by default: for who sits at the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Within(Vec<Filter>);

/// The conditions of a reach.
///
/// # Errors
/// When the store fails, or the reach cannot be put as conditions on codes.
pub fn within(desk: &mut Desk, reach: &Reach) -> Result<Within, Fault> {
    if reach.is_all() {
        return Ok(Within::default());
    }
    // A blank code is nobody's.
    let known = |codes: &[String]| -> Vec<String> {
        codes.iter().filter(|c| !c.trim().is_empty()).cloned().collect()
    };
    let (departments, units) = (known(&reach.departments), known(&reach.units));
    let (dim, values) = match (reach.regions.is_empty(), departments.is_empty(), units.is_empty()) {
        (true, false, true) => (Dim::Department, departments),
        (true, true, _) => (Dim::Unit, units),
        (false, true, true) => (Dim::Region, regions(desk, reach)?),
        _ => (Dim::Unit, mixed(desk, reach)?),
    };
    Ok(Within(vec![Filter { dim, values, not: false }]))
}

impl Within {
    /// The conditions.
    pub(super) fn filters(&self) -> &[Filter] {
        &self.0
    }

    /// Whether a unit is within, given the codes of its region, its department and itself.
    pub(super) fn covers(&self, region: &str, department: &str, unit: &str) -> bool {
        self.0.iter().all(|f| {
            let own = match f.dim {
                Dim::Unit => unit,
                Dim::Department => department,
                _ => region,
            };
            f.values.iter().any(|v| v == own)
        })
    }

    /// Whether there are none.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }
}

/// The units that are within, by node and code.
pub(super) fn units(desk: &mut Desk, within: &Within) -> Result<BTreeSet<(String, String)>, Fault> {
    let sql = "SELECT book, code, department, COALESCE(NULLIF(region, ''), book) FROM unit_card";
    let rows = desk.store.ask(sql, &[])?;
    let read = |row: &Vec<store::Value>| match row.as_slice() {
        [book, code, department, region] => within
            .covers(region.text(), department.text(), code.text())
            .then(|| (book.text().to_owned(), code.text().to_owned())),
        _ => None,
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Region and department of a unit of the node's own book; `None` where there is no such unit.
///
/// # Errors
/// When the store fails.
pub fn unit_place(desk: &mut Desk, unit: &str) -> Result<Option<[String; 2]>, Fault> {
    let book = desk.store.own().code.clone();
    let sql = "SELECT COALESCE(NULLIF(region, ''), book), department FROM unit_card \
         WHERE book = ?1 AND code = ?2";
    let rows = desk.store.ask(sql, &[book.into(), unit.into()])?;
    Ok(rows.first().and_then(|row| match row.as_slice() {
        [region, department] => Some([region.text().to_owned(), department.text().to_owned()]),
        _ => None,
    }))
}

/// Whether a whole department is within: none of its units is beyond, and there are some.
///
/// # Errors
/// When the store fails.
pub fn reaches_department(
    desk: &mut Desk,
    within: &Within,
    department: &str,
) -> Result<bool, Fault> {
    let sql = "SELECT code, COALESCE(NULLIF(region, ''), book) FROM unit_card \
         WHERE department = ?1";
    let rows = desk.store.ask(sql, &[department.into()])?;
    let covered = |row: &Vec<store::Value>| match row.as_slice() {
        [code, region] => within.covers(region.text(), department, code.text()),
        _ => false,
    };
    Ok(!department.is_empty() && !rows.is_empty() && rows.iter().all(covered))
}

/// Whether all of the ledger is within, so that a report of the whole place may be seen.
///
/// # Errors
/// When the store fails.
pub fn reaches_everything(desk: &mut Desk, within: &Within) -> Result<bool, Fault> {
    if within.is_all() {
        return Ok(true);
    }
    // Entries without a unit stand in the region of their book, which only a reach of regions covers.
    let sql =
        "SELECT code FROM book UNION SELECT DISTINCT region FROM unit_card WHERE region <> ''";
    let rows = desk.store.ask(sql, &[])?;
    let covered = |row: &Vec<store::Value>| {
        row.first().is_some_and(|region| within.covers(region.text(), "", ""))
    };
    Ok(rows.iter().all(covered))
}

/// The regions that units stand in, as far as they are covered. A unit that says none stands in that of its
/// book.
fn regions(desk: &mut Desk, reach: &Reach) -> Result<Vec<String>, Fault> {
    let sql =
        "SELECT DISTINCT region FROM unit_card WHERE region <> '' UNION SELECT code FROM book";
    let rows = desk.store.ask(sql, &[])?;
    let all = rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned());
    Ok(all.filter(|region| reach.covers_unit(region, "", "")).collect())
}

/// Codes of the units that a reach of several kinds covers. The same code may stand for another unit in the
/// book of another node; where only one of the two is covered, codes cannot tell them apart.
fn mixed(desk: &mut Desk, reach: &Reach) -> Result<Vec<String>, Fault> {
    let sql =
        "SELECT code, department, COALESCE(NULLIF(region, ''), book) FROM unit_card ORDER BY code";
    let mut covered: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for row in desk.store.ask(sql, &[])? {
        if let [code, department, region] = row.as_slice() {
            let is = reach.covers_unit(region.text(), department.text(), code.text());
            covered.entry(code.text().to_owned()).or_default().insert(is);
        }
    }
    if let Some((code, _)) = covered.iter().find(|(_, is)| is.len() > 1) {
        return Err(Fault::new(
            format!(
                "单位编码 {code} 在几个账簿中代表不同的单位，而您的范围只含其中一部分；请安全管理员只按区划授权"
            ),
            format!(
                "the code {code} stands for different units in several books, and you may see only some of them; ask the security administrator to grant regions only"
            ),
        ));
    }
    let mut all: BTreeSet<String> =
        covered.into_iter().filter(|(_, is)| is.contains(&true)).map(|(code, _)| code).collect();
    all.extend(reach.units.iter().filter(|c| !c.trim().is_empty()).cloned());
    Ok(all.into_iter().collect())
}
