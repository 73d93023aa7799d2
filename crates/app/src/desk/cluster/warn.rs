//! The warnings of all nodes: every rule over every book that is there, one book after the other, as
//! the node itself would evaluate it. Cases are raised where the book is, not here.

use super::super::Desk;
use super::super::oversight::{Evaluated, Run, evaluate};
use super::super::today;
use crate::Fault;
use store::{Book, Missing};

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Everywhere {
    /// By book, in the order of their codes.
    pub books: Vec<(Book, Evaluated)>,
    /// Books that did not answer.
    pub missing: Vec<Missing>,
}

/// Evaluates every book. A node that is lost on the way is among the missing, whatever it had given.
///
/// # Errors
/// When the city's ledger cannot be read, or a rule that is named does not exist.
pub fn warn(
    desk: &mut Desk,
    year: Option<i32>,
    day: Option<&str>,
    rules: &[String],
) -> Result<Everywhere, Fault> {
    let day = match day {
        None => today(),
        Some(text) => text.parse().map_err(|_| {
            Fault::new(
                format!("日期“{text}”无法识别；写作 2023-06-30"),
                format!("“{text}” is no day; write it as 2023-06-30"),
            )
        })?,
    };
    let year = year.unwrap_or(i32::from(day.year()));
    let run = Run { year, day, rules: rules.to_vec(), since: None, settings: None };
    let own = desk.store.own().clone();
    let mut done = Everywhere::default();
    for book in desk.store.books()? {
        // One that was lost since the list was made is in it no more.
        if desk.store.turn_to(&book.code).is_err() {
            continue;
        }
        let evaluated = evaluate(desk, &run);
        desk.store.refresh_nodes()?;
        let lost = desk.store.missing().iter().any(|m| m.book.code == book.code);
        if !lost {
            done.books.push((book, evaluated?));
        }
    }
    desk.store.turn_to(&own.code)?;
    done.missing = desk.store.missing().to_vec();
    Ok(done)
}
