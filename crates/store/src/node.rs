//! Other nodes: whose books stand in this ledger or are reached from it, and in what state.

use crate::db::{Db, In, at, number};
use crate::error::StoreError;
use crate::{Book, Store};

/// How a book comes here, or goes from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// 发送: our own, what was sent by files.
    Sent,
    /// 接收: another's, received by files.
    Received,
    /// 挂接: another's, read over the network.
    Mounted,
}

/// What a node is worth at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 正常
    Present,
    /// 缺失: it does not answer.
    Missing,
    /// 隔离: it answers or sends, but is not believed.
    Isolated,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its book.
    pub book: Book,
    /// How it comes here.
    pub way: Way,
    /// Where it is, without a password; empty for files.
    pub place: String,
    /// Its public key, hexadecimal; empty where none is used.
    pub key: String,
    /// Whether a person has compared the key.
    pub trusted: bool,
    /// What it is worth at present.
    pub state: State,
    /// Why it is not present: Chinese, ` / `, English.
    pub reason: String,
    /// Number of the last entry known; 0 for none.
    pub seen_seq: u64,
    /// Its hash.
    pub seen_hash: [u8; 32],
    /// When that was the last one: UTC, ISO 8601; empty for never.
    pub seen_at: String,
    /// When it was last asked.
    pub tried_at: String,
}

impl Way {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Way::Sent => "发送",
            Way::Received => "接收",
            Way::Mounted => "挂接",
        }
    }

    fn of(name: &str) -> Option<Way> {
        [Way::Sent, Way::Received, Way::Mounted].into_iter().find(|w| w.name() == name)
    }
}

impl State {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            State::Present => "正常",
            State::Missing => "缺失",
            State::Isolated => "隔离",
        }
    }

    fn of(name: &str) -> Option<State> {
        [State::Present, State::Missing, State::Isolated].into_iter().find(|s| s.name() == name)
    }
}

impl Node {
    /// A node of which nothing is known yet.
    pub fn new(book: Book, way: Way) -> Node {
        Node {
            book,
            way,
            place: String::new(),
            key: String::new(),
            trusted: false,
            state: State::Present,
            reason: String::new(),
            seen_seq: 0,
            seen_hash: [0; 32],
            seen_at: String::new(),
            tried_at: String::new(),
        }
    }
}

const COLUMNS: &str = "book, name, way, place, key, trusted, state, reason, seen_seq, seen_hash, \
     seen_at, tried_at";

/// All nodes, by their books.
pub(crate) fn load(db: &mut Db) -> Result<Vec<Node>, StoreError> {
    let rows = db.query(&format!("SELECT {COLUMNS} FROM node ORDER BY book"), &[])?;
    let read = |row: &crate::db::Line| {
        let text = |column: usize| at(row, column).text().to_owned();
        Some(Node {
            book: Book { code: text(0), name: text(1) },
            way: Way::of(at(row, 2).text())?,
            place: text(3),
            key: text(4),
            trusted: at(row, 5).int() != 0,
            state: State::of(at(row, 6).text())?,
            reason: text(7),
            seen_seq: number(row, 8),
            seen_hash: at(row, 9).hash(),
            seen_at: text(10),
            tried_at: text(11),
        })
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Writes what is known of a node.
pub(crate) fn save(db: &mut Db, node: &Node) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO node ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
         ON CONFLICT (book) DO UPDATE SET name = excluded.name, way = excluded.way, \
         place = excluded.place, key = excluded.key, trusted = excluded.trusted, \
         state = excluded.state, reason = excluded.reason, seen_seq = excluded.seen_seq, \
         seen_hash = excluded.seen_hash, seen_at = excluded.seen_at, tried_at = excluded.tried_at"
    );
    db.run(
        &sql,
        &[
            (&node.book.code).into(),
            (&node.book.name).into(),
            node.way.name().into(),
            (&node.place).into(),
            (&node.key).into(),
            In::Int(node.trusted.into()),
            node.state.name().into(),
            (&node.reason).into(),
            node.seen_seq.into(),
            (&node.seen_hash).into(),
            (&node.seen_at).into(),
            (&node.tried_at).into(),
        ],
    )?;
    Ok(())
}

impl Store {
    /// Every node that is known here, by its book.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn nodes(&mut self) -> Result<Vec<Node>, StoreError> {
        load(&mut self.db)
    }

    /// The node of a book.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn node(&mut self, code: &str) -> Result<Option<Node>, StoreError> {
        Ok(self.nodes()?.into_iter().find(|n| n.book.code == code))
    }

    /// Keeps what is known of a node; the key, once pinned, is the caller's to guard.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn note(&mut self, node: &Node) -> Result<(), StoreError> {
        self.db.begin_writing()?;
        let done = save(&mut self.db, node).and_then(|()| self.db.script("COMMIT"));
        if done.is_err() {
            let _ = self.db.script("ROLLBACK");
        }
        done
    }
}
