//! Reading a file: first what it says of itself and whether that was signed, then whether the body is
//! whole, and only then what is in it.

use crate::error::Unfit;
use crate::key::Public;
use crate::line;
use crate::parcel::{Head, LAYOUT, MAGIC, unhex};
use flate2::read::GzDecoder;
use ledger::{Entry, link};
use sm3::{Digest, Sm3};
use std::io::{BufRead, BufReader, Read};

/// The longest line of the opening.
const SHORT: u64 = 64 * 1024;

/// The longest line of an entry.
const LONG: u64 = 64 * 1024 * 1024;

/// What stands before the body, its signature checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// What the file says of itself.
    pub head: Head,
    /// The key that signed it. Whether that is the sender's, the caller must know.
    pub public: Public,
    /// Where the body begins.
    pub length: u64,
}

impl Opening {
    /// Reads the opening and checks its signature.
    ///
    /// # Errors
    /// When it is something else, of a newer layout, damaged or not signed by the key it names.
    pub fn read(from: &mut impl BufRead) -> Result<Opening, Unfit> {
        let magic = short(from)?;
        let Some(layout) = magic.strip_prefix(MAGIC) else { return Err(Unfit::Foreign) };
        if layout != LAYOUT {
            return Err(Unfit::Newer(layout.to_owned()));
        }
        let json = short(from)?;
        let signature = short(from)?;
        let head: Head = serde_json::from_str(&json).map_err(|_| Unfit::damaged("head"))?;
        let public = Public::from_hex(&head.key).map_err(|_| Unfit::damaged("key"))?;
        let bytes = unhex(&signature).ok_or_else(|| Unfit::damaged("signature"))?;
        if !public.signed(format!("{magic}\n{json}\n").as_bytes(), &bytes) {
            return Err(Unfit::Forged { book: head.book });
        }
        if head.first == 0 || head.last < head.first {
            return Err(Unfit::damaged("numbers"));
        }
        let length = [magic, json, signature].iter().map(|l| l.len() as u64 + 1).sum();
        Ok(Opening { head, public, length })
    }

    /// Reads the rest, and compares it with what was signed.
    ///
    /// # Errors
    /// When it is shorter, longer or other.
    pub fn check(&self, body: &mut impl Read) -> Result<(), Unfit> {
        let mut sum = Sm3::new();
        let mut bytes = 0;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let n = body.read(&mut piece)?;
            if n == 0 {
                break;
            }
            bytes += n as u64;
            sum.update(piece.get(..n).unwrap_or_default());
        }
        let found: [u8; 32] = sum.finalize().into();
        match (bytes == self.head.bytes, found == self.head.body) {
            (true, true) => Ok(()),
            (false, _) => Err(Unfit::damaged("length")),
            (true, false) => Err(Unfit::damaged("body")),
        }
    }

    /// The entries of a body that was checked.
    pub fn entries<R: Read>(&self, body: R) -> Entries<R> {
        let lines = BufReader::new(GzDecoder::new(body));
        Entries { lines, head: self.head.clone(), seq: self.head.first - 1, hash: self.head.before }
    }
}

/// The entries of a file, each proved to continue the chain.
pub struct Entries<R: Read> {
    lines: BufReader<GzDecoder<R>>,
    head: Head,
    seq: u64,
    hash: [u8; 32],
}

impl<R: Read> Entries<R> {
    /// The next entry; `None` after the last, when all is as the head says.
    ///
    /// # Errors
    /// When the file holds other entries than it says, or one does not fit the chain; no more follow.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, Unfit> {
        let mut text = Vec::new();
        (&mut self.lines).take(LONG).read_until(b'\n', &mut text).map_err(|_| broken_body())?;
        let ended = self.seq == self.head.last;
        if text.is_empty() && ended {
            return match self.hash == self.head.after {
                true => Ok(None),
                false => Err(Unfit::Broken { seq: self.seq }),
            };
        }
        let entry = line::read(&text).filter(|_| !ended).ok_or_else(broken_body)?;
        if entry.seq != self.seq + 1 || link(&self.hash, &entry) != entry.hash {
            return Err(Unfit::Broken { seq: self.seq + 1 });
        }
        (self.seq, self.hash) = (entry.seq, entry.hash);
        Ok(Some(entry))
    }
}

fn broken_body() -> Unfit {
    Unfit::damaged("entries")
}

/// A line of the opening, without its end.
fn short(from: &mut impl BufRead) -> Result<String, Unfit> {
    let mut text = Vec::new();
    from.take(SHORT).read_until(b'\n', &mut text)?;
    match text.pop() {
        Some(b'\n') => String::from_utf8(text).map_err(|_| Unfit::Foreign),
        _ => Err(Unfit::Foreign),
    }
}
