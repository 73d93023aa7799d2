//! What was brought forward into the year, taken from surplus, distributed, and left at its end.

use super::book::{Book, Cell, Column, FISCAL, cell, coded, leaves, printed};
use super::reconcile::Printed;
use facts::{Fact, FactSet, Kind as Row, Slot};
use ledger::{Fund, Kind, Nature};

const WHOLE: &str = "收入支出决算总表";
const FISCAL_WHOLE: &str = "财政拨款收入支出决算总表";
/// 年初 rows and 年末 columns of 财政拨款收入支出决算总表, by fund in the order of [`FISCAL`].
const OPENING: [&str; 3] =
    ["年初一般公共预算财政拨款", "年初政府性基金预算财政拨款", "年初国有资本经营预算财政拨款"];
const CLOSING: [&str; 3] =
    ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"];

impl Book {
    /// Needs the cells of spending and income.
    pub(super) fn carried(&mut self, set: &FactSet) {
        let fiscal = self.fiscal_opening(set);
        if let Some((p, fact)) = amount(set, WHOLE, "年初结转和结余", "金额") {
            let other = p.minus(fiscal);
            if fiscal == Printed::exact(0) || !other.may_be_zero() {
                let spent = |c: &&Cell| c.kind == Kind::Pay && !c.fund.is_fiscal();
                let fund = self.cells.iter().find(spent).map_or(Fund::Other, |c| c.fund);
                let (func, nature) = self.largest(fund);
                self.put(cell(Kind::Opening, fund, &func, nature, fact), other);
            }
            let terms = self.of(|c| c.kind == Kind::Opening);
            self.sum(format!("{WHOLE}“年初结转和结余”"), terms, p);
        }
        for (key, kind) in [("使用非财政拨款结余", Kind::Surplus), ("结余分配", Kind::Distribute)]
        {
            if let Some((p, fact)) = amount(set, WHOLE, key, "金额") {
                self.put(cell(kind, Fund::Other, "", Nature::Basic, fact), p);
            }
        }
        self.funds(set);
        let [general, government, capital] =
            FISCAL.map(|(_, fund)| move |c: &Cell| c.kind == Kind::Pay && c.fund == fund);
        let fiscal = |c: &Cell| c.kind == Kind::Pay && c.fund.is_fiscal();
        let [first, second, third] = CLOSING;
        let columns: [Column<'_>; 4] =
            [("合计", &fiscal), (first, &general), (second, &government), (third, &capital)];
        self.classes(set, FISCAL_WHOLE, &columns);
        self.classes(set, WHOLE, &[("金额", &|c: &Cell| c.kind == Kind::Pay)]);
        self.whole(set, WHOLE, "年末结转和结余", "金额", |_| true);
        self.whole(set, FISCAL_WHOLE, "年末财政拨款结转和结余", "合计", Fund::is_fiscal);
        for ((_, fund), column) in FISCAL.into_iter().zip(CLOSING) {
            if let Some(left) = left(set, FISCAL_WHOLE, "年末财政拨款结转和结余", column)
            {
                let terms = self.flows(|c| c.fund == fund);
                self.sum(format!("{FISCAL_WHOLE}“年末”的{column}"), terms, left);
            }
            if let Some((total, _)) = amount(set, FISCAL_WHOLE, "支出总计", column) {
                let mut comes = self.flows(|c| c.fund == fund);
                comes.retain(|(_, sign)| *sign > 0);
                self.sum(format!("{FISCAL_WHOLE}“总计”的{column}"), comes, total);
            }
        }
    }

    /// Fiscal money brought forward: by subject where the table of its fund has it, else as a whole.
    fn fiscal_opening(&mut self, set: &FactSet) -> Printed {
        let mut sum = Printed::exact(0);
        for ((form, fund), key) in FISCAL.into_iter().zip(OPENING) {
            let mut own = Vec::new();
            for (record, code) in leaves(&coded(set, form)) {
                if let Some((p, fact)) = printed(set, record, "年初结转和结余") {
                    let nature = self.nature_of(code);
                    own.push((cell(Kind::Opening, fund, code, nature, fact), p));
                }
            }
            if own.is_empty()
                && let Some((p, fact)) = amount(set, FISCAL_WHOLE, key, "金额")
            {
                let (func, nature) = self.largest(fund);
                own.push((cell(Kind::Opening, fund, &func, nature, fact), p));
            }
            for (cell, p) in own {
                self.put(cell, p);
                sum = sum.plus(p);
            }
        }
        sum
    }

    /// Tables of one fund that print what came in and what is left of each subject.
    fn funds(&mut self, set: &FactSet) {
        for (form, fund) in FISCAL {
            let opening = |c: &Cell| c.kind == Kind::Opening && c.fund == fund;
            let income = |c: &Cell| c.kind == Kind::Income && c.fund == fund;
            let columns: [Column<'_>; 2] = [("年初结转和结余", &opening), ("本年收入", &income)];
            self.totals(set, form, &columns);
            for record in set.records.iter().filter(|r| r.form == form) {
                let prefix = match (&record.code, record.kind) {
                    (Some(code), _) => code.as_str(),
                    (None, Row::Total) => "",
                    _ => continue,
                };
                if let Some((left, _)) = printed(set, record, "年末结转和结余") {
                    let terms = self.flows(|c| c.fund == fund && c.func.starts_with(prefix));
                    self.sum(format!("{form}“{}”的年末结转和结余", record.label), terms, left);
                }
            }
        }
    }

    /// Spending by class, and all of it, in a table of income and spending.
    fn classes(&mut self, set: &FactSet, form: &str, columns: &[Column<'_>]) {
        for record in set.records.iter().filter(|r| r.form == form) {
            let prefix = match (&record.code, record.key.as_str()) {
                (Some(code), _) => code.as_str(),
                (None, "本年支出合计") => "",
                _ => continue,
            };
            for (column, own) in columns {
                let Some((total, _)) = printed(set, record, column) else { continue };
                let terms = self.of(|c| c.func.starts_with(prefix) && own(c));
                self.sum(format!("{form}“{}”的{column}", record.label), terms, total);
            }
        }
    }

    /// The rows 年末 and 总计 of a table of income and spending.
    fn whole(
        &mut self,
        set: &FactSet,
        form: &str,
        key: &str,
        column: &str,
        fund: fn(Fund) -> bool,
    ) {
        let terms = self.flows(|c| fund(c.fund));
        if let Some(left) = left(set, form, key, column) {
            self.sum(format!("{form}“{key}”"), terms.clone(), left);
        }
        if let Some((total, _)) = amount(set, form, "收入总计", "金额") {
            let comes = terms.into_iter().filter(|(_, sign)| *sign > 0).collect();
            self.sum(format!("{form}“总计”"), comes, total);
        }
    }

    /// What comes in, and with the other sign what goes out.
    fn flows(&self, of: impl Fn(&Cell) -> bool) -> Vec<(usize, i64)> {
        let sign = |c: &Cell| match c.kind {
            Kind::Opening | Kind::Income | Kind::Surplus => 1,
            Kind::Pay | Kind::Distribute => -1,
            _ => 0,
        };
        let own = (0..).zip(&self.cells).filter(|(_, c)| of(c));
        own.map(|(at, c)| (at, sign(c))).filter(|(_, s)| *s != 0).collect()
    }
}

/// An amount of a row by its key.
fn amount<'a>(
    set: &'a FactSet,
    form: &str,
    key: &str,
    column: &str,
) -> Option<(Printed, &'a Fact)> {
    let own = set.records.iter().find(|r| r.form == form && r.key == key)?;
    printed(set, own, column)
}

/// What is left by a row. An empty cell says that nothing is, to the 分.
fn left(set: &FactSet, form: &str, key: &str, column: &str) -> Option<Printed> {
    let own = set.records.iter().find(|r| r.form == form && r.key == key)?;
    match own.slots.get(column)? {
        Slot::Blank(_) => Some(Printed::exact(0)),
        Slot::Figure(_) => printed(set, own, column).map(|(p, _)| p),
    }
}
