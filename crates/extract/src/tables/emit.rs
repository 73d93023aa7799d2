//! Writes the records of one table into the fact set: every figure with its place.

use super::cell::{Reading, is_blank, read, unit_in_header, unit_of_form};
use super::sheet::{Line, one_line};
use crate::build::table_group;
use base::{Figure, Problem, Unit};
use facts::{Fact, FactSet, Kind, Place, Record, RecordId, Slot, TextSlot};
use forms::RowKind;

/// Writes for one table.
pub(crate) struct Out<'a> {
    /// Where records go.
    pub set: &'a mut FactSet,
    /// Where problems go.
    pub problems: &'a mut Vec<Problem>,
    /// Index of the table in the set.
    pub table: usize,
    /// Title of the table.
    pub title: String,
    /// Unit of its amounts.
    pub unit: Option<Unit>,
    /// Whether its reading is certain as a whole.
    pub sure: bool,
    /// Project or unit the records belong to.
    pub scope: String,
}

/// What a column is called and counted in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    /// Canonical name.
    pub name: String,
    /// Header as printed.
    pub header: String,
    /// Unit the form gives it.
    pub unit: Option<String>,
}

/// A row about to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row<'a> {
    /// Record form.
    pub form: &'a str,
    /// Canonical key.
    pub key: &'a str,
    /// Label as printed.
    pub label: &'a str,
    /// Role.
    pub kind: Kind,
    /// Code, digits only.
    pub code: Option<String>,
    /// What it is part of.
    pub parent: Option<RecordId>,
}

/// The kind a form file gives a row.
pub(crate) fn kind(kind: RowKind) -> Kind {
    match kind {
        RowKind::Total => Kind::Total,
        RowKind::Subtotal => Kind::Subtotal,
        RowKind::Class => Kind::Class,
        RowKind::Section => Kind::Section,
        RowKind::Item => Kind::Item,
        RowKind::Plain => Kind::Plain,
    }
}

impl Out<'_> {
    /// Adds a record for a row.
    pub fn record(&mut self, row: Row<'_>, line: &Line, column: usize) -> RecordId {
        let label: String = row.label.chars().filter(|c| !base::text::is_blank(*c)).collect();
        let place = self.place(line, column, &label, "", "");
        self.set.push(Record {
            form: row.form.to_owned(),
            table: Some(self.table),
            scope: self.scope.clone(),
            kind: row.kind,
            key: row.key.to_owned(),
            code: row.code,
            label,
            parent: row.parent,
            place,
            ..Record::default()
        })
    }

    /// Place of a cell; `text` is the cell's text, to find the span of what is printed.
    pub fn place(&self, line: &Line, column: usize, row: &str, header: &str, text: &str) -> Place {
        let chars = text.chars().count();
        let lead = text.chars().take_while(|c| base::text::is_blank(*c)).count();
        let tail = text.chars().rev().take_while(|c| base::text::is_blank(*c)).count();
        let left = line.squares.get(column).map_or(column, |s| s.left);
        Place {
            spot: line.spot.clone(),
            block: line.block,
            cell: Some((line.row, left)),
            span: (lead.min(chars), chars.saturating_sub(tail).max(lead.min(chars))),
            table: self.title.clone(),
            row: row.to_owned(),
            column: header.to_owned(),
            text: line.text(),
        }
    }

    /// Binds what stands in a cell to a column of a record: a figure, a blank, or a problem.
    pub fn bind(&mut self, record: RecordId, column: &Column, line: &Line, at: usize) {
        self.bind_if(record, column, line, at, true);
    }

    /// As [`Out::bind`]; `sure` is false where the cell may belong to another column.
    pub fn bind_if(
        &mut self,
        record: RecordId,
        column: &Column,
        line: &Line,
        at: usize,
        sure: bool,
    ) {
        let text = line.squares.get(at).map_or("", |s| s.text.as_str());
        match read(text) {
            Reading::Figure(figure, unit) => {
                self.figure(record, column, line, at, (figure, unit), sure);
            }
            Reading::Blank => self.blank(record, column, line, at),
            Reading::Words => self.words(column, line, at, text),
        }
    }

    /// Notes that a cell exists and is empty.
    pub fn blank(&mut self, record: RecordId, column: &Column, line: &Line, at: usize) {
        let label = self.label(record);
        let place = self.place(line, at, &label, &column.header, "");
        if let Some(record) = self.set.records.get_mut(record.0) {
            record.slots.entry(column.name.clone()).or_insert(Slot::Blank(place));
        }
    }

    /// Binds a figure already read.
    pub fn figure(
        &mut self,
        record: RecordId,
        column: &Column,
        line: &Line,
        at: usize,
        (figure, printed): (Figure, Unit),
        sure: bool,
    ) {
        let text = line.squares.get(at).map_or("", |s| s.text.as_str());
        let label = self.label(record);
        let place = self.place(line, at, &label, &column.header, text);
        let unit = match (printed, &column.unit) {
            (Unit::None, Some(unit)) => unit_of_form(unit),
            (Unit::None, None) => {
                unit_in_header(&column.header).or_else(|| self.unit.clone()).unwrap_or(Unit::None)
            }
            (unit, _) => unit,
        };
        let group_decimals = figure.decimals;
        self.set.put(Fact {
            record,
            column: column.name.clone(),
            figure,
            unit,
            group: table_group(self.table),
            group_decimals,
            sure: sure && self.sure,
            place,
        });
    }

    /// Puts a text under a column of a record.
    pub fn text(&mut self, record: RecordId, column: &str, header: &str, line: &Line, at: usize) {
        let text = line.squares.get(at).map_or("", |s| s.text.as_str());
        self.text_of(record, column, header, line, at, text);
    }

    /// Puts `text`, which stands in the given cell, under a column of a record.
    pub fn text_of(
        &mut self,
        record: RecordId,
        column: &str,
        header: &str,
        line: &Line,
        at: usize,
        text: &str,
    ) {
        let label = self.label(record);
        let place = self.place(line, at, &label, header, text);
        let text = one_line(text).trim_matches(base::text::is_blank).to_owned();
        if let Some(record) = self.set.records.get_mut(record.0) {
            record.texts.insert(column.to_owned(), TextSlot { text, place });
        }
    }

    /// Reports words where a figure belongs.
    pub fn words(&mut self, column: &Column, line: &Line, _at: usize, text: &str) {
        let shown: String = one_line(text).chars().take(24).collect();
        if is_blank(&base::text::squash(&shown)) {
            return;
        }
        let (title, header) = (&self.title, one_line(&column.header));
        let zh = format!("《{title}》“{header}”栏中的“{shown}”不是数字，未读入；请核对该单元格");
        let en =
            format!("“{shown}” in column “{header}” of “{title}” is not a number; check the cell");
        self.problems.push(Problem::new("cell-not-a-number", line.spot.clone(), zh, en));
    }

    fn label(&self, record: RecordId) -> String {
        self.set.records.get(record.0).map_or(String::new(), |r| r.label.clone())
    }
}
