//! One writer: random operations on a ledger, each answer compared with the model's.

use crate::chance::Chance;
use crate::model::{Expect, Id, Model};
use base::{Amount, Date};
use ledger::{Controls, Draft, Kind, Source};
use std::collections::BTreeMap;
use store::{Filter, Header, Outcome, Posting, Receipt, Store, StoreError};

/// Lines of one writer.
pub const LINES: usize = 40;

/// How an open batch ended.
pub enum End {
    /// Acknowledged.
    Committed(Receipt),
    /// Left open when it was dropped, or refused as a whole.
    Dropped,
    /// The connection broke: before the commit, or while it was under way.
    Broken { committing: bool },
}

/// What the open batch is to suffer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Commit,
    Drop,
    /// One leg of a transfer is missing.
    Lame,
}

/// A writer with its own unit and lines, so that several of them can be foretold at once.
pub struct World {
    pub model: Model,
    pub chance: Chance,
    pub operations: u64,
    pub tally: BTreeMap<&'static str, u64>,
    unit: String,
    clock: u32,
    ids: u32,
    pub may_break: bool,
}

type Step = Result<(), StoreError>;

impl World {
    pub fn new(name: usize, chance: Chance) -> World {
        World {
            model: Model::new(LINES),
            chance,
            operations: 0,
            tally: BTreeMap::new(),
            unit: unit(name),
            clock: 0,
            ids: 0,
            may_break: false,
        }
    }

    pub fn line(&self, line: usize) -> String {
        format!("{}-{line}", self.unit)
    }

    /// Opens a batch, posts about `size` operations, calls `midway` in the middle, and ends it.
    pub fn batch(
        &mut self,
        store: &mut Store,
        size: usize,
        plan: Plan,
        midway: &mut dyn FnMut(&mut Chance),
    ) -> End {
        self.model.begin();
        let mut posting = match store.begin(&header(), &Controls::default()) {
            Ok(posting) => posting,
            Err(error) => return self.broken(error, false),
        };
        let middle = self.chance.below(size.max(1));
        for n in 0..size {
            if n == middle {
                midway(&mut self.chance);
            }
            if let Err(error) = self.operation(&mut posting) {
                drop(posting);
                return self.broken(error, false);
            }
        }
        match plan {
            Plan::Commit => {}
            Plan::Drop => {
                drop(posting);
                self.model.forget();
                self.count("dropped");
                return End::Dropped;
            }
            Plan::Lame => {
                if let Err(error) = self.lame(&mut posting) {
                    drop(posting);
                    return self.broken(error, false);
                }
            }
        }
        match (posting.commit(), plan) {
            (Ok(receipt), Plan::Commit) => End::Committed(receipt),
            (Err(StoreError::Transfer(_)), Plan::Lame) => {
                self.model.forget();
                self.count("unbalanced");
                End::Dropped
            }
            (Err(error), _) => self.broken(error, true),
            (Ok(receipt), _) => panic!("a transfer that does not balance was taken: {receipt:?}"),
        }
    }

    /// The connection was broken on purpose; anything else is a failure of the store. Whether a commit
    /// under way was done is for the caller to find out, so the model is kept until then.
    fn broken(&mut self, error: StoreError, committing: bool) -> End {
        assert!(self.may_break, "{error}");
        if !committing {
            self.model.forget();
        }
        End::Broken { committing }
    }

    fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    fn operation(&mut self, posting: &mut Posting<'_>) -> Step {
        let line = self.chance.below(LINES);
        let fen = self.chance.amount();
        match self.chance.below(100) {
            0..5 => self.post(posting, Kind::Initial, line, fen),
            5..6 => self.post(posting, Kind::Initial, line, -fen),
            6..11 => {
                let sign = [1, -1][self.chance.below(2)];
                self.post(posting, Kind::Adjust, line, sign * fen)
            }
            11..16 => self.transfer(posting, line, fen),
            16..30 => self.post(posting, Kind::Allot, line, fen.saturating_mul(4)),
            30..33 => self.post(posting, Kind::Plan, line, fen),
            33..58 => self.post(posting, Kind::Pay, line, fen),
            58..61 => self.post(posting, Kind::Pay, line, -fen),
            61..62 => self.post(posting, Kind::Pay, line, Amount::LIMIT + fen),
            62..64 => self.stranger(posting, fen),
            64..80 => {
                self.ids += 1;
                let stamp = self.tick();
                self.version(posting, self.ids, line, fen, stamp, stamp)
            }
            80..92 => self.again(posting, line, fen),
            92..94 => self.delete(posting),
            _ => self.reverse(posting),
        }
    }

    fn tick(&mut self) -> u32 {
        self.clock += 1;
        self.clock
    }

    fn draft(&self, kind: Kind, line: usize, fen: i64, day: u32) -> Draft {
        let mut draft = Draft::new(kind, date(day), 2023, &self.unit);
        draft.line = self.line(line);
        draft.fund = "111".to_owned();
        draft.func = "2010101".to_owned();
        draft.eco = "30201".to_owned();
        draft.purpose = "办公费".to_owned();
        draft.amount = Amount::fen(fen);
        draft
    }

    /// Compares an answer with what it must be; gives the number of the new entry, 0 for none.
    fn answer(&mut self, outcome: Outcome, expect: Expect, what: &str) -> u64 {
        self.operations += 1;
        let (got, seq) = match &outcome {
            Outcome::Posted(seq) => (Expect::Posted, *seq),
            Outcome::Same(_) => (Expect::Same, 0),
            Outcome::Replaced { new, .. } => (Expect::Replaced, *new),
            Outcome::Deleted(_) => (Expect::Deleted, 0),
            Outcome::Stale(_) => (Expect::Stale, 0),
            Outcome::Refused(refusal) => (Expect::Refused(refusal.code), 0),
        };
        assert_eq!(got, expect, "{what} answered {outcome:?}");
        self.count(match got {
            Expect::Posted => "posted",
            Expect::Same => "same",
            Expect::Replaced => "replaced",
            Expect::Deleted => "reversed",
            Expect::Stale => "stale",
            Expect::Refused(_) => "refused",
        });
        seq
    }

    fn post(&mut self, posting: &mut Posting<'_>, kind: Kind, line: usize, fen: i64) -> Step {
        let expect = self.model.judge(kind, line, fen);
        let day = self.tick();
        let outcome = posting.post(self.draft(kind, line, fen, day))?;
        let seq = self.answer(outcome, expect, "post");
        if expect == Expect::Posted {
            self.model.posted(seq, kind, line, fen);
        }
        Ok(())
    }

    /// From one line to another, in two legs that net to zero.
    fn transfer(&mut self, posting: &mut Posting<'_>, from: usize, fen: i64) -> Step {
        let to = (from + 1 + self.chance.below(LINES - 1)) % LINES;
        let first = self.model.judge(Kind::Adjust, from, -fen);
        if first == Expect::Posted && self.model.judge(Kind::Adjust, to, fen) != first {
            // It would be left with one leg, and the batch be refused: see `lame`.
            return Ok(());
        }
        let day = self.tick();
        let mut rows = [0; 2];
        for (n, (line, fen)) in [(from, -fen), (to, fen)].into_iter().enumerate() {
            let expect = self.model.judge(Kind::Adjust, line, fen);
            let mut draft = self.draft(Kind::Adjust, line, fen, day);
            draft.topic = format!("{}-{day}", self.unit);
            let outcome = posting.post(draft)?;
            let seq = self.answer(outcome, expect, "transfer");
            if expect != Expect::Posted {
                return Ok(());
            }
            rows[n] = self.model.posted(seq, Kind::Adjust, line, fen);
        }
        let [out, into] = rows;
        self.model.rows[out].mate = Some(into);
        self.model.rows[into].mate = Some(out);
        Ok(())
    }

    /// One leg only: the batch must not be taken.
    fn lame(&mut self, posting: &mut Posting<'_>) -> Step {
        let day = self.tick();
        let mut draft = self.draft(Kind::Adjust, 0, 1, day);
        draft.topic = format!("{}-{day}", self.unit);
        let outcome = posting.post(draft)?;
        self.answer(outcome, Expect::Posted, "one leg");
        Ok(())
    }

    fn stranger(&mut self, posting: &mut Posting<'_>, fen: i64) -> Step {
        let day = self.tick();
        let mut draft = self.draft(Kind::Allot, 0, fen, day);
        draft.unit = "nobody".to_owned();
        let outcome = posting.post(draft)?;
        self.answer(outcome, Expect::Refused("unknown-unit"), "a stranger");
        Ok(())
    }

    /// A version of a source's row.
    fn version(
        &mut self,
        posting: &mut Posting<'_>,
        id: u32,
        line: usize,
        fen: i64,
        stamp: u32,
        day: u32,
    ) -> Step {
        let expect = self.model.judge_version(id, line, fen, stamp, day);
        let mut draft = self.draft(Kind::Pay, line, fen, day);
        draft.ext = self.ext(id);
        draft.stamp = if stamp == 0 { String::new() } else { format!("{stamp:09}") };
        let outcome = posting.post(draft)?;
        let seq = self.answer(outcome, expect, "a version");
        if let (Expect::Replaced, Some(old)) = (expect, self.model.ids.get(&id).copied()) {
            self.model.taken_back(old.row, seq - 1);
        }
        if matches!(expect, Expect::Posted | Expect::Replaced) {
            let row = self.model.posted(seq, Kind::Pay, line, fen);
            self.model.name(id, Id { row, stamp, day });
        }
        Ok(())
    }

    fn ext(&self, id: u32) -> String {
        format!("{}:支付:{id}", self.unit)
    }

    /// A row that was there before: the same, newer, older, or at odds.
    fn again(&mut self, posting: &mut Posting<'_>, line: usize, fen: i64) -> Step {
        let id = 1 + self.chance.below(self.ids.max(1) as usize) as u32;
        let Some(known) = self.model.ids.get(&id).copied() else {
            let stamp = self.tick();
            return self.version(posting, id, line, fen, stamp, stamp);
        };
        let old = self.model.rows[known.row];
        let other = if old.fen == fen { fen + 1 } else { fen };
        match self.chance.below(5) {
            0 | 1 => self.version(posting, id, old.line, old.fen, known.stamp, known.day),
            2 => {
                let stamp = self.tick();
                self.version(posting, id, line, other, stamp, stamp)
            }
            3 => self.version(posting, id, line, other, known.stamp - 1, known.day),
            _ => self.version(posting, id, line, other, 0, known.day),
        }
    }

    fn delete(&mut self, posting: &mut Posting<'_>) -> Step {
        let id = 1 + self.chance.below(self.ids as usize + 1) as u32;
        let known = self.model.ids.get(&id).copied();
        let live = known.filter(|k| !self.model.rows[k.row].reversed);
        let expect = if live.is_some() { Expect::Deleted } else { Expect::Stale };
        let (day, source) = (self.tick(), Source::default());
        let outcome = posting.delete(&self.ext(id), &format!("{day:09}"), date(day), source)?;
        self.answer(outcome, expect, "delete");
        if let Some(known) = live {
            self.model.taken_back(known.row, 0);
        }
        Ok(())
    }

    /// A correction of any entry, of both legs when it is a transfer.
    fn reverse(&mut self, posting: &mut Posting<'_>) -> Step {
        if self.model.rows.is_empty() {
            return Ok(());
        }
        let row = self.chance.below(self.model.rows.len());
        let mate = self.model.rows[row].mate;
        let day = date(self.tick());
        for row in [Some(row), mate].into_iter().flatten() {
            if self.model.rows[row].seq == 0 {
                return Ok(());
            }
            let expect = self.model.judge_reversal(row);
            let outcome = posting.reverse(self.model.rows[row].seq, day, "录错")?;
            self.answer(outcome, expect, "reverse");
            if expect == Expect::Deleted {
                self.model.taken_back(row, 0);
            }
        }
        Ok(())
    }

    /// What the ledger says of this writer's lines equals the model: the kept balances, and the entries
    /// added up once more.
    pub fn compare(&mut self, store: &mut Store) {
        for line in 0..LINES {
            let has = store.balance(&self.line(line)).unwrap().unwrap_or_default();
            let sums = self.model.lines[line];
            let due = [sums.initial, sums.adjusted, sums.allotted, sums.planned, sums.paid];
            let has = [has.initial, has.adjusted, has.allotted, has.planned, has.paid];
            assert_eq!(has.map(Amount::as_fen), due, "balance of {}", self.line(line));
            self.operations += 1;
        }
        let mut due: Vec<(Kind, String, i64)> =
            self.model.rows.iter().map(|r| (r.kind, self.line(r.line), r.fen)).collect();
        let mut has = Vec::with_capacity(due.len());
        let filter = Filter { unit: Some(self.unit.clone()), ..Filter::default() };
        store
            .entries(&filter, &mut |e| {
                if e.draft.kind != Kind::Record {
                    has.push((e.draft.kind, e.draft.line, e.draft.amount.as_fen()));
                }
            })
            .unwrap();
        due.sort();
        has.sort();
        assert_eq!(has.len(), due.len(), "an entry is lost or came from nowhere");
        assert!(has == due, "entries are not what was acknowledged");
    }
}

pub fn unit(name: usize) -> String {
    format!("99000{name}")
}

/// Days go on for ever; an entry's day is its time.
fn date(day: u32) -> Date {
    let (year, day) = (2023 + (day / 336) as i16, day % 336);
    Date::constant(year, 1 + (day / 28) as i8, 1 + (day % 28) as i8)
}

pub fn header() -> Header {
    Header {
        actor: "simulation".to_owned(),
        at: "2023-01-01T00:00:00Z".to_owned(),
        ..Header::default()
    }
}

/// Registers the units of so many writers.
pub fn units(store: &mut Store, writers: usize) {
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    for name in 0..writers {
        let mut draft = Draft::new(Kind::Record, Date::constant(2023, 1, 1), 2023, "");
        draft.topic = "单位".to_owned();
        draft.key = unit(name);
        draft.payload =
            serde_json::to_string(&ledger::Unit { code: unit(name), ..ledger::Unit::default() })
                .unwrap();
        assert!(matches!(posting.post(draft).unwrap(), Outcome::Posted(_)));
    }
    posting.commit().unwrap();
}
