//! Show the facts the extractor takes from a file.

use crate::catalogue::Knowledge;
use crate::fault::Fault;
use crate::stages;
use base::Problem;

/// The facts as plain text, and what could not be read.
///
/// # Errors
/// When nothing could be read.
pub fn facts(path: &str, knowledge: &Knowledge) -> Result<(String, Vec<Problem>), Fault> {
    let (document, mut problems) = stages::open(path)?;
    let (set, more) = extract::extract(&document, &knowledge.catalogue);
    problems.extend(more);
    Ok((::facts::dump(&set), problems))
}
