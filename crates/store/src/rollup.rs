//! Rollups: sums of the entries that are money, at the grains that questions are asked at. Every batch
//! changes them by what it adds, in the same transaction.

use crate::db::{Db, In, Val, at};
use crate::error::StoreError;
use ledger::{Draft, Kind, kind_name};
use std::collections::HashMap;
use std::fmt::Write as _;

/// What a rollup is broken down by, beside book and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Unit,
    Project,
    Fund,
    /// 类 of the function: its first three digits.
    Class,
    Func,
    Eco,
    Payee,
    Kind,
    Month,
}

use Column::{Class, Eco, Func, Fund, Month, Payee, Project, Unit};

impl Column {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Unit => "unit",
            Project => "project",
            Fund => "fund",
            Class => "class",
            Func => "func",
            Eco => "eco",
            Payee => "payee",
            Column::Kind => "kind",
            Month => "month",
        }
    }

    /// How a question to the journal computes it.
    fn of_entry(self) -> &'static str {
        match self {
            Month => "CAST(SUBSTR(day, 1, 4) || SUBSTR(day, 6, 2) AS BIGINT)",
            other => other.of_finer(),
        }
    }

    /// How a question to a finer rollup computes it.
    fn of_finer(self) -> &'static str {
        match self {
            Class => "SUBSTR(func, 1, 3)",
            other => other.name(),
        }
    }
}

/// A rollup.
pub(crate) struct Grain {
    pub(crate) table: &'static str,
    /// The key after book and year.
    pub(crate) by: &'static [Column],
    /// Only payments.
    pub(crate) payees: bool,
    /// The finer rollup from which it can be proved; `None` for the finest ones.
    pub(crate) from: Option<&'static str>,
}

const fn grain(
    table: &'static str,
    by: &'static [Column],
    payees: bool,
    from: Option<&'static str>,
) -> Grain {
    Grain { table, by, payees, from }
}

/// Every rollup; the finest first.
pub(crate) const GRAINS: [Grain; 10] = [
    grain("by_subject", &[Unit, Func, Eco, Fund, Column::Kind, Month], false, None),
    grain("by_project", &[Unit, Project, Column::Kind, Month], false, None),
    grain("by_payee", &[Unit, Payee, Column::Kind, Month], true, None),
    grain("by_unit", &[Unit, Column::Kind, Month], false, Some("by_project")),
    grain("by_code", &[Func, Eco, Fund, Column::Kind, Month], false, Some("by_subject")),
    grain("by_eco", &[Eco, Unit, Column::Kind], false, Some("by_subject")),
    grain("by_func", &[Func, Unit, Column::Kind], false, Some("by_subject")),
    grain("by_month", &[Class, Fund, Column::Kind, Month], false, Some("by_code")),
    grain("by_unit_year", &[Unit, Column::Kind], false, Some("by_unit")),
    grain("by_supplier", &[Payee, Column::Kind], true, Some("by_payee")),
];

/// Sums that are held before they are written.
const HELD: usize = 400_000;

/// Rows sent to a server at a time.
const ROWS: usize = 100;

/// A rollup as questions choose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollup {
    /// Its table.
    pub table: &'static str,
    /// What it is broken down by, beside book and year.
    pub by: Vec<&'static str>,
    /// It holds payments only.
    pub payments: bool,
}

/// Every rollup.
pub fn rollups() -> Vec<Rollup> {
    let one = |g: &Grain| Rollup {
        table: g.table,
        by: g.by.iter().map(|c| c.name()).collect(),
        payments: g.payees,
    };
    GRAINS.iter().map(one).collect()
}

/// What a batch adds to the rollups.
#[derive(Default)]
pub(crate) struct Rolls {
    /// By grain: the key, its parts divided by NUL, which no entry may hold.
    sums: [HashMap<String, (i128, i64)>; GRAINS.len()],
    held: usize,
    key: String,
}

/// Whether entries of a kind are money that adds up.
pub(crate) fn money(kind: Kind) -> bool {
    !matches!(kind, Kind::Register | Kind::Record)
}

impl Rolls {
    pub(crate) fn add(&mut self, draft: &Draft) {
        if !money(draft.kind) {
            return;
        }
        for (grain, sums) in GRAINS.iter().zip(&mut self.sums) {
            if grain.payees && draft.kind != Kind::Pay {
                continue;
            }
            key(&mut self.key, grain, draft);
            let fen = i128::from(draft.amount.as_fen());
            match sums.get_mut(self.key.as_str()) {
                Some((sum, entries)) => {
                    *sum += fen;
                    *entries += 1;
                }
                None => {
                    sums.insert(self.key.clone(), (fen, 1));
                    self.held += 1;
                }
            }
        }
    }

    /// Whether so much is held that it should be written.
    pub(crate) fn is_full(&self) -> bool {
        self.held >= HELD
    }

    /// Adds what is held to the tables, in the order of their keys.
    pub(crate) fn write(&mut self, db: &mut Db, book: &str) -> Result<(), StoreError> {
        self.held = 0;
        for (grain, sums) in GRAINS.iter().zip(&mut self.sums) {
            let mut all: Vec<(String, (i128, i64))> = sums.drain().collect();
            all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            let rows = if db.is_postgres() { ROWS } else { 1 };
            let many = grain.upsert(rows);
            let one = grain.upsert(1);
            for chunk in all.chunks(rows) {
                let mut values = Vec::with_capacity(chunk.len() * (grain.by.len() + 4));
                for (key, (sum, entries)) in chunk {
                    values.push(In::Text(book));
                    grain.split(key, &mut values)?;
                    values.push(In::Int(i64::try_from(*sum).map_err(|_| StoreError::TooLarge)?));
                    values.push(In::Int(*entries));
                }
                if chunk.len() == rows {
                    db.run(&many, &values)?;
                } else {
                    for row in values.chunks(grain.by.len() + 4) {
                        db.run(&one, row)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn key(key: &mut String, grain: &Grain, d: &Draft) {
    key.clear();
    let _ = write!(key, "{:05}", d.year);
    for column in grain.by {
        key.push('\0');
        let part = match column {
            Unit => &d.unit,
            Project => &d.project,
            Fund => &d.fund,
            Class => d.func.char_indices().nth(3).map_or(&*d.func, |(end, _)| &d.func[..end]),
            Func => &d.func,
            Eco => &d.eco,
            Payee => &d.payee,
            Column::Kind => kind_name(d.kind),
            Month => {
                let _ = write!(key, "{:04}{:02}", d.day.year(), d.day.month());
                continue;
            }
        };
        key.push_str(part);
    }
}

impl Grain {
    fn columns(&self) -> String {
        let names: Vec<&str> = self.by.iter().map(|c| c.name()).collect();
        names.join(", ")
    }

    /// The values of a key.
    fn split<'a>(&self, key: &'a str, values: &mut Vec<In<'a>>) -> Result<(), StoreError> {
        let number = |text: &str| text.parse().map(In::Int).map_err(|_| StoreError::TooLarge);
        let mut parts = key.split('\0');
        values.push(number(parts.next().unwrap_or_default())?);
        for (column, part) in self.by.iter().zip(parts) {
            values.push(match column {
                Month => number(part)?,
                _ => In::Text(part),
            });
        }
        Ok(())
    }

    fn upsert(&self, rows: usize) -> String {
        let (table, columns, width) = (self.table, self.columns(), self.by.len() + 4);
        let row = |n: usize| {
            let slots: Vec<String> = (1..=width).map(|c| format!("?{}", n * width + c)).collect();
            format!("({})", slots.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!(
            "INSERT INTO {table} (book, year, {columns}, amount, entries) VALUES {} \
             ON CONFLICT (book, year, {columns}) DO UPDATE SET \
             amount = {table}.amount + excluded.amount, \
             entries = {table}.entries + excluded.entries",
            rows.join(", ")
        )
    }

    /// Whether the rollup holds the row `d`.
    fn same(&self) -> String {
        let keys: String =
            self.by.iter().map(|c| format!(" AND r.{0} = d.{0}", c.name())).collect();
        format!(
            "EXISTS (SELECT 1 FROM {} r WHERE r.book = d.book AND r.year = d.year{keys} \
             AND r.amount = d.amount AND r.entries = d.entries)",
            self.table
        )
    }

    /// The first row that the rollup does not hold, in words.
    fn first_wrong(&self, db: &mut Db, book: &str) -> Result<String, StoreError> {
        let sql =
            format!("SELECT * FROM ({}) d WHERE NOT {} LIMIT 1", self.recomputed(), self.same());
        let rows = db.query(&sql, &[book.into()])?;
        let show = |value: &Val| match value {
            Val::Int(n) => n.to_string(),
            other => other.text().to_owned(),
        };
        let row: Vec<String> = rows.iter().flatten().map(show).collect();
        Ok(format!("{}（{}）", self.table, row.join(" ")))
    }

    /// What the rollup must hold, computed from the journal or from the finer rollup it is proved by.
    pub(crate) fn recomputed(&self) -> String {
        let list = |name: fn(Column) -> &'static str| -> Vec<String> {
            self.by.iter().map(|c| format!("{} AS {}", name(*c), c.name())).collect()
        };
        let numbers: Vec<String> = (2..=self.by.len() + 2).map(|n| n.to_string()).collect();
        let group = format!("1, {}", numbers.join(", "));
        match self.from {
            Some(finer) => format!(
                "SELECT book, year, {}, CAST(SUM(amount) AS BIGINT) AS amount, \
                 CAST(SUM(entries) AS BIGINT) AS entries FROM {finer} WHERE book = ?1 GROUP BY {group}",
                list(Column::of_finer).join(", ")
            ),
            None => {
                let only = match self.payees {
                    true => "kind = '支付'",
                    false => "kind NOT IN ('登记', '记录')",
                };
                format!(
                    "SELECT book, year, {}, CAST(SUM(amount) AS BIGINT) AS amount, COUNT(*) AS entries \
                     FROM entry WHERE book = ?1 AND {only} GROUP BY {group}",
                    list(Column::of_entry).join(", ")
                )
            }
        }
    }
}

/// Fills the empty rollups of a book from its journal.
pub(crate) fn fill(db: &mut Db, book: &str) -> Result<(), StoreError> {
    for grain in &GRAINS {
        let sql = format!(
            "INSERT INTO {} (book, year, {}, amount, entries) {}",
            grain.table,
            grain.columns(),
            grain.recomputed()
        );
        db.run(&sql, &[book.into()])?;
    }
    Ok(())
}

/// Compares every rollup of a book with what it must hold; names the first place that differs.
pub(crate) fn prove(db: &mut Db, book: &str) -> Result<Option<String>, StoreError> {
    for grain in &GRAINS {
        let (table, due) = (grain.table, grain.recomputed());
        let sql = format!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN {} THEN 1 ELSE 0 END), 0) AS BIGINT), \
             (SELECT COUNT(*) FROM {table} WHERE book = ?1) FROM ({due}) d",
            grain.same()
        );
        let rows = db.query(&sql, &[book.into()])?;
        let [due, same, has] = [0, 1, 2].map(|n| rows.first().map_or(0, |r| at(r, n).int()));
        if due != same {
            return Ok(Some(grain.first_wrong(db, book)?));
        }
        if due != has {
            return Ok(Some(format!("{table}（{has} ≠ {due}）")));
        }
    }
    Ok(None)
}
