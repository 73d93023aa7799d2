//! Entries of another node, appended to its book as they are: each proves itself by the hash it
//! arrived with, and balances, rollups and cards follow in the same transaction.

use crate::balance::Standing;
use crate::card;
use crate::error::StoreError;
use crate::node::{self, Node, Way};
use crate::posting::Posting;
use crate::{Book, Head, Store};
use ledger::{Entry, HEADER, Hashed, Kind, genesis, on_line};

/// Another's book while entries arrive. Dropping it leaves the ledger as it was.
pub struct Receiving<'a> {
    posting: Posting<'a>,
    began: Head,
}

impl Store {
    /// Opens another's book for entries that arrive, and makes it where there is none.
    ///
    /// # Errors
    /// When it is this node's own, or read over the network, or the engine fails.
    pub fn receive(&mut self, book: &Book) -> Result<Receiving<'_>, StoreError> {
        if book.code == self.own.code {
            return Err(StoreError::OwnBook(book.code.clone()));
        }
        self.must_be_alone()?;
        self.db.begin_writing()?;
        let begun = self.begun_receiving(book);
        if begun.is_err() {
            let _ = self.db.script("ROLLBACK");
        }
        let began = begun?;
        Ok(Receiving { posting: Posting::silent(&mut self.db, &book.code, began), began })
    }

    fn begun_receiving(&mut self, book: &Book) -> Result<Head, StoreError> {
        let mounted = |n: &Node| n.book.code == book.code && n.way == Way::Mounted;
        if node::load(&mut self.db)?.iter().any(mounted) {
            return Err(StoreError::Mounted(book.code.clone()));
        }
        let known =
            self.db.query("SELECT name FROM book WHERE code = ?1", &[(&book.code).into()])?;
        if known.is_empty() {
            self.db.run(
                "INSERT INTO book (code, name, seq, batch, hash) VALUES (?1, ?2, 0, 0, ?3)",
                &[(&book.code).into(), (&book.name).into(), (&genesis(&book.code)).into()],
            )?;
        } else {
            let sql = "UPDATE book SET name = ?1 WHERE code = ?2";
            self.db.run(sql, &[(&book.name).into(), (&book.code).into()])?;
        }
        let lock = if self.db.is_postgres() { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT seq, batch, hash FROM book WHERE code = ?1{lock}");
        self.head_of(&sql, &book.code)
    }
}

impl Receiving<'_> {
    /// The end of the book before anything arrived.
    pub fn head(&self) -> Head {
        self.began
    }

    /// The hash of an entry that is there already; `None` where there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn hash(&mut self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        crate::hash_at(self.posting.db, &self.posting.book, seq)
    }

    /// Appends the next entry.
    ///
    /// # Errors
    /// [`StoreError::Unproved`] when it does not continue the book; nothing of what arrived is kept then.
    pub fn keep(&mut self, entry: Entry) -> Result<(), StoreError> {
        self.posting.keep(entry)
    }

    /// Makes what arrived part of the book, together with what is known of its node.
    ///
    /// # Errors
    /// When the engine fails; nothing is kept then.
    pub fn commit(mut self, node: &Node) -> Result<Head, StoreError> {
        let head = self.posting.head;
        let kept = node::save(self.posting.db, &Node { way: Way::Received, ..node.clone() });
        kept.and_then(|()| self.posting.close())?;
        Ok(head)
    }
}

impl Posting<'_> {
    fn keep(&mut self, entry: Entry) -> Result<(), StoreError> {
        let (seq, hash) = (entry.seq, entry.hash);
        let wrong = |zh: &str, en: &str| StoreError::unproved(seq, zh, en);
        let opens = entry.draft.kind == Kind::Record && entry.draft.topic == HEADER;
        let batch = self.head.batch + u64::from(opens);
        if (seq, entry.batch) != (self.head.seq + 1, batch) || batch == 0 {
            return Err(wrong("编号或批次不连续", "its number or batch does not follow"));
        }
        let hashed = Hashed::new(entry.draft);
        if hashed.has_nul() {
            return Err(wrong("文字中有空字符", "a text holds a NUL character"));
        }
        if let Some(old) = hashed.draft().reverses
            && (old >= seq || self.is_reversed(old)?.is_some())
        {
            return Err(wrong("冲销的分录不存在或已冲销过", "what it takes back is not there"));
        }
        if on_line(hashed.draft().kind) {
            let mut standing: Standing = self.standing_line(&hashed.draft().line)?.clone();
            let taken = standing.take(hashed.draft());
            taken.ok_or_else(|| wrong("指标余额超出范围", "the balance is out of range"))?;
            self.stand(hashed.draft(), standing.balance);
        }
        let record = (hashed.draft().kind == Kind::Record)
            .then(|| (hashed.draft().topic.clone(), hashed.draft().key.clone()));
        self.head.batch = batch;
        self.append(hashed)?;
        if self.head.hash != hash {
            return Err(wrong("内容与校验值不符", "it is not what its hash says"));
        }
        if let Some((topic, key)) = record {
            card::touch(&mut self.cards, &topic, &key);
        }
        Ok(())
    }
}
