//! 项目支出绩效自评分析报告: a report with headings whose tables and texts belong to the project named at
//! its head.

use super::emit::Row;
use base::text::squash;
use document::{Block, Document};
use facts::{FactSet, Place, Record, TextSlot};
use forms::{Form, core, label_key, row_for, strip_number};

/// One report inside a document.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// First block.
    pub from: usize,
    /// One past the last block.
    pub to: usize,
    /// Project named at its head.
    pub project: String,
    /// Index of its table in the set, once one was read.
    pub table: Option<usize>,
}

/// The reports of a document: each begins with the title of a form that is a report.
pub(crate) fn find(document: &Document, form: &Form) -> Vec<Report> {
    let titles: Vec<String> = form.titles.iter().map(|t| core(t)).collect();
    let mut reports: Vec<Report> = Vec::new();
    for (block, text) in paragraphs(document) {
        let key = core(text);
        if titles.iter().any(|t| key.ends_with(t.as_str()) && key.chars().count() <= 60) {
            if let Some(last) = reports.last_mut() {
                last.to = block;
            }
            let project = project(document, block).unwrap_or_else(|| named_in(&key, &titles));
            let to = document.blocks.len();
            reports.push(Report { from: block, to, project, table: None });
        }
    }
    reports
}

fn paragraphs(document: &Document) -> impl Iterator<Item = (usize, &str)> {
    document.blocks.iter().enumerate().filter_map(|(i, b)| match b {
        Block::Paragraph(p) => Some((i, p.text.as_str())),
        Block::Table(_) => None,
    })
}

fn project(document: &Document, from: usize) -> Option<String> {
    let near = paragraphs(document).filter(|(b, _)| *b > from && *b <= from + 8);
    let name = |text: &str| {
        let key = squash(text).replace('：', ":");
        key.strip_prefix("项目名称:").map(str::to_owned).filter(|n| !n.is_empty())
    };
    near.map(|(_, t)| t).find_map(name)
}

fn named_in(key: &str, titles: &[String]) -> String {
    titles.iter().find_map(|t| key.strip_suffix(t.as_str())).unwrap_or_default().to_owned()
}

/// Writes the texts of a report: what stands below each heading that names a box of the form.
pub(crate) fn texts(report: &Report, document: &Document, form: &Form, set: &mut FactSet) {
    let Some(part) = form.part("自评.文本") else {
        return;
    };
    let mut open: Option<(String, TextSlot)> = None;
    for (block, text) in paragraphs(document).filter(|(b, _)| (report.from..report.to).contains(b))
    {
        let Some(Block::Paragraph(paragraph)) = document.blocks.get(block) else { continue };
        let label = label_key(text);
        let rule = row_for(&part.rows, &label, None, |_| false);
        let heading = strip_number(text.trim()) != text.trim()
            && label.chars().count() <= 24
            && !label.contains(['。', '，', ',', ';', '；', ':', '：']);
        if heading || rule.is_some() {
            close(open.take(), report, set);
            let place = Place {
                spot: paragraph.spot_at(0),
                block,
                table: label.clone(),
                ..Place::default()
            };
            open = rule.map(|r| (r.key.clone(), TextSlot { text: String::new(), place }));
        } else if let Some((_, slot)) = &mut open {
            if slot.text.is_empty() {
                slot.place.spot = paragraph.spot_at(0);
                slot.place.block = block;
                slot.place.span = (0, text.chars().count());
                slot.place.text = text.to_owned();
            }
            slot.text.push_str(text.trim());
        }
    }
    close(open, report, set);
}

fn close(open: Option<(String, TextSlot)>, report: &Report, set: &mut FactSet) {
    let Some((key, slot)) = open.filter(|(_, s)| !s.text.is_empty()) else {
        return;
    };
    let row = Row { form: "自评.文本", key: &key, label: &key, ..Row::default() };
    let source = TextSlot { text: "报告".to_owned(), place: slot.place.clone() };
    set.push(Record {
        form: row.form.to_owned(),
        table: report.table,
        scope: report.project.clone(),
        key: row.key.to_owned(),
        label: row.label.to_owned(),
        place: slot.place.clone(),
        texts: [("内容".to_owned(), slot), ("来源".to_owned(), source)].into(),
        ..Record::default()
    });
}
