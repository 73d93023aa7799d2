//! Older and rarer office formats: .doc/.wps and .odt natively, .rtf through a converter.

mod container;
mod doc;
pub(crate) mod odf;
mod odt;

pub(crate) use container::{Compound, Package, compound, guarded, stream};

use crate::{Limits, Reading, Unreadable};

/// Every OLE2 file that is no workbook comes here, so that it is named in the message instead of being
/// taken for text.
pub(crate) fn sniff_doc(bytes: &[u8]) -> bool {
    matches!(compound(bytes), Some(Compound::Word | Compound::Other | Compound::Damaged))
}

pub(crate) fn read_doc(bytes: &[u8], limits: &Limits) -> Reading {
    match compound(bytes) {
        Some(Compound::Word) => doc::read(bytes, limits),
        Some(Compound::Damaged) => Err(Unreadable::Damaged(
            "Office 97",
            "目录无法读取 / its directory cannot be read".to_owned(),
        )),
        Some(_) => Err(Unreadable::NeedsConverter("wps")),
        None => Err(Unreadable::Unknown),
    }
}

pub(crate) fn sniff_odt(bytes: &[u8]) -> bool {
    Package::open(bytes).is_some_and(|mut p| p.is("application/vnd.oasis.opendocument.text"))
}

pub(crate) fn read_odt(bytes: &[u8], limits: &Limits) -> Reading {
    odt::read(bytes, limits)
}

pub(crate) fn sniff_rtf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

pub(crate) fn read_rtf(_bytes: &[u8], _limits: &Limits) -> Reading {
    Err(Unreadable::NeedsConverter("rtf"))
}

#[cfg(test)]
mod tests;
