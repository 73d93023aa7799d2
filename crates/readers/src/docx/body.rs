//! Paragraphs and tables of one part, in reading order.

use super::inline::{Inline, alternative};
use super::numbering::Numbering;
use super::styles::{Look, Styles};
use super::xml::{Id, Tree};
use crate::budget::{Budget, COLUMNS};
use base::Spot;
use base::text::is_blank;
use document::{Aside, Block, Cell, Paragraph, Row, Table};
use std::collections::HashMap;

/// Walks the tree of one part.
pub(super) struct Walker<'a, 'b> {
    pub(super) tree: &'a Tree,
    pub(super) styles: &'a Styles,
    pub(super) numbering: Numbering,
    pub(super) budget: &'a mut Budget<'b>,
    pub(super) asides: &'a mut Vec<Aside>,
    /// Ordinal of the paragraph or row of the body that is being read.
    pub(super) line: u32,
    /// Open fields: whether their result has begun.
    pub(super) fields: Vec<bool>,
    /// Where notes and comments are referred to, by kind and id.
    pub(super) notes: HashMap<(String, String), u32>,
    /// Inside a table or text box: nothing there counts as a paragraph of the body.
    inside: usize,
    /// Text boxes anchored in cells: they come after the table.
    late: Vec<Id>,
}

impl<'a, 'b> Walker<'a, 'b> {
    /// A walker at the beginning of a part.
    pub(super) fn new(
        tree: &'a Tree,
        styles: &'a Styles,
        numbering: Numbering,
        budget: &'a mut Budget<'b>,
        asides: &'a mut Vec<Aside>,
    ) -> Self {
        Walker {
            tree,
            styles,
            numbering,
            budget,
            asides,
            line: 0,
            fields: Vec::new(),
            notes: HashMap::new(),
            inside: 0,
            late: Vec::new(),
        }
    }

    fn spot(&self) -> Spot {
        Spot::line(self.line.max(1))
    }

    /// Reads the paragraphs and tables below `id`.
    pub(super) fn blocks(&mut self, id: Id, out: &mut Vec<Block>) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                "p" => self.paragraph(child, out),
                "tbl" => self.table_block(child, out),
                "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" => {
                    self.blocks(child, out);
                }
                "AlternateContent" => {
                    if let Some(branch) = alternative(tree, child) {
                        self.blocks(branch, out);
                    }
                }
                "altChunk" => self.budget.problems.push(base::Problem::new(
                    "docx-embedded-part",
                    self.spot(),
                    "此处嵌入了另一文档，未读；请在 Word 中另存为普通 docx",
                    "another document is embedded here and was not read; save it as plain docx",
                )),
                _ => {}
            }
        }
    }

    fn look(&self, id: Id) -> Look {
        let style = self.tree.at(id, &["pPr", "pStyle"]).and_then(|s| self.tree.attr(s, "val"));
        let base = self.styles.look(style.as_deref());
        let own = Look::of(self.tree, id);
        Look {
            outline: own.outline.or(base.outline),
            jc: own.jc.or(base.jc),
            list_level: own.list_level.or(base.list_level),
            list: own.list.or(base.list),
            vanish: base.vanish,
        }
    }

    fn paragraph(&mut self, id: Id, out: &mut Vec<Block>) {
        if self.inside == 0 {
            self.line = self.line.saturating_add(1);
        }
        let look = self.look(id);
        let mut inline = Inline::default();
        self.inline(id, &mut inline, look.vanish);
        // An instruction never goes on in the next paragraph; one left open would hide all that follows.
        self.fields.retain(|result| *result);
        let list = look.list.as_deref().filter(|l| *l != "0");
        let number = list.map(|l| self.numbering.next(l, look.list_level.unwrap_or(0)));
        self.lines(inline.lines, number.unwrap_or_default(), &look, out);
        let hidden = inline.hidden.trim_matches(is_blank);
        if !hidden.is_empty() {
            let aside = Aside { kind: "invisible", text: hidden.to_owned(), spot: self.spot() };
            self.asides.push(aside);
        }
        if self.inside > 0 {
            self.late.extend(inline.boxes);
            return;
        }
        self.inside += 1;
        for text_box in inline.boxes {
            self.blocks(text_box, out);
            self.late_boxes(out);
        }
        self.inside -= 1;
    }

    fn lines(&mut self, mut lines: Vec<String>, number: String, look: &Look, out: &mut Vec<Block>) {
        // An empty numbered cell shows its number (序号 columns are filled so).
        if lines.is_empty() && self.inside > 0 {
            lines.push(String::new());
        }
        let first = lines.iter().position(|l| !l.trim_matches(is_blank).is_empty());
        for (at, line) in lines.iter().enumerate() {
            let text = line.trim_matches(is_blank);
            let text = match first {
                Some(first) if at == first => format!("{number}{text}"),
                None if at == 0 && self.inside > 0 => number.trim().to_owned(),
                _ => text.to_owned(),
            };
            if text.is_empty() || !self.budget.chars(text.chars().count(), &Spot::line(self.line)) {
                continue;
            }
            let mut paragraph = Paragraph::new(text, self.spot());
            paragraph.level = look.outline.filter(|o| *o < 9).map(|o| o + 1);
            paragraph.centred = look.jc.as_deref() == Some("center");
            out.push(Block::Paragraph(paragraph));
        }
    }

    /// Text boxes inside tables and other text boxes; each may hold more of them.
    fn late_boxes(&mut self, out: &mut Vec<Block>) {
        while !self.late.is_empty() {
            for id in std::mem::take(&mut self.late) {
                self.blocks(id, out);
            }
        }
    }

    fn table_block(&mut self, id: Id, out: &mut Vec<Block>) {
        let spot = self.spot();
        if !self.budget.depth(self.inside + 1, &spot) {
            return;
        }
        let mut nested = Vec::new();
        let outermost = self.inside == 0;
        let mut table = Table { firm: true, ..Table::default() };
        table.caption = self.tree.child(id, "tblPr").and_then(|p| self.tree.val(p, "tblCaption"));
        let mut merges = HashMap::new();
        self.rows(id, &mut table, &mut merges, &mut nested);
        if !table.rows.is_empty() {
            out.push(Block::Table(table));
        }
        out.append(&mut nested);
        if outermost {
            self.inside += 1;
            self.late_boxes(out);
            self.inside -= 1;
        }
    }

    fn rows(&mut self, id: Id, table: &mut Table, merges: &mut Merges, nested: &mut Vec<Block>) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                "tr" => self.row(child, table, merges, nested),
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => {
                    self.rows(child, table, merges, nested);
                }
                "AlternateContent" => {
                    if let Some(branch) = alternative(tree, child) {
                        self.rows(branch, table, merges, nested);
                    }
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, id: Id, table: &mut Table, merges: &mut Merges, nested: &mut Vec<Block>) {
        let tree = self.tree;
        let look = tree.child(id, "trPr");
        if look.is_some_and(|l| tree.child(l, "del").is_some()) {
            return;
        }
        if self.inside == 0 {
            self.line = self.line.saturating_add(1);
        }
        if !self.budget.row(table.rows.len(), &Spot::line(self.line)) {
            return;
        }
        let before = look.and_then(|l| tree.val(l, "gridBefore")).and_then(|v| v.parse().ok());
        let hidden = look.is_some_and(|l| tree.on(l, "hidden"));
        table.rows.push(Row { spot: self.spot(), hidden, ..Row::default() });
        let mut column = before.unwrap_or(0).min(COLUMNS);
        self.inside += 1;
        self.cells(id, table, &mut column, merges, nested);
        self.inside -= 1;
    }

    fn cells(
        &mut self,
        id: Id,
        table: &mut Table,
        column: &mut usize,
        merges: &mut Merges,
        nested: &mut Vec<Block>,
    ) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                "tc" => self.cell(child, table, column, merges, nested),
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => {
                    self.cells(child, table, column, merges, nested);
                }
                _ => {}
            }
        }
    }

    fn cell(
        &mut self,
        id: Id,
        table: &mut Table,
        column: &mut usize,
        merges: &mut Merges,
        nested: &mut Vec<Block>,
    ) {
        let look = self.tree.child(id, "tcPr");
        let span = look.and_then(|l| self.tree.val(l, "gridSpan")).and_then(|v| v.parse().ok());
        let span: usize = span.unwrap_or(1).clamp(1, COLUMNS);
        let merge = look.and_then(|l| self.tree.child(l, "vMerge"));
        let starts = merge.and_then(|m| self.tree.attr(m, "val")).as_deref() == Some("restart");
        let at = *column;
        *column = at.saturating_add(span).min(COLUMNS);
        let here = table.rows.len().saturating_sub(1);
        if merge.is_some() && !starts && extend(table, merges, at, here) {
            return;
        }
        let spot = self.spot();
        if !self.budget.column(at, &spot) || !self.budget.cell(&spot) {
            return;
        }
        let mut blocks = Vec::new();
        self.blocks(id, &mut blocks);
        let mut lines = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(p) => lines.push(p.text),
                table @ Block::Table(_) => nested.push(table),
            }
        }
        let Some(row) = table.rows.last_mut() else {
            return;
        };
        let mut cell = Cell::new(lines.join("\n"), at, spot);
        cell.colspan = span;
        row.cells.push(cell);
        match merge {
            Some(_) => merges.insert(at, (here, row.cells.len() - 1)),
            None => merges.remove(&at),
        };
    }
}

/// For each column the row and index of the cell that may be continued below.
type Merges = HashMap<usize, (usize, usize)>;

/// Makes the cell that began above at this column one row longer; false when there is none or when a
/// row between them did not continue it.
fn extend(table: &mut Table, merges: &Merges, column: usize, here: usize) -> bool {
    let Some((row, index)) = merges.get(&column) else {
        return false;
    };
    let cell = table.rows.get_mut(*row).and_then(|r| r.cells.get_mut(*index));
    match cell {
        Some(cell) if row + cell.rowspan == here => {
            cell.rowspan += 1;
            true
        }
        _ => false,
    }
}
