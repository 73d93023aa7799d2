//! The two containers office files come in: zip packages and OLE2 compound files. Only names are looked
//! at here, to tell formats apart by content, and sizes, to refuse bombs.

use crate::{Limits, Unreadable};
use office_oxide::cfb::CfbReader;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Deflate never packs better than this; smaller files cannot unpack to more than a limit.
const BEST_RATIO: u64 = 1040;

/// Runs a library on bytes we do not trust. Libraries index and multiply where we would check, so a
/// hostile file may panic in them; the reader then says “damaged” instead of taking the program down.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// A zip package whose unpacked size is known to be within the limit.
pub(crate) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    /// Opens a package. `None` when the bytes are no zip.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK") {
            return None;
        }
        let archive = guarded(|| zip::ZipArchive::new(Cursor::new(bytes)))?.ok()?;
        Some(Package { archive })
    }

    /// Whether a part of this name is inside, whatever its case and slashes.
    pub(crate) fn has(&self, name: &str) -> bool {
        let same = |raw: &[u8]| {
            raw.len() == name.len()
                && raw
                    .iter()
                    .zip(name.bytes())
                    .all(|(a, b)| a.eq_ignore_ascii_case(&b) || (*a == b'\\' && b == b'/'))
        };
        self.archive.file_names_raw().any(same)
    }

    /// Whether the part `mimetype` says this.
    pub(crate) fn is(&mut self, mimetype: &str) -> bool {
        self.text("mimetype", 200).is_some_and(|m| m.trim() == mimetype)
    }

    /// The text of a part, at most `limit` bytes of it.
    pub(crate) fn text(&mut self, name: &str, limit: u64) -> Option<String> {
        let mut part = self.archive.by_name(name).ok()?;
        let mut bytes = Vec::new();
        (&mut part).take(limit).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Refuses a package that unpacks to more than the limit, whatever its headers declare.
    pub(crate) fn guard(&mut self, packed: usize, limits: &Limits) -> Result<(), Unreadable> {
        let over = || {
            Unreadable::TooLarge({
                let size = limits.unpacked >> 20;
                format!("解压后超过 {size} MB / {size} MB unpacked")
            })
        };
        // Streamed packages declare no sizes; then only the count below tells.
        if self.archive.decompressed_size().is_some_and(|d| d > u128::from(limits.unpacked)) {
            return Err(over());
        }
        if (packed as u64).saturating_mul(BEST_RATIO) <= limits.unpacked {
            return Ok(());
        }
        let mut left = limits.unpacked;
        for index in 0..self.archive.len() {
            let Ok(part) = self.archive.by_index(index) else { continue };
            // A part that breaks off is counted as far as it goes; its reader will say it is damaged.
            let size = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink());
            left = left.checked_sub(size.unwrap_or(0)).ok_or_else(over)?;
        }
        Ok(())
    }
}

/// What an OLE2 compound file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compound {
    /// An Excel workbook (`.xls`, `.et`).
    Workbook,
    /// A Word document (`.doc`, `.wps`).
    Word,
    /// A docx or xlsx behind a password.
    Encrypted,
    /// Something else.
    Other,
    /// Its directory cannot be read.
    Damaged,
}

/// What the bytes hold if they are an OLE2 compound file.
pub(crate) fn compound(bytes: &[u8]) -> Option<Compound> {
    if !bytes.starts_with(&office_oxide::cfb::CFB_SIGNATURE) {
        return None;
    }
    let found = guarded(|| {
        let reader = CfbReader::new(Cursor::new(bytes)).ok()?;
        let has = |name| reader.has_root_entry(name);
        Some(match () {
            () if has("EncryptedPackage") => Compound::Encrypted,
            () if has("WordDocument") => Compound::Word,
            () if has("Workbook") || has("Book") => Compound::Workbook,
            () => Compound::Other,
        })
    });
    Some(found.flatten().unwrap_or(Compound::Damaged))
}

/// A stream of an OLE2 compound file.
pub(crate) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    guarded(|| CfbReader::new(Cursor::new(bytes)).ok()?.open_stream(name).ok()).flatten()
}
