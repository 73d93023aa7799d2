//! Which places and names of a finding to show: the operands already say most of them, and what is
//! the same for all need not be repeated.

use audit::Finding;
use facts::Place;

/// Places beyond the first that no operand shows, by index.
pub(crate) fn own_places(finding: &Finding) -> Vec<usize> {
    let shown = |place: &Place| finding.operands.iter().any(|o| same(&o.place, place));
    let places = finding.places.iter().enumerate();
    places.filter(|(i, p)| *i == 0 || !shown(p)).map(|(i, _)| i).collect()
}

/// The first place that stands in another row or paragraph than the culprit: what it is held against.
pub(crate) fn counterpart(finding: &Finding) -> Option<usize> {
    let row = |p: &Place| (p.block, p.cell.map(|(row, _)| row));
    let first = row(finding.places.first()?);
    finding.places.iter().position(|p| row(p) != first)
}

/// Labels of the operands, without the name of the table when it is that of the culprit.
pub(crate) fn labels(finding: &Finding) -> Vec<String> {
    let table = finding.places.first().map(|p| p.table.trim()).filter(|t| !t.is_empty());
    let lead = table.map(|t| format!("《{t}》"));
    let labels = finding.operands.iter().map(|o| o.label.trim());
    labels
        .map(|label| {
            let rest = lead.as_ref().and_then(|lead| label.strip_prefix(lead.as_str()));
            rest.map_or(label, str::trim).to_owned()
        })
        .collect()
}

fn same(a: &Place, b: &Place) -> bool {
    (a.block, a.cell, a.span) == (b.block, b.cell, b.span)
}
