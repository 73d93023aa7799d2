//! Word documents (.docx and .wps with OOXML inside).

use crate::{Limits, Reading, Unreadable};

pub(crate) fn sniff(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}
