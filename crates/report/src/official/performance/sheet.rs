//! The table of one evaluation as its layout says: funds, goal, indicators, total, boxes of text. Goal
//! tables, self-evaluations, monitoring tables and the tables inside reports are all laid out here.

use super::layout::{Column, Field, Kind, Layout, fill};
use super::print::{NONE, PENDING, UNSCORED, amount, points, wan};
use super::said;
use crate::official::paper::{Box, Form, Rows, Written, cell, wide};
use base::{Amount, Decimal, decimal};
use performance::{Evaluation, Funding, Indicator, Missing, Monitored, Scored, Scoring, Words};

/// Which scores a document prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// What the rules give; where the unit reported something else, that stands beside it.
    #[default]
    Both,
    /// What the rules give, alone.
    Recomputed,
    /// What the unit reported, alone.
    Reported,
}

impl Scores {
    /// Whether reported scores stand beside recomputed ones: only where any of them differ.
    pub(super) fn beside(self, scored: &Scored) -> bool {
        let differs = |s: &Scoring| s.reported.is_some() && s.reported != s.score;
        let lines = scored.indicators.iter().chain([&scored.execution]);
        let total = scored.reported_total.is_some() && scored.reported_total != scored.total;
        self == Scores::Both && (total || lines.into_iter().any(differs))
    }

    pub(super) fn of(self, s: &Scoring) -> Option<Decimal> {
        if self == Scores::Reported { s.reported } else { s.score }
    }

    pub(super) fn total(self, scored: &Scored) -> Option<Decimal> {
        if self == Scores::Reported { scored.reported_total } else { scored.total }
    }

    pub(super) fn grade(self, scored: &Scored) -> String {
        match self {
            Scores::Reported => scored.reported_grade.clone(),
            _ => scored.grade.clone().unwrap_or_default(),
        }
    }
}

/// What 按支出性质分 is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Makeup {
    pub(super) basic: Amount,
    pub(super) project: Amount,
}

/// What a table is made from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) evaluation: &'a Evaluation,
    pub(super) scored: Option<&'a Scored>,
    pub(super) monitored: Option<&'a Monitored>,
    pub(super) makeup: Option<Makeup>,
    pub(super) scores: Scores,
}

impl<'a> Sources<'a> {
    /// Nothing but the goal.
    pub(super) fn goal(evaluation: &'a Evaluation) -> Sources<'a> {
        Sources {
            evaluation,
            scored: None,
            monitored: None,
            makeup: None,
            scores: Scores::Recomputed,
        }
    }
}

/// A table while it is filled.
pub(super) struct Sheet<'a> {
    from: Sources<'a>,
    layout: Layout,
    rows: Rows,
    /// What must still be written, by the name of its box.
    missing: Vec<Missing>,
}

impl<'a> Sheet<'a> {
    /// An empty table of a form, with a column of reported scores where they are to stand beside.
    pub(super) fn new(from: Sources<'a>, layout: &Layout) -> Sheet<'a> {
        let beside = from.scored.is_some_and(|s| from.scores.beside(s));
        let layout = if beside { layout.with_reported() } else { layout.clone() };
        let rows = Rows::new(&layout.widths);
        let mut sheet = Sheet { from, layout, rows, missing: Vec::new() };
        sheet.missing.extend(from.scored.iter().flat_map(|s| s.missing.iter().cloned()));
        sheet.adjusted();
        sheet
    }

    /// The whole form with title, notes and everything that is missing.
    pub(super) fn written(mut self, written: &mut Written) {
        self.head();
        self.funds();
        self.goal();
        self.indicators();
        self.total();
        self.boxes();
        let month = self.from.monitored.map(|m| m.month);
        let text = |t: &String| fill(t, self.from.evaluation, month);
        written.form(Form {
            title: text(&self.layout.title),
            mark: String::new(),
            meta: self.layout.meta.iter().map(text).collect(),
            notes: self.layout.notes.iter().map(text).collect(),
            before: self.layout.breaks(),
            table: self.rows.table(),
        });
        hand_over(&self.from.evaluation.name, self.missing, written);
    }

    /// The funds alone, as a table of their own.
    pub(super) fn funds_alone(mut self, written: &mut Written) {
        self.funds();
        written.document.blocks.push(document::Block::Table(self.rows.table()));
        hand_over(&self.from.evaluation.name, self.missing, written);
    }

    /// The indicators alone, as a table of their own.
    pub(super) fn indicators_alone(mut self, written: &mut Written) {
        self.indicators();
        written.document.blocks.push(document::Block::Table(self.rows.table()));
        hand_over(&self.from.evaluation.name, self.missing, written);
    }

    fn e(&self) -> &'a Evaluation {
        self.from.evaluation
    }

    fn width(&self) -> usize {
        self.layout.widths.len()
    }

    fn ask(&mut self, field: &str, zh: &str, en: &str) -> String {
        if !self.missing.iter().any(|m| m.field == field) {
            self.missing.push(Missing { field: field.to_owned(), words: Words::new(zh, en) });
        }
        PENDING.to_owned()
    }

    /// Whether a box was asked for.
    fn asked(&self, field: &str) -> bool {
        self.missing.iter().any(|m| m.field == field)
    }

    /// A changed target is asked about where the form shows the first one beside it.
    fn adjusted(&mut self) {
        if self.from.scored.is_none() {
            return;
        }
        let two = self.layout.indicators.columns.iter().any(|c| c.field == Field::FirstTarget);
        for (n, i) in (1..).zip(&self.e().indicators) {
            let changed = i.adjusted.as_ref().is_some_and(|a| *a != i.target);
            if two && changed && i.reason.trim().is_empty() {
                let name = &i.name;
                self.ask(
                    &format!("指标{n}.偏差原因"),
                    &format!("指标“{name}”的指标值作了调整，须写明原因"),
                    &format!("the target of “{name}” was changed: give the reason"),
                );
            }
        }
    }

    fn head(&mut self) {
        for head in self.layout.head.clone() {
            let text = |t: &str| fill(t, self.e(), None);
            let cells = head.cells.iter().map(|c| wide(text(&c.text), c.span, 1)).collect();
            self.rows.row(cells);
        }
    }

    fn goal(&mut self) {
        let Some(goal) = self.layout.goal.clone() else { return };
        let rest = self.width() - 1;
        let text = self.e().goal.trim().to_owned();
        let text = match text.is_empty() {
            true => self.ask("年度目标", "须写明年度目标", "the yearly goal must be written"),
            false => text,
        };
        let [left, right] = goal.heads.as_slice() else {
            self.rows.row(vec![cell(goal.label), wide(text, rest, 1)]);
            return;
        };
        let half = rest / 2;
        let done = self.e().done.trim().to_owned();
        let done = match done.is_empty() {
            true => self.ask(
                "实际完成情况",
                "须写明年度目标的实际完成情况",
                "what was reached of the yearly goal must be written",
            ),
            false => done,
        };
        self.rows.row(vec![
            wide(goal.label, 1, 2),
            wide(left.clone(), half, 1),
            wide(right.clone(), rest - half, 1),
        ]);
        self.rows.row(vec![wide(text, half, 1), wide(done, rest - half, 1)]);
    }

    fn total(&mut self) {
        let (Some(total), Some(scored)) = (self.layout.total.clone(), self.from.scored) else {
            return;
        };
        let sign = self.layout.indicators.points.clone();
        let full: Decimal =
            scored.indicators.iter().map(|s| s.weight).sum::<Decimal>() + scored.execution.weight;
        let given = |v: Option<Decimal>| v.map_or(UNSCORED.to_owned(), |v| points(v) + &sign);
        let columns = self.layout.indicators.columns.clone();
        let label = self.before_points(&columns);
        let mut cells = vec![wide(total.label, label, 1)];
        for column in columns.iter().skip_while(|c| c.field != Field::Weight) {
            let text = match column.field {
                Field::Weight => points(full) + &sign,
                Field::Score => given(self.from.scores.total(scored)),
                Field::Reported => {
                    scored.reported_total.map_or(NONE.to_owned(), |v| points(v) + &sign)
                }
                Field::Reason => self.from.scores.grade(scored),
                _ => String::new(),
            };
            cells.push(wide(text, column.span, 1));
        }
        self.rows.row(cells);
        self.inflated(scored, &columns, label);
    }

    /// 自评虚高: what the unit reported less what the rules give.
    fn inflated(&mut self, scored: &Scored, columns: &[Column], label: usize) {
        let beside = columns.iter().any(|c| c.field == Field::Reported);
        let Some(difference) = scored.difference.filter(|_| beside) else { return };
        let span = |f: &[Field]| {
            columns.iter().filter(|c| f.contains(&c.field)).map(|c| c.span).sum::<usize>()
        };
        let middle = span(&[Field::Weight, Field::Score, Field::Reported]);
        let rest = self.width() - label - middle;
        let sign = self.layout.indicators.points.clone();
        self.rows.row(vec![
            wide("自评虚高（自评上报得分－得分）", label, 1),
            wide(points(difference) + &sign, middle, 1),
            wide("", rest, 1),
        ]);
    }

    /// Columns of the grid left of the weights.
    fn before_points(&self, columns: &[Column]) -> usize {
        let side = usize::from(!self.layout.indicators.label.is_empty());
        side + columns
            .iter()
            .take_while(|c| c.field != Field::Weight)
            .map(|c| c.span)
            .sum::<usize>()
    }

    fn boxes(&mut self) {
        let (Some(boxes), Some(scored)) = (self.layout.boxes.clone(), self.from.scored) else {
            return;
        };
        let mut above: Option<String> = None;
        for (n, one) in boxes.rows.iter().enumerate() {
            let text = self.told(&one.name, scored);
            let mut cells = Vec::new();
            if n == 0 {
                cells.push(wide(boxes.label.clone(), 1, boxes.rows.len()));
            }
            let label = match &one.group {
                Some(group) => {
                    if above.as_ref() != Some(group) {
                        let same = |b: &&super::layout::TextBox| b.group.as_ref() == Some(group);
                        let run = boxes.rows.iter().skip(n).take_while(same).count();
                        cells.push(wide(group.clone(), 1, run));
                    }
                    2
                }
                None => 3,
            };
            above.clone_from(&one.group);
            cells.push(wide(one.label.clone(), label, 1));
            cells.push(wide(text, self.width() - 4, 1));
            self.rows.row(cells);
        }
    }

    /// A text of the analysis: as written, else from figures and reasons, else asked for.
    fn told(&mut self, name: &str, scored: &Scored) -> String {
        match said::analysis(self.e(), scored, self.from.scores, name) {
            Some(text) => text,
            None => self.ask(
                name,
                &format!("须写明{name}"),
                &format!("must be written: {name} (experience, problems or measures)"),
            ),
        }
    }
}

/// Names the evaluation in front of each box.
fn hand_over(name: &str, missing: Vec<Missing>, written: &mut Written) {
    for one in missing {
        let field = format!("{name}.{}", one.field);
        if !written.missing.iter().any(|m| m.field == field) {
            written.missing.push(Missing { field, words: one.words });
        }
    }
}

mod funds;
mod indicators;
