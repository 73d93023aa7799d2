//! Rows of other systems become drafts of entries, or go to quarantine with place and reason.
