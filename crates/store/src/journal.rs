//! The inside of a batch: drafts are judged, chained, written, and looked up again.

use crate::balance::{self, Standing};
use crate::card;
use crate::db::{Db, Val, at, number};
use crate::error::StoreError;
use crate::posting::{Outcome, Posting, ROWS, WARNINGS, named};
use crate::row::{self, COLUMNS, Row};
use ledger::{
    Balance, Control, Draft, Entry, HEADER, Hashed, Kind, Refusal, check, content, link_known,
    on_line,
};

/// The balance of the line after a draft, and what is odd; or why it is refused.
pub(crate) type Judged = Result<(Balance, Vec<Refusal>), Refusal>;

/// What is known of an id of a source system.
pub(crate) struct Known {
    pub(crate) seq: u64,
    pub(crate) stamp: String,
    pub(crate) content: i64,
    /// Stamp of the entry that took it back; `None` while it stands.
    pub(crate) reversed: Option<String>,
}

/// Ids of sources that are held in memory at most.
const IDS: usize = 2_000_000;

impl Posting<'_> {
    /// Judges a draft and appends it.
    pub(crate) fn enter(&mut self, hashed: Hashed) -> Result<Outcome, StoreError> {
        Ok(match self.judge(&hashed)? {
            Ok((after, odd)) => Outcome::Posted(self.take(hashed, after, odd)?),
            Err(refusal) => Outcome::Refused(refusal),
        })
    }

    /// Whether a draft may be posted now.
    pub(crate) fn judge(&mut self, hashed: &Hashed) -> Result<Judged, StoreError> {
        let draft = hashed.draft();
        let mut odd = Vec::new();
        for found in [unwritable(hashed).map(|r| (Control::Refuse, r)), self.stranger(draft)] {
            let Some((control, refusal)) = found else { continue };
            match control.judge(refusal) {
                Ok(warning) => odd.extend(warning),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let before = match on_line(draft.kind) {
            true => {
                let foreign = self.standing_line(&draft.line)?.line.foreign(draft);
                if let Some(refusal) = foreign {
                    match self.controls.foreign_line.judge(refusal) {
                        Ok(warning) => odd.extend(warning),
                        Err(refusal) => return Ok(Err(refusal)),
                    }
                }
                self.standing_line(&draft.line)?.balance
            }
            false => Balance::default(),
        };
        Ok(check(draft, before, &self.controls).map(|(after, more)| {
            odd.extend(more);
            (after, odd)
        }))
    }

    /// Appends a draft that was judged.
    pub(crate) fn take(
        &mut self,
        hashed: Hashed,
        after: Balance,
        odd: Vec<Refusal>,
    ) -> Result<u64, StoreError> {
        let draft = hashed.draft();
        self.stand(draft, after);
        if draft.kind == Kind::Adjust && !draft.topic.is_empty() {
            let fen = i128::from(draft.amount.as_fen());
            match self.transfers.get_mut(&draft.topic) {
                Some(sum) => *sum += fen,
                None => drop(self.transfers.insert(draft.topic.clone(), fen)),
            }
        }
        let back = draft.reverses.is_some();
        let record = (draft.kind == Kind::Record).then(|| (draft.topic.clone(), draft.key.clone()));
        let seq = self.append(hashed)?;
        if let Some((topic, key)) = record {
            card::touch(&mut self.cards, &topic, &key);
            match topic.as_str() {
                "单位" if !back => drop(self.units.insert(key)),
                "项目" if !back => drop(self.projects.insert(key)),
                "单位" | "项目" => self.forget(&topic)?,
                _ => {}
            }
        }
        for warning in odd {
            self.warned += 1;
            if self.warnings.len() < WARNINGS {
                self.warnings.push((seq, warning));
            }
        }
        Ok(seq)
    }

    /// [`Store::last_of`](crate::Store::last_of) within the batch, while nobody else can write: whoever
    /// acts on what he has read sees here whether it still holds.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn last_of(&mut self, topic: &str, item: &str) -> Result<u64, StoreError> {
        self.flush()?;
        last_of(self.db, &self.book, topic, item)
    }

    /// Keeps the balance of a draft's line.
    pub(crate) fn stand(&mut self, draft: &Draft, after: Balance) {
        if !on_line(draft.kind) {
            return;
        }
        if !self.balances.contains_key(&draft.line) {
            self.balances.insert(draft.line.clone(), (Standing::default(), true));
        }
        if let Some((standing, changed)) = self.balances.get_mut(&draft.line) {
            (standing.balance, *changed) = (after, true);
            if !standing.line.knows(draft) {
                standing.line.learn(draft);
            }
        }
    }

    /// Asks again who is known, after a registration was taken back.
    fn forget(&mut self, topic: &str) -> Result<(), StoreError> {
        self.flush()?;
        let all = named(self.db, &self.book, topic)?;
        match topic {
            "单位" => self.units = all,
            _ => self.projects = all,
        }
        Ok(())
    }

    /// A unit or project that nobody has registered.
    fn stranger(&self, d: &Draft) -> Option<(Control, Refusal)> {
        if d.reverses.is_some() || d.kind == Kind::Record && matches!(&*d.topic, "单位" | "项目")
        {
            return None;
        }
        if !d.unit.is_empty() && !self.units.contains(&d.unit) {
            let unit = &d.unit;
            let refusal = Refusal::new(
                "unknown-unit",
                format!("单位 {unit} 还没有登记；请先导入单位"),
                format!("unit {unit} is not known; import units first"),
            );
            return Some((self.controls.unknown_unit, refusal));
        }
        let money = !matches!(d.kind, Kind::Register | Kind::Record);
        if money && !d.project.is_empty() && !self.projects.contains(&d.project) {
            let project = &d.project;
            let refusal = Refusal::new(
                "unknown-project",
                format!("项目 {project} 还没有登记；请先导入项目"),
                format!("project {project} is not known; import projects first"),
            );
            return Some((self.controls.unknown_project, refusal));
        }
        None
    }

    /// Chains an entry and writes it: to a file at once, to a server with others.
    pub(crate) fn append(&mut self, hashed: Hashed) -> Result<u64, StoreError> {
        let (digest, ext) = (*hashed.digest(), hashed.ext());
        self.rolls.add(hashed.draft());
        if self.rolls.is_full() {
            self.rolls.write(self.db, &self.book)?;
        }
        let seq = self.head.seq + 1;
        let draft = hashed.into_draft();
        let mut entry = Entry { seq, batch: self.head.batch, draft, hash: [0; 32] };
        entry.hash = link_known(&self.head.hash, &entry, &digest);
        self.head.seq = seq;
        self.head.hash = entry.hash;
        if ext != 0 {
            self.remember(ext);
        }
        let row = Row::new(entry, ext, content(&digest));
        if !self.db.is_postgres() {
            let [one, _] = &self.inserts;
            self.db.run(one, &row.values(&self.book))?;
            return Ok(seq);
        }
        self.pending.push(row);
        if self.pending.len() >= ROWS {
            self.flush()?;
        }
        Ok(seq)
    }

    fn remember(&mut self, ext: i64) {
        let Some(ids) = &mut self.ids else { return };
        ids.insert(ext);
        if ids.len() > IDS {
            self.ids = None;
        }
    }

    /// Sends the rows on their way to a server.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        let [one, many] = &self.inserts;
        if self.pending.len() == ROWS {
            let values: Vec<_> = self.pending.iter().flat_map(|r| r.values(&self.book)).collect();
            self.db.run(many, &values)?;
        } else {
            for row in &self.pending {
                self.db.run(one, &row.values(&self.book))?;
            }
        }
        self.pending.clear();
        Ok(())
    }

    /// Writes what the batch has changed beside the journal: balances in order, rollups, cards.
    pub(crate) fn settle(&mut self) -> Result<(), StoreError> {
        self.rolls.write(self.db, &self.book)?;
        card::settle(self.db, &self.book, &self.cards)?;
        let mut changed: Vec<(&String, &Standing)> = self
            .balances
            .iter()
            .filter(|(_, (_, changed))| *changed)
            .map(|(line, (standing, _))| (line, standing))
            .collect();
        changed.sort_by_key(|(line, _)| *line);
        for (line, standing) in changed {
            balance::save(self.db, &self.book, line, standing)?;
        }
        Ok(())
    }

    pub(crate) fn standing_line(&mut self, line: &str) -> Result<&Standing, StoreError> {
        if !self.balances.contains_key(line) {
            let standing = balance::load(self.db, &self.book, line)?.unwrap_or_default();
            self.balances.insert(line.to_owned(), (standing, false));
        }
        let (standing, _) = &self.balances[line];
        Ok(standing)
    }

    /// The last entry with this id, which is looked up by its number.
    pub(crate) fn by_ext(&mut self, ext: &str, id: i64) -> Result<Option<Known>, StoreError> {
        if self.ids.as_ref().is_some_and(|ids| !ids.contains(&id)) {
            return Ok(None);
        }
        if self.pending.iter().any(|r| r.ext == id) {
            self.flush()?;
        }
        // Unordered: asked for an order, SQLite walks the whole book rather than the index.
        let sql = "SELECT seq, stamp, content, ext, (SELECT r.stamp FROM entry r \
             WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0) \
             FROM entry WHERE book = ?1 AND ext_hash = ?2 AND ext <> ''";
        let rows = self.db.query(sql, &[(&self.book).into(), id.into()])?;
        let hits = rows.iter().filter(|r| at(r, 3).text() == ext);
        let Some(hit) = hits.max_by_key(|r| number(r, 0)) else { return Ok(None) };
        let (seq, stamp) = (number(hit, 0), at(hit, 1).text().to_owned());
        let reversed = match at(hit, 4) {
            Val::Text(stamp) => Some(stamp.clone()),
            _ => self.pending_reversal(seq),
        };
        Ok(Some(Known { seq, stamp, content: at(hit, 2).int(), reversed }))
    }

    /// The stamp of the entry that took this one back; `None` while it stands.
    pub(crate) fn is_reversed(&mut self, seq: u64) -> Result<Option<String>, StoreError> {
        if let Some(stamp) = self.pending_reversal(seq) {
            return Ok(Some(stamp));
        }
        let sql = "SELECT stamp FROM entry WHERE book = ?1 AND reverses = ?2 AND reverses <> 0";
        let rows = self.db.query(sql, &[(&self.book).into(), seq.into()])?;
        Ok(rows.first().map(|row| at(row, 0).text().to_owned()))
    }

    fn pending_reversal(&self, seq: u64) -> Option<String> {
        let row = self.pending.iter().find(|r| r.entry.draft.reverses == Some(seq))?;
        Some(row.entry.draft.stamp.clone())
    }

    pub(crate) fn load(&mut self, seq: u64) -> Result<Option<Entry>, StoreError> {
        if let Some(row) = self.pending.iter().find(|r| r.entry.seq == seq) {
            return Ok(Some(row.entry.clone()));
        }
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE book = ?1 AND seq = ?2");
        let rows = self.db.query(&sql, &[(&self.book).into(), seq.into()])?;
        let read = |row: &Vec<Val>| row::entry(row).ok_or_else(|| crate::query::broken(seq));
        rows.first().map(read).transpose()
    }
}

/// Number of the last entry of an item.
pub(crate) fn last_of(db: &mut Db, book: &str, topic: &str, item: &str) -> Result<u64, StoreError> {
    // Added to nothing, the column is not taken for an order in which SQLite walks the whole book.
    let sql = "SELECT CAST(COALESCE(MAX(seq + 0), 0) AS BIGINT) FROM entry \
         WHERE book = ?1 AND topic = ?2 AND topic <> '' AND item = ?3";
    let rows = db.query(sql, &[book.into(), topic.into(), item.into()])?;
    Ok(rows.first().map_or(0, |row| number(row, 0)))
}

/// What no engine keeps as it is, and what is the journal's own.
fn unwritable(hashed: &Hashed) -> Option<Refusal> {
    if hashed.has_nul() {
        return Some(Refusal::new(
            "nul",
            "文字中有空字符（NUL）；请删去后再导入",
            "a text holds a NUL character; remove it and import again",
        ));
    }
    (hashed.draft().topic == HEADER).then(|| {
        Refusal::new(
            "reserved",
            format!("“{HEADER}”是每批自带的说明，不能另行录入"),
            "the record that opens a batch is written with the batch itself",
        )
    })
}
