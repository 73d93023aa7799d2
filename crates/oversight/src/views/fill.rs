//! What goes into the SQL of a view or rule before it runs: parameters as literals, and the pieces that
//! make the same text answer for all objects or for touched ones only.

use super::{Scope, Touch};
use crate::sql::{self, literal};
use base::Date;

/// What every view and rule knows of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// 区划 of the book.
    pub book: String,
    /// 预算年度.
    pub year: i32,
    /// The day as of which is judged.
    pub day: Date,
    /// Number of the last entry.
    pub last: u64,
    /// The day the congress approved the year's budget, where that is known.
    pub approved: Option<Date>,
    /// The ledger holds budgets or payments of later months than the day's. Roll-ups without months
    /// then give way to larger ones that have them.
    pub past: bool,
}

/// Names of the parameters, with what they mean in Chinese and English.
pub const PARAMETERS: &[(&str, &str, &str)] = &[
    ("book", "区划（账簿）", "region of the book"),
    ("year", "预算年度", "fiscal year"),
    ("day", "判断日，2023-06-30", "day as of which is judged"),
    ("day_no", "判断日，自1970-01-01起的天数", "the same as days since 1970-01-01"),
    ("month_no", "判断日的月份，如 202306", "month of the day, 202306"),
    ("months", "截至判断日已满的月数，0—12", "complete months of the fiscal year passed, 0–12"),
    ("last", "最后一条分录的序号", "number of the last entry"),
    ("approved", "人代会批准预算日，未知为空", "day the budget was approved, empty when unknown"),
    (
        "approved_no",
        "同上，自1970-01-01起的天数，未知为0",
        "the same as days since 1970-01-01, 0 unknown",
    ),
];

impl Params {
    /// The value of a parameter as a literal; `None` for a name that is none.
    pub fn literal(&self, name: &str) -> Option<String> {
        let text = |day: Option<Date>| literal(&day.map(|d| d.to_string()).unwrap_or_default());
        Some(match name {
            "book" => literal(&self.book),
            "year" => self.year.to_string(),
            "day" => text(Some(self.day)),
            "day_no" => day_no(self.day).to_string(),
            "month_no" => self.month_no().to_string(),
            "months" => self.months().to_string(),
            "last" => self.last.to_string(),
            "approved" => text(self.approved),
            "approved_no" => self.approved.map_or(0, day_no).to_string(),
            _ => return None,
        })
    }

    /// The month of the day, 202306. What is dated later is not counted.
    pub fn month_no(&self) -> i64 {
        i64::from(self.day.year()) * 100 + i64::from(self.day.month())
    }

    /// Complete months of the fiscal year that have passed: 0 before it, 12 after it.
    pub fn months(&self) -> i32 {
        let passed = (i32::from(self.day.year()) - self.year) * 12 + i32::from(self.day.month());
        let whole = self.day == self.day.last_of_month();
        (passed - i32::from(!whole)).clamp(0, 12)
    }
}

/// Days since 1970-01-01.
pub fn day_no(day: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    // A span of days between two dates of the calendar always exists.
    day.since(epoch).map(|span| i64::from(span.get_days())).unwrap_or(0)
}

/// The SQL of a view for a run.
pub(super) fn view(text: &str, touch: Touch, scope: Scope, params: &Params) -> String {
    // Pieces hold parameters themselves, so they go in first.
    let rollup = |name: &str| rollup(name, params.past);
    let whole =
        sql::fill(text, |_| None, |name| piece(name, touch, scope).or_else(|| rollup(name)));
    sql::fill(&whole, |name| params.literal(name), |_| None)
}

/// Names of the holes of a view's SQL.
pub(super) const HOLES: &[&str] = &["touched", "same", "by_eco", "by_func"];

/// `{by_eco}` and `{by_func}` are the roll-ups of that name, which have no months; what they would be on a
/// day in the past comes from the larger one that has.
fn rollup(name: &str, past: bool) -> Option<String> {
    let column = name.strip_prefix("by_").filter(|_| HOLES.contains(&name))?;
    Some(match past {
        false => name.to_owned(),
        true => format!(
            "(SELECT m.book, m.year, m.{column}, m.unit, m.kind, m.amount FROM by_subject m \
             WHERE m.book = :book AND m.month <= :month_no)"
        ),
    })
}

/// `{touched}` goes before a roll-up and `{same}` into its condition: nothing in a full run, the touched
/// objects after a batch.
fn piece(name: &str, touch: Touch, scope: Scope) -> Option<String> {
    let table = touch.table().filter(|_| scope == Scope::Touched);
    match (name, table) {
        ("touched", Some((table, _))) => Some(format!("{table} t CROSS JOIN ")),
        ("same", Some((_, key))) => Some(key.iter().map(|column| same(column)).collect()),
        ("touched" | "same", None) => Some(String::new()),
        _ => None,
    }
}

fn same(column: &str) -> String {
    match column {
        // Rows of other years are compared with; the object is touched in the year at hand.
        "book" | "year" => format!(" AND t.{column} = :{column}"),
        _ => format!(" AND r.{column} = t.{column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> Params {
        let day = day.parse().unwrap();
        Params { book: "990101000".into(), year: 2023, day, last: 9, approved: None, past: false }
    }

    #[test]
    fn months_are_counted_when_they_are_over() {
        for (day, months) in [
            ("2022-12-31", 0),
            ("2023-01-30", 0),
            ("2023-01-31", 1),
            ("2023-02-28", 2),
            ("2023-06-29", 5),
            ("2023-06-30", 6),
            ("2023-12-31", 12),
            ("2024-03-01", 12),
        ] {
            assert_eq!(on(day).months(), months, "{day}");
        }
        assert_eq!(day_no(Date::constant(1970, 1, 1)), 0);
        assert_eq!(day_no(Date::constant(2024, 3, 1)), 19_783);
    }

    #[test]
    fn one_text_serves_a_full_run_and_a_batch() {
        let sql =
            "FROM {touched}by_unit r WHERE r.book = :book AND r.year IN (:year - 1, :year){same}";
        let made = |scope| view(sql, Touch::Unit, scope, &on("2023-06-30"));
        assert_eq!(
            made(Scope::Full),
            "FROM by_unit r WHERE r.book = '990101000' AND r.year IN (2023 - 1, 2023)"
        );
        assert_eq!(
            made(Scope::Touched),
            "FROM touched_unit t CROSS JOIN by_unit r WHERE r.book = '990101000' AND r.year IN \
             (2023 - 1, 2023) AND t.book = '990101000' AND t.year = 2023 AND r.unit = t.unit"
        );
        let sql = "FROM {touched}{by_eco} r WHERE r.eco = '30217'{same}";
        let made = |past| view(sql, Touch::Unit, Scope::Full, &Params { past, ..on("2023-06-15") });
        assert_eq!(made(false), "FROM by_eco r WHERE r.eco = '30217'");
        assert!(
            made(true)
                .contains("FROM by_subject m WHERE m.book = '990101000' AND m.month <= 202306")
        );
    }
}
