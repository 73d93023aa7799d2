//! Which official form a table is: by title first, else by labels that only one form has.

use super::frame::Frame;
use super::sheet::Sheet;
use forms::{Catalogue, Form, Layout, header_key, label_key};
use std::collections::BTreeSet;

/// The form of a table, if any.
pub(crate) fn form<'a>(
    sheet: &Sheet,
    frame: &Frame<'a>,
    catalogue: &'a Catalogue,
) -> Option<&'a Form> {
    let labels = labels(sheet);
    if let Some(form) = frame.form.filter(|f| plausible(f, &labels)) {
        return Some(form);
    }
    let mut found = catalogue.forms.all.iter().filter(|f| by_marks(f, &labels));
    let first = found.next()?;
    // the longest set of marks wins; two of one length say nothing
    let rest: Vec<&Form> = found.collect();
    let longest = rest.iter().chain(std::iter::once(&first)).max_by_key(|f| f.marks.len())?;
    let same =
        rest.iter().chain(std::iter::once(&first)).filter(|f| f.marks.len() == longest.marks.len());
    (same.count() == 1).then_some(*longest)
}

/// All texts of the table as labels and as headers.
fn labels(sheet: &Sheet) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for (_, square) in sheet.lines.iter().flat_map(|l| l.met()) {
        if square.key.chars().count() <= 40 {
            labels.insert(header_key(&square.key));
            labels.insert(label_key(&square.key));
        }
    }
    labels
}

/// A title may stand above something else (a list of the forms, a chart): the table must hold at least
/// one header the form knows.
fn plausible(form: &Form, labels: &BTreeSet<String>) -> bool {
    let fixed = form.fixed_labels();
    let known = |l: &&str| l.split('/').next_back().is_some_and(|l| labels.contains(l));
    let evaluation = matches!(form.layout, Layout::Evaluation | Layout::Bands);
    fixed.iter().filter(|l| known(l)).count() >= if evaluation { 2 } else { 1 }
}

fn by_marks(form: &Form, labels: &BTreeSet<String>) -> bool {
    !form.marks.is_empty()
        && form.marks.iter().all(|m| labels.contains(m))
        && !form.never.iter().any(|m| labels.contains(m))
}

/// Whether some form uses the word as a column header.
pub(crate) fn is_header_word(catalogue: &Catalogue, word: &str) -> bool {
    let columns = |f: &Form| {
        let own = f.columns.iter().chain(f.parts.iter().flat_map(|p| &p.columns));
        own.flat_map(|c| std::iter::once(&c.name).chain(&c.headers))
            .any(|h| h.split('/').next_back() == Some(word))
    };
    catalogue.forms.all.iter().any(columns)
}

/// Whether the table has the funds header or the indicator header of a self-evaluation.
pub(crate) fn is_evaluation(sheet: &Sheet, form: &Form) -> bool {
    let labels = labels(sheet);
    let has = |part: &str, names: &[&str]| {
        let columns = form.part(part).map(|p| p.columns.as_slice()).unwrap_or_default();
        let named = columns.iter().filter(|c| names.contains(&c.name.as_str()));
        let met = named.filter(|c| {
            std::iter::once(&c.name).chain(&c.headers).any(|h| labels.contains(h.as_str()))
        });
        met.count() == names.len()
    };
    has("自评.资金", &["全年预算数", "全年执行数"])
        || has("自评.指标", &["二级指标", "三级指标", "实际完成值"])
}
