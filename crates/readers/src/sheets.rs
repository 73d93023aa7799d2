//! Spreadsheets: .xlsx, .xls, .et, .ods.

use crate::{Limits, Reading, Unreadable};

pub(crate) fn sniff_xlsx(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_xlsx(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}

pub(crate) fn sniff_xls(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_xls(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}

pub(crate) fn sniff_ods(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_ods(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}
