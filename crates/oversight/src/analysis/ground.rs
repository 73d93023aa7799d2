//! What every analysis stands on: the scope, the cards of units, and sums through the pivot.

use super::{AnalysisError, Wanted};
use crate::pivot::{Answer, Cell, Dim, Filter, Group, Measure, Question, ask};
use base::{Amount, Date};
use ledger::AsOf;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Store, StoreError, Value};

/// Names of codes, and how codes go on from year to year.
pub trait Names {
    /// The name of a code of a dimension in a year.
    fn name(&self, dim: Dim, year: i32, code: &str) -> Option<String>;

    /// The code that a later year has for what a code was.
    fn carried(&self, _dim: Dim, _from: i32, _to: i32, code: &str) -> String {
        code.to_owned()
    }
}

impl Names for () {
    fn name(&self, _: Dim, _: i32, _: &str) -> Option<String> {
        None
    }
}

/// A unit, department or other part, as people call it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Who {
    /// Node.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub book: String,
    /// Its code.
    pub code: String,
    /// Its name; the code where it has none.
    pub name: String,
}

/// What stands on the card of a unit.
#[derive(Debug, Clone, Default)]
pub(super) struct Card {
    pub(super) name: String,
    pub(super) department: String,
    pub(super) department_name: String,
    pub(super) region: String,
    pub(super) kind: String,
}

/// A part's sums in the order they were asked for; `None` where there are no entries.
pub(super) type Sums = BTreeMap<Vec<String>, Vec<Option<Amount>>>;

pub(super) struct Ground<'a> {
    pub(super) store: &'a mut Store,
    pub(super) wanted: &'a Wanted,
    pub(super) names: &'a dyn Names,
    pub(super) cards: BTreeMap<(String, String), Card>,
    departments: BTreeMap<(String, String), String>,
    books: Vec<String>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        store: &'a mut Store,
        wanted: &'a Wanted,
        names: &'a dyn Names,
    ) -> Result<Ground<'a>, StoreError> {
        let books = texts(store, "SELECT code FROM book ORDER BY code")?;
        let mut ground = Ground {
            store,
            wanted,
            names,
            cards: BTreeMap::new(),
            departments: BTreeMap::new(),
            books,
        };
        ground.read_cards()?;
        Ok(ground)
    }

    fn read_cards(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT book, code, name, department, department_name, region, kind \
             FROM unit_card";
        for row in self.store.ask(sql, &[])? {
            let texts: Vec<String> = row.iter().map(|v| v.text().to_owned()).collect();
            let Ok([book, code, name, department, department_name, region, kind]) =
                <[String; 7]>::try_from(texts)
            else {
                continue;
            };
            let card = Card { name, department, department_name, region, kind };
            if !card.department_name.is_empty() {
                let key = (book.clone(), card.department.clone());
                self.departments.insert(key, card.department_name.clone());
            }
            self.cards.insert((book, code), card);
        }
        Ok(())
    }

    /// Whether the ledger holds the books of several nodes.
    fn many(&self) -> bool {
        self.books.len() > 1
    }

    /// The last day that counts in a year: none when the whole year does.
    pub(super) fn until(&self, year: i32) -> Option<Date> {
        month_end(year, self.wanted.month)
    }

    /// The scope in a year, through the wanted month of it.
    pub(super) fn question(&self, year: i32, rows: &[Dim], measures: &[Measure]) -> Question {
        let mut filters = self.wanted.filters.clone();
        filters.push(Filter { dim: Dim::Year, values: vec![year.to_string()], not: false });
        Question {
            rows: rows.to_vec(),
            measures: measures.to_vec(),
            filters,
            as_of: AsOf { seq: None, day: self.until(year) },
            months: Some(self.wanted.month),
            ..Question::default()
        }
    }

    pub(super) fn ask(&mut self, question: &Question) -> Result<Answer, AnalysisError> {
        Ok(ask(self.store, question)?)
    }

    /// Sums by part.
    pub(super) fn sums(
        &mut self,
        year: i32,
        rows: &[Dim],
        measures: &[Measure],
    ) -> Result<Sums, AnalysisError> {
        let question = self.question(year, rows, measures);
        let answer = self.ask(&question)?;
        Ok(answer.rows.iter().map(|g| (g.key.clone(), amounts(g))).collect())
    }

    /// The sums of everything.
    pub(super) fn total(
        &mut self,
        year: i32,
        measures: &[Measure],
    ) -> Result<Vec<Option<Amount>>, AnalysisError> {
        let question = self.question(year, &[], measures);
        let answer = self.ask(&question)?;
        let mut all = answer.rows.first().map(amounts).unwrap_or_default();
        all.resize(measures.len(), None);
        Ok(all)
    }

    /// The dimensions of a part: codes of units and departments are unique within a node only.
    pub(super) fn grain(&self, by: Dim) -> Vec<Dim> {
        match by {
            Dim::Unit | Dim::Department => vec![Dim::Book, by],
            Dim::Project => vec![Dim::Book, Dim::Unit, by],
            _ => vec![by],
        }
    }

    /// What a part is called; `key` is that of [`Ground::grain`].
    pub(super) fn who(&self, by: Dim, key: &[String]) -> Who {
        let code = key.last().cloned().unwrap_or_default();
        let book = match by {
            Dim::Unit | Dim::Department | Dim::Project => key.first().cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let own = (book.clone(), code.clone());
        let name = match by {
            Dim::Unit => self.cards.get(&own).map(|c| c.name.clone()),
            Dim::Department => self.departments.get(&own).cloned(),
            Dim::UnitKind => unit_kind(&code).map(str::to_owned),
            _ => self.names.name(by, self.wanted.year, &code),
        };
        let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| match code.as_str() {
            "" => "（未填）".to_owned(),
            code => code.to_owned(),
        });
        let book = if self.many() { book } else { String::new() };
        Who { book, code, name }
    }

    /// A unit.
    pub(super) fn unit(&self, book: &str, unit: &str) -> Who {
        self.who(Dim::Unit, &[book.to_owned(), unit.to_owned()])
    }

    /// A project, by its card.
    pub(super) fn project(&mut self, book: &str, code: &str) -> Result<Who, StoreError> {
        let sql = "SELECT name FROM project_card WHERE book = ?1 AND code = ?2";
        let rows = self.store.ask(sql, &[book.into(), code.into()])?;
        let name = rows.first().and_then(|r| r.first()).map(|v| v.text().to_owned());
        let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| match code {
            "" => "（无项目）".to_owned(),
            code => code.to_owned(),
        });
        let book = if self.many() { book.to_owned() } else { String::new() };
        Ok(Who { book, code: code.to_owned(), name })
    }

    /// Units of the scope that have entries in the year, by node and code.
    pub(super) fn units(&mut self) -> Result<Vec<(String, String)>, AnalysisError> {
        let rows = [Dim::Book, Dim::Unit];
        let any = [Measure::Paid, Measure::Current, Measure::Opening];
        let found = self.sums(self.wanted.year, &rows, &any)?;
        Ok(found.into_keys().filter_map(pair).collect())
    }

    /// Years before the wanted one of which a node has payments.
    pub(super) fn years_before(&mut self, book: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT year FROM by_month WHERE book = ?1 AND year < ?2 \
             AND kind = '支付' ORDER BY year";
        let values = [Value::from(book), i64::from(self.wanted.year).into()];
        Ok(self.store.ask(sql, &values)?.iter().filter_map(|r| r.first()?.int()).collect())
    }

    /// The sample that is needed.
    pub(super) fn least(&self, usual: usize) -> usize {
        self.wanted.least.unwrap_or(usual).max(1)
    }

    /// How the parts of an analysis are cut: as wanted, else by units within a department, else by
    /// departments.
    pub(super) fn by(&self, may: &[Dim], of: &'static str) -> Result<Dim, AnalysisError> {
        if let Some(by) = self.wanted.by {
            let known: Vec<&str> = may.iter().map(|d| d.zh()).collect();
            return match may.contains(&by) {
                true => Ok(by),
                false => Err(AnalysisError::NoParts(of, by.zh(), known.join("、"))),
            };
        }
        let inside = |f: &Filter| matches!(f.dim, Dim::Unit | Dim::Department) && !f.not;
        match self.wanted.filters.iter().any(inside) {
            true => Ok(Dim::Unit),
            false => Ok(Dim::Department),
        }
    }

    /// Which rows are listed.
    pub(super) fn cut<T>(&self, rows: &mut Vec<T>) -> usize {
        let more = rows.len().saturating_sub(self.wanted.top);
        rows.truncate(self.wanted.top);
        more
    }
}

/// The cells of a group as amounts.
fn amounts(group: &Group) -> Vec<Option<Amount>> {
    group.cells.iter().map(|cell| amount(*cell)).collect()
}

/// A cell of money; sums of the store fit an amount.
pub(super) fn amount(cell: Cell) -> Option<Amount> {
    match cell {
        Cell::Money(fen) => i64::try_from(fen).ok().map(Amount::fen),
        _ => None,
    }
}

fn pair(key: Vec<String>) -> Option<(String, String)> {
    let mut parts = key.into_iter();
    Some((parts.next()?, parts.next()?))
}

fn texts(store: &mut Store, sql: &str) -> Result<Vec<String>, StoreError> {
    let rows = store.ask(sql, &[])?;
    Ok(rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()).collect())
}

fn unit_kind(id: &str) -> Option<&'static str> {
    Some(match id {
        "Administrative" => "行政单位",
        "CivilServiceLike" => "参照公务员法管理事业单位",
        "Institution" => "事业单位",
        _ => return None,
    })
}

/// The last day of a month; `None` for December, whose year counts with all that was posted to it later.
pub(super) fn month_end(year: i32, month: u32) -> Option<Date> {
    if month >= 12 {
        return None;
    }
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month.max(1)).ok()?);
    Some(Date::new(year, month, 1).ok()?.last_of_month())
}

/// The month through which a year is known: the last one with payments that is over today. 12 for a year
/// that is over and has payments in or after December.
///
/// # Errors
/// When the store fails.
pub fn last_month(store: &mut Store, year: i32, today: Date) -> Result<u32, StoreError> {
    let rows = store.ask(
        "SELECT MAX(month) FROM by_month WHERE year = ?1 AND kind = '支付'",
        &[i64::from(year).into()],
    )?;
    let last = rows.first().and_then(|r| r.first()).and_then(Value::int);
    let passed = match i32::from(today.year()) {
        this if this > year => 12,
        this if this < year => 1,
        _ => {
            let month = u32::try_from(today.month()).unwrap_or(1);
            if today == today.last_of_month() { month } else { month.saturating_sub(1) }
        }
    };
    let paid = last.map_or(12, |yyyymm| {
        let within = yyyymm - i64::from(year) * 100;
        u32::try_from(within.clamp(1, 12)).unwrap_or(12)
    });
    Ok(paid.min(passed).max(1))
}
