//! The indicator block: levels merged as on the forms, targets, results, points, reasons.

use super::funds::headers;
use super::*;

impl Sheet<'_> {
    pub(super) fn indicators(&mut self) {
        let block = self.layout.indicators.clone();
        let deep = block.columns.iter().any(|c| c.over.is_some());
        let all = self.e().indicators.len() + 1 + usize::from(deep);
        let side = (!block.label.is_empty()).then(|| wide(block.label.clone(), 1, all));
        let [first, second] = headers(&block.columns, deep);
        self.rows.row(side.into_iter().chain(first).collect());
        if deep {
            self.rows.row(second);
        }
        for n in 0..self.e().indicators.len() {
            let cells =
                block.columns.iter().filter_map(|c| self.indicator(n, c)).collect::<Vec<Box>>();
            self.rows.row(cells);
        }
    }

    /// A cell of a row; none where a level goes on from above.
    fn indicator(&mut self, n: usize, column: &Column) -> Option<Box> {
        let all = &self.e().indicators;
        let i = all.get(n)?;
        let same1 = |o: &&Indicator| o.level1 == i.level1;
        let same2 = |o: &&Indicator| o.level1 == i.level1 && o.level2 == i.level2;
        let above = n.checked_sub(1).and_then(|p| all.get(p));
        let merged = |text: String, same: &dyn Fn(&&Indicator) -> bool| {
            let run = all.iter().skip(n).take_while(|o| same(o)).count();
            (!above.is_some_and(|a| same(&a))).then(|| wide(text, column.span, run))
        };
        match column.field {
            Field::Level1 => merged(self.level1(i), &same1),
            Field::Level2 => merged(i.level2.clone(), &same2),
            field => Some(wide(self.box_of(n, i, field), column.span, 1)),
        }
    }

    /// 产出指标（50分）, or the name alone.
    fn level1(&self, i: &Indicator) -> String {
        if !self.layout.indicators.headed {
            return i.level1.clone();
        }
        let own = self.e().indicators.iter().filter(|o| o.level1 == i.level1);
        format!("{}（{}分）", i.level1, points(own.map(|o| o.weight).sum()))
    }

    fn box_of(&mut self, n: usize, i: &Indicator, field: Field) -> String {
        let block = &self.layout.indicators;
        let sign = |p: Decimal| points(p) + &block.points;
        let due = i.adjusted.as_ref().unwrap_or(&i.target);
        let scoring = self.from.scored.and_then(|s| s.indicators.get(n));
        let watched = self.from.monitored.and_then(|m| m.indicators.get(n));
        match field {
            Field::Level3 => i.name.clone(),
            Field::FirstTarget => self.target(n, &i.target.text()),
            Field::Target => self.target(n, &due.text()),
            Field::Actual => {
                let value = i.actual.as_ref().map(|v| v.text(&due.unit));
                value.unwrap_or_else(|| PENDING.to_owned())
            }
            Field::Weight => sign(i.weight),
            Field::Score => {
                let own = scoring.and_then(|s| self.from.scores.of(s));
                own.map_or(UNSCORED.to_owned(), sign)
            }
            Field::Reported => scoring.and_then(|s| s.reported).map_or(NONE.to_owned(), sign),
            Field::Reason => self.reason(n, i),
            Field::Progress => {
                watched.and_then(|w| w.progress).map_or(NONE.to_owned(), super::super::print::rate)
            }
            Field::Colour => {
                watched.and_then(|w| w.colour).map_or(NONE.to_owned(), |c| c.zh().to_owned())
            }
            _ => String::new(),
        }
    }

    /// A target as printed; an empty one is asked for.
    fn target(&mut self, n: usize, text: &str) -> String {
        match text.trim() {
            "" => {
                let field = format!("指标{}.指标值", n + 1);
                self.ask(&field, "须填写指标值", "the target must be written")
            }
            text => text.to_owned(),
        }
    }

    /// The reason as written; the request for it where the form needs one.
    fn reason(&self, n: usize, i: &Indicator) -> String {
        let written = i.reason.trim();
        let needed = self.asked(&format!("指标{}.偏差原因", n + 1));
        match (written.is_empty(), needed) {
            (false, _) => written.to_owned(),
            (true, true) => PENDING.to_owned(),
            (true, false) => self.layout.indicators.blank.clone(),
        }
    }
}
