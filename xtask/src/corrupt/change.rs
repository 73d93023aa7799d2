//! The three ways a figure goes wrong when it is typed.

use super::targets::Target;
use crate::chance::Chance;
use base::{Decimal, Figure};
use document::{Block, Document, Grid};

/// A way to change a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// +0.30
    Little,
    /// +10.00
    Much,
    /// This character of the figure and the next digit change places.
    Swap(usize),
}

/// A position where two adjacent digits differ, so that swapping them changes the value.
pub fn swaps(text: &str, chance: &mut Chance) -> Option<usize> {
    let digits: Vec<(usize, char)> =
        text.chars().enumerate().filter(|(_, c)| c.is_ascii_digit()).collect();
    let fits: Vec<usize> = digits
        .windows(2)
        .filter(|w| w[0].1 != w[1].1 && !(w[0].0 == 0 && w[1].1 == '0' && digits.len() > 1))
        .map(|w| w[0].0)
        .collect();
    chance.pick(&fits).copied()
}

/// The document with the figure changed, the new print, and where it now stands. `None` when the new
/// print would read as the old value.
pub fn changed(
    document: &Document,
    target: &Target,
    change: Change,
) -> Option<(Document, String, (usize, usize))> {
    let printed = printed(&target.text, change)?;
    if Figure::parse(&printed)?.value == Figure::parse(&target.text)?.value {
        return None;
    }
    let (old, new) = (target.text.chars().count(), printed.chars().count());
    let mut copy = document.clone();
    match copy.blocks.get_mut(target.block)? {
        Block::Paragraph(p) => {
            p.text = replace(&p.text, target.start, old, &printed);
            for mark in p.marks.iter_mut().filter(|m| m.offset > target.start) {
                mark.offset = mark.offset + new - old.min(mark.offset + new);
            }
        }
        Block::Table(t) => {
            let (row, column) = target.cell?;
            let (row, column) = Grid::new(t).origin(row, column)?;
            let row = t.rows.get_mut(row)?;
            let cell = row.cells.iter_mut().find(|c| c.column == column)?;
            cell.text = replace(&cell.text, target.start, old, &printed);
        }
    }
    Some((copy, printed, (target.start, target.start + new)))
}

fn replace(text: &str, start: usize, old: usize, new: &str) -> String {
    let mut out: String = text.chars().take(start).collect();
    out.push_str(new);
    out.extend(text.chars().skip(start + old));
    out
}

fn printed(text: &str, change: Change) -> Option<String> {
    let figure = Figure::parse(text)?;
    let more = match change {
        Change::Little => Decimal::new(3, 1),
        Change::Much => Decimal::from(10),
        Change::Swap(at) => {
            let mut chars: Vec<char> = text.chars().collect();
            let next = (at + 1..chars.len()).find(|i| chars[*i].is_ascii_digit())?;
            chars.swap(at, next);
            return Some(chars.into_iter().collect());
        }
    };
    let value = figure.value.checked_add(more)?;
    let decimals = figure.decimals.max(more.scale());
    Some(Figure { value, decimals, grouped: figure.grouped }.print())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_changed_as_they_are_printed() {
        assert_eq!(printed("1,033.5", Change::Little).unwrap(), "1,033.8");
        assert_eq!(printed("57", Change::Little).unwrap(), "57.3");
        assert_eq!(printed("99.90", Change::Much).unwrap(), "109.90");
        assert_eq!(printed("1,234.56", Change::Swap(3)).unwrap(), "1,243.56");
    }

    #[test]
    fn a_swap_changes_the_value_and_leads_with_no_zero() {
        let mut chance = Chance::new(1);
        assert_eq!(swaps("11.1", &mut chance), None);
        assert_eq!(swaps("10", &mut chance), None);
        assert_eq!(swaps("0.1", &mut chance), Some(0));
    }
}
