//! What is known of every node, and whose key is believed.

use super::super::{Desk, now, today};
use super::key;
use crate::Fault;
use crate::desk::moves::record;
use ledger::{Draft, Kind};
use serde_json::json;
use std::path::Path;
use store::{Book, Node, State, Way};
use transfer::Public;

/// A node as a person wants to see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What the ledger knows.
    pub node: Node,
    /// Fingerprint of its key; empty for none.
    pub fingerprint: String,
}

/// Every node; those that are mounted are asked.
///
/// # Errors
/// When the ledger fails.
pub fn status(desk: &mut Desk) -> Result<Vec<Standing>, Fault> {
    desk.store.refresh_nodes()?;
    let standing = |node: Node| Standing { fingerprint: fingerprint(&node.key), node };
    Ok(desk.store.nodes()?.into_iter().map(standing).collect())
}

fn fingerprint(key: &str) -> String {
    Public::from_hex(key).map(|p| p.fingerprint()).unwrap_or_default()
}

/// Believes a key from now on: a person has compared it. Gives the fingerprints of the one before and of
/// this one.
///
/// # Errors
/// When the file is no public key, or the code is this ledger's own.
pub fn trust(desk: &mut Desk, code: &str, with: &Path) -> Result<(String, String), Fault> {
    let public = key::public(with)?;
    if code == desk.store.own().code {
        return Err(store::StoreError::OwnBook(code.to_owned()).into());
    }
    let known = desk.store.node(code)?;
    let name = known.as_ref().map(|n| n.book.name.clone()).unwrap_or_default();
    let mut node = match known {
        Some(node) if node.way == Way::Received => node,
        Some(_) => return Err(store::StoreError::Mounted(code.to_owned()).into()),
        None => Node::new(Book { code: code.to_owned(), name }, Way::Received),
    };
    let before = fingerprint(&node.key);
    if node.key != public.hex() && node.state == State::Isolated {
        // The reason was perhaps the key; the next file will tell.
        (node.state, node.reason) = (State::Present, String::new());
    }
    (node.key, node.trusted, node.tried_at) = (public.hex(), true, now());
    desk.store.note(&node)?;
    let mut draft = Draft::new(Kind::Record, today(), i32::from(today().year()), "");
    draft.topic = "传送".to_owned();
    draft.key = format!("{code}|公钥");
    draft.payload = json!({"结果": "核对公钥", "公钥": public.hex(), "原指纹": before}).to_string();
    record(desk, vec![draft], "cluster trust")?;
    Ok((before, public.fingerprint()))
}
