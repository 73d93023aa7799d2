//! Counts what one document may hold, so that every reader stops at the stated limits in the same way:
//! one problem per limit, and everything already read stays.

use crate::Limits;
use base::{Problem, Spot};

/// Rightmost column believed.
pub(crate) const COLUMNS: usize = 1_000;

/// What is left of the limits, and the problems found so far.
pub(crate) struct Budget<'a> {
    limits: &'a Limits,
    cells: usize,
    chars: usize,
    told: Vec<&'static str>,
    /// Everything that could not be read.
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Budget<'a> {
    /// A full budget.
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Budget { limits, cells: 0, chars: 0, told: Vec::new(), problems: Vec::new() }
    }

    /// Whether one more cell may be kept; says so once when not.
    pub(crate) fn cell(&mut self, spot: &Spot) -> bool {
        self.cells += 1;
        let limit = self.limits.cells;
        self.within(self.cells <= limit, "limit-cells", spot, limit, "单元格", "cells")
    }

    /// Whether a cell may begin at this column. Word and the web know no wider tables, and the
    /// rectangular view of a table costs its width times its height.
    pub(crate) fn column(&mut self, column: usize, spot: &Spot) -> bool {
        self.within(column < COLUMNS, "limit-columns", spot, COLUMNS, "列", "columns in one table")
    }

    /// Whether a table that has `rows` rows may have one more.
    pub(crate) fn row(&mut self, rows: usize, spot: &Spot) -> bool {
        let limit = self.limits.rows;
        self.within(rows < limit, "limit-rows", spot, limit, "一张表的行", "rows in one table")
    }

    /// Whether `count` more characters of text may be kept.
    pub(crate) fn chars(&mut self, count: usize, spot: &Spot) -> bool {
        self.chars = self.chars.saturating_add(count);
        let limit = self.limits.chars;
        self.within(self.chars <= limit, "limit-chars", spot, limit, "字", "characters")
    }

    /// Whether elements or tables may be nested `depth` deep.
    pub(crate) fn depth(&mut self, depth: usize, spot: &Spot) -> bool {
        let limit = self.limits.depth;
        self.within(depth <= limit, "limit-depth", spot, limit, "层嵌套", "levels of nesting")
    }

    fn within(
        &mut self,
        fits: bool,
        code: &'static str,
        spot: &Spot,
        limit: usize,
        zh: &str,
        en: &str,
    ) -> bool {
        if !fits && !self.told.contains(&code) {
            self.told.push(code);
            self.problems.push(Problem::new(
                code,
                spot.clone(),
                format!("超过上限（{limit} 个{zh}），其后内容未读；请拆分文件"),
                format!("more than {limit} {en}: the rest was not read; split the file"),
            ));
        }
        fits
    }
}
