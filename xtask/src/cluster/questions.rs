//! What is asked of the nodes and of the one database, and compared.

use super::ground::{CITY, Ground};
use anyhow::{Context, Result, ensure};
use app::desk::Desk;
use app::desk::cluster::{Everywhere, warn};
use base::Date;
use ledger::AsOf;
use oversight::pivot::{Answer, Dim, Filter, Measure, Question, ask, drill};
use std::time::{Duration, Instant};
use store::Store;

/// The day of the warnings, and how many there must be at least for the comparison to say something.
const DAY: &str = "2023-12-31";
const WARNINGS: usize = 20;

/// A question with a name for the table of times.
struct Named {
    name: String,
    question: Question,
}

fn only(dim: Dim, values: &[&str]) -> Filter {
    Filter { dim, values: values.iter().map(|v| (*v).to_owned()).collect(), not: false }
}

/// All questions; the short list has one of each kind.
fn questions(short: bool) -> Vec<Named> {
    use Dim::{
        Book, Class, Department, EcoClass, EcoItem, Fund, Item, Month, Payee, Project, ProjectKind,
        Region, Section, Unit, UnitKind, Year,
    };
    use Measure::{Adjusted, Allotted, Balance, Change, Current, Paid, Payments, Rate, Share};
    let rows: &[&[Dim]] = match short {
        true => &[&[Book], &[Department], &[Class, Month], &[Payee], &[ProjectKind]],
        false => &[
            &[],
            &[Book],
            &[Region],
            &[Department],
            &[Book, Unit],
            &[UnitKind],
            &[Year],
            &[Month],
            &[Fund],
            &[Class],
            &[Section],
            &[Item],
            &[EcoClass],
            &[EcoItem],
            &[Project],
            &[ProjectKind],
            &[Payee],
            &[Unit, Month],
            &[Class, Month],
            &[Department, EcoClass],
            &[Unit, Payee],
        ],
    };
    let year = only(Year, &["2023"]);
    let plain = |rows: &[Dim], measures: &[Measure]| Question {
        rows: rows.to_vec(),
        measures: measures.to_vec(),
        filters: vec![year.clone()],
        ..Question::default()
    };
    let mut all = Vec::new();
    let mut add = |name: String, question| all.push(Named { name, question });
    for rows in rows {
        let name: Vec<&str> = rows.iter().map(|d| d.en()).collect();
        let measures = match rows.contains(&Payee) {
            true => &[Paid, Payments, Share][..],
            false => &[Current, Adjusted, Allotted, Paid, Balance, Rate, Payments][..],
        };
        add(format!("by {}", name.join(", ")), plain(rows, measures));
    }
    let top = Question { sort: Some((Paid, true)), top: Some(10), ..plain(&[Payee], &[Paid]) };
    add("ten largest payees".to_owned(), top);
    let months = AsOf { seq: None, day: Some(Date::constant(2023, 6, 30)) };
    add("by book, as of June".to_owned(), Question { as_of: months, ..plain(&[Book], &[Paid]) });
    let within = AsOf { seq: None, day: Some(Date::constant(2023, 6, 15)) };
    add("by unit, as of a day".to_owned(), Question { as_of: within, ..plain(&[Unit], &[Paid]) });
    add("from the journal".to_owned(), Question { detail: true, ..plain(&[Book, Class], &[Paid]) });
    let mut one = plain(&[Unit], &[Paid, Change]);
    one.filters.push(only(Class, &["201"]));
    add("general services, on last year".to_owned(), one);
    all
}

/// Every question on both; the answers must be the same in everything but how they came about.
pub fn compared(ground: &Ground, short: bool) -> Result<()> {
    let (mut all, mut one) = (ground.all()?, ground.one()?);
    ensure!(all.missing().is_empty(), "nodes are missing: {:?}", all.missing());
    let mut table = Vec::new();
    for Named { name, question } in questions(short) {
        let (answer, here) = timed(&mut all, &question).with_context(|| name.clone())?;
        let (due, there) = timed(&mut one, &asked_of_one(&question, &[]))?;
        same(&name, &answer, &due)?;
        opened(&mut all, &question, &answer).with_context(|| name.clone())?;
        table.push((name, answer.rollup, answer.rows.len(), here, there));
    }
    if !short {
        println!(
            "   {:<28} {:<12} {:>6} {:>9} {:>9}",
            "question", "from", "rows", "nodes", "one file"
        );
        for (name, rollup, rows, here, there) in table {
            let from = rollup.unwrap_or_else(|| "entry".to_owned());
            let (here, there) = (millis(here), millis(there));
            println!("   {name:<28} {from:<12} {rows:>6} {here:>6} ms {there:>6} ms");
        }
    }
    Ok(())
}

/// While the second county is gone: the answers are those of the others, and name it.
pub fn without(ground: &Ground, short: bool) -> Result<()> {
    let [_, gone] = &ground.counties;
    let head = {
        let mut one = ground.one()?;
        one.turn_to(gone.code)?;
        one.head()?.seq
    };
    let (mut all, mut one) = (ground.all()?, ground.one()?);
    for Named { name, question } in questions(short) {
        let answer = ask(&mut all, &question)?;
        let due = ask(&mut one, &asked_of_one(&question, &[gone.code]))?;
        same(&name, &answer, &due)?;
        let [gap] = answer.missing.as_slice() else {
            anyhow::bail!("{name}: {:?}", answer.missing)
        };
        ensure!(gap.book.code == gone.code && gap.book.name == gone.name, "{name}: {gap:?}");
        ensure!(gap.last_seq == head && !gap.since.is_empty(), "{name}: {gap:?}");
    }
    let said = ground.clerk(&ground.everywhere()).must(&["query", "--by", "book"])?;
    ensure!(said.out.contains("without 青川县 (990102000) since 2"), "query: {}", said.out);
    println!("{}", said.out.lines().map(|l| format!("   {l}\n")).collect::<String>().trim_end());
    Ok(())
}

/// The warnings of every book on both.
pub fn warned(ground: &Ground) -> Result<()> {
    let open = |place: &str| Desk::open(place, "xtask", None);
    let (start, year) = (Instant::now(), Some(2023));
    let here = warn(&mut open(&ground.everywhere())?, year, Some(DAY), &[])?;
    let (mid, whole) = (start.elapsed(), ground.whole.display().to_string());
    let there = warn(&mut open(&whole)?, year, Some(DAY), &[])?;
    let rest = start.elapsed() - mid;
    let mut hits = 0;
    for (book, evaluated) in &here.books {
        let of = |e: &Everywhere| e.books.iter().position(|(b, _)| b.code == book.code);
        let due = of(&there).and_then(|at| there.books.get(at)).context("a book is missing")?;
        ensure!(evaluated.failures == due.1.failures, "{}: {:?}", book.code, evaluated.failures);
        ensure!(evaluated.tallies == due.1.tallies, "{}: outcomes differ", book.code);
        ensure!(evaluated.hits == due.1.hits, "{}: warnings differ", book.code);
        hits += evaluated.hits.len();
    }
    ensure!(here.books.len() == 3 && here.missing.is_empty(), "{} books", here.books.len());
    ensure!(hits >= WARNINGS, "only {hits} warnings: the comparison says little");
    println!(
        "   {hits} warnings of three books: nodes {} ms, one file {} ms",
        millis(mid),
        millis(rest)
    );
    Ok(())
}

/// The question as the one database gets it: its own book, which no node has, is left out.
fn asked_of_one(question: &Question, but: &[&str]) -> Question {
    let mut question = question.clone();
    let mut values = vec!["990199000".to_owned()];
    values.extend(but.iter().map(|code| (*code).to_owned()));
    question.filters.push(Filter { dim: Dim::Book, values, not: true });
    question
}

fn timed(store: &mut Store, question: &Question) -> Result<(Answer, Duration)> {
    let start = Instant::now();
    let answer = ask(store, question)?;
    Ok((answer, start.elapsed()))
}

fn same(name: &str, answer: &Answer, due: &Answer) -> Result<()> {
    ensure!(answer.books == due.books, "{name}: books {:?}, not {:?}", answer.books, due.books);
    ensure!(answer.columns == due.columns, "{name}: columns differ");
    ensure!(answer.rows == due.rows, "{name}: rows differ\n{:?}\n{:?}", answer.rows, due.rows);
    ensure!(answer.rest == due.rest && answer.total == due.total, "{name}: totals differ");
    ensure!(answer.rollup == due.rollup, "{name}: from {:?}, not {:?}", answer.rollup, due.rollup);
    ensure!(!answer.rows.is_empty(), "{name}: there is nothing to compare");
    Ok(())
}

/// The first row opens to exactly itself, on whatever node its entries are.
fn opened(store: &mut Store, question: &Question, answer: &Answer) -> Result<()> {
    let Some(row) = answer.rows.first() else { return Ok(()) };
    if question.measures != [Measure::Paid] || question.as_of != AsOf::default() {
        return Ok(());
    }
    let place: Vec<(Dim, String)> =
        question.rows.iter().copied().zip(row.key.iter().cloned()).collect();
    let opened = drill(store, question, &place, Measure::Paid, None, 5)?;
    let sum: i128 = opened.sums.iter().map(|(_, sum)| i128::from(*sum)).sum();
    let due = row.cells.first().copied();
    ensure!(due == Some(oversight::pivot::Cell::Money(sum)), "opens to {sum}, not {due:?}");
    let known = |book: &str| book == CITY || answer.books.iter().any(|b| b == book);
    ensure!(opened.entries.iter().all(|e| e.first().is_some_and(|b| known(b.text()))), "books");
    Ok(())
}

fn millis(time: Duration) -> u128 {
    time.as_millis()
}
