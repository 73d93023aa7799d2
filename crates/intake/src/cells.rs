//! The cells of a row in one piece of memory: a row is copied for its quarantine whether it will need one
//! or not, and that must not cost an allocation a cell.

/// The texts of a row's cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<usize>,
}

impl Cells {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell, where the row has so many.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }

    /// The cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// One more cell.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// No cell any more; the memory stays.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

impl<S: AsRef<str>> FromIterator<S> for Cells {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Cells {
        let mut cells = Cells::default();
        texts.into_iter().for_each(|text| cells.push(text.as_ref()));
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        for texts in [&[][..], &[""], &["甲", "", "乙"], &["", "", "丙"]] {
            let cells: Cells = texts.iter().collect();
            assert_eq!(cells.iter().collect::<Vec<_>>(), texts);
            assert_eq!(cells.len(), texts.len());
            assert_eq!(cells.get(texts.len()), None);
        }
    }
}
