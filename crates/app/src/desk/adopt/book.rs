//! A published final-accounts book as cells: what each figure is in the ledger, and what the figures add
//! up to.

use super::reconcile::{Printed, Sum, reconcile};
use base::{Amount, Decimal, Problem, Spot};
use facts::{Fact, FactSet, Kind as Row, Record, Slot};
use ledger::{Fund, Kind, Nature};
use std::collections::BTreeSet;

/// One amount of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) fund: Fund,
    pub(super) func: String,
    pub(super) eco: String,
    pub(super) nature: Nature,
    pub(super) fen: i64,
    /// Table and place of the figure.
    pub(super) table: String,
    pub(super) spot: Spot,
}

/// The figures of a book.
#[derive(Default)]
pub(super) struct Book {
    pub(super) problems: Vec<Problem>,
    pub(super) cells: Vec<Cell>,
    figures: Vec<Printed>,
    sums: Vec<Sum>,
}

/// Tables of spending whose money has one source.
pub(super) const FISCAL: [(&str, Fund); 3] = [
    ("一般公共预算财政拨款支出决算表", Fund::General),
    ("政府性基金预算财政拨款收入支出决算表", Fund::Government),
    ("国有资本经营预算财政拨款支出决算表", Fund::Capital),
];
const SPENDING: &str = "支出决算表";
const INCOME: &str = "收入决算表";
const ECONOMIC: &str = "一般公共预算财政拨款基本支出决算表";
const NATURES: [(&str, Nature); 5] = [
    ("基本支出", Nature::Basic),
    ("项目支出", Nature::Project),
    ("上缴上级支出", Nature::Superior),
    ("经营支出", Nature::Operating),
    ("对附属单位补助支出", Nature::Affiliate),
];
/// Columns of 收入决算表 besides 财政拨款收入.
const SOURCES: [(&str, Fund); 5] = [
    ("上级补助收入", Fund::Superior),
    ("事业收入", Fund::Business),
    ("经营收入", Fund::Operating),
    ("附属单位上缴收入", Fund::Affiliate),
    ("其他收入", Fund::Other),
];
/// Functional codes that go with one economic code: contributions of the employer.
const TOGETHER: [(&str, &str); 5] = [
    ("2080505", "30108"),
    ("2080506", "30109"),
    ("21011", "30110"),
    ("21011", "30111"),
    ("2210201", "30113"),
];

/// The cells of a book with exact amounts, and the totals that cannot be met.
pub(super) fn cells(set: &FactSet) -> (Vec<Cell>, Vec<Problem>) {
    let mut book = Book::default();
    for (form, fund) in FISCAL {
        book.spending(set, form, fund);
    }
    book.other_spending(set);
    book.income(set);
    book.carried(set);
    let economic = book.economic(set);
    let (exact, unmet) = reconcile(&book.figures, &book.sums);
    let mut problems = std::mem::take(&mut book.problems);
    for sum in unmet.iter().filter_map(|at| book.sums.get(*at)) {
        problems.push(Problem::new(
            "adopt-total",
            Spot::default(),
            format!("{}与其各项之和不符，超出尾数误差；按各项入账，请核对", sum.name),
            format!(
                "{} differs from its parts by more than rounding; the parts are posted",
                sum.name
            ),
        ));
    }
    for (cell, fen) in book.cells.iter_mut().zip(&exact) {
        cell.fen = *fen;
    }
    let (budget, more) = book.budget(set);
    problems.extend(more);
    let mut cells = book.split(&economic);
    cells.extend(budget);
    (cells, problems)
}

/// An amount of a record in 分, where the cell holds one.
pub(super) fn printed<'a>(
    set: &'a FactSet,
    record: &Record,
    column: &str,
) -> Option<(Printed, &'a Fact)> {
    let Some(Slot::Figure(id)) = record.slots.get(column) else { return None };
    let fact = set.facts.get(id.0)?;
    let one = Decimal::new(1, fact.figure.decimals.min(20));
    let step = amount(one, fact).unwrap_or(0);
    Some((Printed::new(fen(fact)?, step), fact))
}

/// The amount of a figure in 分; `None` where it is none, or beyond what an amount holds.
fn fen(fact: &Fact) -> Option<i64> {
    amount(fact.figure.value, fact)
}

/// A value in the unit of a figure, in 分.
fn amount(value: Decimal, fact: &Fact) -> Option<i64> {
    let fen = value.checked_mul(fact.unit.yuan()?)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let fen: i64 = base::decimal::round(fen, 0).to_string().parse().ok()?;
    (-Amount::LIMIT..=Amount::LIMIT).contains(&fen).then_some(fen)
}

/// Rows of a form that have a code.
pub(super) fn coded<'a>(set: &'a FactSet, form: &str) -> Vec<(&'a Record, &'a str)> {
    let own = set.records.iter().filter(|r| r.form == form);
    own.filter_map(|r| Some((r, r.code.as_deref()?))).collect()
}

/// Codes under which no other row of the form stands.
pub(super) fn leaves<'a>(rows: &[(&'a Record, &'a str)]) -> Vec<(&'a Record, &'a str)> {
    let deeper = |code: &str| rows.iter().any(|(_, c)| c.len() > code.len() && c.starts_with(code));
    rows.iter().copied().filter(|(_, code)| !deeper(code)).collect()
}

impl Book {
    pub(super) fn put(&mut self, cell: Cell, printed: Printed) -> usize {
        // What is printed as 0.00 is taken for too little to print, not for too little below nothing.
        let low = if printed.value == 0 { printed.low.max(0) } else { printed.low };
        self.cells.push(cell);
        self.figures.push(Printed { low, ..printed });
        self.cells.len() - 1
    }

    pub(super) fn sum(&mut self, name: String, terms: Vec<(usize, i64)>, total: Printed) {
        // A total without parts is told, not forgotten.
        if !terms.is_empty() || !total.may_be_zero() {
            self.sums.push(Sum { terms, total, name });
        }
    }

    /// Indices of the cells that `of` accepts.
    pub(super) fn of(&self, of: impl Fn(&Cell) -> bool) -> Vec<(usize, i64)> {
        (0..).zip(&self.cells).filter(|(_, c)| of(c)).map(|(at, _)| (at, 1)).collect()
    }

    /// Every printed total of a form must hold: of each column over the cells that go into it.
    pub(super) fn totals(&mut self, set: &FactSet, form: &str, columns: &[Column<'_>]) {
        for record in set.records.iter().filter(|r| r.form == form) {
            let prefix = match (&record.code, record.kind) {
                (Some(code), _) => code.as_str(),
                (None, Row::Total) => "",
                _ => continue,
            };
            for (column, own) in columns {
                let Some((total, _)) = printed(set, record, column) else { continue };
                let terms = self.of(|c| c.func.starts_with(prefix) && own(c));
                self.sum(format!("{form}“{}”的{column}", record.label), terms, total);
            }
        }
    }

    /// Totals of a table of spending: each nature, and all of them.
    fn spending_totals(&mut self, set: &FactSet, form: &str, fund: Option<Fund>) {
        let paid = move |c: &Cell| c.kind == Kind::Pay && fund.is_none_or(|f| c.fund == f);
        let natures = NATURES.map(|(_, nature)| move |c: &Cell| paid(c) && c.nature == nature);
        let mut columns: Vec<Column<'_>> = Vec::new();
        for ((column, _), own) in NATURES.iter().zip(&natures) {
            columns.push((column, own));
        }
        for column in ["合计", "本年支出合计", "本年支出"] {
            columns.push((column, &paid));
        }
        self.totals(set, form, &columns);
    }

    fn spending(&mut self, set: &FactSet, form: &str, fund: Fund) {
        for (record, code) in leaves(&coded(set, form)) {
            for (column, nature) in NATURES {
                if let Some((p, fact)) = printed(set, record, column) {
                    self.put(cell(Kind::Pay, fund, code, nature, fact), p);
                }
            }
        }
        self.spending_totals(set, form, Some(fund));
    }

    /// What 支出决算表 has beyond fiscal money.
    fn other_spending(&mut self, set: &FactSet) {
        for (record, code) in leaves(&coded(set, SPENDING)) {
            for (column, nature) in NATURES {
                let Some((p, fact)) = printed(set, record, column) else { continue };
                let mine = self
                    .of(|c| c.kind == Kind::Pay && c.nature == nature && c.func.starts_with(code));
                let own = mine.iter().filter_map(|(at, _)| self.figures.get(*at));
                let other = p.minus(own.fold(Printed::default(), |sum, f| sum.plus(*f)));
                if other.high < 0 {
                    self.problems.push(told(
                        format!(
                            "{SPENDING}“{}”的{column}少于各财政拨款表之和，差额没有入账",
                            record.label
                        ),
                        format!(
                            "{SPENDING} “{}”, {column}: less than the tables of fiscal money",
                            record.label
                        ),
                    ));
                } else if mine.is_empty() || !other.may_be_zero() {
                    let fund = source_of(set, code);
                    self.put(cell(Kind::Pay, fund, code, nature, fact), other);
                }
            }
        }
        self.spending_totals(set, SPENDING, None);
    }

    fn income(&mut self, set: &FactSet) {
        let codes = |form: &str| -> BTreeSet<String> {
            coded(set, form).into_iter().map(|(_, c)| c.to_owned()).collect()
        };
        let (government, capital) = (codes(FISCAL[1].0), codes(FISCAL[2].0));
        let fiscal = |code: &str| match (government.contains(code), capital.contains(code)) {
            (true, _) => Fund::Government,
            (_, true) => Fund::Capital,
            _ => Fund::General,
        };
        for (record, code) in leaves(&coded(set, INCOME)) {
            let nature = self.nature_of(code);
            for (column, fund) in [("财政拨款收入", fiscal(code))].into_iter().chain(SOURCES)
            {
                if let Some((p, fact)) = printed(set, record, column) {
                    self.put(cell(Kind::Income, fund, code, nature, fact), p);
                }
            }
        }
        let all = |c: &Cell| c.kind == Kind::Income;
        let fiscal = |c: &Cell| c.kind == Kind::Income && c.fund.is_fiscal();
        let sources =
            SOURCES.map(|(_, fund)| move |c: &Cell| c.kind == Kind::Income && c.fund == fund);
        let mut columns: Vec<Column<'_>> = vec![("本年收入合计", &all), ("财政拨款收入", &fiscal)];
        for ((column, _), own) in SOURCES.iter().zip(&sources) {
            columns.push((column, own));
        }
        self.totals(set, INCOME, &columns);
    }

    /// 基本 or 项目 by what more was spent on under a code.
    pub(super) fn nature_of(&self, code: &str) -> Nature {
        let spent = |nature: Nature| -> i64 {
            self.of(|c| c.kind == Kind::Pay && c.nature == nature && c.func.starts_with(code))
                .iter()
                .filter_map(|(at, _)| self.figures.get(*at))
                .fold(0, |sum, f| sum.saturating_add(f.value))
        };
        if spent(Nature::Project) > spent(Nature::Basic) { Nature::Project } else { Nature::Basic }
    }

    /// 年初预算 by subject as the narrative tells it; it goes where more of the subject was spent.
    fn budget(&self, set: &FactSet) -> (Vec<Cell>, Vec<Problem>) {
        let stated: Vec<(&Record, &str)> = set
            .records
            .iter()
            .filter(|r| r.form == "叙述" && r.scope.starts_with("一般公共"))
            .filter_map(|r| Some((r, r.code.as_deref()?)))
            .filter(|(r, _)| printed(set, r, "年初预算").is_some())
            .collect();
        let mut seen = BTreeSet::new();
        let (mut all, mut sum) = (Vec::new(), Printed::exact(0));
        for (record, code) in leaves(&stated) {
            let Some((p, fact)) = printed(set, record, "年初预算") else { continue };
            if p.value != 0 && seen.insert(code) {
                let nature = self.nature_of(code);
                let cell = cell(Kind::Initial, Fund::General, code, nature, fact);
                all.push(Cell { fen: p.value, ..cell });
                sum = sum.plus(p);
            }
        }
        // Subjects that the narrative does not name are missing in the sum.
        let whole = set.records.iter().find_map(|r| {
            let own = r.form == "叙述" && r.key == "一般公共预算财政拨款支出";
            own.then(|| printed(set, r, "年初预算")).flatten()
        });
        let differs = whole.filter(|(p, _)| !all.is_empty() && !p.minus(sum).may_be_zero());
        let problems = differs.map(|_| {
            told(
                "各科目的年初预算之和不等于年初预算合计，只记了写明的科目".to_owned(),
                "the budgets of the subjects do not add up to the whole budget".to_owned(),
            )
        });
        (all, problems.into_iter().collect())
    }

    /// The subject of a fund with most spending, else the first known.
    pub(super) fn largest(&self, fund: Fund) -> (String, Nature) {
        let own = (0..).zip(&self.cells).filter(|(_, c)| c.kind == Kind::Pay);
        let mut best: Option<(bool, i64, &Cell)> = None;
        for (at, c) in own {
            let value = self.figures.get::<usize>(at).map_or(0, |f| f.value);
            let rank = (c.fund == fund, value);
            if best.is_none_or(|(f, v, _)| rank > (f, v)) {
                best = Some((rank.0, rank.1, c));
            }
        }
        best.map_or((String::new(), Nature::Basic), |(_, _, c)| (c.func.clone(), c.nature))
    }

    /// Economic codes of general basic spending: they add up to what the functional codes do.
    fn economic(&mut self, set: &FactSet) -> Vec<usize> {
        let rows = coded(set, ECONOMIC);
        let column = |r: &Record| {
            let own = ["金额", "合计", "决算数"].into_iter().find(|c| r.slots.contains_key(*c));
            own.map(str::to_owned)
        };
        let mut own = Vec::new();
        for (record, code) in leaves(&rows) {
            let Some(column) = column(record) else { continue };
            if let Some((p, fact)) = printed(set, record, &column) {
                let mut cell = cell(Kind::Plan, Fund::General, "", Nature::Basic, fact);
                code.clone_into(&mut cell.eco);
                own.push(self.put(cell, p));
            }
        }
        for record in set.records.iter().filter(|r| r.form == ECONOMIC) {
            let Some((total, _)) = column(record).and_then(|c| printed(set, record, &c)) else {
                continue;
            };
            let staff = |eco: &str| eco.starts_with("301") || eco.starts_with("303");
            let terms = self.of(|c| {
                c.kind == Kind::Plan
                    && match (&record.code, record.key.as_str()) {
                        (Some(code), _) => c.eco.starts_with(code.as_str()),
                        (None, "人员经费合计") => staff(&c.eco),
                        (None, "公用经费合计") => !staff(&c.eco),
                        (None, "合计") => true,
                        _ => false,
                    }
            });
            self.sum(format!("{ECONOMIC}“{}”", record.label), terms, total);
        }
        let mut terms = self.of(|c| c.kind == Kind::Plan);
        if !terms.is_empty() {
            let basic = |c: &Cell| {
                c.kind == Kind::Pay && c.fund == Fund::General && c.nature == Nature::Basic
            };
            terms.extend(self.of(basic).into_iter().map(|(at, _)| (at, -1)));
            self.sum(format!("{ECONOMIC}的合计"), terms, Printed::exact(0));
        }
        own
    }

    /// General basic spending by subject and economic class together. Books print only the two margins:
    /// what belongs together by its name is put together, the rest in the order of the codes.
    fn split(self, economic: &[usize]) -> Vec<Cell> {
        let basic =
            |c: &Cell| c.kind == Kind::Pay && c.fund == Fund::General && c.nature == Nature::Basic;
        let mut classes: Vec<Cell> =
            economic.iter().filter_map(|at| self.cells.get(*at)).cloned().collect();
        let (mut out, mut lowered) = (Vec::new(), Vec::new());
        let (mut subjects, rest): (Vec<Cell>, Vec<Cell>) = self
            .cells
            .into_iter()
            .filter(|c| c.kind != Kind::Plan)
            .partition(|c| basic(c) && !classes.is_empty());
        let mut pour = |subject: &mut Cell, class: &mut Cell| {
            let fen = subject.fen.min(class.fen);
            if fen > 0 {
                out.push(Cell { eco: class.eco.clone(), fen, ..subject.clone() });
                subject.fen -= fen;
                class.fen -= fen;
            }
        };
        // A class below nothing (a correction) lowers the subject with most of it.
        for class in classes.iter_mut().filter(|c| c.fen < 0) {
            if let Some(subject) = subjects.iter_mut().max_by_key(|s| s.fen) {
                lowered.push(Cell { eco: class.eco.clone(), fen: class.fen, ..subject.clone() });
                subject.fen = subject.fen.saturating_sub(class.fen);
                class.fen = 0;
            }
        }
        for (func, eco) in TOGETHER {
            for subject in subjects.iter_mut().filter(|s| s.func.starts_with(func)) {
                for class in classes.iter_mut().filter(|c| c.eco == eco) {
                    pour(subject, class);
                }
            }
        }
        for subject in &mut subjects {
            for class in &mut classes {
                pour(subject, class);
            }
        }
        // What no class is left for, and negative amounts, stay without one.
        out.extend(subjects.into_iter().filter(|s| s.fen != 0));
        out.extend(lowered);
        out.extend(rest);
        out.retain(|c| c.fen != 0);
        out
    }
}

/// A column and the cells that go into it.
pub(super) type Column<'a> = (&'a str, &'a dyn Fn(&Cell) -> bool);

/// Something that a person should look at; the rest is adopted.
pub(super) fn told(zh: String, en: String) -> Problem {
    Problem::new("adopt", Spot::default(), format!("{zh}；请核对"), en)
}

/// The source of other money on a subject: general fiscal money where the book has no table of it, then the one 收入决算表 has for it, else the first it has at all.
fn source_of(set: &FactSet, code: &str) -> Fund {
    let rows = coded(set, INCOME);
    let general = coded(set, FISCAL[0].0).is_empty();
    let fiscal = |r: &Record| printed(set, r, "财政拨款收入").is_some_and(|(p, _)| p.value != 0);
    if general && rows.iter().any(|(r, c)| *c == code && fiscal(r)) {
        return Fund::General;
    }
    let has = |r: &Record, column: &str| printed(set, r, column).is_some_and(|(p, _)| p.value != 0);
    let find = |of: &dyn Fn(&str) -> bool| {
        SOURCES
            .into_iter()
            .find(|(column, _)| rows.iter().any(|(r, c)| of(c) && has(r, column)))
            .map(|(_, fund)| fund)
    };
    find(&|c| c == code).or_else(|| find(&|_| true)).unwrap_or(Fund::Other)
}

pub(super) fn cell(kind: Kind, fund: Fund, func: &str, nature: Nature, fact: &Fact) -> Cell {
    Cell {
        kind,
        fund,
        func: func.to_owned(),
        eco: String::new(),
        nature,
        fen: 0,
        table: fact.place.table.clone(),
        spot: fact.place.spot.clone(),
    }
}

/// Forms that accounts are made of.
const FORMS: [&str; 8] = [
    FISCAL[0].0,
    FISCAL[1].0,
    FISCAL[2].0,
    SPENDING,
    INCOME,
    ECONOMIC,
    "收入支出决算总表",
    "财政拨款收入支出决算总表",
];

/// The facts with each form once. A volume may hold the tables of several bodies; which of them is meant is
/// not known, so only the first is taken and the others are told. A table that goes on is no second one.
pub(super) fn once(set: &FactSet) -> (FactSet, Vec<Problem>) {
    let (mut set, mut problems) = (set.clone(), Vec::new());
    for form in FORMS {
        let mut tables: Vec<usize> = Vec::new();
        for record in set.records.iter().filter(|r| r.form == form) {
            if let Some(at) = record.table.filter(|t| !tables.contains(t)) {
                tables.push(at);
            }
        }
        let keys = |at: usize| -> BTreeSet<String> {
            let own = set.records.iter().filter(|r| r.form == form && r.table == Some(at));
            own.map(|r| r.key.clone()).collect()
        };
        let mut met = BTreeSet::new();
        let mut again = Vec::new();
        for at in tables {
            let own = keys(at);
            match met.is_disjoint(&own) {
                true => met.extend(own),
                false => again.push(at),
            }
        }
        if !again.is_empty() {
            let n = again.len() + 1;
            problems.push(told(
                format!("《{form}》出现 {n} 次，只取第一张"),
                format!("the form {form} stands {n} times; only the first is taken"),
            ));
        }
        for record in &mut set.records {
            if record.form == form && record.table.is_some_and(|t| again.contains(&t)) {
                record.form.clear();
            }
        }
        problems.extend(doubtful(&set, form));
    }
    (set, problems)
}

/// Figures of a form that were not read for sure, have no unit of money, or are too large.
fn doubtful(set: &FactSet, form: &str) -> Vec<Problem> {
    let own = |f: &&Fact| set.records.get(f.record.0).is_some_and(|r| r.form == form);
    let facts: Vec<&Fact> = set.facts.iter().filter(own).collect();
    let unsure = facts.iter().filter(|f| !f.sure).count();
    let lost = facts.iter().filter(|f| fen(f).is_none()).count();
    let mut problems = Vec::new();
    if unsure > 0 {
        problems.push(told(
            format!("《{form}》有 {unsure} 个数读得不确定，按读到的入账"),
            format!("{unsure} figures of {form} were not read for sure; they are taken as read"),
        ));
    }
    if lost > 0 {
        problems.push(told(
            format!("《{form}》有 {lost} 个数没有金额单位或超出范围，没有入账"),
            format!("{lost} figures of {form} have no unit of money or are too large"),
        ));
    }
    problems
}
