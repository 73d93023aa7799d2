//! Counties that a city reads over the network.

use super::super::Desk;
use crate::Fault;
use store::{Book, Node};

/// Makes the city's ledger ready to mount nodes; run again, it lays anew what was there.
///
/// # Errors
/// When it is no PostgreSQL ledger, or an administrator must help first.
pub fn init(desk: &mut Desk) -> Result<(), Fault> {
    Ok(desk.store.cluster_init()?)
}

/// Mounts a node. Its name is its own where none is given.
///
/// # Errors
/// Says why the node cannot be read or is not what it should be; never the password.
pub fn add(desk: &mut Desk, code: &str, name: &str, url: &str) -> Result<Node, Fault> {
    let book = Book { code: code.to_owned(), name: name.to_owned() };
    Ok(desk.store.mount(&book, url)?)
}

/// Takes a mounted node away.
///
/// # Errors
/// When it is not mounted.
pub fn remove(desk: &mut Desk, code: &str) -> Result<(), Fault> {
    Ok(desk.store.unmount(code)?)
}

/// At a county: lets a role of the database read the ledger, and nothing else.
///
/// # Errors
/// When there is no such role.
pub fn share(desk: &mut Desk, role: &str) -> Result<(), Fault> {
    Ok(desk.store.share(role)?)
}
