//! Zip packages (docx, xlsx, ods, odt): opened once, guarded against bombs. Sizes are counted while
//! unpacking, never believed from the directory; nothing is written to disk and entry names are only
//! compared, so a name like `../../x` can do no harm.

use crate::{Limits, Unreadable};
use std::cell::RefCell;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Most entries a real office file has by far; more is a bomb.
const ENTRIES: usize = 20_000;
/// A part may unpack to this many times its packed size (real sheets reach about 60) …
const RATIO: u64 = 400;
/// … once it is larger than this.
const SMALL: u64 = 16 << 20;
/// First bytes of a compound file (OLE2).
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An opened package.
pub(crate) struct Package<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    names: Vec<String>,
    /// Bytes that may still be unpacked.
    left: RefCell<u64>,
    total: u64,
}

impl<'a> Package<'a> {
    /// Opens the package.
    ///
    /// # Errors
    /// `Encrypted` for a password-protected zip or Office file, `Damaged` when the directory cannot be
    /// read (a cut file), `TooLarge` for too many entries.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Unreadable> {
        if is_encrypted_office(bytes) {
            return Err(Unreadable::Encrypted("Office"));
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
        if archive.len() > ENTRIES {
            return Err(Unreadable::TooLarge(format!("{ENTRIES} 个压缩包条目 / zip entries")));
        }
        let mut names = Vec::with_capacity(archive.len());
        let mut encrypted = false;
        for at in 0..archive.len() {
            // Office writes / in names; some Windows programs write \.
            let name = archive.name_for_index(at).and_then(Result::ok);
            names.push(name.map(|n| n.replace('\\', "/")).unwrap_or_default());
            encrypted |= archive.by_index_raw(at).is_ok_and(|f| f.encrypted());
        }
        if encrypted {
            return Err(Unreadable::Encrypted("zip"));
        }
        let package = Package {
            archive: RefCell::new(archive),
            names,
            left: RefCell::new(limits.unpacked),
            total: limits.unpacked,
        };
        package.check_manifest()?;
        Ok(package)
    }

    /// Names of all parts, `/` between folders.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the package has a part of this name, letter case aside.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Unpacks one part; `None` when there is none of this name (letter case aside).
    ///
    /// # Errors
    /// `Damaged` when the part is cut or its checksum is wrong, `TooLarge` when it or the whole package
    /// unpacks to more than the limits allow.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(at) = self.position(name) else {
            return Ok(None);
        };
        let mut archive = self.archive.borrow_mut();
        let part = archive.by_index(at).map_err(|e| damaged(&e))?;
        let left = *self.left.borrow();
        let fair = part.compressed_size().saturating_mul(RATIO).max(SMALL);
        let bound = left.min(fair);
        let mut out = Vec::new();
        part.take(bound.saturating_add(1))
            .read_to_end(&mut out)
            .map_err(|e| Unreadable::Damaged("zip", format!("{name}: {e}")))?;
        let size = out.len() as u64;
        if size > bound {
            let cap = self.total >> 20;
            return Err(Unreadable::TooLarge(format!(
                "{name} 解压后过大（总上限 {cap} MB，压缩比上限 {RATIO}） / {name} unpacks to more than {cap} MB or {RATIO} times its size"
            )));
        }
        *self.left.borrow_mut() = left - size;
        Ok(Some(out))
    }

    fn position(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|n| n == name);
        exact.or_else(|| self.names.iter().position(|n| n.eq_ignore_ascii_case(name)))
    }

    /// ODF encrypts its parts one by one and says so in the manifest.
    fn check_manifest(&self) -> Result<(), Unreadable> {
        let Some(manifest) = self.read("META-INF/manifest.xml")? else {
            return Ok(());
        };
        let mark = b"encryption-data";
        if manifest.windows(mark.len()).any(|w| w == mark) {
            return Err(Unreadable::Encrypted("ODF"));
        }
        Ok(())
    }
}

/// Whether the bytes begin as a zip package with at least one part.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// An Office file with a password is a compound file that holds a stream `EncryptedPackage` (the name
/// stands there in UTF-16). Plain .doc and .xls are compound files without it.
pub(crate) fn is_encrypted_office(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(&OLE) && memchr::memmem::find(bytes, &name).is_some()
}

fn damaged(error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => {
            Unreadable::Encrypted("zip")
        }
        other => Unreadable::Damaged("zip", other.to_string()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A zip of the given parts, for the tests of all package formats.
    pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn outcome(bytes: &[u8], limits: &Limits, part: &str) -> String {
        match Package::open(bytes, limits).and_then(|p| p.read(part)) {
            Ok(Some(bytes)) => format!("{}", bytes.len()),
            Ok(None) => "none".to_owned(),
            Err(Unreadable::TooLarge(_)) => "large".to_owned(),
            Err(Unreadable::Damaged(..)) => "damaged".to_owned(),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn parts_are_read_and_bombs_are_not() {
        let limits = Limits::default();
        let plain = pack(&[("a/B.xml", b"12345"), ("c", b"")]);
        assert_eq!(outcome(&plain, &limits, "a/b.xml"), "5");
        assert_eq!(outcome(&plain, &limits, "x"), "none");
        assert_eq!(outcome(&plain[..plain.len() - 9], &limits, "c"), "damaged");
        assert_eq!(outcome(&plain, &Limits { unpacked: 4, ..limits.clone() }, "a/b.xml"), "large");
        let bomb = pack(&[("z", &vec![0; 40 << 20])]);
        assert_eq!(outcome(&bomb, &limits, "z"), "large");
        let odf = pack(&[("META-INF/manifest.xml", b"<manifest:encryption-data/>")]);
        assert_eq!(outcome(&odf, &limits, "z"), "Encrypted(\"ODF\")");
    }

    #[test]
    fn office_passwords_are_recognised() {
        let mut bytes = OLE.to_vec();
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(outcome(&bytes, &Limits::default(), "z"), "Encrypted(\"Office\")");
    }

    #[test]
    fn mutations_never_panic() {
        let seed = pack(&[("a", b"hello hello hello"), ("b", b"x")]);
        for at in 0..seed.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = seed.clone();
                bytes[at] ^= flip;
                let _ = outcome(&bytes, &Limits::default(), "a");
            }
        }
    }
}
