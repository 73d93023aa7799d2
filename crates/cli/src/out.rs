//! Standard output or a file. A reader that goes away (`| head`) ends the work quietly.

use app::Fault;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

/// Where a report goes.
pub(crate) enum Out {
    Screen(std::io::Stdout),
    /// Kept until it is whole.
    File(PathBuf, Vec<u8>),
}

/// Whether anyone still listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Yes,
    No,
}

impl Out {
    pub(crate) fn new(path: Option<PathBuf>) -> Out {
        path.map_or_else(|| Out::Screen(std::io::stdout()), |p| Out::File(p, Vec::new()))
    }

    /// Writes and flushes, so that a pipe sees each document as it is done.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<Heard, Fault> {
        match self {
            Out::File(_, kept) => {
                kept.extend_from_slice(bytes);
                Ok(Heard::Yes)
            }
            Out::Screen(screen) => match screen.write_all(bytes).and_then(|()| screen.flush()) {
                Ok(()) => Ok(Heard::Yes),
                Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(Heard::No),
                Err(e) => Err(Fault {
                    zh: format!("无法输出：{e}"),
                    en: format!("cannot write the output: {e}"),
                }),
            },
        }
    }

    /// Puts a file in its place; gives its path.
    pub(crate) fn close(self) -> Result<Option<PathBuf>, Fault> {
        match self {
            Out::Screen(_) => Ok(None),
            Out::File(path, bytes) => app::save(&path, &bytes).map(|()| Some(path)),
        }
    }
}
