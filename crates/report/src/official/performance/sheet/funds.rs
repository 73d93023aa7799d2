//! The funds block: header, total, one row a source, and what the money is made of.

use super::*;

/// Sources of money as 按收入性质分 lists them, with words that name them.
const NATURES: [(&str, &[&str]); 5] = [
    ("一般公共预算", &["一般公共预算", "财政拨款", "财政资金"]),
    ("政府性基金拨款", &["政府性基金"]),
    ("国有资本经营预算拨款", &["国有资本"]),
    ("纳入专户管理的非税收入拨款", &["专户", "非税"]),
    ("其他资金", &[]),
];

impl Sheet<'_> {
    pub(super) fn funds(&mut self) {
        let funds = self.layout.funds.clone();
        let Some(total) = self.sum() else {
            self.ask(
                "资金.合计",
                "资金合计超出可计算的范围，须核对各来源的金额",
                "the total of the funds is beyond what can be computed; check the amounts",
            );
            return;
        };
        let mut lines: Vec<(Funding, bool)> =
            vec![(Funding { source: funds.total.clone(), ..total.clone() }, true)];
        if funds.sources {
            lines.extend(self.e().funds.iter().map(|f| (f.clone(), false)));
        }
        let deep = funds.columns.iter().any(|c| c.over.is_some());
        let heads = if funds.pairs { 0 } else { 1 + usize::from(deep) };
        let made = if funds.makeup { NATURES.len() + 1 } else { 0 };
        let note = self.loose_reason();
        let all = heads + lines.len() + made + usize::from(note.is_some());
        let mut side = (!funds.label.is_empty()).then(|| wide(funds.label.clone(), 1, all));
        if !funds.pairs {
            let [first, second] = headers(&funds.columns, deep);
            self.rows.row(side.take().into_iter().chain(first).collect());
            if deep {
                self.rows.row(second);
            }
        }
        for (n, (fund, whole)) in lines.iter().enumerate() {
            let label = if n == 1 {
                format!("{}{}", funds.first, fund.source)
            } else {
                fund.source.clone()
            };
            let cells: Vec<Box> = funds
                .columns
                .iter()
                .map(|c| wide(self.fund(c.field, fund, &label, *whole), c.span, 1))
                .collect();
            self.rows.row(side.take().into_iter().chain(cells).collect());
        }
        if funds.makeup {
            self.makeup(&total);
        }
        if let Some(text) = note {
            let rest = self.width() - 4;
            self.rows.row(vec![wide("预算执行偏差原因分析及改进措施", 3, 1), wide(text, rest, 1)]);
        }
    }

    /// The sums over all sources; `None` beyond what an amount can hold.
    fn sum(&self) -> Option<Funding> {
        let all = &self.e().funds;
        let sum = |of: fn(&Funding) -> Amount| Amount::total(all.iter().map(of));
        Some(Funding {
            source: String::new(),
            declared: all.iter().try_fold(Amount::ZERO, |s, f| s.plus(f.declared?)),
            initial: sum(|f| f.initial)?,
            current: sum(|f| f.current)?,
            executed: sum(|f| f.executed)?,
        })
    }

    /// What stands in a column of a source or of the total.
    fn fund(&self, field: Field, fund: &Funding, label: &str, total: bool) -> String {
        let funds = &self.layout.funds;
        let money = |a: Amount| amount(a, funds);
        let own = self.from.scored.map(|s| &s.execution).filter(|_| total);
        let sign = |p: Decimal| points(p) + &funds.points;
        match field {
            Field::Source => label.to_owned(),
            Field::Declared => fund.declared.map_or(NONE.to_owned(), money),
            Field::Asked => money(fund.declared.unwrap_or(fund.current)),
            Field::Initial => money(fund.initial),
            Field::Current => money(fund.current),
            Field::Executed => money(fund.executed),
            Field::Left => fund.current.minus(fund.executed).map_or(NONE.to_owned(), money),
            Field::Rate => super::super::print::percent(fund.executed, fund.current)
                .map_or(NONE.to_owned(), |r| decimal::fixed(r, 2) + &funds.percent),
            Field::Weight => own.map_or(NONE.to_owned(), |s| sign(s.weight)),
            Field::Score => own.map_or(NONE.to_owned(), |s| {
                self.from.scores.of(s).map_or(UNSCORED.to_owned(), sign)
            }),
            Field::Reported => own.and_then(|s| s.reported).map_or(NONE.to_owned(), sign),
            Field::Reason if total => self.funds_reason().unwrap_or_default(),
            Field::Colour if total => self
                .from
                .monitored
                .and_then(|m| m.execution.colour)
                .map_or(NONE.to_owned(), |c| c.zh().to_owned()),
            Field::Colour => NONE.to_owned(),
            _ => String::new(),
        }
    }

    /// The reason for the execution: as written, or the request for it.
    fn funds_reason(&self) -> Option<String> {
        let written = self.e().funds_reason.trim();
        match (written.is_empty(), self.asked("资金.偏差原因")) {
            (false, _) => Some(written.to_owned()),
            (true, true) => Some(PENDING.to_owned()),
            (true, false) => None,
        }
    }

    /// The same where the form has no column for it.
    fn loose_reason(&self) -> Option<String> {
        let own =
            self.layout.kind == Kind::SelfEvaluation && !self.layout.funds_have(Field::Reason);
        own.then(|| self.funds_reason()).flatten()
    }

    /// 按收入性质分 beside 按支出性质分. Both are the money spent.
    fn makeup(&mut self, total: &Funding) {
        let spent = |name: &str| {
            let own = |f: &&Funding| nature(&f.source) == name;
            Amount::total(self.e().funds.iter().filter(own).map(|f| f.executed)).unwrap_or_default()
        };
        let mut left = vec![format!("按收入性质分：{}", self.wan(total.executed))];
        for (n, (name, _)) in NATURES.iter().enumerate() {
            let first = if n == 0 { "其中：" } else { "" };
            left.push(format!("{first}{name}：{}", self.wan(spent(name))));
        }
        let mut right = vec![String::new(); left.len()];
        match self.from.makeup {
            Some(made) => {
                let both = made.basic.plus(made.project);
                let sums = [both.unwrap_or_default(), made.basic, made.project];
                let labels = ["按支出性质分：", "其中：基本支出：", "项目支出："];
                for ((slot, label), sum) in right.iter_mut().zip(labels).zip(sums) {
                    *slot = format!("{label}{}", self.wan(sum));
                }
                if both != Some(total.executed) {
                    let (a, b) = (wan(both.unwrap_or_default()), wan(total.executed));
                    self.ask(
                        "按支出性质分",
                        &format!("基本支出与项目支出合计{a}，与全年执行数{b}不一致，须核对"),
                        &format!("basic and project spending make {a}, the funds say {b}: check"),
                    );
                }
            }
            None => {
                let pending = self.ask(
                    "按支出性质分",
                    "须有基本支出和项目支出的决算数",
                    "basic and project spending must be known",
                );
                if let Some(slot) = right.first_mut() {
                    *slot = format!("按支出性质分：{pending}");
                }
            }
        }
        let rest = self.width() - 1;
        let half = rest / 2;
        for (l, r) in left.into_iter().zip(right) {
            self.rows.row(vec![wide(l, half, 1), wide(r, rest - half, 1)]);
        }
    }

    fn wan(&self, money: Amount) -> String {
        amount(money, &self.layout.funds)
    }
}

/// The line of 按收入性质分 a source belongs to.
fn nature(source: &str) -> &'static str {
    let named = |(_, words): &&(&str, &[&str])| words.iter().any(|w| source.contains(w));
    // 非税 and 专户 come before 财政: 纳入财政专户管理的资金.
    NATURES.iter().rev().find(named).map_or("其他资金", |(name, _)| *name)
}

/// One or two rows of headers; shared headers lie over their columns.
pub(super) fn headers(columns: &[Column], deep: bool) -> [Vec<Box>; 2] {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let rows = 1 + usize::from(deep);
    let mut at = 0;
    while let Some(column) = columns.get(at) {
        let head = column.head.clone().unwrap_or_else(|| column.field.zh().to_owned());
        match &column.over {
            None => {
                first.push(wide(head, column.span, rows));
                at += 1;
            }
            Some(over) => {
                let same = columns.iter().skip(at).take_while(|c| c.over.as_ref() == Some(over));
                let run: Vec<&Column> = same.collect();
                first.push(wide(over.clone(), run.iter().map(|c| c.span).sum(), 1));
                for c in &run {
                    let head = c.head.clone().unwrap_or_else(|| c.field.zh().to_owned());
                    second.push(wide(head, c.span, 1));
                }
                at += run.len().max(1);
            }
        }
    }
    [first, second]
}
