//! Pieces that pages are made of.

pub(crate) mod form;
pub(crate) mod shell;
pub(crate) mod table;

use std::fmt::Write as _;

/// A text as part of an address (RFC 3986): every byte that is not a letter, a digit or `-._~` as `%XX`.
pub(crate) fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
