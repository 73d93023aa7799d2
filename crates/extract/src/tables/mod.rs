//! Tables → records: put torn tables together, recognise each form by its title or its labels, and bind
//! every cell to row, column and unit. What is recognised and how comes from `forms/**/*.toml`; there
//! is one module here for each layout, none for a form.

mod bands;
mod blocks;
mod cell;
mod coded;
mod emit;
mod evaluation;
mod frame;
mod header;
mod list;
mod matrix;
mod plain;
mod recognise;
mod report;
mod sheet;
mod sides;
mod tear;
#[cfg(test)]
mod tests;

use base::{Problem, Unit};
use document::{Block, Document};
use emit::Out;
use facts::{Fact, FactSet, Kind, Record, TableInfo, TextSlot};
use forms::{Catalogue, Form, Layout};
use frame::Frame;
use sheet::Sheet;

/// Names of the code lists, looked up for the fiscal year of the document.
pub(crate) struct Names<'a> {
    catalogue: &'a Catalogue,
    year: i32,
}

impl Names<'_> {
    /// The code of a 类 by its name.
    pub fn class(&self, kind: &str, name: &str) -> Option<String> {
        let in_year = self.catalogue.codes.code(kind, self.year, "", name);
        let lists = self.catalogue.codes.lists.iter().filter(|l| l.kind == kind);
        let any = || {
            lists.flat_map(|l| &l.names).find(|(_, n)| n.as_str() == name).map(|(c, _)| c.as_str())
        };
        in_year.or_else(any).filter(|c| c.len() == 3).map(str::to_owned)
    }
}

/// Reads all tables of a document.
pub(crate) fn extract(
    document: &Document,
    catalogue: &Catalogue,
    set: &mut FactSet,
    problems: &mut Vec<Problem>,
) {
    let names = Names { catalogue, year: fiscal_year(document) };
    let known = |word: &str| recognise::is_header_word(catalogue, word);
    let mut unit = None;
    let outline = catalogue.forms.all.iter().find(|f| f.report);
    let mut reports = outline.map_or_else(Vec::new, |f| report::find(document, f));
    let torn = tear::mend(document, catalogue, &known, problems);
    for (i, entry) in torn.iter().enumerate() {
        let last = entry.sheet.lines.last().map_or(entry.sheet.block, |l| l.block);
        let next = torn.get(i + 1).map_or(document.blocks.len(), |e| e.sheet.block);
        let below: Vec<usize> = (last + 1..next).collect();
        let notes = frame::notes(&below, document);
        let parts = tear::split(&entry.sheet, catalogue);
        let count = parts.len();
        for (n, part) in parts.into_iter().enumerate() {
            let above = if n == 0 { entry.above.as_slice() } else { &[] };
            let notes = if n + 1 == count { notes.clone() } else { Vec::new() };
            let frame = frame::read(&part, above, document, catalogue);
            let within = |r: &&mut report::Report| (r.from..r.to).contains(&part.block);
            let report = reports.iter_mut().find(within);
            let mut job = Job { names: &names, set, problems, unit: &mut unit, report };
            job.table(part, frame, notes);
        }
    }
    for report in &reports {
        if let Some(form) = outline {
            report::texts(report, document, form, set);
        }
    }
}

/// The fiscal year: the first year the document names.
fn fiscal_year(document: &Document) -> i32 {
    let texts = document.blocks.iter().take(40).filter_map(|b| match b {
        Block::Paragraph(p) => Some(base::text::squash(&p.text)),
        Block::Table(_) => None,
    });
    let year = |text: String| {
        let at = text.find('年')?;
        let from = at.checked_sub(4)?;
        text.get(from..at)?.parse::<i32>().ok().filter(|y| (1990..2100).contains(y))
    };
    texts.filter_map(year).next().unwrap_or(2024)
}

/// What is needed to read one table.
struct Job<'a, 'b> {
    names: &'b Names<'a>,
    set: &'b mut FactSet,
    problems: &'b mut Vec<Problem>,
    /// Unit of the table before, which holds on where none is printed.
    unit: &'b mut Option<Unit>,
    /// The report the table stands in.
    report: Option<&'b mut report::Report>,
}

impl Job<'_, '_> {
    fn table(&mut self, mut sheet: Sheet, frame: Frame<'_>, mut notes: Vec<TextSlot>) {
        let inside = frame::notes_inside(&mut sheet);
        notes.splice(0..0, inside);
        let form = self.form(&sheet, &frame);
        let unit = frame.unit.clone().or_else(|| self.default_unit(form));
        if frame.unit.is_some() {
            self.unit.clone_from(&frame.unit);
        }
        let known = self.report.as_ref().filter(|_| form.is_some_and(|f| f.report));
        let (index, new) = match known.and_then(|r| r.table) {
            Some(index) => (index, false),
            None => (self.set.tables.len(), true),
        };
        if new {
            self.add(&sheet, &frame, form, unit.clone(), notes);
        }
        self.names_of(&frame, index);
        let facts = self.set.facts.len();
        let records = self.set.records.len();
        let columns = self.layout(&sheet, &frame, form, unit, index);
        let empty = self.set.facts.len() == facts;
        let sure = self.set.facts[facts..].iter().any(|f| f.sure) || empty;
        let project =
            self.set.records[records..].iter().map(|r| r.scope.as_str()).rfind(|s| !s.is_empty());
        let project = project.unwrap_or_default().to_owned();
        // a unit printed in the headers only
        let amounts =
            self.set.facts[facts..].iter().map(|f| &f.unit).find(|u| u.is_amount()).cloned();
        let Some(info) = self.set.tables.get_mut(index) else { return };
        if frame.unit.is_none() && amounts.is_some() {
            info.unit = amounts;
        }
        if new {
            (info.columns, info.empty, info.sure, info.project) = (columns, empty, sure, project);
            return;
        }
        info.columns.extend(columns);
        info.empty &= empty;
        info.sure &= sure;
        info.size = (info.size.0 + sheet.lines.len(), info.size.1.max(sheet.width));
    }

    fn add(
        &mut self,
        sheet: &Sheet,
        frame: &Frame<'_>,
        form: Option<&Form>,
        unit: Option<Unit>,
        notes: Vec<TextSlot>,
    ) {
        let index = self.set.tables.len();
        if let Some(report) = self.report.as_mut().filter(|_| form.is_some_and(|f| f.report)) {
            report.table = Some(index);
        }
        self.set.tables.push(TableInfo {
            form: form.map_or(String::new(), |f| f.id.clone()),
            title: frame.title.clone(),
            block: sheet.block,
            spot: sheet.lines.first().map(|l| l.spot.clone()).unwrap_or_default(),
            size: (sheet.lines.len(), sheet.width),
            unit,
            sure: true,
            notes,
            ..TableInfo::default()
        });
    }

    /// Inside a report its tables are told by their headers; elsewhere by title and labels.
    fn form<'f>(&self, sheet: &Sheet, frame: &Frame<'f>) -> Option<&'f Form>
    where
        Self: 'f,
    {
        let inside = self.report.is_some();
        let outline = self.names.catalogue.forms.all.iter().find(|f| f.report && inside);
        let own = recognise::form(sheet, frame, self.names.catalogue);
        match own.filter(|f| !f.report) {
            Some(form) => Some(form),
            None => outline.filter(|f| recognise::is_evaluation(sheet, f)),
        }
    }

    fn default_unit(&self, form: Option<&Form>) -> Option<Unit> {
        let own = form.and_then(|f| f.unit.as_deref()).and_then(Unit::from_label);
        self.unit.clone().filter(|_| form.is_some()).or(own)
    }

    fn layout(
        &mut self,
        sheet: &Sheet,
        frame: &Frame<'_>,
        form: Option<&Form>,
        unit: Option<Unit>,
        index: usize,
    ) -> Vec<String> {
        let mut out = Out {
            set: self.set,
            problems: self.problems,
            table: index,
            title: frame.title.clone(),
            unit,
            sure: true,
            scope: self.report.as_ref().map_or(String::new(), |r| r.project.clone()),
        };
        let from = frame.rows;
        let Some(form) = form else {
            let head = header::head(sheet, from, &[]);
            return plain::read(sheet, &head, &mut out);
        };
        let head = header::head(sheet, from, &form.rows);
        let columns = match form.layout {
            Layout::Coded => coded::read(sheet, &head, form, &mut out),
            Layout::TwoSided => sides::read(sheet, &head, form, self.names, &mut out),
            Layout::Blocks => blocks::read(sheet, &head, form, &mut out),
            Layout::Matrix => matrix::read(sheet, from, &head, form, &mut out),
            Layout::List => list::read(sheet, &head, form, &mut out),
            Layout::Evaluation => evaluation::read(sheet, from, form, &mut out),
            Layout::Bands => bands::read(sheet, from, form, &mut out),
        };
        if !columns.is_empty() {
            return columns;
        }
        // the title fits but no column does: read the table under its own names
        let head = header::head(sheet, from, &[]);
        plain::read(sheet, &head, &mut out)
    }

    /// Every place where a table names its unit.
    fn names_of(&mut self, frame: &Frame<'_>, table: usize) {
        for named in &frame.names {
            let slot = TextSlot { text: named.name.clone(), place: named.place.clone() };
            self.set.push(Record {
                form: "名称".to_owned(),
                table: Some(table),
                key: format!("{}/{}", frame.title, named.label),
                label: named.label.clone(),
                kind: Kind::Plain,
                texts: [("内容".to_owned(), slot)].into(),
                place: named.place.clone(),
                ..Record::default()
            });
        }
    }
}

/// Takes certainty from every figure of a table.
pub(crate) fn doubt(facts: &mut [Fact]) {
    for fact in facts {
        fact.sure = false;
    }
}
