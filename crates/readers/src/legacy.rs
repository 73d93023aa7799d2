//! Older and rarer office formats: .doc/.wps natively, .odt/.rtf through a converter.

use crate::{Limits, Reading, Unreadable};

pub(crate) fn sniff_doc(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_doc(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}

pub(crate) fn sniff_odt(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_odt(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}

pub(crate) fn sniff_rtf(_bytes: &[u8]) -> bool {
    false
}

pub(crate) fn read_rtf(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::Unknown)
}
