//! Several nodes: entries that travel by signed files from one to another, where no network joins them,
//! and counties that a city reads over the network.

mod key;
mod mount;
mod receive;
mod send;
mod status;
mod warn;

pub use key::{MadeKey, key};
pub use mount::{add, init, remove, share};
pub use receive::{Arrival, Outcome, receive};
pub use send::{Sent, send};
pub use status::{Standing, status, trust};
pub use warn::{Everywhere, warn};

use crate::Fault;
use transfer::Unfit;

impl From<Unfit> for Fault {
    fn from(unfit: Unfit) -> Fault {
        let text = unfit.to_string();
        let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
        Fault::new(zh, en)
    }
}

/// A file that could not be read or written.
fn disk(path: &std::path::Path, error: &std::io::Error) -> Fault {
    let path = path.display();
    Fault::new(
        format!("无法读写 {path}：{error}；请检查文件夹、权限和空间"),
        format!("cannot read or write {path}: {error}; check the folder, the rights and the room"),
    )
}
