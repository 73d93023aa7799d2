//! Placeholder until the first code arrives.

use base::Problem;
use document::Document;
use facts::FactSet;
use forms::Catalogue;

pub(crate) fn extract(
    _document: &Document,
    _catalogue: &Catalogue,
    _set: &mut FactSet,
    _problems: &mut Vec<Problem>,
) {
}
