//! Narrative → records: the outline of the document, the grammar of its sentences, its profile.
//!
//! A paragraph is classified ([`outline`]), a body paragraph is cut into clauses ([`clause`]) whose
//! figures are bound one by one ([`reader`], [`bind`]) by the words in front of them ([`lead`], [`subject`]).
//! What the grammar does not understand stays unbound: a wrong binding would be a wrong finding.

mod bind;
mod clause;
mod lead;
mod lists;
mod outline;
mod profile;
mod reader;
mod special;
mod subject;
#[cfg(test)]
mod tests;
mod write;

use base::Problem;
use base::text::squash;
use document::{Block, Document, Paragraph};
use facts::{FactSet, Item, Place, Record, RecordId, TextSlot};
use forms::Catalogue;
use outline::{Heading, Outline, Role};

/// What carries over from paragraph to paragraph.
#[derive(Default)]
pub(crate) struct Flow {
    /// Canonical section.
    pub scope: String,
    /// Its heading as printed.
    pub heading: String,
    /// A list left open: the next paragraphs are parts of this record.
    pub list: Option<RecordId>,
    /// The parts of that list are sentences of their own, not joined by ；.
    pub by_sentence: bool,
    /// A reason announced at the end of a paragraph belongs to this record.
    pub waiting: Option<RecordId>,
    /// The last statement of the section.
    pub last: Option<RecordId>,
    /// First record of the section.
    pub section: usize,
    /// Key of the figure read last.
    pub previous: String,
    /// The 类 that a line of its own named: the 款 and 项 below belong to it.
    pub class: String,
    /// The paragraph begins with an enumerator.
    pub numbered: bool,
    /// Project of an attached report.
    pub project: String,
    stack: Vec<(u8, String, String)>,
    /// Enumerators in use, outermost first, each with the list that was open at its first item.
    styles: Vec<(String, Option<RecordId>)>,
}

impl Flow {
    /// `2.` after `1. … 其中：…` goes back to the list that was open at `1.`.
    fn item(&mut self, number: &str) {
        let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let style: String = number.chars().map(|c| if digit(c) { '#' } else { c }).collect();
        let first = ["1", "一"].contains(&number.trim_matches(|c| !digit(c)));
        let known =
            self.styles.iter().position(|(s, _)| s.replace("##", "#") == style.replace("##", "#"));
        match known {
            Some(at) if !first => {
                self.styles.truncate(at + 1);
                self.list = self.styles[at].1;
            }
            Some(at) => {
                self.styles.truncate(at);
                self.styles.push((style, self.list));
            }
            None => self.styles.push((style, self.list)),
        }
    }
}

/// Bytes of the longest paragraph that is read as sentences; a longer one is no prose.
const LONGEST: usize = 30_000;

fn too_long(paragraph: &Paragraph) -> Problem {
    let (zh, en) = ("段落过长，其中的数未读取", "paragraph too long: its figures were not read");
    Problem::new("paragraph-too-long", paragraph.spot_at(0), zh, en)
}

/// Reads the whole narrative of a document.
pub(crate) fn extract(
    document: &Document,
    catalogue: &Catalogue,
    set: &mut FactSet,
    problems: &mut Vec<Problem>,
) {
    set.profile = profile::read(document, set);
    let profile = set.profile.clone();
    let own = subject::own_codes(set);
    let names = subject::Names { catalogue, entity: &profile.entity, year: profile.year, own };
    let doc = if profile.kind.ends_with("预算") { "预算" } else { "决算" };
    let (mut outline, mut flow) = (Outline::default(), Flow::default());
    let count = document.blocks.len();
    for (block, item) in document.blocks.iter().enumerate() {
        let Block::Paragraph(paragraph) = item else {
            flow.list = None;
            flow.waiting = None;
            continue;
        };
        let near = document.blocks.iter().skip(block + 1).take(5);
        let table_next = near.clone().any(|b| matches!(b, Block::Table(_)));
        let role = outline.role(paragraph, table_next);
        let cover = matches!(role, Role::Cover) || block < 2;
        if let Some((key, name)) =
            profile::named(&paragraph.text, &profile.entity, cover, block + 6 > count)
        {
            set.push(plain("名称", key, "", paragraph, block, &name, ""));
        }
        if matches!(role, Role::Contents | Role::TableHead) {
            // Page numbers and numbers of tables are no figures.
            set.tokens = set.tokens.saturating_sub(base::scan(&paragraph.text).len());
        }
        if let Some((key, name)) = profile::mentioned(&paragraph.text, &role) {
            set.push(plain("名称", key, "", paragraph, block, &name, ""));
        }
        match role {
            Role::Heading(heading) => {
                enter(&mut flow, &heading, catalogue, doc, set, paragraph, block)
            }
            Role::Contents => {
                let entry = outline::trim_leader(&squash(&paragraph.text));
                set.push(plain("目录", &entry, "", paragraph, block, &entry, ""));
            }
            Role::Note | Role::Cover => {
                set.push(body(paragraph, block, &flow));
            }
            Role::Body => {
                set.push(body(paragraph, block, &flow));
                if paragraph.text.len() > LONGEST {
                    problems.push(too_long(paragraph));
                    continue;
                }
                read(&names, set, &mut flow, paragraph, block);
            }
            Role::TableTitle(heading) => {
                flow.list = None;
                set.push(titled(&heading, "", paragraph, block, &flow.heading));
            }
            Role::ContentsTitle | Role::TableHead | Role::Empty => {}
        }
    }
}

/// Reads the sentences of a body paragraph.
fn read(
    names: &subject::Names<'_>,
    set: &mut FactSet,
    flow: &mut Flow,
    paragraph: &Paragraph,
    block: usize,
) {
    let line = squash(&paragraph.text);
    if let Some(project) = line.strip_prefix("项目名称:") {
        project.clone_into(&mut flow.project);
    }
    if flow.scope == "名词解释" {
        return;
    }
    let number = outline::split_number(&line).0;
    if !number.is_empty() {
        flow.item(&number);
    }
    flow.numbered = !number.is_empty() && flow.list.is_some();
    let mut reader = reader::Reader::new(names, set, flow, paragraph, block);
    reader.run();
}

/// A new section begins.
fn enter(
    flow: &mut Flow,
    heading: &Heading,
    catalogue: &Catalogue,
    doc: &str,
    set: &mut FactSet,
    paragraph: &Paragraph,
    block: usize,
) {
    // A title without a number inside the annexes opens one of the annexed reports, not a new part.
    let annexed = heading.level == 0
        && heading.number.is_empty()
        && flow.stack.iter().any(|(.., s)| s == "附件");
    let rank = if annexed { 1 } else { heading.level };
    while flow.stack.last().is_some_and(|(level, ..)| *level >= rank) {
        flow.stack.pop();
    }
    let (above, outer) =
        flow.stack.last().map(|(_, text, scope)| (text.clone(), scope.clone())).unwrap_or_default();
    let narrative = &catalogue.narrative;
    let own = narrative.scope(&heading.text, doc);
    let joined = || narrative.scope(&format!("{above}{}", heading.text), doc);
    let scope = match outer.as_str() {
        "附件" => outer.clone(),
        _ => own.or_else(joined).map_or_else(|| outer.clone(), str::to_owned),
    };
    let tables = outer != "附件" && heading.text.ends_with('表');
    flow.scope = if tables { String::new() } else { scope.clone() };
    flow.stack.push((rank, heading.text.clone(), flow.scope.clone()));
    paragraph.text.trim().clone_into(&mut flow.heading);
    (flow.list, flow.waiting, flow.last) = (None, None, None);
    flow.styles.clear();
    flow.class.clear();
    let record = titled(heading, &flow.scope, paragraph, block, &flow.heading);
    set.push(record);
    flow.section = set.records.len();
}

/// The record of a heading or of the title of a table.
fn titled(
    heading: &Heading,
    scope: &str,
    paragraph: &Paragraph,
    block: usize,
    section: &str,
) -> Record {
    let text = paragraph.text.trim();
    let mut record = plain("标题", &heading.text, scope, paragraph, block, text, section);
    if !heading.number.is_empty() {
        let place = record.place.clone();
        record.texts.insert("编号".to_owned(), TextSlot { text: heading.number.clone(), place });
    }
    record
}

fn body(paragraph: &Paragraph, block: usize, flow: &Flow) -> Record {
    plain("段落", "", &flow.scope, paragraph, block, paragraph.text.trim(), &flow.heading)
}

/// A record that only holds a text.
fn plain(
    form: &str,
    key: &str,
    scope: &str,
    paragraph: &Paragraph,
    block: usize,
    text: &str,
    section: &str,
) -> Record {
    let span = (0, paragraph.text.chars().count());
    let place: Place = crate::build::span_place(paragraph, block, span, section, text);
    let mut record = Record {
        form: form.to_owned(),
        key: key.to_owned(),
        label: key.to_owned(),
        scope: scope.to_owned(),
        items: Vec::<Item>::new(),
        place: place.clone(),
        ..Record::default()
    };
    record.texts.insert("内容".to_owned(), TextSlot { text: text.to_owned(), place });
    record
}
