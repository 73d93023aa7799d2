//! Facts that compare over formats.

use facts::FactSet;

/// The facts as lines, without their places: each format counts pages and lines its own way, and a web page
/// has no double blanks.
pub fn placeless(facts: &FactSet) -> Vec<String> {
    let mut bare = facts.clone();
    for record in &mut bare.records {
        record.place.spot = base::Spot::default();
    }
    let single = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    facts::dump(&bare).lines().map(single).collect()
}
