//! Self-evaluation tables: funds, indicators, total score and boxes of text in one table. Rows are told
//! apart by their labels, not by their position, because text exports move cells about.

mod funds;
mod indicators;
mod labels;
mod shift;

use super::cell::unit_in_header;
use super::emit::{Column, Out, Row, kind};
use super::sheet::{Line, Sheet, one_line};
use super::{cell, doubt};
use base::text::squash;
use facts::{Kind, RecordId, TextSlot};
use forms::Form;
use labels::Labels;

/// Reads the table; gives the columns found.
pub(crate) fn read(sheet: &Sheet, from: usize, form: &Form, out: &mut Out<'_>) -> Vec<String> {
    let first = out.set.facts.len();
    let labels = Labels::new(form, sheet.firm);
    if let Some(unit) = unit_of_funds(sheet) {
        out.unit = Some(unit);
    }
    let mut reader = Reader { sheet, labels, out, part: Part::Start, columns: Vec::new() };
    let mut funds = funds::Funds::default();
    let mut indicators = indicators::Indicators::default();
    let mut at = from;
    while at < sheet.lines.len() {
        at = reader.row(at, &mut funds, &mut indicators).max(at + 1);
    }
    funds.finish(&mut reader);
    let Reader { labels, out, columns, .. } = reader;
    let odd = labels.odd();
    if odd.len() >= 3 {
        out.sure = false;
        if let Some(facts) = out.set.facts.get_mut(first..) {
            doubt(facts);
        }
        garbled(sheet, &odd, out);
    }
    columns
}

/// 项目资金（万元）, 年度预算申请（元）: the unit printed with the label of the funds block.
fn unit_of_funds(sheet: &Sheet) -> Option<base::Unit> {
    let cells = sheet.lines.iter().take(12).flat_map(Line::met);
    let about = cells.filter(|(_, s)| {
        s.key.chars().count() <= 30 && (s.key.contains("资金") || s.key.contains("预算"))
    });
    about.filter_map(|(_, s)| unit_in_header(&s.key)).find(base::Unit::is_amount)
}

fn garbled(sheet: &Sheet, odd: &[String], out: &mut Out<'_>) {
    let spot = sheet.lines.first().map(|l| l.spot.clone()).unwrap_or_default();
    let (title, shown) = (&out.title, odd.join("、"));
    let zh = format!(
        "《{title}》的固定栏目文字与表样不符（{shown}），疑为识别错误，表内数字均存疑；请对照原件"
    );
    let en = format!(
        "fixed labels of “{title}” are misread ({shown}): its figures are in doubt; see the original"
    );
    out.problems.push(base::Problem::new("table-garbled", spot, zh, en));
}

/// Which part of the form the rows belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Funds,
    Indicators,
    Boxes,
}

/// Reads row by row.
pub(super) struct Reader<'a, 'b, 'c> {
    sheet: &'a Sheet,
    labels: Labels<'a>,
    out: &'b mut Out<'c>,
    part: Part,
    columns: Vec<String>,
}

impl Reader<'_, '_, '_> {
    /// Reads the row at `at`; gives the next row to read.
    fn row(
        &mut self,
        at: usize,
        funds: &mut funds::Funds,
        indicators: &mut indicators::Indicators,
    ) -> usize {
        let sheet = self.sheet;
        let line = &sheet.lines[at];
        let met = line.met();
        if met.is_empty() {
            return at + 1;
        }
        if let Some(next) = indicators.header(self, at) {
            self.part = Part::Indicators;
            return next;
        }
        if let Some(next) = funds.header(self, at) {
            self.part = Part::Funds;
            return next;
        }
        if self.part != Part::Indicators && self.named(line) {
            return at + 1;
        }
        if self.part != Part::Funds && self.total(line) {
            self.part = Part::Boxes;
            return at + 1;
        }
        if let Some(next) = self.boxes(at) {
            if self.part == Part::Indicators {
                self.part = Part::Boxes;
            }
            return next;
        }
        match self.part {
            Part::Funds => funds.row(self, at),
            Part::Indicators => indicators.row(self, at),
            Part::Start => funds.pairs(self, at),
            Part::Boxes => {}
        }
        at + 1
    }

    /// 项目名称 | X, 主管部门 | Y: names, and the scope of the table.
    fn named(&mut self, line: &Line) -> bool {
        let met = line.met();
        let mut found = false;
        for pair in met.windows(2) {
            let [(_, label), (column, value)] = pair else { continue };
            let Some(key) = self.labels.name(&label.key) else { continue };
            if self.labels.name(&value.key).is_some() {
                continue;
            }
            found = true;
            let text = one_line(&value.text).trim_matches(base::text::is_blank).to_owned();
            if key == "项目名称" || self.out.scope.is_empty() {
                self.out.scope = squash(&text);
            }
            if key == "项目名称" {
                continue;
            }
            let row = label.key.clone();
            let place = self.out.place(line, *column, &row, "", &value.text);
            let name = format!("{}/{row}", self.out.title);
            let record = self.out.record(
                Row { form: "名称", key: &name, label: &row, ..Row::default() },
                line,
                *column,
            );
            if let Some(record) = self.out.set.records.get_mut(record.0) {
                record.texts.insert("内容".to_owned(), TextSlot { text: unit_name(&text), place });
            }
        }
        found
    }

    /// 总分 | 100分 | 96.25分 | 优.
    fn total(&mut self, line: &Line) -> bool {
        let met = line.met();
        let Some((at, label)) = met.iter().find(|(_, s)| self.labels.total(&s.key)) else {
            return false;
        };
        let rest: Vec<_> = met.iter().filter(|(c, _)| c > at).collect();
        let scored = |key: &str| cell::score(key).is_some() || cell::is_pending(key);
        let scores: Vec<usize> =
            rest.iter().filter(|(_, s)| scored(&s.key)).map(|(c, _)| *c).collect();
        let others = rest.len() - scores.len();
        if others > 2 || scores.len() > 3 {
            return false;
        }
        let row = Row {
            form: "自评.总分",
            key: "总分",
            label: &label.text,
            kind: Kind::Total,
            ..Row::default()
        };
        let record = self.out.record(row, line, *at);
        let column = |name: &str| Column {
            name: name.to_owned(),
            header: name.to_owned(),
            unit: Some("分".to_owned()),
        };
        match scores.as_slice() {
            [one] => self.out.bind(record, &column("总分"), line, *one),
            [weight, score, ..] => {
                self.out.bind(record, &column("分值"), line, *weight);
                self.out.bind(record, &column("总分"), line, *score);
            }
            [] => self.out.blank(record, &column("总分"), line, *at),
        }
        let grade =
            |k: &str| matches!(k, "优" | "良" | "中" | "差" | "合格" | "不合格" | "优秀" | "良好");
        if let Some((c, _)) = rest.iter().find(|(_, s)| grade(&s.key)) {
            self.out.text(record, "等级", "等级", line, *c);
        }
        true
    }

    /// Boxes of text: label and text in one row, or a row of labels over a row of texts.
    fn boxes(&mut self, at: usize) -> Option<usize> {
        let sheet = self.sheet;
        let line = &sheet.lines[at];
        let mut labels: Vec<(usize, String)> = Vec::new();
        let mut written = false;
        for (column, square) in line.met() {
            if let Some(key) = self.labels.text(&square.key) {
                // 年度总体目标 | 预期目标: the inner of two labels for one box counts
                labels.retain(|(_, k)| *k != key);
                labels.push((column, key));
            } else if let Some((_, key)) = labels.pop() {
                self.boxed(&key, line, column);
                written = true;
            }
        }
        if labels.is_empty() {
            return written.then_some(at + 1);
        }
        if written || labels.len() < 2 {
            return (written || self.part == Part::Boxes).then_some(at + 1);
        }
        let next = (at + 1..sheet.lines.len()).find(|r| !sheet.lines[*r].met().is_empty())?;
        let below = &sheet.lines[next];
        let texts: Vec<usize> = below
            .met()
            .iter()
            .filter(|(_, s)| !self.labels.fixed(&s.key))
            .map(|(c, _)| *c)
            .collect();
        if texts.len() == labels.len() {
            for ((_, key), column) in labels.iter().zip(&texts) {
                self.boxed(key, below, *column);
            }
        } else {
            for column in texts {
                let nearest = labels.iter().min_by_key(|(c, _)| c.abs_diff(column));
                if let Some((_, key)) = nearest {
                    self.boxed(&key.clone(), below, column);
                }
            }
        }
        Some(next + 1)
    }

    fn boxed(&mut self, key: &str, line: &Line, column: usize) {
        let row = Row { form: "自评.文本", key, label: key, ..Row::default() };
        let record = self.out.record(row, line, column);
        self.out.text(record, "内容", key, line, column);
        self.out.text_of(record, "来源", "", line, column, "自评表");
    }

    /// Adds a column to those found.
    fn found(&mut self, name: &str) {
        if !self.columns.iter().any(|c| c == name) {
            self.columns.push(name.to_owned());
        }
    }

    /// A record of the funds or of what they are made of.
    fn record(
        &mut self,
        form: &str,
        rule: Option<&forms::RowRule>,
        label: &str,
        parent: Option<RecordId>,
        line: &Line,
        at: usize,
    ) -> RecordId {
        let name = forms::label_key(label);
        let key = rule.map_or(name.as_str(), |r| r.key.as_str());
        let kind = rule.map_or(Kind::Plain, |r| kind(r.kind));
        self.out.record(Row { form, key, label: &name, kind, code: None, parent }, line, at)
    }
}

/// `102-某办公室` → 某办公室.
fn unit_name(text: &str) -> String {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['-', '—', '－', '_', ' ']) {
        Some(name) if rest.len() < text.len() && !name.is_empty() => name.trim().to_owned(),
        _ => text.to_owned(),
    }
}
