//! Questions to the journal, for any past day or entry.

use crate::balance;
use crate::db::{In, Line, Val, at, number};
use crate::error::StoreError;
use crate::row::{self, COLUMNS};
use crate::{Place, Store};
use base::{Amount, Problem};
use ledger::{
    Accounts, AsOf, Balance, Entry, Fund, Kind, Material, Project, Register, Sum, Unit, build,
    kind_name, kind_of,
};
use std::collections::BTreeMap;

/// Which entries. Empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// 单位编码
    pub unit: Option<String>,
    /// 预算年度
    pub year: Option<i32>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// 项目编码
    pub project: Option<String>,
    /// Budget line.
    pub line: Option<String>,
    /// Topic of records and registers.
    pub topic: Option<String>,
    /// Item within the topic.
    pub key: Option<String>,
    /// Batch.
    pub batch: Option<u64>,
    /// Only entries after this number.
    pub after: u64,
    /// What was known then.
    pub as_of: AsOf,
}

/// What sums are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dim {
    /// 单位
    Unit,
    /// 预算年度
    Year,
    /// Month of the event, `2023-05`.
    Month,
    /// Kind of entry.
    Kind,
    /// 资金性质
    Fund,
    /// 功能分类
    Func,
    /// 部门经济分类
    Eco,
    /// 政府经济分类
    GovEco,
    /// 项目
    Project,
    /// 指标
    Line,
    /// 收款人
    Payee,
}

impl Dim {
    fn sql(self) -> &'static str {
        match self {
            Dim::Unit => "unit",
            Dim::Year => "CAST(year AS TEXT)",
            Dim::Month => "SUBSTR(day, 1, 7)",
            Dim::Kind => "kind",
            Dim::Fund => "fund",
            Dim::Func => "func",
            Dim::Eco => "eco",
            Dim::GovEco => "gov_eco",
            Dim::Project => "project",
            Dim::Line => "line",
            Dim::Payee => "payee",
        }
    }
}

/// One recorded version of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Number of the entry.
    pub seq: u64,
    /// Unit.
    pub unit: String,
    /// Year.
    pub year: i32,
    /// Which one.
    pub key: String,
    /// JSON.
    pub payload: String,
}

/// Entries that stand: neither a reversal nor reversed, as far as was known then. The caller closes the
/// bracket, after what else was known.
pub(crate) const STANDING: &str = " AND reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry r \
     WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0 AND r.seq <= ?2";

/// A WHERE clause and its values; `?1` is the book and `?2` the last entry that counts.
struct Clause {
    sql: String,
    values: Vec<Val>,
    /// The clause of entries that stand.
    standing: String,
}

impl Clause {
    fn values(&self) -> Vec<In<'_>> {
        self.values.iter().map(Val::back).collect()
    }
}

impl Store {
    /// Every entry that passes, in order; memory stays the same whatever their number.
    ///
    /// # Errors
    /// When the engine fails, or a row holds what was never written (run `verify`).
    pub fn entries(
        &mut self,
        filter: &Filter,
        each: &mut dyn FnMut(Entry),
    ) -> Result<(), StoreError> {
        self.each(filter, &mut |entry| {
            each(entry);
            Ok(())
        })
    }

    /// The same, ended by the first failure of the one who takes them.
    pub(crate) fn each(
        &mut self,
        filter: &Filter,
        take: &mut dyn FnMut(Entry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let clause = self.clause(filter);
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE {} ORDER BY seq", clause.sql);
        self.db.each(&sql, &clause.values(), &mut |row| {
            take(row::entry(&row).ok_or_else(|| broken(number(&row, 0)))?)
        })
    }

    /// Sums of amounts.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn sums(&mut self, filter: &Filter, by: &[Dim]) -> Result<Vec<Sum>, StoreError> {
        let clause = self.clause(filter);
        let columns: Vec<&str> = by.iter().map(|d| d.sql()).collect();
        let (group, select) = match columns.is_empty() {
            true => (String::new(), String::new()),
            false => {
                let list = columns.join(", ");
                (format!(" GROUP BY {list} ORDER BY {list}"), format!("{list}, "))
            }
        };
        let sql = format!(
            "SELECT {select}CAST(COALESCE(SUM(amount), 0) AS BIGINT), COUNT(*) \
             FROM entry WHERE {}{group}",
            clause.sql
        );
        let rows = self.db.query(&sql, &clause.values())?;
        let n = by.len();
        let sum = |row: &Line| Sum {
            by: row.iter().take(n).map(|v| v.text().to_owned()).collect(),
            amount: Amount::fen(at(row, n).int()),
            entries: number(row, n + 1),
        };
        Ok(rows.iter().map(sum).collect())
    }

    /// The records of a topic that hold, by (unit, year, key): the latest of each that was not taken
    /// back.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn records(&mut self, topic: &str, filter: &Filter) -> Result<Vec<Step>, StoreError> {
        let mut latest = BTreeMap::new();
        for step in self.history(topic, filter)? {
            latest.insert((step.unit.clone(), step.year, step.key.clone()), step);
        }
        Ok(latest.into_values().filter(|s| s.payload != "null").collect())
    }

    /// All versions of the records of a topic, in order.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn history(&mut self, topic: &str, filter: &Filter) -> Result<Vec<Step>, StoreError> {
        let filter =
            Filter { topic: Some(topic.to_owned()), kinds: vec![Kind::Record], ..filter.clone() };
        let clause = self.clause(&filter);
        // The sign keeps SQLite from walking the whole book in this order instead of the index.
        let sql = format!(
            "SELECT seq, unit, year, item, payload FROM entry WHERE {}{} ORDER BY +seq",
            clause.sql, clause.standing
        );
        let rows = self.db.query(&sql, &clause.values())?;
        let text = |row: &Line, column: usize| at(row, column).text().to_owned();
        let step = |row: &Line| Step {
            seq: number(row, 0),
            unit: text(row, 1),
            year: i32::try_from(at(row, 2).int()).unwrap_or(0),
            key: text(row, 3),
            payload: text(row, 4),
        };
        Ok(rows.iter().map(step).collect())
    }

    /// Number of the last entry of a topic and item, reversals included; 0 where there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn last_of(&mut self, topic: &str, item: &str) -> Result<u64, StoreError> {
        crate::journal::last_of(&mut self.db, &self.book.code, topic, item)
    }

    /// Stated values that hold, by measure: of each the latest by day, then by number. `key` of the
    /// entry is `元` for money.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn registers(&mut self, filter: &Filter) -> Result<BTreeMap<String, Register>, StoreError> {
        let filter = Filter { kinds: vec![Kind::Register], ..filter.clone() };
        let clause = self.clause(&filter);
        let sql = format!(
            "SELECT topic, item, amount FROM entry WHERE {}{} ORDER BY day, +seq",
            clause.sql, clause.standing
        );
        let rows = self.db.query(&sql, &clause.values())?;
        let one = |row: &Line| {
            let amount = at(row, 2).int();
            let value = match at(row, 1).text() {
                "元" => Register::Money(Amount::fen(amount)),
                _ => Register::Count(amount),
            };
            (at(row, 0).text().to_owned(), value)
        };
        Ok(rows.iter().map(one).collect())
    }

    /// What stands on a budget line now; `None` when it has no entries.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn balance(&mut self, line: &str) -> Result<Option<Balance>, StoreError> {
        Ok(balance::load(&mut self.db, &self.book.code, line)?.map(|s| s.balance))
    }

    /// All units by code.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn units(&mut self, as_of: AsOf) -> Result<BTreeMap<String, Unit>, StoreError> {
        let filter = Filter { as_of: AsOf { day: None, ..as_of }, ..Filter::default() };
        let mut all = BTreeMap::new();
        for step in self.history("单位", &filter)? {
            if let Ok(unit) = serde_json::from_str::<Unit>(&step.payload) {
                all.insert(step.key.clone(), Unit { code: step.key, ..unit });
            }
        }
        Ok(all)
    }

    /// All projects by code.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn projects(&mut self, as_of: AsOf) -> Result<BTreeMap<String, Project>, StoreError> {
        let filter = Filter { as_of: AsOf { day: None, ..as_of }, ..Filter::default() };
        let mut all = BTreeMap::new();
        for step in self.history("项目", &filter)? {
            if let Ok(project) = serde_json::from_str::<Project>(&step.payload) {
                all.insert(step.key.clone(), Project { code: step.key, ..project });
            }
        }
        Ok(all)
    }

    /// A unit's year, with the year before where the journal has it.
    ///
    /// # Errors
    /// When the engine fails or the unit is not known.
    pub fn accounts(
        &mut self,
        unit: &str,
        year: i32,
        as_of: AsOf,
        funds: &[(String, Fund)],
    ) -> Result<(Accounts, Vec<Problem>), StoreError> {
        let both = self.snapshot(|store| {
            let unknown = || StoreError::NoUnit(unit.to_owned());
            let known = store.units(as_of)?.remove(unit).ok_or_else(unknown)?;
            let projects = store.projects(as_of)?;
            let now = store.one_year(&known, year, as_of, funds, &projects)?;
            Ok((now, store.one_year(&known, year - 1, as_of, funds, &projects)?))
        })?;
        let ((mut accounts, mut problems), (before, more)) = both;
        let any = !(before.spending.is_empty() && before.income.is_empty());
        if any {
            accounts.prior = Some(Box::new(before));
            problems.extend(more);
        }
        Ok((accounts, problems))
    }

    fn one_year(
        &mut self,
        unit: &Unit,
        year: i32,
        as_of: AsOf,
        funds: &[(String, Fund)],
        projects: &BTreeMap<String, Project>,
    ) -> Result<(Accounts, Vec<Problem>), StoreError> {
        let filter =
            Filter { unit: Some(unit.code.clone()), year: Some(year), as_of, ..Filter::default() };
        let by = [Dim::Kind, Dim::Fund, Dim::Func, Dim::Eco, Dim::Project];
        let mut sums = Vec::new();
        for sum in self.sums(&filter, &by)? {
            let mut by = sum.by.into_iter();
            let kind = by.next().and_then(|k| kind_of(&k)).ok_or_else(|| broken(0))?;
            let rest: Vec<String> = by.collect();
            let rest = <[String; 4]>::try_from(rest).map_err(|_| broken(0))?;
            if !sum.amount.is_zero() {
                sums.push((kind, rest, sum.amount));
            }
        }
        let registers = self.registers(&filter)?;
        let mut texts = BTreeMap::new();
        for step in self.records("文字", &filter)? {
            if let Ok(serde_json::Value::String(text)) = serde_json::from_str(&step.payload) {
                texts.insert(step.key, text);
            }
        }
        Ok(build(Material {
            unit: unit.clone(),
            year,
            sums: &sums,
            projects,
            funds,
            registers,
            texts,
        }))
    }

    fn clause(&self, f: &Filter) -> Clause {
        let whole = |n: u64| Val::Int(i64::try_from(n).unwrap_or(i64::MAX));
        let last = f.as_of.seq.map_or(Val::Int(i64::MAX), whole);
        let mut values = vec![Val::Text(self.book.code.clone()), last, whole(f.after)];
        let mut sql = "book = ?1 AND seq <= ?2 AND seq > ?3".to_owned();
        let mut add = |column: &str, sign: &str, value: Val| {
            values.push(value);
            sql.push_str(&format!(" AND {column} {sign} ?{}", values.len()));
            values.len()
        };
        let texts = [
            ("unit", &f.unit),
            ("project", &f.project),
            ("line", &f.line),
            ("topic", &f.topic),
            ("item", &f.key),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                add(column, "=", Val::Text(value.clone()));
            }
        }
        if let Some(year) = f.year {
            add("year", "=", Val::Int(year.into()));
        }
        if let Some(batch) = f.batch {
            add("batch", "=", whole(batch));
        }
        let mut standing = STANDING.to_owned();
        if let Some(day) = f.as_of.day {
            let slot = add("day", "<=", Val::Text(day.to_string()));
            standing.push_str(&format!(" AND r.day <= ?{slot}"));
        }
        standing.push(')');
        if f.topic.as_ref().is_some_and(|t| !t.is_empty()) {
            // Says that the partial index of topics will do.
            sql.push_str(" AND topic <> ''");
        }
        if !f.kinds.is_empty() {
            let names: Vec<String> =
                f.kinds.iter().map(|k| format!("'{}'", kind_name(*k))).collect();
            sql.push_str(&format!(" AND kind IN ({})", names.join(", ")));
        }
        Clause { sql, values, standing }
    }

    /// Whether the journal is on a server.
    pub fn is_server(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }
}

pub(crate) fn broken(seq: u64) -> StoreError {
    StoreError::Tampered(format!(
        "第 {seq} 号分录的内容无法识别，可能被改动；请运行 verify / entry {seq} cannot be read and may have been changed; run verify"
    ))
}
