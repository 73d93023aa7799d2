//! Checks on performance self-evaluations. Here: one evaluation as the checks see it, whether it is
//! printed as one table or as a report with several.

pub(crate) mod deduct;
pub(crate) mod design;
pub(crate) mod funds;
pub(crate) mod goals;
pub(crate) mod results;
pub(crate) mod said;
pub(crate) mod target;
pub(crate) mod texts;
pub(crate) mod totals;
pub(crate) mod twin;

use super::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, Interval};
use facts::{Fact, FactId, FactSet, Place, Record, RecordId, Slot, TextSlot};
use std::collections::BTreeMap;

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// One evaluation: a table, or the tables and paragraphs of one report.
pub(crate) struct Sheet<'a> {
    pub set: &'a FactSet,
    /// Project, or the unit for whole-department tables.
    pub project: String,
    /// Told in a report (自评分析报告), not in the form itself.
    pub report: bool,
    /// 部门整体支出绩效自评表.
    pub whole: bool,
    /// A table of goals only: nothing has been achieved or scored yet.
    pub goal: bool,
    /// Where it begins.
    pub place: Place,
    /// Its records in order.
    pub records: Vec<RecordId>,
}

/// One indicator.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub id: RecordId,
    pub record: &'a Record,
    pub weight: Option<&'a Fact>,
    pub score: Option<&'a Fact>,
    pub target: Option<&'a Fact>,
    pub actual: Option<&'a Fact>,
}

/// Every evaluation of the document, in reading order.
pub(crate) fn sheets(set: &FactSet) -> Vec<Sheet<'_>> {
    let mut order: Vec<Sheet<'_>> = Vec::new();
    let mut seen: BTreeMap<(bool, Option<usize>, String), usize> = BTreeMap::new();
    for (i, record) in set.records.iter().enumerate() {
        if !record.form.starts_with("自评.") {
            continue;
        }
        let info = record.table.and_then(|t| set.tables.get(t));
        let source = record.texts.get("来源").map_or("", |t| t.text.as_str());
        let form = info.map_or("", |t| t.form.as_str());
        let report = source == "报告" || form == "自评分析报告表" || record.table.is_none();
        let table = record.table.filter(|_| !report);
        let scope = if record.scope.is_empty() {
            info.map_or(String::new(), |t| t.project.clone())
        } else {
            record.scope.clone()
        };
        let key = (report, table, if report { scope.clone() } else { String::new() });
        let at = *seen.entry(key).or_insert_with(|| {
            order.push(Sheet {
                set,
                project: scope,
                report,
                whole: form.contains("整体"),
                goal: form.contains("目标表"),
                place: record.place.clone(),
                records: Vec::new(),
            });
            order.len() - 1
        });
        order[at].records.push(RecordId(i));
    }
    order
}

/// Evaluations that have scores or results: tables of goals are left out.
pub(crate) fn evaluated(set: &FactSet) -> Vec<Sheet<'_>> {
    sheets(set).into_iter().filter(|s| !s.goal).collect()
}

/// The forms themselves, without the reports about them.
pub(crate) fn tables(set: &FactSet) -> Vec<Sheet<'_>> {
    evaluated(set).into_iter().filter(|s| !s.report).collect()
}

impl<'a> Sheet<'a> {
    /// Records of a form.
    pub fn of<'s>(&'s self, form: &'s str) -> impl Iterator<Item = (RecordId, &'a Record)> + 's {
        let set = self.set;
        self.records
            .iter()
            .map(move |r| (*r, &set.records[r.0]))
            .filter(move |(_, r)| r.form == form)
    }

    /// Indicators.
    pub fn rows(&self) -> Vec<Row<'a>> {
        let fact = |id, column: &str| self.set.fact(id, column).map(|(_, f)| f);
        self.of("自评.指标")
            .map(|(id, record)| Row {
                id,
                record,
                weight: fact(id, "分值"),
                score: fact(id, "得分"),
                target: fact(id, "目标值"),
                actual: fact(id, "实际值"),
            })
            .collect()
    }

    /// A figure of the funds: of the total row, else of the only source that has it.
    pub fn fund(&self, column: &str) -> Option<&'a Fact> {
        let rows: Vec<(RecordId, &Record)> = self.of("自评.资金").collect();
        let total = rows.iter().find(|(_, r)| r.key == "资金总额");
        let fact = |id: RecordId| self.set.fact(id, column).map(|(_, f)| f);
        total.and_then(|(id, _)| fact(*id)).or_else(|| {
            let mut found =
                rows.iter().filter(|(_, r)| r.key != "资金总额").filter_map(|(id, _)| fact(*id));
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// The execution rate in percent: as printed, else computed.
    pub fn rate(&self) -> Option<Decimal> {
        let printed = self.fund("执行率").map(|f| f.figure.value);
        printed.or_else(|| {
            let (done, plan) = (self.fund("全年执行数")?, self.fund("全年预算数")?);
            money(done)?.checked_mul(HUNDRED)?.checked_div(money(plan)?)
        })
    }

    /// The text of a box.
    pub fn text(&self, key: &str) -> Option<&'a TextSlot> {
        self.of("自评.文本").find(|(_, r)| r.key == key).and_then(|(_, r)| r.texts.get("内容"))
    }

    /// All boxes: key and text.
    pub fn boxes(&self) -> Vec<(&'a str, &'a TextSlot)> {
        self.of("自评.文本")
            .filter_map(|(_, r)| r.texts.get("内容").map(|t| (r.key.as_str(), t)))
            .collect()
    }

    /// The printed total score.
    pub fn total(&self) -> Option<&'a Fact> {
        self.of("自评.总分").find_map(|(id, _)| self.set.fact(id, "总分")).map(|(_, f)| f)
    }

    /// The printed grade.
    pub fn grade(&self) -> Option<&'a TextSlot> {
        self.of("自评.总分").find_map(|(_, r)| r.texts.get("等级")).filter(|t| !t.text.is_empty())
    }

    /// False when the reading is in doubt: marked so, or several unrelated relations break at once.
    pub fn sure(&self) -> bool {
        let marked = |r: &RecordId| {
            let record = &self.set.records[r.0];
            record.table.and_then(|t| self.set.tables.get(t)).is_some_and(|t| !t.sure)
        };
        !self.records.iter().any(marked) && !funds::garbled(self)
    }

    /// Name for messages.
    pub fn name(&self) -> String {
        if self.project.is_empty() { self.place.table.clone() } else { self.project.clone() }
    }

    /// A hit with the project's name, unsure when the reading is.
    pub fn hit(&self, place: &Place) -> Hit {
        Hit { unsure: !self.sure(), ..Hit::at(place).with("project", self.name()) }
    }
}

impl<'a> Row<'a> {
    /// A text column, without blanks around it.
    pub fn text(&self, column: &str) -> &'a str {
        self.record.texts.get(column).map_or("", |t| t.text.trim())
    }

    /// Name of the indicator.
    pub fn name(&self) -> &'a str {
        match self.text("三级指标") {
            "" => self.record.label.as_str(),
            name => name,
        }
    }

    /// The target as printed.
    pub fn aim(&self) -> &'a str {
        match self.text("指标值") {
            "" => self.text("年初指标值"),
            text => text,
        }
    }

    /// The reason for a deviation; dashes and 无 are none.
    pub fn reason(&self, empty: &[&str]) -> Option<&'a TextSlot> {
        let slot = self.record.texts.get("偏差原因")?;
        let text = slot.text.trim();
        (!text.is_empty() && !empty.contains(&text)).then_some(slot)
    }

    /// Weight and score, when both are printed.
    pub fn marks(&self) -> Option<(Decimal, Decimal)> {
        Some((self.weight?.figure.value, self.score?.figure.value))
    }

    /// Whether points were lost.
    pub fn lost(&self) -> Option<Decimal> {
        let (weight, score) = self.marks()?;
        weight.checked_sub(score).filter(|d| *d > Decimal::ZERO)
    }

    /// Whether the score is the full weight.
    pub fn full(&self) -> bool {
        self.marks().is_some_and(|(w, s)| s >= w && w > Decimal::ZERO)
    }

    /// Whether the indicator is of a kind: the words occur in its first or second level.
    pub fn is(&self, words: &[&str]) -> bool {
        let levels = [self.text("一级指标"), self.text("二级指标")];
        words.iter().any(|w| levels.iter().any(|l| l.contains(w)))
    }

    /// Place of the score, else of the row.
    pub fn at(&self) -> &'a Place {
        self.score.map_or(&self.record.place, |f| &f.place)
    }

    /// The row's figures as operands.
    pub fn operands(&self, set: &FactSet) -> Vec<crate::finding::Operand> {
        [self.target, self.actual, self.weight, self.score]
            .into_iter()
            .flatten()
            .map(|f| operand(f, set))
            .collect()
    }

    /// A hit at the score, with the words every message about an indicator may use.
    pub fn hit(&self, sheet: &Sheet<'_>) -> Hit {
        let show = |f: Option<&Fact>| f.map_or("—".to_owned(), shown);
        let facts = [self.target, self.actual, self.weight, self.score];
        let mut hit = sheet.hit(self.at());
        hit.unsure |= facts.iter().flatten().any(|f| !f.sure);
        hit.stated = self.score.map(|f| f.figure.print());
        hit.operands = self.operands(sheet.set);
        let reason = self.text("偏差原因");
        hit.with("indicator", self.name())
            .with("target", self.aim())
            .with("actual", self.text("实际完成值"))
            .with("weight", show(self.weight))
            .with("score", show(self.score))
            .with("reason", if reason.is_empty() { "（未填）" } else { reason })
    }
}

/// A figure with its unit; scores without theirs.
pub(crate) fn shown(fact: &Fact) -> String {
    let unit = if fact.unit == base::Unit::Score { "" } else { fact.unit.label() };
    format!("{}{unit}", fact.figure.print())
}

/// The value in 元, for amounts.
pub(crate) fn money(fact: &Fact) -> Option<Decimal> {
    fact.figure.value.checked_mul(fact.unit.yuan()?)
}

/// What the print of an amount stands for, in 元, with the precision of its group.
pub(crate) fn money_range(fact: &Fact) -> Option<Interval> {
    in_yuan(fact, fact.group_decimals)
}

/// What the print of an amount stands for, in 元, taken by itself: amounts written into texts and
/// indicators are rounded as it pleases.
pub(crate) fn own_range(fact: &Fact) -> Option<Interval> {
    in_yuan(fact, fact.figure.decimals)
}

fn in_yuan(fact: &Fact, decimals: u32) -> Option<Interval> {
    let factor = fact.unit.yuan()?;
    let range = fact.figure.interval_at(decimals);
    Some(Interval { lo: range.lo.checked_mul(factor)?, hi: range.hi.checked_mul(factor)? })
}

/// A number among the parameters of a rule.
pub(crate) fn number(rule: &Rule, name: &str) -> Option<Decimal> {
    rule.text(name).parse().ok()
}

/// A whole number among the parameters of a rule.
pub(crate) fn size(rule: &Rule, name: &str) -> usize {
    rule.text(name).parse().unwrap_or_default()
}

/// Pairs among the parameters: `[["优", "90"], …]`.
pub(crate) fn pairs<'r>(rule: &'r Rule, name: &str) -> Vec<(&'r str, &'r str)> {
    let rows = rule.params.get(name).and_then(|v| v.as_array());
    rows.map(|rows| {
        rows.iter()
            .filter_map(|row| {
                let row = row.as_array()?;
                Some((row.first()?.as_str()?, row.get(1)?.as_str()?))
            })
            .collect()
    })
    .unwrap_or_default()
}

/// Whether any of the words occurs in the text.
pub(crate) fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

/// The first of the words that occurs in the text.
pub(crate) fn first<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    words.iter().copied().find(|w| text.contains(w))
}

/// Whether a column of a record is printed but empty.
pub(crate) fn blank(record: &Record, column: &str) -> Option<Place> {
    match record.slots.get(column) {
        Some(Slot::Blank(place)) => Some(place.clone()),
        _ => None,
    }
}

/// Ids of facts that were judged.
pub(crate) fn pin(result: &mut Result, sheet: &Sheet<'_>, id: RecordId, columns: &[&str]) {
    let found = columns.iter().filter_map(|c| sheet.set.fact(id, c)).map(|(f, _)| f);
    result.facts.extend(found.collect::<Vec<FactId>>());
}

/// Evaluations told once: a report counts only where the form of its project is not printed too.
pub(crate) fn told_once(set: &FactSet) -> Vec<Sheet<'_>> {
    let forms: Vec<String> = tables(set).into_iter().map(|s| s.project).collect();
    evaluated(set).into_iter().filter(|s| !s.report || !forms.contains(&s.project)).collect()
}

/// What is asked of one indicator; `None` when it does not concern it.
pub(crate) type Judge<'j> = &'j dyn Fn(&Sheet<'_>, &Row<'_>) -> Option<Option<Hit>>;

/// Runs a judgement over every indicator of every evaluation.
pub(crate) fn each_row(set: &FactSet, judge: Judge<'_>) -> Result {
    over(evaluated(set), judge)
}

/// Runs a judgement on the design of indicators, which a report only repeats.
pub(crate) fn each_design(set: &FactSet, judge: Judge<'_>) -> Result {
    over(told_once(set), judge)
}

fn over(sheets: Vec<Sheet<'_>>, judge: Judge<'_>) -> Result {
    let mut result = Result::default();
    for sheet in sheets {
        for row in sheet.rows() {
            if let Some(hit) = judge(&sheet, &row) {
                pin(&mut result, &sheet, row.id, &["分值", "得分", "目标值", "实际值"]);
                result.judge(hit);
            }
        }
    }
    result
}
