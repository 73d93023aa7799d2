//! What a transfer file says of itself.
//!
//! ```text
//! mingzhang transfer 1
//! {"book":"990101000",…,"body":"<SM3 of the rest>","key":"<public key>"}
//! <signature of the two lines above, hexadecimal>
//! <gzip: one entry a line, JSON>
//! ```

use serde::{Deserialize, Serialize};

/// The first line, before the number of the layout.
pub(crate) const MAGIC: &str = "mingzhang transfer ";

/// The layout this program writes.
pub(crate) const LAYOUT: &str = "1";

/// The head of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// 区划 of the node that sends.
    pub book: String,
    /// Its name.
    pub name: String,
    /// Number of the first entry.
    pub first: u64,
    /// Number of the last one.
    pub last: u64,
    /// Hash of the entry before the first (of the empty book before entry 1).
    #[serde(with = "hash")]
    pub before: [u8; 32],
    /// Hash of the last entry.
    #[serde(with = "hash")]
    pub after: [u8; 32],
    /// When the file was made, by the clock of the sender: UTC, ISO 8601.
    pub made: String,
    /// SM3 of everything after the signature.
    #[serde(with = "hash")]
    pub body: [u8; 32],
    /// Its length.
    pub bytes: u64,
    /// Public key of the sender, hexadecimal.
    pub key: String,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}

/// A hash as hexadecimal text.
pub(crate) mod hash {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::hex(hash))
    }

    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        let bytes = super::unhex(&text).and_then(|b| b.try_into().ok());
        bytes.ok_or_else(|| D::Error::custom("not a hash"))
    }
}
