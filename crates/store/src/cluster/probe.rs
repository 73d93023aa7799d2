//! Whether a node is there, and is what it was: asked over the same way as every question, so that what
//! is found here holds for them.

use super::layout::Layout;
use crate::VERSION;
use crate::db::{Db, Said, at, number};
use crate::error::StoreError;
use crate::node::{self, Node, State, Way};

/// How long a node may think about whether it is there.
pub(crate) const SHORT: &str = "SET statement_timeout = '5s'";

/// A node that did not answer is left alone for so many seconds, unless somebody wants to know.
const PATIENCE: i64 = 20;

/// Asks every mounted node, or those that answered or were left alone for long, and keeps what was found.
pub(crate) fn all(db: &mut Db, layout: &Layout, also_silent: bool) -> Result<(), StoreError> {
    let nodes = node::load(db)?;
    for mut node in nodes.into_iter().filter(|n| n.way == Way::Mounted) {
        if !also_silent && node.state == State::Missing && asked_lately(db, &node.tried_at)? {
            continue;
        }
        one(db, layout, &mut node)?;
        match node::save(db, &node) {
            // Who may only read sees for himself, and leaves the record to others.
            Ok(()) | Err(StoreError::ReadOnly) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn asked_lately(db: &mut Db, at_: &str) -> Result<bool, StoreError> {
    if at_.is_empty() {
        return Ok(false);
    }
    let sql = format!(
        "SELECT CAST(EXTRACT(EPOCH FROM now() - CAST(?1 AS TEXT)::timestamptz) < {PATIENCE} AS INT)"
    );
    let rows = db.query(&sql, &[at_.into()])?;
    Ok(rows.first().is_some_and(|r| at(r, 0).int() != 0))
}

/// Asks a node, and writes into it what was found.
pub(crate) fn one(db: &mut Db, layout: &Layout, node: &mut Node) -> Result<(), StoreError> {
    // The clock of the city's server: one clock for all who ask.
    let sql = "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    let now = db.query(sql, &[])?.first().map(|r| at(r, 0).text().to_owned()).unwrap_or_default();
    node.tried_at.clone_from(&now);
    match ask(db, layout, node) {
        Ok(()) => {
            (node.state, node.reason, node.seen_at) = (State::Present, String::new(), now);
        }
        Err((state, reason)) => (node.state, node.reason) = (state, reason),
    }
    Ok(())
}

type Found = Result<(), (State, String)>;

/// What a node must be: of our version, of its own code, and of the history it had.
fn ask(db: &mut Db, layout: &Layout, node: &mut Node) -> Found {
    let code = node.book.code.clone();
    let table = |name: &str| layout.of_node(name, &code);
    let version = db.ask_server(&format!("SELECT version FROM {}", table("version")));
    let version = version.map_err(|said| silent(&code, &said))?;
    match version.first().map_or(0, |r| at(r, 0).int()) {
        VERSION => {}
        found if found > VERSION => {
            return Err(isolated(
                format!("节点 {code} 的账簿版本（{found}）新于本程序（{VERSION}）；请升级市级程序"),
                format!(
                    "the ledger of node {code} is newer ({found}) than this program ({VERSION}); upgrade the city's"
                ),
            ));
        }
        found => {
            return Err(isolated(
                format!(
                    "节点 {code} 的账簿版本（{found}）旧于本程序（{VERSION}）；请升级该节点的程序并打开一次账簿，再运行 cluster share"
                ),
                format!(
                    "the ledger of node {code} is older ({found}) than this program ({VERSION}); upgrade the node, open its ledger once and run cluster share again"
                ),
            ));
        }
    }
    let books = format!(
        "SELECT code, name, seq, hash FROM {} WHERE code NOT IN (SELECT book FROM {} WHERE way = '接收')",
        table("book"),
        table("nodes")
    );
    let books = db.ask_server(&books).map_err(|said| silent(&code, &said))?;
    let Some(own) = books.iter().find(|r| at(r, 0).text() == code) else {
        let found: Vec<&str> = books.iter().map(|r| at(r, 0).text()).collect();
        let found = found.join("、");
        return Err(isolated(
            format!("该地址的账簿区划码是 {found}，不是 {code}；请核对地址和区划码"),
            format!(
                "the ledger at this address is {found}'s, not {code}'s; check address and code"
            ),
        ));
    };
    let (seq, hash) = (number(own, 2), at(own, 3).hash());
    same_history(db, &table("entry"), node, seq)?;
    if node.book.name.is_empty() {
        at(own, 1).text().clone_into(&mut node.book.name);
    }
    (node.seen_seq, node.seen_hash) = (seq, hash);
    Ok(())
}

/// The entry that was the last one seen must still be the same.
fn same_history(db: &mut Db, entries: &str, node: &Node, seq: u64) -> Found {
    let (code, seen) = (&node.book.code, node.seen_seq);
    if seen == 0 {
        return Ok(());
    }
    let rewritten = || {
        isolated(
            format!(
                "节点 {code} 的历史变了：第 {seen} 号分录不是以前见过的那一笔（现到第 {seq} 号）；可能换了数据库、从旧备份恢复，或另一节点用了同一区划码；查明后用 cluster remove、cluster add 重新挂接"
            ),
            format!(
                "the history of node {code} has changed: entry {seen} is not the one that was seen (it ends at {seq} now); its database was replaced, restored from an old backup, or another node uses the code; once clear, cluster remove and cluster add it again"
            ),
        )
    };
    if seq < seen {
        return Err(rewritten());
    }
    let sql = format!("SELECT hash FROM {entries} WHERE book = '{code}' AND seq = {seen}");
    let rows = db.ask_server(&sql).map_err(|said| silent(code, &said))?;
    match rows.first().map(|r| at(r, 0).hash()) {
        Some(hash) if hash == node.seen_hash => Ok(()),
        _ => Err(rewritten()),
    }
}

fn isolated(zh: String, en: String) -> (State, String) {
    (State::Isolated, format!("{zh} / {en}"))
}

/// A node that did not answer, or has nothing of ours, or does not let us read it.
fn silent(code: &str, said: &Said) -> (State, String) {
    let text = &said.text;
    match said.code.as_str() {
        "42501" => isolated(
            format!("节点 {code} 不允许读取（{text}）；请在该节点运行 cluster share"),
            format!("node {code} does not let us read ({text}); run cluster share there"),
        ),
        "42P01" | "42703" => isolated(
            format!("节点 {code} 的地址处没有明账的账簿（{text}）；请核对地址和 schema"),
            format!(
                "there is no ledger of ours at the address of node {code} ({text}); check address and schema"
            ),
        ),
        _ => (
            State::Missing,
            format!(
                "节点 {code} 无法连接（{text}）；恢复后自动补上 / node {code} cannot be reached ({text}); its figures come back by themselves"
            ),
        ),
    }
}
