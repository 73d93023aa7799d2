//! Show a file as the readers see it.

use crate::fault::Fault;
use crate::stages;
use base::Problem;

/// The document as plain text, and what could not be read.
///
/// # Errors
/// When nothing could be read.
pub fn read(path: &str) -> Result<(String, Vec<Problem>), Fault> {
    let (document, problems) = stages::open(path)?;
    Ok((document::dump(&document), problems))
}
