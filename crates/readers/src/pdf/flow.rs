//! Lines → paragraphs, over line wraps and page breaks. What decides is the geometry of Chinese official
//! documents: the first line indented by two characters, wrapped lines run to the right margin.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::lines::{Line, wide};
use super::page::{Item, Page};
use base::Spot;
use document::Paragraph;

/// The text area of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margins {
    left: f64,
    right: f64,
    width: f64,
    /// Usual font size of running text.
    size: f64,
}

/// Margins of every page: from its own lines where there are enough, else from pages of its size.
pub(super) fn margins(pages: &[Page]) -> Vec<Margins> {
    let key = |p: &Page| (p.width / 4.0).round() as i64;
    let mut groups: std::collections::BTreeMap<i64, Vec<(f64, f64, f64)>> = Default::default();
    for page in pages {
        groups.entry(key(page)).or_default().extend(body_lines(page));
    }
    pages
        .iter()
        .map(|page| {
            let own: Vec<_> = body_lines(page).collect();
            let group = groups.get(&key(page));
            let all = group.filter(|g| g.len() >= 4);
            let lines = if own.len() >= 6 { Some(&own) } else { all };
            let mut margins = measure(lines.map_or(&[], Vec::as_slice), page);
            // A page of first lines only seems to begin where they are indented to.
            if let Some(all) = all {
                let usual = measure(all, page).left;
                let indent = (margins.left - usual) / margins.size.max(1.0);
                if (1.2..3.5).contains(&indent) {
                    margins.left = usual;
                }
            }
            margins
        })
        .collect()
}

fn body_lines(page: &Page) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
    page.items.iter().filter_map(|item| match item {
        Item::Line(l) if l.upright && l.x1 - l.x0 > page.width * 0.5 => Some((l.x0, l.x1, l.size)),
        _ => None,
    })
}

fn measure(lines: &[(f64, f64, f64)], page: &Page) -> Margins {
    let at = |mut v: Vec<f64>, share: usize| {
        v.sort_by(f64::total_cmp);
        v.get((v.len() * share / 100).min(v.len().saturating_sub(1))).copied()
    };
    let left = at(lines.iter().map(|l| l.0).collect(), 10).unwrap_or(page.width * 0.12);
    let right = at(lines.iter().map(|l| l.1).collect(), 90).unwrap_or(page.width * 0.88);
    let size = at(lines.iter().map(|l| l.2).collect(), 50).unwrap_or(12.0);
    Margins { left, right, width: page.width, size }
}

/// A line as the paragraph builder sees it.
struct Run {
    text: String,
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
    spot: Spot,
    centred: bool,
    /// Stands alone: centred, far right, or one of several texts on a line.
    alone: bool,
}

/// Builds paragraphs of the lines given one by one.
#[derive(Default)]
pub(super) struct Flow {
    done: Vec<Paragraph>,
    open: Option<Open>,
}

struct Open {
    paragraph: Paragraph,
    first_x0: f64,
    last: Run,
    page: u32,
    margins: Margins,
}

impl Flow {
    /// Takes the next line of running text.
    pub(super) fn line(&mut self, line: &Line, page: u32, margins: Margins) {
        for run in runs(line, page, margins) {
            let joins = self.open.as_ref().is_some_and(|open| open.takes(&run, page, margins));
            match self.open.as_mut() {
                Some(open) if joins => open.push(run, page, margins),
                _ => {
                    self.close();
                    let mut paragraph = Paragraph::new(run.text.clone(), run.spot.clone());
                    paragraph.centred = run.centred;
                    self.open =
                        Some(Open { paragraph, first_x0: run.x0, last: run, page, margins });
                }
            }
        }
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().map(|o| o.paragraph));
    }

    /// Ends the paragraph (a table follows) and gives everything finished so far.
    pub(super) fn finish(&mut self) -> Vec<Paragraph> {
        self.close();
        std::mem::take(&mut self.done)
    }
}

impl Open {
    fn push(&mut self, run: Run, page: u32, margins: Margins) {
        let glue = needs_blank(&self.paragraph.text, &run.text);
        let text = if glue { format!(" {}", run.text) } else { run.text.clone() };
        self.paragraph.push(&text, run.spot.clone());
        self.paragraph.centred |= run.centred;
        self.last = run;
        self.page = page;
        self.margins = margins;
    }

    /// Whether the next line goes on with this paragraph.
    fn takes(&self, next: &Run, page: u32, margins: Margins) -> bool {
        let last = &self.last;
        let em = last.size.max(1.0);
        if (last.size - next.size).abs() > em * 0.15 {
            return false;
        }
        let ended = last.text.ends_with(['。', '；', '：', '！', '？', ';', ':', '…']);
        if next.centred && self.page == page {
            // a title too long for one line: its last words stand centred under a full line
            return last.x1 - last.x0 > (self.margins.right - self.margins.left) * 0.85
                && next.y - last.y < em * 2.6
                && !(ended || heads(&next.text));
        }
        if last.alone || next.alone || (self.page == page && next.y - last.y > em * 3.2) {
            return false;
        }
        let room = self.margins.right - last.x1;
        if room > first_token(&next.text, next.size) + em * 1.3 {
            return false; // the line ended before the margin: so did the paragraph
        }
        if heads(&next.text) && (ended || heads(&last.text)) {
            return false;
        }
        // The same indent as this paragraph's first line begins another one, wherever the page that holds
        // little else seems to have its margin.
        let first = self.first_x0 - self.margins.left > em * 1.2;
        if ended && first && (next.x0 - self.first_x0).abs() < em * 0.3 {
            return false;
        }
        let indent = next.x0 - margins.left;
        if indent < em * 1.2 {
            return true;
        }
        // an indented line goes on only where the whole paragraph hangs or nothing ended
        let hangs = (self.first_x0 - self.margins.left) - indent > em * 0.8;
        hangs
            || (!ended
                && indent < em * 4.5
                && ((next.x0 - last.x0).abs() < em * 0.5 && !heads(&last.text)))
    }
}

/// Splits a line where texts stand far apart, and measures each part.
fn runs(line: &Line, page: u32, m: Margins) -> Vec<Run> {
    let spot = Spot::page(page, line.number);
    let mut out: Vec<Run> = Vec::new();
    let last = line.pieces.len().saturating_sub(1);
    for (i, piece) in line.pieces.iter().enumerate() {
        let page_number = i == last && piece.text.chars().all(|c| c.is_ascii_digit());
        let apart = piece.gap > line.size * 3.0 && !piece.typed && !page_number;
        match out.last_mut() {
            Some(run) if !apart => {
                run.text.push_str(&piece.lead);
                run.text.push_str(&piece.text);
                run.x1 = piece.x1;
            }
            _ => out.push(Run {
                text: piece.text.clone(),
                x0: piece.x0,
                x1: piece.x1,
                y: line.y,
                size: line.size,
                spot: spot.clone(),
                centred: false,
                alone: false,
            }),
        }
    }
    let several = out.len() > 1;
    for run in &mut out {
        if !line.upright {
            run.alone = true;
            continue;
        }
        run.centred = !several && centred(run, m);
        run.alone = several || run.centred || run.x0 - m.left > (m.right - m.left) * 0.4;
    }
    out
}

/// Centred in the text area or on the page, and not just an indented line that ends early.
fn centred(run: &Run, m: Margins) -> bool {
    let (before, after) = (run.x0 - m.left, m.right - run.x1);
    let middle = (run.x0 + run.x1) / 2.0;
    let slack = run.size.max(m.size * 0.8);
    let balanced =
        (before - after).abs() < slack * 1.6 || (middle - m.width / 2.0).abs() < slack * 0.8;
    if !balanced || run.text.ends_with(['。', '；', '，', '、', '：']) {
        return false;
    }
    let share = (run.x1 - run.x0) / (m.right - m.left).max(1.0);
    if run.size > m.size * 1.15 {
        return before > -slack && share < 1.1 && (before > slack * 0.5 || share > 0.8);
    }
    before > m.size * 2.6 || (before > m.size * 0.8 && share < 0.7 && !heads(&run.text))
}

/// Width of what cannot be broken at the start of a line: a number, a word, one Chinese character and
/// the punctuation that may not begin a line.
fn first_token(text: &str, size: f64) -> f64 {
    let mut width = 0.0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        width += if wide(c) { size } else { size * 0.55 };
        let opening = matches!(c, '（' | '“' | '《' | '〔' | '‘' | '(');
        let holds = chars.peek().is_some_and(|n| {
            let closing = matches!(
                n,
                '，' | '。' | '、' | '；' | '：' | '）' | '”' | '》' | '！' | '？' | '%' | '〕'
            );
            closing || opening || (!wide(c) && !wide(*n) && *n != ' ')
        });
        if !holds {
            break;
        }
    }
    width
}

/// Whether two joined lines need a blank between them: only between two Latin words.
fn needs_blank(before: &str, after: &str) -> bool {
    let (Some(a), Some(b)) = (before.chars().last(), after.chars().next()) else { return false };
    a.is_ascii_alphabetic() && b.is_ascii_alphabetic()
}

/// Starts that open a heading or a list item: 第X部分, 一、, （一）, 1、 1. (1), 附件, 注：.
pub(super) fn heads(text: &str) -> bool {
    let chars: Vec<char> = text.trim_start().chars().take(8).collect();
    let numeral = |c: &char| "一二三四五六七八九十百零〇".contains(*c);
    match chars.as_slice() {
        ['第', rest @ ..] => {
            let n = rest.iter().take_while(|c| numeral(c) || c.is_ascii_digit()).count();
            n > 0 && matches!(rest.get(n), Some('部' | '章' | '条' | '节' | '篇'))
        }
        ['附', '件' | '表' | '：' | ':' | '注', ..] | ['注' | '备', '：' | ':' | '注', ..] => {
            true
        }
        ['（' | '(', rest @ ..] => {
            let n = rest.iter().take_while(|c| numeral(c) || c.is_ascii_digit()).count();
            (1..=3).contains(&n) && matches!(rest.get(n), Some('）' | ')'))
        }
        rest => {
            let n = rest.iter().take_while(|c| numeral(c)).count();
            if (1..=3).contains(&n) {
                return rest.get(n) == Some(&'、');
            }
            let d = rest.iter().take_while(|c| c.is_ascii_digit()).count();
            let dot = matches!(rest.get(d), Some('、' | '.' | '．'));
            (1..=2).contains(&d) && dot && !rest.get(d + 1).is_some_and(char::is_ascii_digit)
        }
    }
}
