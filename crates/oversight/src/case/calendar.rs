//! Working days: weekends, the State Council's holidays, and the weekend days worked instead. A year without
//! an arrangement counts weekends only and is named in the result.

use base::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    /// 工作日
    #[serde(rename = "工作日")]
    Working,
    /// 自然日: a deadline on a day off moves to the next working day.
    #[serde(rename = "自然日")]
    Calendar,
}

impl Count {
    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Count::Working => "工作日",
            Count::Calendar => "自然日",
        }
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        match self {
            Count::Working => "working days",
            Count::Calendar => "calendar days",
        }
    }
}

/// The end of a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The day.
    #[serde(with = "super::day")]
    pub day: Date,
    /// Years on the way whose holidays are not known: there weekends alone were counted.
    pub unknown: Vec<i32>,
}

/// The calendar of working days.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i32, String>,
    off: BTreeSet<Date>,
    work: BTreeSet<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    basis: String,
    off: Vec<String>,
    work: Vec<String>,
}

/// No count goes on for longer than this: a limit of more days is a slip.
const LONGEST: u32 = 3_660;

impl Calendar {
    /// A calendar from the text of `params/calendar.toml`.
    ///
    /// # Errors
    /// Says which year or day is wrong.
    pub fn from_text(text: &str) -> Result<Calendar, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut calendar = Calendar::default();
        for year in file.year {
            calendar.add_year(&year)?;
        }
        Ok(calendar)
    }

    fn add_year(&mut self, year: &Year) -> Result<(), String> {
        let n = year.year;
        if self.years.insert(n, year.basis.clone()).is_some() {
            return Err(format!("{n} 年出现两次 (the year {n} stands twice)"));
        }
        for span in &year.off {
            let (first, last) = span.split_once('/').unwrap_or((span, span));
            let (mut day, last) = (date(n, first)?, date(n, last)?);
            if last < day {
                return Err(format!("{n} 年的“{span}”首尾颠倒 ({span} ends before it begins)"));
            }
            while day <= last {
                self.off.insert(day);
                day = next(day);
            }
        }
        for text in &year.work {
            let day = date(n, text)?;
            if !is_weekend(day) || self.off.contains(&day) {
                return Err(format!(
                    "{day} 不是可以调休上班的周末 ({day} is no weekend day that can be worked)"
                ));
            }
            self.work.insert(day);
        }
        Ok(())
    }

    /// Whether people work on a day.
    pub fn is_working(&self, day: Date) -> bool {
        self.work.contains(&day) || !is_weekend(day) && !self.off.contains(&day)
    }

    /// Whether the holidays of a year are known.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// The day so many days after another, which itself does not count.
    pub fn after(&self, from: Date, days: u32, count: Count) -> Counted {
        let days = days.min(LONGEST);
        let mut day = from;
        match count {
            Count::Calendar => {
                for _ in 0..days {
                    day = next(day);
                }
                day = self.first_working(day);
            }
            Count::Working => {
                for _ in 0..days {
                    day = self.first_working(next(day));
                }
            }
        }
        let years = i32::from(from.year())..=i32::from(day.year());
        Counted { day, unknown: years.filter(|y| !self.knows(*y)).collect() }
    }

    /// Working days after one day up to and with another; 0 where the other is not later.
    pub fn working_between(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut n = 0;
        while day < to && n < LONGEST {
            day = next(day);
            n += u32::from(self.is_working(day));
        }
        n
    }

    /// The day itself, or the next on which people work.
    fn first_working(&self, mut day: Date) -> Date {
        // No holiday is longer than a month.
        for _ in 0..31 {
            if self.is_working(day) {
                break;
            }
            day = next(day);
        }
        day
    }
}

fn next(day: Date) -> Date {
    // The last day of the calendar is followed by itself.
    day.tomorrow().unwrap_or(day)
}

fn is_weekend(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() >= 5
}

/// `06-22` of a year.
fn date(year: i32, text: &str) -> Result<Date, String> {
    let wrong = || format!("{year} 年的“{text}”不是日期 (not a day: {text})");
    format!("{year:04}-{}", text.trim()).parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        Calendar::from_text(include_str!("../../../../params/calendar.toml")).unwrap()
    }

    #[test]
    fn deadlines_step_over_holidays_and_count_weekends_that_are_worked() {
        let calendar = calendar();
        let cases = [
            // 端午 2023: 22–24 June off, Sunday 25 worked.
            ("2023-06-20", 1, Count::Working, "2023-06-21"),
            ("2023-06-21", 1, Count::Working, "2023-06-25"),
            ("2023-06-21", 2, Count::Working, "2023-06-26"),
            // 春节 2024: off 10–17 February, Sundays 4 and 18 worked.
            ("2024-02-02", 6, Count::Working, "2024-02-09"),
            ("2024-02-09", 1, Count::Working, "2024-02-18"),
            // 国庆 2025.
            ("2025-09-30", 1, Count::Working, "2025-10-09"),
            // A weekend without any holiday.
            ("2023-07-07", 1, Count::Working, "2023-07-10"),
            ("2023-07-07", 5, Count::Working, "2023-07-14"),
            // Calendar days, and one that ends within a holiday.
            ("2023-07-03", 10, Count::Calendar, "2023-07-13"),
            ("2023-09-20", 10, Count::Calendar, "2023-10-07"),
            // No days: the day itself, or the next that is worked.
            ("2023-07-08", 0, Count::Calendar, "2023-07-10"),
            // The extended holiday of 2020: 1 February was to be worked and was not.
            ("2020-01-23", 1, Count::Working, "2020-02-03"),
        ];
        for (from, days, count, expect) in cases {
            let counted = calendar.after(day(from), days, count);
            assert_eq!(counted.day, day(expect), "{from} + {days} {}", count.zh());
            assert!(counted.unknown.is_empty());
        }
    }

    #[test]
    fn a_year_without_an_arrangement_counts_weekends_and_is_named() {
        let calendar = calendar();
        let counted = calendar.after(day("2026-12-30"), 3, Count::Working);
        assert_eq!(counted.day, day("2027-01-04"));
        assert_eq!(counted.unknown, [2027]);
        assert!(calendar.after(day("1999-05-03"), 1, Count::Working).unknown == [1999]);
        assert!(calendar.after(Date::MAX, 5, Count::Working).day == Date::MAX);
    }

    #[test]
    fn every_year_has_as_many_working_days_as_its_arrangement_leaves() {
        let calendar = calendar();
        let years = [
            (2018, 250),
            (2019, 250),
            (2020, 249),
            (2021, 250),
            (2022, 249),
            (2023, 249),
            (2024, 251),
            (2025, 248),
            (2026, 248),
        ];
        for (year, expect) in years {
            let from = day(&format!("{}-12-31", year - 1));
            let counted = calendar.working_between(from, day(&format!("{year}-12-31")));
            assert_eq!(counted, expect, "{year}");
        }
    }

    #[test]
    fn slips_in_the_file_are_named() {
        let year = |off: &str, work: &str| {
            format!("[[year]]\nyear = 2023\nbasis = \"x\"\noff = [{off}]\nwork = [{work}]\n")
        };
        let cases = [
            (year("\"02-30\"", ""), "02-30"),
            (year("\"05-03/05-01\"", ""), "首尾颠倒"),
            (year("", "\"05-04\""), "2023-05-04"),
            (year("", "") + &year("", ""), "2023 年出现两次"),
            ("[[jahr]]".to_owned(), "jahr"),
        ];
        for (text, expect) in cases {
            let error = Calendar::from_text(&text).unwrap_err();
            assert!(error.contains(expect), "{error}");
        }
    }
}
