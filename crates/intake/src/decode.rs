//! Bytes of a text file to UTF-8, as they come: UTF-8 with or without a mark, UTF-16, else GB18030.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A reader that gives UTF-8.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
    /// Whether bytes were met that the encoding does not have.
    pub(crate) garbled: Arc<AtomicBool>,
    /// The beginning, decoded, for guesses.
    pub(crate) sample: String,
}

impl<R: Read> Decoded<R> {
    /// `head` is the beginning of the source; `whole` says that there is no more.
    pub(crate) fn new(source: R, head: &[u8], whole: bool) -> Decoded<R> {
        let encoding = guess(head, whole);
        let (sample, _, _) = encoding.decode(head);
        Decoded {
            source,
            decoder: encoding.new_decoder(),
            raw: vec![0; 64 * 1024],
            ready: Vec::new(),
            given: 0,
            ended: false,
            garbled: Arc::default(),
            sample: sample.into_owned(),
        }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let length = self.source.read(&mut self.raw)?;
        self.ended = length == 0;
        let bytes = self.raw.get(..length).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(length * 3 + 16);
        self.ready.clear();
        self.ready.resize(room, 0);
        let (_, _, written, errors) =
            self.decoder.decode_to_utf8(bytes, &mut self.ready, self.ended);
        if errors {
            self.garbled.store(true, Ordering::Relaxed);
        }
        self.ready.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}

fn guess(head: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match std::str::from_utf8(head) {
        Ok(_) => UTF_8,
        // Cut in the middle of a character.
        Err(e) if !whole && e.error_len().is_none() => UTF_8,
        // Chinese in UTF-8 with a few broken bytes: reading on says so, instead of taking all of it for
        // another encoding.
        Err(e) if head.get(..e.valid_up_to()).is_some_and(|h| chinese(h) > 16) => UTF_8,
        Err(_) => GB18030,
    }
}

/// Characters beyond ASCII in valid UTF-8.
fn chinese(head: &[u8]) -> usize {
    std::str::from_utf8(head).map_or(0, |t| t.chars().filter(|c| !c.is_ascii()).count())
}
