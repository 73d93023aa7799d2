//! Placeholder until the crate's first code arrives.
