//! The main part of a Word document: paragraphs by their role, sections where the paper turns.

use super::{chart, parts, run, table};
use document::paper::{self, Heading, Kind, Sheet};
use document::{Block, Document, Paragraph, Role};
use std::collections::BTreeMap;

/// `word/document.xml`.
pub(super) fn xml(document: &Document) -> String {
    let sheets = paper::sheets(document);
    let pages = paper::pages(&sheets);
    let entries: BTreeMap<usize, usize> = paper::anchors(document)
        .into_iter()
        .filter_map(|(entry, anchor)| Some((entry, anchor?)))
        .collect();
    let marked: BTreeMap<usize, usize> =
        entries.values().enumerate().map(|(n, at)| (*at, n)).collect();
    let laid_out = paper::is_laid_out(document);
    let mut body = Body { out: parts::open("document"), laid_out, charts: 0 };
    body.out.push_str("<w:body>");
    let mut at = 0;
    for (n, sheet) in sheets.iter().enumerate() {
        let next = sheets.get(n + 1);
        let turns = next.is_some_and(|next| section(next) != section(sheet));
        let begins = n > 0 && sheets.get(n - 1).is_some_and(|s| section(s) == section(sheet));
        for (i, block) in sheet.blocks.iter().enumerate() {
            let last = i + 1 == sheet.blocks.len();
            let end = if last && turns { section(sheet) } else { String::new() };
            match block {
                Block::Paragraph(p) => {
                    let link = entries.get(&at).map(|to| Link {
                        to: marked.get(to).copied().unwrap_or(0),
                        page: pages.get(*to).copied().unwrap_or(1),
                    });
                    let place = Place {
                        sheet,
                        breaks: begins && i == 0,
                        high: sheet.kind == Kind::Cover && i == 0,
                        mark: marked.get(&at).copied(),
                        link,
                        apart: paper::meets(&sheet.blocks, i),
                        before_table: matches!(sheet.blocks.get(i + 1), Some(Block::Table(_)))
                            && paper::meets(&sheet.blocks, i + 1)
                            && !paper::meets(&sheet.blocks, i),
                        signed: (p.role == Role::Signature)
                            .then(|| paper::signature(&sheet.blocks, i)),
                    };
                    body.paragraph(p, &place, &end);
                }
                Block::Table(t) => {
                    match paper::draw(t, sheet.room().0) {
                        Some(drawing) => {
                            body.charts += 1;
                            body.out.push_str(&chart::inline(body.charts, &drawing));
                        }
                        None => body.out.push_str(&table::xml(t, &sheet.fit(t))),
                    }
                    let follows = sheet.blocks.get(i + 1);
                    // Two tables would become one, and a section ends in a paragraph.
                    if !end.is_empty()
                        || matches!(follows, Some(Block::Table(_)))
                        || last && next.is_none()
                    {
                        body.small(&end);
                    }
                }
            }
            at += 1;
        }
    }
    if let Some(last) = sheets.last() {
        body.out.push_str(&section(last));
    }
    body.out.push_str("</w:body></w:document>");
    body.out
}

/// A line of the contents: which mark it leads to, and the page that is on.
struct Link {
    to: usize,
    page: u32,
}

/// Where a paragraph stands.
struct Place<'a> {
    sheet: &'a Sheet<'a>,
    /// It begins a page of the same section.
    breaks: bool,
    /// It is the first of a cover.
    high: bool,
    /// Its mark, where the contents speak of it.
    mark: Option<usize>,
    link: Option<Link>,
    /// It stands a little apart from the block before it.
    apart: bool,
    /// A table follows right after this text.
    before_table: bool,
    /// Where a signature stands.
    signed: Option<(u32, bool)>,
}

struct Body {
    out: String,
    laid_out: bool,
    /// Charts so far.
    charts: usize,
}

impl Body {
    fn paragraph(&mut self, p: &Paragraph, place: &Place<'_>, end: &str) {
        let (room, _) = place.sheet.room();
        let style = self.style(p);
        let mut own = String::new();
        let mut look = String::new();
        if !style.is_empty() {
            own.push_str(&format!("<w:pStyle w:val=\"{style}\"/>"));
        }
        if place.breaks {
            own.push_str("<w:pageBreakBefore/>");
        }
        let parts: Vec<&str> = p.text.split('\t').collect();
        match p.role {
            Role::TableMeta => own.push_str(&stops(&parts, room)),
            Role::Contents => own.push_str(&format!(
                "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{room}\"/></w:tabs>"
            )),
            Role::Title | Role::TableTitle | Role::Letterhead => {
                let wanted = match p.role {
                    Role::Title => (44, 36),
                    Role::Letterhead => (60, 32),
                    _ => (32, 24),
                };
                let size = paper::title(&p.text, wanted.0, wanted.1, room);
                if size != wanted.0 {
                    look = format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
                }
            }
            _ => {}
        }
        if let Some((right, first)) = place.signed {
            // A line is left free above the first.
            let above = if first { " w:before=\"560\"" } else { "" };
            own.push_str(&format!(
                "<w:spacing{above} w:line=\"560\" w:lineRule=\"exact\"/><w:ind w:right=\"{right}\" w:firstLineChars=\"0\" w:firstLine=\"0\"/>"
            ));
        }
        if place.apart {
            let (after, line) = match p.role {
                Role::TableTitle => (60, 480),
                Role::Note => (0, 280),
                _ => (0, 560),
            };
            own.push_str(&format!(
                "<w:spacing w:before=\"160\" w:after=\"{after}\" w:line=\"{line}\" w:lineRule=\"exact\"/>"
            ));
        }
        if place.before_table {
            own.push_str("<w:spacing w:after=\"120\" w:line=\"560\" w:lineRule=\"exact\"/>");
        }
        if place.high {
            own.push_str("<w:spacing w:before=\"3600\" w:after=\"150\" w:line=\"680\" w:lineRule=\"exact\"/>");
        }
        let plain = style.is_empty() || style.starts_with("Heading");
        if p.centred && plain {
            own.push_str(
                "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/>",
            );
        } else if p.role == Role::TableMeta && parts.len() == 1 {
            let side = if paper::meta(&p.text) == paper::Side::Right { "right" } else { "center" };
            own.push_str(&format!("<w:jc w:val=\"{side}\"/>"));
        }
        if let Some(level) = p.level.filter(|_| style.starts_with("Heading")) {
            own.push_str(&format!("<w:outlineLvl w:val=\"{}\"/>", level.clamp(1, 9) - 1));
        }
        own.push_str(end);
        let text = match &place.link {
            Some(link) => entry(p.text.trim_start_matches('　'), link),
            None => run(&p.text, &look),
        };
        let text = match place.mark {
            Some(n) => format!(
                "<w:bookmarkStart w:id=\"{n}\" w:name=\"_Toc{n:04}\"/>{text}<w:bookmarkEnd w:id=\"{n}\"/>"
            ),
            None => text,
        };
        self.out.push_str(&format!("<w:p><w:pPr>{own}</w:pPr>{text}</w:p>"));
    }

    /// A paragraph that nobody sees.
    fn small(&mut self, end: &str) {
        let style = if self.laid_out { "<w:pStyle w:val=\"SectionEnd\"/>" } else { "" };
        self.out.push_str(&format!("<w:p><w:pPr>{style}{end}</w:pPr></w:p>"));
    }

    fn style(&self, p: &Paragraph) -> String {
        let named = match p.role {
            Role::Body => {
                let heading = paper::heading(p);
                return match (self.laid_out, heading, p.level) {
                    (_, None, _) => String::new(),
                    (true, Some(Heading::Part), _) => "Heading1".to_owned(),
                    (true, Some(Heading::First), _) => "Heading2".to_owned(),
                    (true, Some(Heading::Second), _) => "Heading3".to_owned(),
                    (true, Some(Heading::Third), _) => "Heading4".to_owned(),
                    (false, _, level) => format!("Heading{}", level.unwrap_or(1).clamp(1, 9)),
                };
            }
            Role::Title => "Title",
            Role::Subtitle => "Subtitle",
            Role::Contents if p.text.starts_with('　') => "TOC2",
            Role::Contents => "TOC1",
            Role::TableTitle => "TableTitle",
            Role::TableMark => "TableMark",
            Role::TableMeta => "TableMeta",
            Role::Note => "TableNote",
            Role::Signature => "Signature",
            Role::Letterhead => "Letterhead",
            Role::Number => "LetterNumber",
            Role::Addressee => "Addressee",
        };
        named.to_owned()
    }
}

/// Stops that put the parts of a line left, in the middle and right; the middle moves where a long name
/// would run into it.
fn stops(parts: &[&str], room: u32) -> String {
    let wide = |part: &str| paper::length(part, 21);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return String::new() };
    let mut stops = String::new();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
    let slots = u32::try_from(inner.len()).unwrap_or(0) + 1;
    for (n, part) in (1u32..).zip(inner) {
        let (from, to) = (wide(first), room.saturating_sub(wide(last)));
        let half = wide(part) / 2 + 100;
        let wanted = room * n / slots;
        let free = wanted >= from + half && wanted + half <= to;
        let place = if free { wanted } else { from + to.saturating_sub(from) * n / slots };
        stops.push_str(&format!("<w:tab w:val=\"center\" w:pos=\"{place}\"/>"));
    }
    if parts.len() > 1 {
        stops.push_str(&format!("<w:tab w:val=\"right\" w:pos=\"{room}\"/>"));
        return format!("<w:tabs>{stops}</w:tabs>");
    }
    String::new()
}

/// An entry of the contents; its page number is a field that Word renews.
fn entry(text: &str, link: &Link) -> String {
    let field = |inner: &str| format!("<w:r>{inner}</w:r>");
    let anchor = format!("_Toc{:04}", link.to);
    let number = [
        field("<w:tab/>"),
        field("<w:fldChar w:fldCharType=\"begin\"/>"),
        field(&format!("<w:instrText xml:space=\"preserve\"> PAGEREF {anchor} \\h </w:instrText>")),
        field("<w:fldChar w:fldCharType=\"separate\"/>"),
        field(&format!("<w:t>{}</w:t>", link.page)),
        field("<w:fldChar w:fldCharType=\"end\"/>"),
    ];
    let inner = format!("{}{}", run(text, ""), number.concat());
    format!("<w:hyperlink w:anchor=\"{anchor}\" w:history=\"1\">{inner}</w:hyperlink>")
}

/// Paper, margins and page numbers of a sheet.
fn section(sheet: &Sheet<'_>) -> String {
    let ((width, height), edge) = (sheet.paper(), sheet.margins());
    let orient = if sheet.flipped { " w:orient=\"landscape\"" } else { "" };
    let first = if sheet.kind == Kind::Cover { "<w:titlePg/>" } else { "" };
    // The number stands 7 mm below the text of a page of text, closer to that of a form.
    let footer = edge.bottom.saturating_sub(if sheet.kind == Kind::Text && !sheet.flipped {
        757
    } else {
        587
    });
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orient}/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"851\" w:footer=\"{footer}\" w:gutter=\"0\"/>{first}</w:sectPr>",
        edge.top, edge.right, edge.bottom, edge.left
    )
}
