//! Writing a file: the body first, entry after entry, then the opening that says what it holds.

use crate::error::Unfit;
use crate::key::Key;
use crate::line;
use crate::parcel::{Head, LAYOUT, MAGIC, hex};
use flate2::Compression;
use flate2::write::GzEncoder;
use ledger::{Entry, link};
use sm3::{Digest, Sm3};
use std::io::Write;

/// The body of a file while it is written.
pub struct Body<W: Write> {
    out: GzEncoder<Summed<W>>,
    head: Head,
}

impl<W: Write> Body<W> {
    /// Begins the body of a file whose first entry follows the one with hash `before`.
    pub fn new(out: W, book: &str, name: &str, first: u64, before: [u8; 32]) -> Body<W> {
        let summed = Summed { out, sum: Sm3::new(), bytes: 0 };
        let head = Head {
            book: book.to_owned(),
            name: name.to_owned(),
            first,
            last: first.saturating_sub(1),
            before,
            after: before,
            made: String::new(),
            body: [0; 32],
            bytes: 0,
            key: String::new(),
        };
        Body { out: GzEncoder::new(summed, Compression::default()), head }
    }

    /// Adds the next entry.
    ///
    /// # Errors
    /// When it does not continue the chain: what is broken is not sent.
    pub fn add(&mut self, entry: &Entry) -> Result<(), Unfit> {
        if entry.seq != self.head.last + 1 || link(&self.head.after, entry) != entry.hash {
            return Err(Unfit::Broken { seq: self.head.last + 1 });
        }
        let mut text = line::write(entry).map_err(|e| Unfit::Disk(e.to_string()))?;
        text.push('\n');
        self.out.write_all(text.as_bytes())?;
        (self.head.last, self.head.after) = (entry.seq, entry.hash);
        Ok(())
    }

    /// Ends the body; gives what it was written to, and the head without time and key.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn finish(mut self) -> Result<(W, Head), Unfit> {
        let Summed { mut out, sum, bytes } = self.out.finish()?;
        out.flush()?;
        (self.head.body, self.head.bytes) = (sum.finalize().into(), bytes);
        Ok((out, self.head))
    }
}

/// What stands before the body: layout, head and signature. The head gets the public key of `key`.
///
/// # Errors
/// When the key cannot sign.
pub fn opening(head: &Head, key: &Key) -> Result<Vec<u8>, Unfit> {
    let head = Head { key: key.public().hex(), ..head.clone() };
    let json = serde_json::to_string(&head).map_err(|e| Unfit::Disk(e.to_string()))?;
    let mut text = format!("{MAGIC}{LAYOUT}\n{json}\n");
    let signature = key.sign(text.as_bytes())?;
    text.push_str(&hex(&signature));
    text.push('\n');
    Ok(text.into_bytes())
}

/// Sums up what passes.
struct Summed<W> {
    out: W,
    sum: Sm3,
    bytes: u64,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
