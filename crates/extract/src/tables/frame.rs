//! What stands around the figures of a table: its title, its unit, who drew it up, the notes below.

use super::cell::unit_named;
use super::sheet::{Line, Sheet};
use base::text::squash;
use base::{Spot, Unit};
use document::{Block, Document};
use facts::{Place, TextSlot};
use forms::{Catalogue, Form, core};

/// How many paragraphs above a table may belong to it.
const ABOVE: usize = 8;

/// Labels before the name of the unit that drew up a table.
const OWNERS: &[&str] =
    &["部门名称", "编制部门", "编制单位", "单位名称", "填报单位", "填报部门", "预算部门", "部门"];

/// A name printed above or in the header of a table.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The label before it.
    pub label: String,
    /// The name.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// The frame of one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame<'a> {
    /// The form its title names.
    pub form: Option<&'a Form>,
    /// Title as printed.
    pub title: String,
    /// Unit printed for the whole table.
    pub unit: Option<Unit>,
    /// Names of units.
    pub names: Vec<Named>,
    /// Rows of the table that belong to the frame.
    pub rows: usize,
}

/// Reads the frame of a sheet; `above` are the paragraphs since the previous table.
pub(crate) fn read<'a>(
    sheet: &Sheet,
    above: &[usize],
    document: &Document,
    catalogue: &'a Catalogue,
) -> Frame<'a> {
    let mut frame = Frame::default();
    for line in &sheet.lines {
        if !line.is_blank() && !in_frame(line, catalogue) {
            break;
        }
        frame.rows += 1;
        for (column, square) in line.met() {
            take(&square.text, catalogue, &mut frame);
            let place = Place {
                spot: line.spot.clone(),
                block: line.block,
                cell: Some((line.row, column)),
                ..Place::default()
            };
            owners(&square.text, &place, &mut frame);
        }
    }
    if let Some(caption) = &sheet.caption {
        take(caption, catalogue, &mut frame);
    }
    for &block in above.iter().rev().take(ABOVE) {
        let Some(Block::Paragraph(p)) = document.blocks.get(block) else { continue };
        if is_note(&p.text) || p.text.chars().count() > 90 {
            break;
        }
        let had = frame.form.is_some();
        take(&p.text, catalogue, &mut frame);
        let place = Place { spot: p.spot_at(0), block, ..Place::default() };
        owners(&p.text, &place, &mut frame);
        if !had && frame.form.is_some() {
            break;
        }
    }
    if frame.title.is_empty() {
        frame.title = nearest_title(sheet, above, document);
    }
    let title = frame.title.clone();
    for named in &mut frame.names {
        named.place.table = title.clone();
    }
    frame
}

/// Without a known form: the caption, or the nearest short paragraph that reads like a title.
fn nearest_title(sheet: &Sheet, above: &[usize], document: &Document) -> String {
    let caption = sheet.caption.as_ref().filter(|c| !c.trim().is_empty());
    if let Some(caption) = caption.filter(|c| !counted(c)) {
        return caption.clone();
    }
    let texts = above.iter().rev().take(4).filter_map(|b| match document.blocks.get(*b) {
        Some(Block::Paragraph(p)) => Some(p.text.trim()),
        _ => None,
    });
    let reads = |t: &&str| {
        let key = squash(t);
        (2..=30).contains(&key.chars().count())
            && unit_named(&key).is_none()
            && !key.contains(['。', '；', ';'])
            && !is_note(t)
            && !key.is_ascii()
    };
    let title = texts.take_while(|t| !is_note(t)).find(reads).map(str::to_owned);
    title.or(caption.cloned()).unwrap_or_default()
}

/// A sheet name that only counts: Sheet1, 表2, 工作表3.
fn counted(caption: &str) -> bool {
    let name = caption.trim().trim_end_matches(|c: char| c.is_ascii_digit());
    ["", "表", "工作表", "sheet"].contains(&name.to_lowercase().as_str())
}

fn take<'a>(text: &str, catalogue: &'a Catalogue, frame: &mut Frame<'a>) {
    if frame.unit.is_none() {
        frame.unit = unit_named(text);
    }
    if frame.form.is_none()
        && let Some((form, title)) = title_in(text, catalogue)
    {
        frame.form = Some(form);
        frame.title = title;
    }
}

/// The form named by a text, whole or by one of its words, with the title as printed.
pub(crate) fn title_in<'a>(text: &str, catalogue: &'a Catalogue) -> Option<(&'a Form, String)> {
    let whole = text.trim();
    if whole.chars().count() > 90 || whole.contains("情况说明") {
        return None;
    }
    if let Some(form) = catalogue.forms.by_title(whole) {
        return Some((form, squash_title(whole)));
    }
    let words = whole.split(base::text::is_blank).filter(|w| w.chars().count() > 3);
    words
        .filter_map(|w| catalogue.forms.by_title(w).map(|f| (f, squash_title(w))))
        .max_by_key(|(_, w)| core(w).len())
}

fn squash_title(text: &str) -> String {
    text.chars().filter(|c| !base::text::is_blank(*c)).collect()
}

/// A row above the header: title, number of the form, unit, owner, year.
fn in_frame(line: &Line, catalogue: &Catalogue) -> bool {
    let met = line.met();
    let fits = |text: &str, alone: bool| {
        let key = squash(text);
        let year = key.trim_matches(['(', ')']).strip_suffix("年度").is_some_and(|y| y.len() == 4);
        let number = (key.starts_with("公开") || key.starts_with("财决")) && key.ends_with('表');
        year || number
            || unit_named(&key).is_some()
            || owner(&key).is_some()
            || (alone && title_in(text, catalogue).is_some())
    };
    !met.is_empty() && met.len() <= 3 && met.iter().all(|(_, s)| fits(&s.text, met.len() == 1))
}

/// `部门名称：某某办公室` → label and name.
fn owner(key: &str) -> Option<(String, String)> {
    let key = key.replace('：', ":");
    let (label, rest) = key.split_once(':')?;
    if !OWNERS.contains(&label) {
        return None;
    }
    let mut name = rest.to_owned();
    for end in ["金额单位", "单位:", "公开", "20"] {
        if let Some(at) = name.find(end).filter(|at| *at > 0) {
            name.truncate(at);
        }
    }
    let name = name.trim_matches(['(', ',']).to_owned();
    (!name.is_empty() && name.chars().count() <= 60).then(|| (label.to_owned(), name))
}

fn owners(text: &str, place: &Place, frame: &mut Frame<'_>) {
    if let Some((label, name)) = owner(&squash(text)) {
        let place = Place { text: text.to_owned(), row: label.clone(), ..place.clone() };
        frame.names.push(Named { label, name, place });
    }
}

/// Whether a text is a note below a table.
pub(crate) fn is_note(text: &str) -> bool {
    let key = squash(text).replace('：', ":");
    ["注:", "注1", "注.", "说明:", "备注:", "备注1", "填表说明", "*注"]
        .iter()
        .any(|n| key.starts_with(n))
}

/// Notes among the paragraphs that follow a table, up to the first that is none.
pub(crate) fn notes(below: &[usize], document: &Document) -> Vec<TextSlot> {
    let mut notes = Vec::new();
    let mut listed = false;
    for &block in below.iter().take(12) {
        let Some(Block::Paragraph(p)) = document.blocks.get(block) else { break };
        let number =
            p.text.trim_start_matches(['-', ' ']).starts_with(|c: char| c.is_ascii_digit());
        let kept = squash(&p.text).contains("仍保留该表格式");
        if !(is_note(&p.text)
            || kept
            || (listed && number && forms::strip_number(&p.text) != p.text))
        {
            break;
        }
        listed |= squash(&p.text).contains('1');
        notes.push(slot(&p.text, p.spot_at(0), block));
    }
    notes
}

/// A note that is the text of one cell.
pub(crate) fn slot(text: &str, spot: Spot, block: usize) -> TextSlot {
    let span = (0, text.chars().count());
    let place = Place { spot, block, span, text: text.to_owned(), ..Place::default() };
    TextSlot { text: text.trim().to_owned(), place }
}

/// Takes note rows off the end of the sheet.
pub(crate) fn notes_inside(sheet: &mut Sheet) -> Vec<TextSlot> {
    let mut notes = Vec::new();
    while let Some(line) = sheet.lines.last() {
        let note = line.alone().filter(|s| is_note(&s.text)).map(|s| s.text.clone());
        if note.is_none() && !line.is_blank() {
            break;
        }
        if let (Some(text), Some(line)) = (note, sheet.lines.pop()) {
            notes.push(slot(&text.replace('\n', ""), line.spot, line.block));
        } else if sheet.lines.last().is_some_and(Line::is_blank) {
            sheet.lines.pop();
        }
    }
    notes.reverse();
    notes
}
