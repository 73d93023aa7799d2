//! Rollups: sums of the entries that are money, at the grains that questions are asked at. Every batch
//! changes them by what it adds, in the same transaction.

use crate::db::{Db, In, Val, at};
use crate::department::Groups;
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
    /// 区划 on the card of the unit; the book where it has none.
    Region,
    /// 主管部门 on the card of the unit.
    Department,
    /// 单位性质 on the card of the unit.
    UnitKind,
}

use Column::{Class, Department, Eco, Func, Fund, Month, Payee, Project, Region, Unit, UnitKind};

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
            Region => "region",
            Department => "department",
            UnitKind => "unit_kind",
        }
    }

    /// How a question to the journal `r` computes it.
    fn of_entry(self) -> String {
        match self {
            Month => "CAST(SUBSTR(r.day, 1, 4) || SUBSTR(r.day, 6, 2) AS BIGINT)".to_owned(),
            other => other.of_finer(),
        }
    }

    /// How a question to a finer rollup `r` computes it.
    fn of_finer(self) -> String {
        match self {
            Class => "SUBSTR(r.func, 1, 3)".to_owned(),
            other => format!("r.{}", other.name()),
        }
    }

    /// How a question to a finer rollup `r` beside the card `u` of the unit computes it.
    fn of_cards(self) -> String {
        match self {
            Region => "COALESCE(NULLIF(u.region, ''), r.book)".to_owned(),
            Department => "COALESCE(u.department, '')".to_owned(),
            UnitKind => "COALESCE(u.kind, '')".to_owned(),
            other => other.of_finer(),
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
pub(crate) const GRAINS: [Grain; 13] = [
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
    // These stand on the cards of units as well: what a unit has moves with it.
    grain(
        "by_department",
        &[Column::Kind, Month, Region, Department, UnitKind],
        false,
        Some("by_unit"),
    ),
    grain(
        "by_department_year",
        &[Column::Kind, Region, Department, UnitKind],
        false,
        Some("by_department"),
    ),
    grain("by_region", &[Region, Column::Kind, Month], false, Some("by_department")),
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
            if grain.payees && draft.kind != Kind::Pay || grain.on_cards() {
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
        self.group(db, book)?;
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

    /// What is held of the units, added up by the groups that their cards name now.
    fn group(&mut self, db: &mut Db, book: &str) -> Result<(), StoreError> {
        let finer = GRAINS.iter().position(|g| g.table == "by_unit").unwrap_or_default();
        let units = std::mem::take(&mut self.sums[finer]);
        let mut groups = Groups::default();
        for (key, (sum, entries)) in &units {
            let mut parts = key.split('\0');
            let [year, unit, kind, month] = [(); 4].map(|()| parts.next().unwrap_or_default());
            let [region, department, unit_kind] = groups.of(db, book, unit)?;
            for (grain, sums) in GRAINS.iter().zip(&mut self.sums).filter(|(g, _)| g.on_cards()) {
                let mut key = year.to_owned();
                for column in grain.by {
                    key.push('\0');
                    key.push_str(match column {
                        Region => region,
                        Department => department,
                        UnitKind => unit_kind,
                        Month => month,
                        _ => kind,
                    });
                }
                let slot = sums.entry(key).or_default();
                slot.0 += sum;
                slot.1 += entries;
            }
        }
        self.sums[finer] = units;
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
            // Not known to the entry.
            Region | Department | UnitKind => "",
        };
        key.push_str(part);
    }
}

impl Grain {
    /// Whether it is broken down by what stands on the cards of units.
    pub(crate) fn on_cards(&self) -> bool {
        self.by.contains(&Region)
    }

    pub(crate) fn columns(&self) -> String {
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
            "INSERT INTO {table} (book, year, {columns}, amount, entries) VALUES {}{}",
            rows.join(", "),
            self.adding()
        )
    }

    /// The end of an insert: what is there already grows by it.
    pub(crate) fn adding(&self) -> String {
        let (table, columns) = (self.table, self.columns());
        format!(
            " ON CONFLICT (book, year, {columns}) DO UPDATE SET \
             amount = {table}.amount + excluded.amount, \
             entries = {table}.entries + excluded.entries"
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
        let list = |name: fn(Column) -> String| -> String {
            let one = |c: &Column| format!("{} AS {}", name(*c), c.name());
            self.by.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let numbers: Vec<String> = (2..=self.by.len() + 2).map(|n| n.to_string()).collect();
        let group = format!("1, {}", numbers.join(", "));
        // Of those on cards the finest reads them; the others are proved by it.
        let read = self.on_cards() && self.from == Some("by_unit");
        let card = match read {
            true => " LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit",
            false => "",
        };
        match self.from {
            Some(finer) => format!(
                "SELECT r.book, r.year, {}, CAST(SUM(r.amount) AS BIGINT) AS amount, \
                 CAST(SUM(r.entries) AS BIGINT) AS entries FROM {finer} r{card} \
                 WHERE r.book = ?1 GROUP BY {group}",
                if read { list(Column::of_cards) } else { list(Column::of_finer) }
            ),
            None => {
                let only = match self.payees {
                    true => "r.kind = '支付'",
                    false => "r.kind NOT IN ('登记', '记录')",
                };
                format!(
                    "SELECT r.book, r.year, {}, CAST(SUM(r.amount) AS BIGINT) AS amount, \
                     COUNT(*) AS entries FROM entry r WHERE r.book = ?1 AND {only} GROUP BY {group}",
                    list(Column::of_entry)
                )
            }
        }
    }
}

/// Fills the empty rollups of a book from its journal and the cards of its units.
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
