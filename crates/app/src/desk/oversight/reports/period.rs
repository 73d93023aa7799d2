//! Which months a report is about.

use super::ReportWanted;
use crate::fault::Fault;
use base::Date;

/// Some months of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) year: i32,
    /// Its last month.
    pub(super) month: u32,
    /// The quarter it ends in.
    pub(super) quarter: u32,
    pub(super) first_day: Date,
    pub(super) last_day: Date,
    /// 2024年9月, 2024年第三季度, 2024年
    pub(super) said: String,
}

impl Period {
    /// As wanted; else the last month or quarter of which the ledger knows something.
    pub(super) fn of(kind: &str, wanted: &ReportWanted, last: u32) -> Result<Period, Fault> {
        let year = wanted.year;
        let quarter = |q: u32| {
            let said = format!("{year}年第{}季度", base::text::numeral(q));
            Period::new(year, q * 3 - 2, q * 3, said)
        };
        let month = |m: u32| Period::new(year, m, m, format!("{year}年{m}月"));
        match (kind, wanted.month, wanted.quarter) {
            (_, Some(_), Some(_)) => Err(Fault::new(
                "--month 和 --quarter 只能用一个",
                "--month and --quarter cannot both be given",
            )),
            ("monthly", month_, None) => month(month_.unwrap_or(last)),
            ("quarterly", None, q) => quarter(q.unwrap_or_else(|| (last / 3).max(1))),
            ("monthly", None, Some(_)) => Err(Fault::new(
                "月度报告用 --month 指定月份；季度报告是 quarterly",
                "the monthly report takes --month; that of a quarter is called quarterly",
            )),
            ("quarterly", Some(_), None) => Err(Fault::new(
                "季度报告用 --quarter 指定季度；月度报告是 monthly",
                "the quarterly report takes --quarter; that of a month is called monthly",
            )),
            ("warnings", Some(m), None) => month(m),
            ("warnings", None, Some(q)) => quarter(q),
            (_, None, Some(q)) => Period::new(year, 1, q * 3, format!("{year}年")),
            (_, Some(m), None) => Period::new(year, 1, m, format!("{year}年")),
            ("warnings", None, None) => Period::new(year, 1, 12, format!("{year}年")),
            (_, None, None) => Period::new(year, 1, last, format!("{year}年")),
        }
    }

    fn new(year: i32, from: u32, to: u32, said: String) -> Result<Period, Fault> {
        let first = |month: u32| {
            let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
            Date::new(year, month, 1).ok()
        };
        match (first(from), first(to)) {
            (Some(from), Some(end)) => Ok(Period {
                year,
                month: to,
                quarter: to.div_ceil(3),
                first_day: from,
                last_day: end.last_of_month(),
                said,
            }),
            _ => Err(Fault::new(
                format!("没有 {year} 年 {to} 月；月份为 1 至 12，季度为 1 至 4"),
                format!("there is no month {to} of {year}; months are 1 to 12, quarters 1 to 4"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        kind: &str,
        month: Option<u32>,
        quarter: Option<u32>,
    ) -> Option<(String, String, String)> {
        let wanted = ReportWanted { year: 2024, month, quarter, ..ReportWanted::default() };
        let p = Period::of(kind, &wanted, 8).ok()?;
        Some((p.first_day.to_string(), p.last_day.to_string(), p.said))
    }

    #[test]
    fn a_report_is_of_the_last_period_that_is_over_unless_told() {
        for (kind, month, quarter, expect) in [
            ("monthly", None, None, Some(("2024-08-01", "2024-08-31", "2024年8月"))),
            ("monthly", Some(2), None, Some(("2024-02-01", "2024-02-29", "2024年2月"))),
            ("monthly", None, Some(2), None),
            ("quarterly", None, None, Some(("2024-04-01", "2024-06-30", "2024年第二季度"))),
            ("quarterly", None, Some(4), Some(("2024-10-01", "2024-12-31", "2024年第四季度"))),
            ("quarterly", None, Some(5), None),
            ("quarterly", Some(3), None, None),
            ("department", None, None, Some(("2024-01-01", "2024-08-31", "2024年"))),
            ("warnings", None, None, Some(("2024-01-01", "2024-12-31", "2024年"))),
            ("warnings", None, Some(3), Some(("2024-07-01", "2024-09-30", "2024年第三季度"))),
            ("warnings", Some(13), None, None),
        ] {
            let expect = expect.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
            assert_eq!(of(kind, month, quarter), expect, "{kind} {month:?} {quarter:?}");
        }
    }
}
