//! A page of a PDF as it is printed, with the place of each figure on it.

use super::marks::{Marks, Span, Target};
use super::view::{Lit, Marked};
use crate::{Fault, watch};
use base::Spot;
use document::Block;
use readers::{Frame, Printed, Unreadable};
use std::sync::Arc;
use std::time::Duration;

/// How long a page may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A page with its figures framed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedPage {
    /// Its number, from 1.
    pub number: u32,
    /// How many pages there are.
    pub pages: u32,
    /// Width and height, in the units of the frames.
    pub size: (u32, u32),
    /// The figures that were found on it.
    pub framed: Vec<FramedMark>,
    /// Figures of the page whose place on paper was not found.
    pub not_found: usize,
}

/// A figure on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FramedMark {
    /// How it is marked.
    pub marked: Marked,
    /// What is printed.
    pub text: String,
    /// Where.
    pub frame: Frame,
}

impl Marks<'_> {
    /// Whether the paper has pages that can be drawn.
    pub fn is_printed(&self) -> bool {
        self.content.document.format == "pdf"
    }

    /// The page on which something lit stands.
    pub fn page_of(&self, lit: Lit) -> Option<u32> {
        let target = self.first_lit(lit).filter(|_| self.is_printed())?;
        self.spot_of(target, 0).page
    }

    /// A page with its figures framed; nothing for a paper that is no PDF or has no such page.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn printed(
        &self,
        bytes: &Arc<Vec<u8>>,
        number: u32,
        lit: Lit,
    ) -> Result<Option<PrintedPage>, Fault> {
        let pages = self.content.document.pages.unwrap_or_default();
        if !self.is_printed() || !(1..=pages).contains(&number) {
            return Ok(None);
        }
        let lit = self.lit(lit);
        let mut here: Vec<(Marked, Printed)> = Vec::new();
        for (target, marks) in &self.by_target {
            for (span, mark) in marks {
                let spot = self.spot_of(*target, span.0);
                if let (Some(page), Some(line)) = (spot.page, spot.line)
                    && page == number
                {
                    let text = self.text_of(*target, *span);
                    let marked = self.marked(*target, *span, mark, &lit);
                    here.push((marked, Printed { line, text }));
                }
            }
        }
        let wanted: Vec<Printed> = here.iter().map(|(_, printed)| printed.clone()).collect();
        let bytes = Arc::clone(bytes);
        let found = guarded(move || readers::frames(&bytes, number, &wanted))?;
        let mut page = PrintedPage {
            number,
            pages,
            size: (found.width, found.height),
            ..PrintedPage::default()
        };
        for ((marked, printed), frame) in here.into_iter().zip(found.frames) {
            match frame {
                Some(frame) => {
                    page.framed.push(FramedMark { marked, text: printed.text, frame });
                }
                None => page.not_found += 1,
            }
        }
        Ok(Some(page))
    }

    /// Page and line of a character.
    fn spot_of(&self, (block, cell): Target, at: usize) -> Spot {
        match (self.content.document.blocks.get(block), cell) {
            (Some(Block::Paragraph(p)), _) => p.spot_at(at),
            (Some(Block::Table(_)), Some((row, column))) => {
                let cell = self.grids.get(&block).and_then(|grid| grid.at(row, column));
                cell.map(|cell| cell.spot.clone()).unwrap_or_default()
            }
            _ => Spot::default(),
        }
    }

    fn text_of(&self, (block, cell): Target, (from, to): Span) -> String {
        let text = match (self.content.document.blocks.get(block), cell) {
            (Some(Block::Paragraph(p)), _) => p.text.as_str(),
            (Some(Block::Table(_)), Some((row, column))) => {
                let cell = self.grids.get(&block).and_then(|grid| grid.at(row, column));
                cell.map_or("", |cell| cell.text.as_str())
            }
            _ => "",
        };
        text.chars().skip(from).take(to.saturating_sub(from)).collect()
    }
}

/// A page of a PDF as a PNG. `turn` is let go when the work has ended, also where it was not waited for any
/// more.
///
/// # Errors
/// When the file cannot be read, has no such page, or the page cannot be drawn in time.
pub fn page_picture<T: Send + 'static>(
    bytes: Arc<Vec<u8>>,
    number: u32,
    turn: T,
) -> Result<Vec<u8>, Fault> {
    guarded(move || {
        let made = readers::picture(&bytes, number);
        drop(turn);
        made
    })
}

/// Work on a file from outside, with the room and the time that reading it has.
fn guarded<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Fault> {
    let done = watch::within(LIMIT, work);
    let done = done.map_err(|problem| Fault::new(problem.zh, problem.en))?;
    done.map_err(|e| {
        let (zh, en) = e.words();
        Fault::new(zh, en)
    })
}
