//! Folders for one test.

use std::path::{Path, PathBuf};

/// A folder of its own, empty at first and gone afterwards.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it; tests of one program give it different names.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> std::io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("mingzhang-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
