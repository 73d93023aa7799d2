//! Pieces that pages are made of.

pub(crate) mod chart;
pub(crate) mod form;
pub(crate) mod shell;
pub(crate) mod table;
