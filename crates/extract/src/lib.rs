//! Document → FactSet: recognise the forms, bind every cell, read every sentence, and say what stayed
//! unread.
//!
//! **Invariant:** no rule and no ledger is known here. A figure that could not be bound is counted,
//! never dropped.

mod build;
mod sentences;
mod tables;

use base::Problem;
use document::Document;
use facts::FactSet;
use forms::Catalogue;

/// Reads all facts of a document. Tables first: the sentences refer to their codes and names.
pub fn extract(document: &Document, catalogue: &Catalogue) -> (FactSet, Vec<Problem>) {
    let mut set = FactSet::default();
    let mut problems = Vec::new();
    set.tokens = build::count_tokens(document);
    tables::extract(document, catalogue, &mut set, &mut problems);
    sentences::extract(document, catalogue, &mut set, &mut problems);
    set.settle_groups();
    (set, problems)
}
