//! What a batch touches: the objects of its entries, and the rules that read what it changed.

use super::Due;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::Catalogue;
use std::collections::BTreeSet;
use store::Value;

/// The objects and kinds of the entries after a number.
pub(super) struct Touched {
    since: i64,
    year: i64,
    book: String,
    /// Kinds of entries that are money.
    money: BTreeSet<String>,
    /// Topics of registers and records.
    stated: BTreeSet<String>,
    /// Money of a year that the one at hand is compared with: it can change every row of a unit.
    other_years: bool,
    /// Units.
    pub(super) units: BTreeSet<String>,
    /// Units with their projects.
    pub(super) keys: BTreeSet<(String, String)>,
}

/// Records that no view watches: the headers of batches, and what is kept of warnings themselves.
const ASIDE: &str = "NOT (kind = '记录' AND topic IN ('批次', '预警', '预警步骤', '预警编号', '预警文号', \
     '预警设置', '预警运行', '附件'))";

/// Money of the year at hand. The signs, here and below, keep SQLite from going through the units of the book
/// instead of the end of the journal.
const MONEY: &str = "book = ?1 AND seq > ?2 AND +year = ?3 AND kind NOT IN ('登记', '记录')";

/// The parameter that holds the day on which the budget was approved.
const APPROVED: &str = "approved";

impl Touched {
    pub(super) fn of(desk: &mut Desk, since: u64, year: i32) -> Result<Touched, Fault> {
        let book = desk.store.book().code.clone();
        let since = i64::try_from(since).unwrap_or(i64::MAX);
        let values = [Value::Text(book.clone()), since.into()];
        let sql = format!(
            "SELECT DISTINCT kind, topic, unit, project, year FROM entry WHERE book = ?1 AND seq > ?2 \
             AND {ASIDE}"
        );
        let rows = desk.store.ask(&sql, &values)?;
        let mut touched = Touched {
            since,
            year: year.into(),
            book,
            money: BTreeSet::new(),
            stated: BTreeSet::new(),
            other_years: false,
            units: BTreeSet::new(),
            keys: BTreeSet::new(),
        };
        for row in rows {
            let [kind, topic, unit, project, of] = row.as_slice() else { continue };
            if matches!(kind.text(), "登记" | "记录") {
                touched.stated.insert(topic.text().to_owned());
                if kind.text() == "登记" {
                    touched.stated.insert("登记".to_owned());
                }
                continue;
            }
            touched.money.insert(kind.text().to_owned());
            touched.other_years |= of.int() != Some(touched.year);
            touched.units.insert(unit.text().to_owned());
            touched.keys.insert((unit.text().to_owned(), project.text().to_owned()));
        }
        touched.units.remove("");
        Ok(touched)
    }

    /// The rules that the batch concerns: those that need be evaluated for what it touches only, and
    /// those for everything. Money of the year changes the rows of the objects it belongs to. What is
    /// stated may change the row of any object, or take it away, so the rules that read it see everything.
    pub(super) fn split<'a>(
        &self,
        catalogue: &Catalogue,
        due: Vec<Due<'a>>,
    ) -> (Vec<Due<'a>>, Vec<Due<'a>>) {
        let (mut narrow, mut whole) = (Vec::new(), Vec::new());
        for one in due {
            let mut watched: Vec<&String> = Vec::new();
            for view in one.rule.needs_views() {
                watched.extend(catalogue.views.get(view).iter().flat_map(|v| &v.watch));
            }
            // A rule that asks for the day of the approval reads the events.
            let approval = one.rule.mentions(APPROVED) && self.says("事项");
            let stated = approval || watched.iter().any(|w| self.says(w));
            let money = watched.iter().any(|w| self.money.contains(*w));
            let heeds = |w: &String| self.money.contains(w) || self.says(w);
            let ignored = !one.rule.watch.is_empty()
                && !self.other_years
                && !one.rule.watch.iter().any(heeds);
            if !(stated || money) || ignored {
                continue;
            }
            match stated || one.rule.whole || self.other_years {
                true => whole.push(one),
                false => narrow.push(one),
            }
        }
        (narrow, whole)
    }

    /// Whether a topic was stated; `三公预算.` stands for all that begin so.
    fn says(&self, watch: &str) -> bool {
        match watch.strip_suffix(['.', '*']) {
            Some(_) => {
                let begin = watch.trim_end_matches('*');
                self.stated.iter().any(|k| k.starts_with(begin))
            }
            None => self.stated.contains(watch),
        }
    }

    /// Makes the tables of touched objects.
    pub(super) fn tables(&self, desk: &mut Desk) -> Result<(), Fault> {
        let store = &mut desk.store;
        store.scratch(
            "DROP TABLE IF EXISTS touched_unit; DROP TABLE IF EXISTS touched_project; \
             DROP TABLE IF EXISTS touched_line; DROP TABLE IF EXISTS touched_payee; \
             DROP TABLE IF EXISTS touched_entry; \
             CREATE TEMP TABLE touched_unit (book {text}, year BIGINT, unit {text}); \
             CREATE TEMP TABLE touched_project (book {text}, year BIGINT, unit {text}, project {text}); \
             CREATE TEMP TABLE touched_line (book {text}, line {text}); \
             CREATE TEMP TABLE touched_payee (book {text}, year BIGINT, unit {text}, payee {text}); \
             CREATE TEMP TABLE touched_entry (book {text}, seq BIGINT)",
        )?;
        let asked = [
            ("touched_unit", &["book", "year", "unit"][..], "book, ?3, unit", "unit <> ''"),
            (
                "touched_project",
                &["book", "year", "unit", "project"],
                "book, ?3, unit, project",
                "project <> ''",
            ),
            ("touched_line", &["book", "line"], "book, line", "line <> ''"),
            (
                "touched_payee",
                &["book", "year", "unit", "payee"],
                "book, ?3, unit, payee",
                "+kind = '支付'",
            ),
            // Of what was taken back the entry itself is touched, not the one that takes it back.
            (
                "touched_entry",
                &["book", "seq"],
                "book, CASE WHEN reverses <> 0 THEN reverses ELSE seq END",
                "+kind = '支付'",
            ),
        ];
        let values = [Value::Text(self.book.clone()), self.since.into(), self.year.into()];
        let cast = |sql: &str| sql.replace("?3", "CAST(?3 AS BIGINT)");
        for (table, columns, select, only) in asked {
            let sql = format!("SELECT DISTINCT {select} FROM entry WHERE {MONEY} AND {only}");
            let rows = store.ask(&cast(&sql), &values)?;
            store.scratch_rows(table, columns, &rows)?;
        }
        if self.money.iter().any(|kind| kind != "支付") {
            // What a line has to pay from is part of the rows of its payments.
            let sql = format!(
                "SELECT DISTINCT p.book, p.seq FROM (SELECT DISTINCT book, unit, year, line FROM entry \
                 WHERE {MONEY} AND line <> '' AND kind <> '支付') e JOIN entry p ON p.book = e.book \
                 AND p.unit = e.unit AND p.year = e.year AND p.line = e.line AND p.kind = '支付' \
                 WHERE NOT EXISTS (SELECT 1 FROM touched_entry t WHERE t.seq = p.seq)"
            );
            let rows = store.ask(&cast(&sql), &values)?;
            store.scratch_rows("touched_entry", &["book", "seq"], &rows)?;
        }
        // Of a new table an engine knows nothing and takes it for a large one: it would read whole
        // roll-ups to save look-ups.
        store.scratch(
            "ANALYZE touched_unit; ANALYZE touched_project; ANALYZE touched_line; \
             ANALYZE touched_payee; ANALYZE touched_entry",
        )?;
        Ok(())
    }
}

/// Makes the table of touched entries from their numbers alone.
pub(super) fn entries(desk: &mut Desk, book: &str, numbers: &[Value]) -> Result<(), Fault> {
    let store = &mut desk.store;
    store.scratch(
        "DROP TABLE IF EXISTS touched_entry; \
         CREATE TEMP TABLE touched_entry (book {text}, seq BIGINT)",
    )?;
    let row = |number: &Value| vec![Value::Text(book.to_owned()), number.clone()];
    let rows: Vec<Vec<Value>> = numbers.iter().map(row).collect();
    store.scratch_rows("touched_entry", &["book", "seq"], &rows)?;
    store.scratch("ANALYZE touched_entry")?;
    Ok(())
}
