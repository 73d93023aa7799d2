//! The same question a year earlier.

use super::{Dim, Filter, Question};
use base::Date;
use ledger::AsOf;

impl Question {
    /// The same question a year earlier, from the journal as far as it is known now: what last year's figures
    /// open to.
    pub fn year_before(&self) -> Question {
        Question { filters: filters(&self.filters), as_of: state(self.as_of), ..self.clone() }
    }
}

/// Conditions on the year before.
pub(super) fn filters(filters: &[Filter]) -> Vec<Filter> {
    let one = |f: &Filter| Filter {
        values: f.values.iter().map(|v| key(f.dim, v, 1)).collect(),
        ..f.clone()
    };
    filters.iter().map(one).collect()
}

/// A year or month so many years earlier; anything else as it is.
pub(super) fn key(dim: Dim, text: &str, years: i64) -> String {
    let step = match dim {
        Dim::Year => years,
        Dim::Month => years * 100,
        _ => return text.to_owned(),
    };
    text.parse::<i64>().map_or_else(|_| text.to_owned(), |n| (n - step).to_string())
}

/// What had happened by the same day of the year before; the end of a month stays the end of it.
pub(super) fn state(as_of: AsOf) -> AsOf {
    let before = |d: Date| {
        let year = Date::new(d.year() - 1, d.month(), 1).unwrap_or(d);
        let last = year.last_of_month();
        let same = Date::new(d.year() - 1, d.month(), d.day()).unwrap_or(last);
        if d == d.last_of_month() { last } else { same }
    };
    AsOf { day: as_of.day.map(before), ..as_of }
}
