//! The key of a node: made once, kept readable for its owner only.

use super::disk;
use crate::Fault;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use transfer::{Key, Public};

/// A key that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeKey {
    /// The private half: stays where it is.
    pub private: PathBuf,
    /// The public half: goes to the one who receives.
    pub public: PathBuf,
    /// What people compare.
    pub fingerprint: String,
}

/// Makes a key.
///
/// # Errors
/// When one of the two files exists or cannot be written.
pub fn key(private: &Path) -> Result<MadeKey, Fault> {
    let public = beside(private);
    if let Some(there) = [private, &public].into_iter().find(|p| p.exists()) {
        let there = there.display();
        return Err(Fault::new(
            format!("{there} 已经存在，不会覆盖：换了密钥，接收方就不再相信；请换一个文件名"),
            format!(
                "{there} exists and is not overwritten: with another key the receiver would not believe you; choose another name"
            ),
        ));
    }
    let key = Key::generate()?;
    write(private, &key.to_pem()?, 0o600)?;
    write(&public, &key.public().to_pem()?, 0o644)?;
    let private = private.to_owned();
    Ok(MadeKey { private, public, fingerprint: key.public().fingerprint() })
}

/// The file of the public half.
fn beside(private: &Path) -> PathBuf {
    let mut name = private.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn write(path: &Path, text: &str, rights: u32) -> Result<(), Fault> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, rights);
    #[cfg(not(unix))]
    let _ = rights;
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|e| disk(path, &e))
}

/// Reads a private key; one that others may read is refused.
pub(super) fn private(path: &Path) -> Result<Key, Fault> {
    let text = fs::read_to_string(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            let path = path.display();
            Fault::new(
                format!("没有密钥文件 {path}；请先用 cluster key 生成，或用 --key 指明"),
                format!(
                    "there is no key at {path}; make one with cluster key, or name it with --key"
                ),
            )
        }
        _ => disk(path, &e),
    })?;
    #[cfg(unix)]
    {
        let mode = fs::metadata(path).map_err(|e| disk(path, &e))?;
        if std::os::unix::fs::MetadataExt::mode(&mode) & 0o077 != 0 {
            let path = path.display();
            return Err(Fault::new(
                format!(
                    "密钥 {path} 其他人也能读取，不能使用；请执行 chmod 600 {path}，若可能已泄露请重新生成"
                ),
                format!(
                    "others may read the key {path}, so it is not used; run chmod 600 {path}, and make a new one if it may have leaked"
                ),
            ));
        }
    }
    Ok(Key::from_pem(&text)?)
}

/// Reads a public key.
pub(super) fn public(path: &Path) -> Result<Public, Fault> {
    let text = fs::read_to_string(path).map_err(|e| disk(path, &e))?;
    Ok(Public::from_pem(&text)?)
}
