//! The answer to a pivot question: groups of exact figures, and where they come from.

use super::back;
use super::cell::Cell;
use super::dim::{Base, Dim};
use super::measure::Measure;
use super::plan::{DETAIL, Groups, Sql, condition};
use super::{CELLS, Filter, PivotError, Question};
use ledger::AsOf;
use std::collections::{BTreeMap, BTreeSet};
use store::{Missing, Store, StoreError, Value};

/// What a question gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// Keys of the columns, in order; one empty key when nothing goes across.
    pub columns: Vec<Vec<String>>,
    /// The rows in order.
    pub rows: Vec<Group>,
    /// What `top` left out, as one row.
    pub rest: Option<Group>,
    /// Everything.
    pub total: Group,
    /// The rollup it was answered from; `None` for the journal.
    pub rollup: Option<String>,
    /// Books asked.
    pub books: Vec<String>,
    /// The last entry that counts, of the node's own book.
    pub seq: u64,
    /// Books that should have been asked and did not answer, and since when.
    pub missing: Vec<Missing>,
}

/// A row: its key and a cell for each column and measure, measures together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Values of the row dimensions; empty for the total.
    pub key: Vec<String>,
    /// Cells.
    pub cells: Vec<Cell>,
}

/// Sums of one group.
#[derive(Debug, Clone, Default)]
struct Sums {
    /// Sum and number of entries, by base; few, so that they are looked through.
    by: Vec<(Base, i128, i64)>,
    last_paid: Option<i128>,
    heads: Option<i128>,
}

impl Sums {
    fn of(&self, base: Base) -> Option<i128> {
        self.by.iter().find(|b| b.0 == base).map(|b| b.1)
    }

    fn count(&self, base: Base) -> Option<i64> {
        self.by.iter().find(|b| b.0 == base).map(|b| b.2)
    }

    /// Adds to one base; takes away when both are negative.
    fn more(&mut self, base: Base, sum: i128, entries: i64) {
        match self.by.iter_mut().find(|b| b.0 == base) {
            Some(known) => {
                known.1 += sum;
                known.2 += entries;
            }
            None => self.by.push((base, sum, entries)),
        }
    }

    fn add(&mut self, other: &Sums) {
        for (base, sum, entries) in &other.by {
            self.more(*base, *sum, *entries);
        }
        if let Some(last) = other.last_paid {
            *self.last_paid.get_or_insert(0) += last;
        }
        if let Some(heads) = other.heads {
            *self.heads.get_or_insert(0) += heads;
        }
    }

    fn current(&self) -> Option<i128> {
        both(self.of(Base::Initial), self.of(Base::Adjusted), |a, b| a + b)
    }

    /// On last year's payments; nothing where this year or the last has no entries at all.
    fn change(&self) -> Option<i128> {
        let paid = self.of(Base::Paid).unwrap_or(0);
        self.last_paid.filter(|_| !self.by.is_empty()).map(|last| paid - last)
    }

    fn cell(&self, measure: Measure, all: &Sums, months: u32) -> Cell {
        let money = |sum: Option<i128>| sum.map_or(Cell::None, Cell::Money);
        let paid = self.of(Base::Paid);
        match measure {
            Measure::Current => money(self.current()),
            Measure::Balance => money(both(self.current(), paid, |a, b| a - b)),
            Measure::Unpaid => money(both(self.of(Base::Allotted), paid, |a, b| a - b)),
            Measure::Payments => self.count(Base::Paid).map_or(Cell::None, Cell::Count),
            // A budget that nothing was paid of has a rate of zero; without a budget there is none.
            Measure::Rate => Cell::ratio(Some(paid.unwrap_or(0)), self.current()),
            Measure::Progress => {
                let current = self.current();
                let months = i128::from(months);
                let gap = current.map(|c| paid.unwrap_or(0) * 12 - c * months);
                Cell::ratio(gap, current.map(|c| c * 12))
            }
            Measure::LastPaid => money(self.last_paid),
            Measure::Change => money(self.change()),
            Measure::ChangeRate => Cell::ratio(self.change(), self.last_paid),
            Measure::Share => Cell::ratio(paid, all.of(Base::Paid)),
            Measure::PerHead => Cell::ratio(paid, self.heads),
            one => money(one.bases().first().and_then(|base| self.of(*base))),
        }
    }
}

/// Both, with nothing for the one that is missing; nothing when both are.
fn both(a: Option<i128>, b: Option<i128>, with: fn(i128, i128) -> i128) -> Option<i128> {
    match (a, b) {
        (None, None) => None,
        _ => Some(with(a.unwrap_or(0), b.unwrap_or(0))),
    }
}

/// Units that a filter on cards may leave, to be named one by one.
const NAMED: usize = 600;

/// Answers a question.
///
/// # Errors
/// When it cannot be answered, or the store fails.
pub fn ask(store: &mut Store, question: &Question) -> Result<Answer, PivotError> {
    check(question)?;
    let mut failed = None;
    let answer = store.at_once(|store| match answer(store, question) {
        Ok(answer) => Ok(Some(answer)),
        Err(PivotError::Store(error)) => Err(error),
        Err(other) => {
            failed = Some(other);
            Ok(None)
        }
    })?;
    match (answer, failed) {
        (Some(answer), _) => {
            let passes = |m: &&Missing| passes(&m.book.code, &question.filters);
            let missing = store.missing().iter().filter(passes).cloned().collect();
            Ok(Answer { missing, ..answer })
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(PivotError::NoMeasure),
    }
}

fn check(question: &Question) -> Result<(), PivotError> {
    if question.measures.is_empty() {
        return Err(PivotError::NoMeasure);
    }
    let mut seen = BTreeSet::new();
    let mut dims = question.rows.iter().chain(&question.columns);
    if let Some(twice) = dims.find(|d| !seen.insert(**d)) {
        return Err(PivotError::Twice(twice.zh()));
    }
    let years = |f: &Filter| f.dim == Dim::Year && !f.not && f.values.len() == 1;
    if !seen.contains(&Dim::Year)
        && !question.filters.iter().any(years)
        && let Some(one) =
            question.measures.iter().find(|m| m.looks_back() || **m == Measure::Progress)
    {
        return Err(PivotError::NeedsYear(one.zh()));
    }
    if !question.vintages.is_empty() && question.measures.contains(&Measure::Share) {
        return Err(PivotError::SharesOfStates);
    }
    const HEADS: [Dim; 6] =
        [Dim::Book, Dim::Region, Dim::Department, Dim::Unit, Dim::UnitKind, Dim::Year];
    let filtered = question.filters.iter().map(|f| f.dim);
    let heads = question.measures.contains(&Measure::PerHead);
    if heads && !seen.into_iter().chain(filtered).all(|d| HEADS.contains(&d)) {
        return Err(PivotError::NoHeads);
    }
    Ok(())
}

/// The books that are asked.
pub(super) fn books(store: &mut Store, filters: &[Filter]) -> Result<Vec<String>, StoreError> {
    let rows = store.ask("SELECT code FROM book ORDER BY code", &[])?;
    let all = rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned());
    let mut books: Vec<String> = all.filter(|book| passes(book, filters)).collect();
    if books.is_empty() {
        // A condition that nothing meets, rather than no condition.
        books.push(String::new());
    }
    Ok(books)
}

fn passes(book: &str, filters: &[Filter]) -> bool {
    let mut on_book = filters.iter().filter(|f| f.dim == Dim::Book);
    on_book.all(|f| f.values.iter().any(|v| v == book) != f.not)
}

/// The units that the filters on cards leave, when they are few.
pub(super) fn named_units(
    store: &mut Store,
    filters: &[Filter],
) -> Result<Option<Vec<String>>, PivotError> {
    let on_cards: Vec<&Filter> = filters.iter().filter(|f| f.dim.on_unit_card()).collect();
    // What is not on any card cannot be named.
    let empty = |f: &&Filter| f.not || f.values.iter().any(String::is_empty);
    if on_cards.is_empty() || on_cards.iter().any(empty) {
        return Ok(None);
    }
    let mut sql = Sql::default();
    let mut place = String::new();
    for filter in on_cards {
        place += &condition(filter, &filter.dim.over().replace("r.book", "u.book"), "", &mut sql)?;
    }
    let text =
        format!("SELECT DISTINCT u.code FROM unit_card u WHERE 1 = 1{place} LIMIT {}", NAMED + 1);
    let rows = store.ask(&text, &sql.values)?;
    let units: Vec<String> =
        rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()).collect();
    // The region of a unit whose card has none is its book; unknown units may belong to it.
    Ok((units.len() <= NAMED && !units.is_empty()).then_some(units))
}

/// What a figure is made of: the kinds of its entries with their sum in 分 and their number, from the
/// smallest rollup that covers the question. Filters only; nothing is broken down.
///
/// # Errors
/// When it cannot be answered, or the store fails.
pub fn parts(
    store: &mut Store,
    question: &Question,
    measure: Measure,
) -> Result<Vec<(Base, i128, i64)>, PivotError> {
    // Of the year before when the measure looks back nothing is a part.
    let plain = Question {
        rows: Vec::new(),
        columns: Vec::new(),
        measures: vec![if measure.looks_back() { Measure::Paid } else { measure }],
        sort: None,
        top: None,
        vintages: Vec::new(),
        ..question.clone()
    };
    let (mut found, ..) = state(store, &plain)?;
    Ok(found.remove(&Vec::new()).map(|sums| sums.by).unwrap_or_default())
}

/// Units that are worth naming to find entries through their index instead of walking the book.
const WORTH_NAMING: usize = 40;

/// The units that have entries of a figure, as the rollups know them; `None` when no rollup tells or they
/// are many.
pub(super) fn units_with(
    store: &mut Store,
    question: &Question,
    measure: Measure,
) -> Result<Option<Vec<String>>, PivotError> {
    let groups = Groups {
        keys: vec![Dim::Unit],
        bases: measure.bases().to_vec(),
        filters: question.filters.clone(),
        // What an earlier state had is still there: groups never go away.
        as_of: AsOf { seq: None, day: None },
        books: books(store, &question.filters)?,
        detail: false,
        units: named_units(store, &question.filters)?,
        top: None,
    };
    let (sql, table) = groups.sql()?;
    if table == DETAIL {
        return Ok(None);
    }
    let rows = store.ask(&format!("{} LIMIT {}", sql.text, WORTH_NAMING + 1), &sql.values)?;
    let units: Vec<String> = rows.iter().filter_map(|r| r.first()).map(text).collect();
    Ok((units.len() <= WORTH_NAMING).then_some(units).filter(|units| !units.is_empty()))
}

/// Sums by the key of their group.
type Found = BTreeMap<Vec<String>, Sums>;

fn answer(store: &mut Store, q: &Question) -> Result<Answer, PivotError> {
    if q.vintages.is_empty() {
        let (found, total, answer) = state(store, q)?;
        return Ok(Answer {
            seq: answer.seq,
            books: answer.books,
            rollup: answer.rollup,
            ..laid_out(q, found, total)?
        });
    }
    let (mut all, mut last) = (Found::new(), None);
    for (label, as_of) in &q.vintages {
        let one = Question { as_of: *as_of, vintages: Vec::new(), top: None, ..q.clone() };
        let (found, _, answer) = state(store, &one)?;
        for (mut key, sums) in found {
            key.push(label.clone());
            all.insert(key, sums);
        }
        last = Some(answer);
    }
    let seq = store.head()?.seq;
    let (books, rollup) = last.map(|l| (l.books, l.rollup)).unwrap_or_default();
    Ok(Answer { seq, books, rollup, ..laid_out(q, all, None)? })
}

/// Where the sums of a state come from.
struct From {
    rollup: Option<String>,
    books: Vec<String>,
    seq: u64,
}

/// The sums of one state of the ledger, and their total where the rows are not all there.
fn state(store: &mut Store, q: &Question) -> Result<(Found, Option<Sums>, From), PivotError> {
    let head = store.head()?.seq;
    let mut groups = Groups {
        keys: q.rows.iter().chain(&q.columns).copied().collect(),
        bases: bases(&q.measures),
        filters: q.filters.clone(),
        as_of: AsOf { seq: q.as_of.seq.filter(|seq| *seq < head), day: q.as_of.day },
        books: books(store, &q.filters)?,
        detail: q.detail,
        units: named_units(store, &q.filters)?,
        top: None,
    };
    let few = top_of_one(q);
    if let Some((bases, largest, most)) = &few {
        groups.top = Some((bases.clone(), *largest, *most));
    }
    let (mut found, table) = run(store, &groups)?;
    if q.measures.iter().any(|m| m.looks_back()) {
        look_back(store, &groups, &mut found)?;
    }
    if q.measures.contains(&Measure::PerHead) {
        heads(store, &groups, &mut found)?;
    }
    let total = match &few {
        None => None,
        Some(_) => {
            let all = Groups { keys: Vec::new(), top: None, ..groups.clone() };
            let (mut all, _) = run(store, &all)?;
            all.remove(&Vec::new())
        }
    };
    let rollup = (table != DETAIL).then(|| table.to_owned());
    let seq = groups.as_of.seq.unwrap_or(head);
    Ok((found, total, From { rollup, books: groups.books, seq }))
}

fn bases(measures: &[Measure]) -> Vec<Base> {
    let all: BTreeSet<Base> = measures.iter().flat_map(|m| m.bases()).copied().collect();
    all.into_iter().collect()
}

/// When the first rows by one sum are wanted and nothing goes across, the engine finds them.
fn top_of_one(q: &Question) -> Option<(Vec<Base>, bool, usize)> {
    let (sort, largest) = q.sort?;
    let simple = q.columns.is_empty()
        && !q.rows.is_empty()
        && largest
        && matches!(sort.bases(), [_])
        && sort.ratio().is_none()
        && !q.measures.iter().any(|m| m.looks_back() || *m == Measure::PerHead);
    let one = simple && !matches!(sort, Measure::Payments);
    Some((sort.bases().to_vec(), largest, q.top?)).filter(|_| one)
}

fn run(store: &mut Store, groups: &Groups) -> Result<(Found, &'static str), PivotError> {
    let (sql, table) = groups.sql()?;
    let mut found = Found::new();
    let (width, mut many) = (groups.keys.len(), false);
    let limit = format!(
        "{}{}",
        sql.text,
        match groups.top {
            Some(_) => String::new(),
            None => format!(" LIMIT {}", CELLS + 1),
        }
    );
    store.ask_each(&limit, &sql.values, &mut |row| {
        if found.len() > CELLS {
            many = true;
            return Ok(());
        }
        let key: Vec<String> = row.iter().take(width).map(text).collect();
        let slot: &mut Sums = found.entry(key).or_default();
        for (base, pair) in groups.bases.iter().zip(row[width.min(row.len())..].chunks(2)) {
            if let [Value::Int(sum), Value::Int(entries)] = pair {
                slot.more(*base, i128::from(*sum), *entries);
            }
        }
        Ok(())
    })?;
    if many || found.len() > CELLS {
        return Err(PivotError::TooMany(CELLS));
    }
    // Where nothing was found there is no group, not a group of nothing.
    found.retain(|_, sums| !sums.by.is_empty());
    Ok((found, table))
}

fn text(value: &Value) -> String {
    match value {
        Value::Int(n) => n.to_string(),
        other => other.text().to_owned(),
    }
}

/// Adds the payments of the year before to each group.
fn look_back(store: &mut Store, groups: &Groups, found: &mut Found) -> Result<(), PivotError> {
    let before = Groups {
        bases: vec![Base::Paid],
        filters: back::filters(&groups.filters),
        as_of: back::state(groups.as_of),
        top: None,
        ..groups.clone()
    };
    let (last, _) = run(store, &before)?;
    for (key, sums) in last {
        let forward = |(dim, text): (&Dim, &String)| back::key(*dim, text, -1);
        let key: Vec<String> = groups.keys.iter().zip(&key).map(forward).collect();
        found.entry(key).or_default().last_paid = sums.of(Base::Paid);
    }
    Ok(())
}

/// Adds the staff of its units to each group: 登记 人员.实有数, the latest of each unit and year.
fn heads(store: &mut Store, groups: &Groups, found: &mut Found) -> Result<(), PivotError> {
    let mut sql = Sql::default();
    let books = sql.slots(groups.books.iter().map(|b| b.as_str().into()));
    let mut place = String::new();
    for filter in &groups.filters {
        if filter.dim != Dim::Book {
            place += &condition(filter, filter.dim.over(), "", &mut sql)?;
        }
    }
    let keys: String = groups.keys.iter().map(|d| format!("{}, ", d.over())).collect();
    let text_ = format!(
        "SELECT {keys}r.book, r.year, r.unit, r.amount FROM entry r \
         LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit \
         WHERE r.book IN ({books}) AND r.topic = '人员.实有数' AND r.topic <> '' \
         AND r.kind = '登记' AND r.reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry b \
         WHERE b.book = r.book AND b.reverses = r.seq AND b.reverses <> 0){place} \
         ORDER BY r.day, r.seq"
    );
    let width = groups.keys.len();
    let mut latest = BTreeMap::new();
    for row in store.ask(&text_, &sql.values)? {
        let all: Vec<String> = row.iter().map(text).collect();
        let (key, rest) = all.split_at(width.min(all.len()));
        if let Some((count, unit)) = rest.split_last() {
            latest.insert(unit.to_vec(), (key.to_vec(), count.parse::<i128>().unwrap_or(0)));
        }
    }
    for (key, count) in latest.into_values() {
        if let Some(sums) = found.get_mut(&key) {
            *sums.heads.get_or_insert(0) += count;
        }
    }
    Ok(())
}

/// Rows and columns in order, totals, and every measure.
fn laid_out(q: &Question, found: Found, total: Option<Sums>) -> Result<Answer, PivotError> {
    let side = q.rows.len();
    let mut columns = BTreeSet::new();
    let mut rows: BTreeMap<Vec<String>, Found> = BTreeMap::new();
    for (mut row, sums) in found {
        let column = row.split_off(side.min(row.len()));
        if !columns.contains(&column) {
            columns.insert(column.clone());
        }
        rows.entry(row).or_default().insert(column, sums);
    }
    if columns.is_empty() {
        columns.insert(Vec::new());
    }
    let columns: Vec<Vec<String>> = columns.into_iter().collect();
    if rows.len().saturating_mul(columns.len() * q.measures.len()) > CELLS {
        return Err(PivotError::TooMany(CELLS));
    }
    let mut sum = Found::new();
    let mut all = Sums::default();
    for row in rows.values() {
        for (column, sums) in row {
            match sum.get_mut(column) {
                Some(known) => known.add(sums),
                None => drop(sum.insert(column.clone(), sums.clone())),
            }
            all.add(sums);
        }
    }
    let cut = total.is_some();
    let mut left = BTreeMap::new();
    if let Some(total) = total {
        left.insert(Vec::new(), minus(&total, &all));
        sum.insert(Vec::new(), total.clone());
        all = total;
    }
    let months = q.months.unwrap_or(12).min(12);
    let group = |key: Vec<String>, row: &Found| {
        let nothing = Sums::default();
        let mut cells = Vec::with_capacity(columns.len() * q.measures.len());
        for column in &columns {
            let sums = row.get(column).unwrap_or(&nothing);
            cells.extend(q.measures.iter().map(|m| sums.cell(*m, &all, months)));
        }
        Group { key, cells }
    };
    let mut ordered: Vec<(Vec<String>, Found)> = rows.into_iter().collect();
    if let Some((measure, largest)) = q.sort {
        let weight = |row: &Found| {
            let mut one = Sums::default();
            row.values().for_each(|sums| one.add(sums));
            one.cell(measure, &all, months)
        };
        ordered.sort_by(|a, b| {
            let order = weight(&a.1).order(weight(&b.1));
            if largest { order.reverse() } else { order }.then_with(|| a.0.cmp(&b.0))
        });
    }
    let rest = match q.top {
        Some(most) if ordered.len() > most && !cut => {
            for (_, row) in ordered.split_off(most) {
                for (column, sums) in row {
                    left.entry(column).or_insert_with(Sums::default).add(&sums);
                }
            }
            Some(group(Vec::new(), &left))
        }
        _ if cut && left.values().any(|s| s.by.iter().any(|b| b.2 != 0)) => {
            Some(group(Vec::new(), &left))
        }
        _ => None,
    };
    Ok(Answer {
        question: q.clone(),
        rows: ordered.into_iter().map(|(key, row)| group(key, &row)).collect(),
        rest,
        total: group(Vec::new(), &sum),
        columns,
        rollup: None,
        books: Vec::new(),
        seq: 0,
        missing: Vec::new(),
    })
}

/// What is left of the whole beside the parts.
fn minus(whole: &Sums, parts: &Sums) -> Sums {
    let mut left = whole.clone();
    for (base, sum, entries) in &parts.by {
        left.more(*base, -sum, -entries);
    }
    left
}
