//! A report in the making: sections, tables and figures are numbered as they come.

use crate::official::Written;
use crate::official::paper::{Form, Rows, cell};
use ::oversight::analysis::Ratio;
use base::{Amount, Date};
use document::{Block, Break, Chart, ChartKind, Paragraph, Role, Table};

/// A report in the making.
pub(super) struct Paper {
    written: Written,
    sections: u32,
    tables: u32,
    figures: u32,
}

impl Paper {
    /// With its title, and a line below it.
    pub(super) fn new(title: &str, below: &str) -> Paper {
        let mut written = Written::new();
        written.push(Paragraph::of(Role::Title, title));
        if !below.is_empty() {
            written.push(Paragraph::of(Role::Subtitle, below));
        }
        Paper { written, sections: 0, tables: 0, figures: 0 }
    }

    pub(super) fn section(&mut self, title: &str) {
        self.sections += 1;
        let number = base::text::numeral(self.sections);
        self.written.heading(1, format!("{number}、{title}"));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.written.text(text);
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.written.push(Paragraph::of(Role::Note, text));
    }

    /// A table with relative widths of its columns; nothing where it has no rows.
    pub(super) fn table(
        &mut self,
        title: &str,
        unit: &str,
        heads: &[(&str, u32)],
        rows: Vec<Vec<String>>,
    ) {
        if rows.is_empty() {
            return;
        }
        self.tables += 1;
        let mut table = Rows::new(&heads.iter().map(|(_, width)| *width).collect::<Vec<_>>());
        table.head(heads.iter().map(|(head, _)| cell(*head)).collect());
        for row in rows {
            table.row(row.into_iter().map(cell).collect());
        }
        let meta = if unit.is_empty() { Vec::new() } else { vec![format!("单位：{unit}")] };
        self.written.form(Form {
            title: format!("表{} {title}", self.tables),
            mark: String::new(),
            meta,
            table: table.table(),
            notes: Vec::new(),
            before: Break::None,
        });
    }

    /// A figure of a table; nothing where nothing can be drawn.
    pub(super) fn figure(
        &mut self,
        title: &str,
        heads: &[&str],
        rows: Vec<Vec<String>>,
        chart: Chart,
    ) {
        let mut table = Rows::new(&vec![1; heads.len()]);
        table.head(heads.iter().map(|head| cell(*head)).collect());
        for row in rows {
            table.row(row.into_iter().map(cell).collect());
        }
        let mut table = table.table();
        table.chart = Some(chart);
        if document::paper::draw(&table, 8_000).is_none() {
            return;
        }
        self.figures += 1;
        let title = match title {
            "" => String::new(),
            title => format!("图{} {title}", self.figures),
        };
        if !title.is_empty() {
            self.written.push(Paragraph::of(Role::TableTitle, title));
        }
        self.written.document.blocks.push(Block::Table(table));
    }

    /// A table as it is, without title and number.
    pub(super) fn bare(&mut self, table: Table) {
        self.written.document.blocks.push(Block::Table(table));
    }

    /// Asks a person for a text; gives what is printed in its place.
    pub(super) fn ask(&mut self, field: &str, zh: &str, en: &str) -> String {
        self.written.ask(field, zh, en)
    }

    pub(super) fn done(self) -> Written {
        self.written
    }
}

/// How a chart is drawn, in percent.
pub(super) fn percent_chart(kind: ChartKind, mark: Option<(&str, Ratio)>) -> Chart {
    let mark = mark.and_then(|(name, ratio)| {
        let value = ratio.percent().parse().ok()?;
        Some((name.to_owned(), value))
    });
    Chart { kind, unit: "%".to_owned(), mark }
}

/// 万元 with two decimals and separated thousands.
pub(super) fn wan(amount: Amount) -> String {
    grouped(&amount.wan_text())
}

/// 1234567.89 → 1,234,567.89
pub(super) fn grouped(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |t| ("-", t));
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::from(sign);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if rest.is_empty() { out } else { format!("{out}.{rest}") }
}

/// A ratio as a table has it, or a dash.
pub(super) fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "—".to_owned(), Ratio::percent)
}

/// 万元, or a dash where nothing is known.
pub(super) fn wan_or_dash(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "—".to_owned(), wan)
}

/// 2024年9月30日
pub(super) fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 9月30日
pub(super) fn short_day(day: Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// Up to so many names, and how many more there are.
pub(super) fn names<'a>(all: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let all: Vec<&str> = all.into_iter().collect();
    let first = all.iter().take(most).copied().collect::<Vec<_>>().join("、");
    match all.len() > most {
        true => format!("{first}等{}个", all.len()),
        false => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_reports_print_them() {
        assert_eq!(wan(Amount::fen(123_456_789_012)), "123,456.79");
        assert_eq!(wan(Amount::fen(-100_000_000)), "-100.00");
        assert_eq!(grouped("999"), "999");
        assert_eq!(names(["甲", "乙", "丙"], 2), "甲、乙等3个");
        assert_eq!(names(["甲", "乙"], 2), "甲、乙");
    }
}
