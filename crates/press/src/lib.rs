//! `Document` to PDF through typst.
