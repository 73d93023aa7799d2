//! How long each step may take, from `params/handling.toml`, and what letters are called.

use super::calendar::{Calendar, Count};
use super::day;
use super::model::Level;
use super::steps::{LetterKind, Role, State, named};
use crate::words::Words;
use base::Date;
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../params");

/// Where the limits and the calendar stand.
const LIMITS: &str = "params/handling.toml";
const CALENDAR: &str = "params/calendar.toml";

named! {
    /// What has to be done next.
    Task {
        Verify = "核实", "verify";
        Issue = "下发", "issue";
        Sign = "签收", "sign";
        Answer = "反馈", "answer";
        Again = "再次反馈", "answer again";
        Review = "审核", "review";
        Evaluate = "评价", "evaluate";
        Close = "销号", "close";
        Archive = "归档", "archive";
    }
}

impl Task {
    /// What a state waits for; nothing at the end.
    pub fn of(state: State) -> Option<Task> {
        Some(match state {
            State::Raised => Task::Verify,
            State::Confirmed => Task::Issue,
            State::Issued => Task::Sign,
            State::Signed => Task::Answer,
            State::Returned => Task::Again,
            State::Answered => Task::Review,
            State::Reviewed => Task::Evaluate,
            State::Evaluated => Task::Close,
            State::Closed => Task::Archive,
            State::Dismissed | State::Archived | State::Voided => return None,
        })
    }

    /// Who does it.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Task::Verify | Task::Issue | Task::Close | Task::Archive => {
                &[Role::Congress, Role::Finance]
            }
            Task::Sign | Task::Answer | Task::Again => &[Role::Unit],
            Task::Review => &[Role::Department, Role::Finance],
            Task::Evaluate => &[Role::Congress],
        }
    }
}

/// One limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What must be done.
    pub step: Task,
    /// Within how many days.
    pub days: u32,
    /// Which days count.
    pub count: Count,
    /// Only after this letter.
    pub letter: Option<LetterKind>,
    /// Only at these levels; none means all.
    #[serde(default)]
    pub level: Vec<Level>,
    /// First day.
    #[serde(with = "day")]
    pub from: Date,
    /// Last day; none for still.
    #[serde(default, with = "day::maybe")]
    pub to: Option<Date>,
    /// 法定, 地方, 通行 or 默认.
    pub kind: String,
    /// What it rests on.
    pub basis: String,
}

/// What the letters of a role are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// Who sends them.
    pub role: Role,
    /// Who signs; `{book}` is the name of the ledger.
    pub body: String,
    /// 机关代字 of 提示函.
    pub notice: String,
    /// 机关代字 of 督办单.
    pub order: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    refresh_days: u32,
    limit: Vec<Limit>,
    letters: Vec<Letters>,
}

/// A deadline, and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day.
    #[serde(with = "day")]
    pub day: Date,
    /// Days it was counted from the beginning; none where the letter set the day.
    pub days: Option<u32>,
    /// Which days.
    pub count: Count,
    /// Years whose holidays are not known.
    pub unknown: Vec<i32>,
}

/// Why a data file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct HandlingError {
    /// The file.
    pub file: String,
    /// What is wrong in it.
    pub what: String,
}

/// Limits, calendar and names of letters.
#[derive(Debug, Clone)]
pub struct Handling {
    /// Days between two records of a case whose level and rules are the same.
    pub refresh_days: u32,
    /// The calendar of working days.
    pub calendar: Calendar,
    limits: Vec<Limit>,
    letters: Vec<Letters>,
}

impl Handling {
    /// The files that come with the program, as path and text.
    pub fn embedded_files() -> Vec<(String, String)> {
        let text = |f: &include_dir::File<'_>| {
            let path = format!("params/{}", f.path().to_string_lossy());
            f.contents_utf8().map(|t| (path, t.to_owned()))
        };
        FILES.files().filter_map(text).collect()
    }

    /// Limits and calendar from files (path, text); others are left alone.
    ///
    /// # Errors
    /// Names the file that is missing or not valid.
    pub fn from_files(files: &[(String, String)]) -> Result<Handling, HandlingError> {
        let of = |name: &str| {
            let found = files.iter().find(|(path, _)| path == name);
            let what = || "文件不存在 (the file is missing)".to_owned();
            found.map(|(_, text)| text).ok_or_else(|| wrong(name, what()))
        };
        let calendar = Calendar::from_text(of(CALENDAR)?).map_err(|e| wrong(CALENDAR, e))?;
        let file: File = toml::from_str(of(LIMITS)?).map_err(|e| wrong(LIMITS, e.to_string()))?;
        sound(&file).map_err(|e| wrong(LIMITS, e))?;
        Ok(Handling {
            refresh_days: file.refresh_days,
            calendar,
            limits: file.limit,
            letters: file.letters,
        })
    }

    /// The limit of a task on a day: the most specific one, of equals the latest.
    pub fn limit(
        &self,
        task: Task,
        letter: Option<LetterKind>,
        level: Level,
        on: Date,
    ) -> Option<&Limit> {
        let fits = |l: &&Limit| {
            l.step == task
                && l.from <= on
                && l.to.is_none_or(|to| on <= to)
                && (l.level.is_empty() || l.level.contains(&level))
                && l.letter.is_none_or(|kind| letter == Some(kind))
        };
        let rank = |l: &&Limit| (l.letter.is_some(), !l.level.is_empty(), l.from);
        self.limits.iter().filter(fits).max_by_key(rank)
    }

    /// The deadline of a task that is counted from a day; `None` where it has no limit.
    pub fn due(
        &self,
        task: Task,
        letter: Option<LetterKind>,
        level: Level,
        from: Date,
    ) -> Option<Due> {
        let limit = self.limit(task, letter, level, from)?;
        let counted = self.calendar.after(from, limit.days, limit.count);
        let (day, unknown) = (counted.day, counted.unknown);
        Some(Due { day, days: Some(limit.days), count: limit.count, unknown })
    }

    /// Who signs the letters of a role.
    pub fn body(&self, role: Role, book: &str) -> String {
        let found = self.letters.iter().find(|l| l.role == role);
        found.map_or_else(|| role.zh().to_owned(), |l| l.body.replace("{book}", book))
    }

    /// 机关代字 of a letter.
    pub fn code(&self, role: Role, kind: LetterKind) -> String {
        let found = self.letters.iter().find(|l| l.role == role);
        found.map_or_else(String::new, |l| match kind {
            LetterKind::Notice | LetterKind::Closing => l.notice.clone(),
            LetterKind::Order => l.order.clone(),
        })
    }
}

fn wrong(file: &str, what: impl Into<String>) -> HandlingError {
    HandlingError { file: file.to_owned(), what: what.into() }
}

/// What the file must not get wrong.
fn sound(file: &File) -> Result<(), String> {
    for task in Task::ALL {
        let general = |l: &&Limit| l.step == *task && l.level.is_empty();
        if !file.limit.iter().any(|l| general(&l)) {
            let (zh, en) = (task.zh(), task.en());
            return Err(format!("“{zh}”没有适用于各级别的时限 (no general limit for {en})"));
        }
    }
    let slip = file.limit.iter().find(|l| {
        l.basis.trim().is_empty() || l.days > 3_650 || l.to.is_some_and(|to| to < l.from)
    });
    match slip {
        None => Ok(()),
        Some(l) => Err(format!(
            "“{}”的时限缺少依据、天数过大或截止早于起始 (a limit of {} has no basis, too many days, or ends before it begins)",
            l.step.zh(),
            l.step.en()
        )),
    }
}

impl Due {
    /// Which years were counted by weekends alone, in words; empty when none was.
    pub fn caveat(&self) -> Option<Words> {
        let years: Vec<String> = self.unknown.iter().map(ToString::to_string).collect();
        (!years.is_empty()).then(|| {
            let years = years.join("、");
            Words::new(
                format!("{years} 年的节假日安排尚未录入，只按周末计算"),
                format!("holidays of {years} are not entered: weekends only"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handling() -> Handling {
        Handling::from_files(&Handling::embedded_files()).unwrap()
    }

    #[test]
    fn the_most_specific_limit_holds() {
        let handling = handling();
        let on: Date = "2023-07-03".parse().unwrap();
        let (notice, order) = (Some(LetterKind::Notice), Some(LetterKind::Order));
        let cases = [
            (Task::Verify, None, Level::Red, 2),
            (Task::Verify, None, Level::Blue, 10),
            (Task::Answer, notice, Level::Yellow, 15),
            (Task::Answer, notice, Level::Orange, 10),
            (Task::Answer, order, Level::Yellow, 10),
            (Task::Answer, order, Level::Red, 5),
            (Task::Sign, order, Level::Red, 1),
            (Task::Sign, notice, Level::Red, 2),
            (Task::Archive, notice, Level::Red, 30),
        ];
        for (task, letter, level, days) in cases {
            let limit = handling.limit(task, letter, level, on).unwrap();
            assert_eq!(limit.days, days, "{} {letter:?} {}", task.zh(), level.zh());
        }
        let due = handling.due(Task::Answer, order, Level::Red, on).unwrap();
        assert_eq!((due.day.to_string().as_str(), due.days), ("2023-07-10", Some(5)));
        assert_eq!(handling.body(Role::Finance, "忻州市"), "忻州市财政局");
        assert_eq!(handling.code(Role::Congress, LetterKind::Order), "预算督办");
    }

    #[test]
    fn who_does_what_is_what_the_table_of_steps_says() {
        use super::super::steps::{Action, moves};
        for state in State::ALL {
            let Some(task) = Task::of(*state) else {
                assert_eq!(moves(*state).count(), 0, "{}", state.zh());
                continue;
            };
            let forward = moves(*state).find(|(a, _)| !matches!(a, Action::Extend | Action::Void));
            assert_eq!(forward.map(|(_, roles)| roles), Some(task.roles()), "{}", state.zh());
        }
    }

    #[test]
    fn slips_in_the_file_are_named() {
        let mut files = Handling::embedded_files();
        let limits = files.iter_mut().find(|(path, _)| path == LIMITS).unwrap();
        let whole = limits.1.clone();
        for (from, to, expect) in [
            ("step = \"审核\"", "step = \"评价\"", "审核"),
            ("days = 10", "days = 99999", "核实"),
            ("count = \"工作日\"", "count = \"日\"", "handling.toml"),
            ("refresh_days", "refresh_weeks", "handling.toml"),
        ] {
            let broken = [
                (CALENDAR.to_owned(), files_text(CALENDAR)),
                (LIMITS.to_owned(), whole.replacen(from, to, 1)),
            ];
            let error = Handling::from_files(&broken).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        }
        assert!(Handling::from_files(&[]).unwrap_err().to_string().contains("calendar.toml"));
    }

    fn files_text(name: &str) -> String {
        let files = Handling::embedded_files();
        files.into_iter().find(|(path, _)| path == name).unwrap().1
    }
}
