//! `content.xml` of OpenDocument files (odt, ods): paragraphs and tables in order. One walk serves both.

use super::container::Package;
use crate::{Limits, Unreadable};
use document::Aside;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

/// Columns and rows one element may stand for; LibreOffice itself ends at 16,384 columns.
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1 << 20;

/// The body of a document.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) asides: Vec<Aside>,
    /// A limit was reached or the XML broke off.
    pub(crate) cut: bool,
    /// Some paragraphs are numbered by the program; the numbers are not in the text.
    pub(crate) numbered: bool,
}

/// A paragraph or a table.
pub(crate) enum Piece {
    Paragraph { text: String, level: Option<u8>, centred: bool },
    Table(Table),
}

/// A table, or a sheet.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) hidden_columns: bool,
    pub(crate) pictures: bool,
    pub(crate) rows: Vec<Row>,
}

/// A row and how often it is repeated.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) repeat: u32,
    pub(crate) hidden: bool,
    next: u32,
}

/// A cell that is not covered by another. Cells repeated without text are left out in the count.
#[derive(Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) column: u32,
    pub(crate) repeat: u32,
    pub(crate) colspan: u32,
    pub(crate) rowspan: u32,
    pub(crate) error: bool,
    covered: bool,
    paragraphs: u32,
    /// Inside a paragraph: text between paragraphs is only the layout of the XML.
    open: bool,
}

/// Reads the body of a package that was guarded before.
pub(crate) fn content(
    package: &mut Package<'_>,
    format: &'static str,
    limits: &Limits,
) -> Result<Content, Unreadable> {
    let manifest = package.text("META-INF/manifest.xml", 8 << 20).unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Unreadable::Encrypted(format));
    }
    let xml = package.text("content.xml", limits.unpacked);
    let xml = xml.ok_or_else(|| {
        Unreadable::Damaged(format, "缺少 content.xml / no content.xml".to_owned())
    })?;
    Ok(Walk { limits: limits.clone(), ..Walk::default() }.run(&xml))
}

#[derive(Default)]
struct Walk {
    limits: Limits,
    content: Content,
    /// Open tables; only the outermost becomes a table, text of inner ones joins the cell around them.
    tables: usize,
    table: Table,
    row: Option<Row>,
    cell: Option<Cell>,
    paragraph: Option<(String, Option<u8>, bool)>,
    /// Open containers whose text is kept apart: notes, comments, text boxes.
    aside: Option<(String, usize, String)>,
    style: String,
    centred: HashSet<String>,
    invisible: HashSet<String>,
    /// A list style with numbers was defined.
    numbers: bool,
    chars: usize,
    cells: usize,
    depth: usize,
}

impl Walk {
    fn run(mut self, xml: &str) -> Content {
        let mut reader = quick_xml::Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event() {
                // Deleted text that change tracking keeps is no text of the document.
                Ok(Event::Start(tag)) if tag.name().as_ref() == "text:tracked-changes" => {
                    self.content.cut |= reader.read_to_end(tag.name()).is_err();
                }
                Ok(Event::Start(tag)) => self.start(&tag),
                Ok(Event::End(tag)) => self.end(tag.name().as_ref()),
                Ok(Event::Text(text)) => self.text(&text.xml10_content()),
                Ok(Event::CData(text)) => self.text(&text.xml10_content()),
                Ok(Event::GeneralRef(name)) => {
                    let known = quick_xml::escape::resolve_predefined_entity(&name.xml10_content())
                        .map(str::to_owned);
                    let by_number = || name.resolve_char_ref().ok().flatten().map(String::from);
                    self.text(&known.or_else(by_number).unwrap_or_default());
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(_) => {
                    self.content.cut = true;
                    break;
                }
            }
            if self.chars > self.limits.chars || self.cells > self.limits.cells {
                self.content.cut = true;
                break;
            }
        }
        self.content.cut |= self.tables > 0;
        if self.tables > 0 {
            self.content.pieces.push(Piece::Table(std::mem::take(&mut self.table)));
        }
        self.content
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        match tag.name().as_ref() {
            "style:style" => self.style = attribute(tag, "style:name").unwrap_or_default(),
            "style:paragraph-properties"
                if attribute(tag, "fo:text-align").as_deref() == Some("center") =>
            {
                self.centred.insert(self.style.clone());
            }
            "style:table-properties"
                if attribute(tag, "table:display").as_deref() == Some("false") =>
            {
                self.invisible.insert(self.style.clone());
            }
            "text:list-level-style-number" => self.numbers = true,
            "text:list-item" if self.tables == 0 => self.content.numbered |= self.numbers,
            "table:table" => self.open_table(tag),
            "table:table-row" if self.tables == 1 => self.open_row(tag),
            "table:table-cell" | "table:covered-table-cell" if self.tables == 1 => {
                self.open_cell(tag);
            }
            "table:table-column" if self.tables == 1 => {
                self.table.hidden_columns |= veiled(tag);
            }
            "draw:image" if self.tables > 0 => self.table.pictures = true,
            "text:p" | "text:h" if self.aside.is_none() => self.open_paragraph(tag),
            "text:s" => {
                let count = number(tag, "text:c").min(1000);
                self.text(&" ".repeat(count as usize));
            }
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            name => self.open_aside(name),
        }
    }

    fn open_aside(&mut self, name: &str) {
        let kind = match name {
            "office:annotation" => "comment",
            "draw:text-box" => "text-box",
            "text:note" => "footnote",
            _ => return,
        };
        if self.aside.is_none() {
            self.aside = Some((kind.to_owned(), self.depth, String::new()));
        }
    }

    fn open_table(&mut self, tag: &BytesStart<'_>) {
        self.tables += 1;
        if self.tables == 1 {
            let style = attribute(tag, "table:style-name").unwrap_or_default();
            let name = attribute(tag, "table:name").unwrap_or_default();
            let hidden = self.invisible.contains(&style);
            self.table = Table { name, hidden, ..Table::default() };
        }
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) {
        let repeat = number(tag, "table:number-rows-repeated").min(MOST_ROWS);
        self.row = Some(Row { repeat, hidden: veiled(tag), ..Row::default() });
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>) {
        let span = |name, most: u32| number(tag, name).clamp(1, most);
        self.cell = Some(Cell {
            column: self.row.as_ref().map_or(0, |r| r.next),
            repeat: span("table:number-columns-repeated", MOST_COLUMNS),
            colspan: span("table:number-columns-spanned", MOST_COLUMNS),
            rowspan: span("table:number-rows-spanned", MOST_ROWS),
            error: attribute(tag, "calcext:value-type").as_deref() == Some("error"),
            covered: tag.name().as_ref() == "table:covered-table-cell",
            ..Cell::default()
        });
    }

    fn open_paragraph(&mut self, tag: &BytesStart<'_>) {
        if let Some(cell) = &mut self.cell {
            if cell.paragraphs > 0 {
                cell.text.push('\n');
            }
            cell.paragraphs += 1;
            cell.open = true;
            return;
        }
        let level = (tag.name().as_ref() == "text:h")
            .then(|| number(tag, "text:outline-level").clamp(1, 9) as u8);
        let style = attribute(tag, "text:style-name").unwrap_or_default();
        self.paragraph = Some((String::new(), level, self.centred.contains(&style)));
    }

    fn text(&mut self, text: &str) {
        self.chars = self.chars.saturating_add(text.len());
        if let Some((_, _, aside)) = &mut self.aside {
            aside.push_str(text);
        } else if let Some(cell) = &mut self.cell {
            if cell.open {
                cell.text.push_str(text);
            }
        } else if let Some((paragraph, ..)) = &mut self.paragraph {
            paragraph.push_str(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "text:p" | "text:h" if self.aside.is_none() && self.cell.is_none() => {
                if let Some((text, level, centred)) = self.paragraph.take()
                    && self.tables == 0
                    && !text.chars().all(base::text::is_blank)
                {
                    self.content.pieces.push(Piece::Paragraph { text, level, centred });
                }
            }
            "text:p" if self.aside.is_some() => self.text("\n"),
            "text:p" | "text:h" => {
                if let Some(cell) = &mut self.cell {
                    cell.open = false;
                }
            }
            "table:table-cell" | "table:covered-table-cell" if self.tables == 1 => {
                self.close_cell()
            }
            "table:table-row" if self.tables == 1 => self.table.rows.extend(self.row.take()),
            "table:table" => self.close_table(),
            _ => {}
        }
        if self.aside.as_ref().is_some_and(|(_, depth, _)| *depth == self.depth) {
            self.close_aside();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn close_cell(&mut self) {
        let (Some(mut cell), Some(row)) = (self.cell.take(), self.row.as_mut()) else { return };
        self.cells += 1;
        let repeat = cell.repeat;
        row.next = row.next.saturating_add(repeat).min(MOST_COLUMNS);
        if cell.covered {
            return;
        }
        if cell.text.trim_end_matches('\n').chars().all(base::text::is_blank) {
            // A blank cell stands for itself only; a run of them is a gap.
            cell.text.clear();
            cell.repeat = cell.repeat.min(64);
        } else {
            self.cells += repeat as usize;
        }
        row.cells.push(cell);
    }

    fn close_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
        if self.tables == 0 {
            self.content.pieces.push(Piece::Table(std::mem::take(&mut self.table)));
        }
    }

    fn close_aside(&mut self) {
        let Some((kind, _, text)) = self.aside.take() else { return };
        let kind = match kind.as_str() {
            "comment" => "comment",
            "text-box" => "text-box",
            _ => "footnote",
        };
        let text = text.trim().to_owned();
        if !text.is_empty() {
            self.content.asides.push(Aside { kind, text, spot: base::Spot::default() });
        }
    }
}

fn veiled(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter")
}

/// A count, 1 where none is given or it is no number.
fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or(1)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
