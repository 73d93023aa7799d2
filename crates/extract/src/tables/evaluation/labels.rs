//! The fixed labels of a self-evaluation form, and how far a reading departs from them: where text was
//! recognised by a machine, a label off by a letter or two still names its box, and many of them tell
//! that the figures are in doubt too.

use base::text::distance;
use forms::{Column, Form, Part, RowRule, column_for, header_key, label_key, row_for};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Looks labels up and remembers the misspelt ones.
pub(super) struct Labels<'a> {
    form: &'a Form,
    firm: bool,
    /// Fixed labels as they are compared.
    fixed: BTreeSet<String>,
    /// The longer ones without joining words, their length, and as the form has them.
    long: Vec<(String, usize, &'a str)>,
    odd: RefCell<BTreeSet<String>>,
    /// Texts already compared.
    met: RefCell<BTreeMap<String, Option<&'a str>>>,
}

impl<'a> Labels<'a> {
    pub fn new(form: &'a Form, firm: bool) -> Self {
        let labels = form.fixed_labels();
        let last = |l: &'a str| l.split('/').next_back().unwrap_or(l);
        let fixed = labels.iter().map(|l| header_key(last(l))).collect();
        let long = labels
            .iter()
            .map(|l| last(l))
            .filter(|l| l.chars().count() >= 5)
            .map(|l| (joined(l), joined(l).chars().count(), l))
            .collect();
        Labels { form, firm, fixed, long, odd: RefCell::default(), met: RefCell::default() }
    }

    /// The misspelt labels met so far.
    pub fn odd(&self) -> Vec<String> {
        self.odd.borrow().iter().cloned().collect()
    }

    fn part(&self, form: &str) -> Option<&'a Part> {
        self.form.part(form)
    }

    /// Key of a label before a name (项目名称, 主管部门).
    pub fn name(&self, key: &str) -> Option<&'a str> {
        let rows = &self.part("名称")?.rows;
        row_for(rows, &header_key(key), None, |_| false).map(|r| r.key.as_str())
    }

    /// Whether the label is that of the total score.
    pub fn total(&self, key: &str) -> bool {
        self.part("自评.总分").is_some_and(|p| row_for(&p.rows, key, None, |_| false).is_some())
    }

    /// Key of a box of text.
    pub fn text(&self, key: &str) -> Option<String> {
        let rows = &self.part("自评.文本")?.rows;
        let rule = self.row_like(rows, key)?;
        Some(rule.key.clone())
    }

    /// Rule of a row of the funds.
    pub fn source(&self, key: &str) -> Option<&'a RowRule> {
        self.row_like(&self.part("自评.资金")?.rows, key)
    }

    /// Rule of a row of what the funds are made of.
    pub fn makeup(&self, key: &str) -> Option<&'a RowRule> {
        row_for(&self.part("自评.构成")?.rows, key, None, |_| false)
    }

    /// Rule of an indicator level: 一级 (`class`) or 二级.
    pub fn level(&self, key: &str, class: bool) -> Option<&'a RowRule> {
        let rows = &self.part("自评.级别")?.rows;
        let of_kind = |r: &&RowRule| (r.kind == forms::RowKind::Class) == class;
        let key = label_key(key);
        let named = |r: &&RowRule| r.key == key || r.labels.contains(&key);
        rows.iter().filter(of_kind).find(named)
    }

    /// Whether a second level may stand below a first level; what is not known may.
    pub fn belongs(&self, second: &str, first: &str) -> bool {
        let Some(part) = self.part("自评.级别") else {
            return true;
        };
        let key = label_key(second);
        let named = |r: &&RowRule| r.key == key || r.labels.contains(&key);
        let homes: Vec<&str> =
            part.rows.iter().filter(named).filter_map(|r| r.parent.as_deref()).collect();
        let free = homes.is_empty() || self.level(first, true).is_none();
        let own = key == "成本指标" && first == "成本指标";
        free || own || homes.contains(&first)
    }

    /// Column of the funds block by its path of headers.
    pub fn funds_column(&self, path: &[String]) -> Option<&'a Column> {
        self.column_like(&self.part("自评.资金")?.columns, path)
    }

    /// Column of the indicator block by its path of headers.
    pub fn indicator_column(&self, path: &[String]) -> Option<&'a Column> {
        self.column_like(&self.part("自评.指标")?.columns, path)
    }

    /// Whether a text is a fixed label of the form (exactly, or but for a letter or two).
    pub fn fixed(&self, key: &str) -> bool {
        let key = header_key(key);
        self.fixed.contains(&key) || self.like(&key).is_some()
    }

    fn column_like(&self, columns: &'a [Column], path: &[String]) -> Option<&'a Column> {
        if let Some(column) = column_for(columns, path, None) {
            return Some(column);
        }
        let meant = self.like(path.last()?)?;
        let mut path = path.to_vec();
        *path.last_mut()? = meant.to_owned();
        column_for(columns, &path, None)
    }

    fn row_like(&self, rows: &'a [RowRule], key: &str) -> Option<&'a RowRule> {
        if let Some(rule) = row_for(rows, key, None, |_| false) {
            return Some(rule);
        }
        let key = label_key(key);
        let label = self.like(&key)?;
        let rule = row_for(rows, label, None, |_| false)?;
        self.misspelt(&key, label);
        Some(rule)
    }

    /// The fixed label a misspelt one stands for. Only where the text was not taken from a ruled table.
    fn like(&self, key: &str) -> Option<&'a str> {
        let length = key.chars().count();
        if self.firm || !(5..=22).contains(&length) {
            return None;
        }
        if let Some(known) = self.met.borrow().get(key) {
            return *known;
        }
        let limit = if length >= 8 { 2 } else { 1 };
        let bare = joined(key);
        let wide = bare.chars().count();
        let near = self.long.iter().filter(|(_, n, _)| n.abs_diff(wide) <= limit);
        let near = near.filter_map(|(j, _, label)| distance(j, &bare, limit).map(|d| (d, *label)));
        let found = near.min_by_key(|(d, _)| *d).map(|(_, label)| label);
        self.met.borrow_mut().insert(key.to_owned(), found);
        found
    }

    /// Remembers a label that is not exactly the one it stands for.
    fn misspelt(&self, key: &str, label: &str) {
        if joined(key) != joined(label) {
            self.odd.borrow_mut().insert(key.to_owned());
        }
    }

    /// Looks at a label of the form's frame, only to see whether it is misspelt.
    pub fn note(&self, key: &str) {
        let key = header_key(key);
        if !self.fixed.contains(&key)
            && let Some(label) = self.like(&key)
        {
            self.misspelt(&key, label);
        }
    }
}

/// Words that vary freely between places are no misreading.
fn joined(label: &str) -> String {
    label.chars().filter(|c| !matches!(c, '和' | '及' | '与' | '的' | '、' | '(' | ')')).collect()
}
