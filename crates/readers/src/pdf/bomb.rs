//! Refuses PDF files with streams that unpack to more than the limit: the library unpacks a stream as a
//! whole and offers no way to be stopped.

use crate::{Limits, Unreadable};
use flate2::read::ZlibDecoder;
use memchr::memmem::find;
use std::io::Read;

/// Deflate never packs better than this.
const BEST_RATIO: u64 = 1032;

/// Looks at every packed stream that could be a bomb: those large enough, and those packed twice.
pub(super) fn refuse(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let limit = limits.unpacked / 2;
    let over = || {
        let size = limit >> 20;
        Err(Unreadable::TooLarge(format!(
            "一段内容解压后超过 {size} MB / one stream unpacks to more than {size} MB"
        )))
    };
    if packed_twice(bytes) {
        return over();
    }
    for stream in streams(bytes) {
        let possible = (stream.len() as u64).saturating_mul(BEST_RATIO) > limit;
        if possible && unpacked(stream, limit) > limit {
            return over();
        }
    }
    Ok(())
}

/// Bytes between `stream` and `endstream`.
fn streams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + find(bytes.get(from..)?, b"stream")? + 6;
            from = start;
            if !bytes.get(..start - 6)?.ends_with(b"end") {
                let rest = bytes.get(start..)?.trim_ascii_start();
                let length = find(rest, b"endstream").unwrap_or(rest.len());
                from = bytes.len() - rest.len() + length;
                return rest.get(..length);
            }
        }
    })
}

/// How much a stream unpacks to, as far as the limit.
fn unpacked(stream: &[u8], limit: u64) -> u64 {
    let mut unpacked = ZlibDecoder::new(stream).take(limit + 1);
    // A damaged stream counts as far as it goes.
    let mut total = 0;
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = unpacked.read(&mut buffer) {
        total += n as u64;
    }
    total
}

/// Whether a stream is packed, and the result packed again, as only bombs are.
fn packed_twice(bytes: &[u8]) -> bool {
    let name = b"FlateDecode";
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|b| find(b, name)) {
        from += at + name.len();
        let rest = bytes.get(from..).unwrap_or_default().trim_ascii_start();
        if rest.starts_with(b"/FlateDecode") || rest.starts_with(b"/Fl ") {
            return true;
        }
    }
    false
}
