//! Questions to the journal, for any past day or entry.

use crate::db::Val;
use crate::error::StoreError;
use crate::posting::load_balance;
use crate::row::{self, COLUMNS, int};
use crate::{Place, Store};
use base::{Amount, Date, Problem};
use ledger::{
    Accounts, Balance, Entry, Fund, Kind, Material, Project, Register, Sum, Unit, build, kind_name,
    kind_of,
};
use std::collections::BTreeMap;

/// What was known then: entries up to a number, events up to a day. Empty means now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsOf {
    /// Entries with this number or a lower one.
    pub seq: Option<u64>,
    /// Events of this day or an earlier one.
    pub day: Option<Date>,
}

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

/// Entries read at a time: memory stays the same whatever the size.
const PAGE: i64 = 2000;

/// Entries that stand: neither a reversal nor reversed (as far as was known then).
const STANDING: &str = " AND reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry r \
     WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0 AND r.seq <= ?2)";

impl Store {
    /// Every entry that passes, in order.
    ///
    /// # Errors
    /// When the engine fails, or a row holds what was never written (run `verify`).
    pub fn entries(
        &mut self,
        filter: &Filter,
        each: &mut dyn FnMut(Entry),
    ) -> Result<(), StoreError> {
        let mut page = filter.clone();
        loop {
            let (clause, values) = self.clause(&page);
            let sql =
                format!("SELECT {COLUMNS} FROM entry WHERE {clause} ORDER BY seq LIMIT {PAGE}");
            let rows = self.db.query(&sql, &values)?;
            for row in &rows {
                let seq = row.first().map_or(0, Val::int);
                let entry = row::entry(row).ok_or_else(|| broken(seq))?;
                page.after = entry.seq;
                each(entry);
            }
            if (rows.len() as i64) < PAGE {
                return Ok(());
            }
        }
    }

    /// Sums of amounts.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn sums(&mut self, filter: &Filter, by: &[Dim]) -> Result<Vec<Sum>, StoreError> {
        let (clause, values) = self.clause(filter);
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
             FROM entry WHERE {clause}{group}"
        );
        let rows = self.db.query(&sql, &values)?;
        let n = by.len();
        let sum = |row: &Vec<Val>| Sum {
            by: row.iter().take(n).map(|v| v.text().to_owned()).collect(),
            amount: Amount::fen(row.get(n).map_or(0, Val::int)),
            entries: row.get(n + 1).and_then(|v| u64::try_from(v.int()).ok()).unwrap_or(0),
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
        let (clause, values) = self.clause(&filter);
        let sql = format!(
            "SELECT seq, unit, year, item, payload FROM entry WHERE {clause}{STANDING} ORDER BY seq"
        );
        let rows = self.db.query(&sql, &values)?;
        let step = |row: &Vec<Val>| {
            let text = |at: usize| row.get(at).map(|v| v.text().to_owned()).unwrap_or_default();
            Step {
                seq: row.first().and_then(|v| u64::try_from(v.int()).ok()).unwrap_or(0),
                unit: text(1),
                year: row.get(2).and_then(|v| i32::try_from(v.int()).ok()).unwrap_or(0),
                key: text(3),
                payload: text(4),
            }
        };
        Ok(rows.iter().map(step).collect())
    }

    /// Stated values that hold, by measure. `key` of the entry is `元` for money.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn registers(&mut self, filter: &Filter) -> Result<BTreeMap<String, Register>, StoreError> {
        let filter = Filter { kinds: vec![Kind::Register], ..filter.clone() };
        let (clause, values) = self.clause(&filter);
        let sql =
            format!("SELECT topic, item, amount FROM entry WHERE {clause}{STANDING} ORDER BY seq");
        let rows = self.db.query(&sql, &values)?;
        let one = |row: &Vec<Val>| {
            let amount = row.get(2).map_or(0, Val::int);
            let value = match row.get(1).is_some_and(|v| v.text() == "元") {
                true => Register::Money(Amount::fen(amount)),
                false => Register::Count(amount),
            };
            (row.first().map(|v| v.text().to_owned()).unwrap_or_default(), value)
        };
        Ok(rows.iter().map(one).collect())
    }

    /// What stands on a budget line now; `None` when it has no entries.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn balance(&mut self, line: &str) -> Result<Option<Balance>, StoreError> {
        load_balance(&mut self.db, &self.book.code, line)
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
        let units = self.units(as_of)?;
        let known = units.get(unit).cloned().ok_or_else(|| no_unit(unit))?;
        let projects = self.projects(as_of)?;
        let (mut accounts, mut problems) = self.one_year(&known, year, as_of, funds, &projects)?;
        let (before, more) = self.one_year(&known, year - 1, as_of, funds, &projects)?;
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
            let kind = by.next().and_then(|k| kind_of(&k));
            let rest: Vec<String> = by.collect();
            if let (Some(kind), Ok(rest)) = (kind, <[String; 4]>::try_from(rest))
                && !sum.amount.is_zero()
            {
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

    /// The WHERE clause; `?1` is the book and `?2` the last entry that counts.
    fn clause(&self, f: &Filter) -> (String, Vec<Val>) {
        let last = f.as_of.seq.map_or(Val::Int(i64::MAX), int);
        let mut values = vec![Val::from(&self.book.code), last, int(f.after)];
        let mut clause = "book = ?1 AND seq <= ?2 AND seq > ?3".to_owned();
        let mut add = |column: &str, sign: &str, value: Val| {
            values.push(value);
            clause.push_str(&format!(" AND {column} {sign} ?{}", values.len()));
        };
        if let Some(unit) = &f.unit {
            add("unit", "=", unit.into());
        }
        if let Some(year) = f.year {
            add("year", "=", Val::Int(year.into()));
        }
        if let Some(project) = &f.project {
            add("project", "=", project.into());
        }
        if let Some(line) = &f.line {
            add("line", "=", line.into());
        }
        if let Some(topic) = &f.topic {
            add("topic", "=", topic.into());
        }
        if let Some(key) = &f.key {
            add("item", "=", key.into());
        }
        if let Some(batch) = f.batch {
            add("batch", "=", int(batch));
        }
        if let Some(day) = f.as_of.day {
            add("day", "<=", Val::Text(day.to_string()));
        }
        if !f.kinds.is_empty() {
            let names: Vec<String> =
                f.kinds.iter().map(|k| format!("'{}'", kind_name(*k))).collect();
            clause.push_str(&format!(" AND kind IN ({})", names.join(", ")));
        }
        (clause, values)
    }

    /// Whether the journal is on a server.
    pub fn is_server(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }
}

fn broken(seq: i64) -> StoreError {
    StoreError::Tampered(format!(
        "第 {seq} 号分录的内容无法识别，可能被改动；请运行 verify / entry {seq} cannot be read; run verify"
    ))
}

fn no_unit(unit: &str) -> StoreError {
    StoreError::Engine(format!("没有单位 {unit} / there is no unit {unit}"))
}
