//! What is kept of a file that was sent: how it is read, what became of it, and the rows that were not taken.

use crate::cx::Cx;
use crate::trouble::Trouble;
use app::desk::ImportOptions;
use app::desk::upload::{Quarantined, Took};
use app::house::Record;
use serde::{Deserialize, Serialize};

const KIND: &str = "import";

/// Rows of a file that may be mended on pages; with more of them the file itself is to be mended.
pub(super) const MOST: usize = 20_000;

/// A file that was sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Sent {
    /// Name of the file.
    pub(super) name: String,
    /// Id of the mapping; the best fitting one when empty.
    pub(super) mapping: String,
    /// Year of rows that say none.
    pub(super) year: Option<i32>,
    /// Day of rows that say none.
    pub(super) day: String,
    /// It was taken.
    pub(super) done: bool,
    /// Rows of the file.
    pub(super) rows: u64,
    /// Rows of totals.
    pub(super) totals: u64,
    /// Rows in the ledger.
    pub(super) taken: u64,
    /// Rows that were there already.
    pub(super) same: u64,
    /// Rows given up, with who gave them up in the log.
    pub(super) left: u64,
    /// Batches, the first and those of mended rows.
    pub(super) batches: Vec<u64>,
    /// Headings.
    pub(super) head: Vec<String>,
    /// Rows that are not in the ledger yet.
    pub(super) rejected: Vec<Quarantined>,
    /// Version of the record; 0 for a new one.
    #[serde(skip)]
    pub(super) version: u64,
}

impl Sent {
    /// How it is read.
    pub(super) fn options(&self) -> ImportOptions {
        ImportOptions {
            mapping: self.mapping.clone(),
            year: self.year,
            day: (!self.day.is_empty()).then(|| self.day.clone()),
            ..ImportOptions::default()
        }
    }

    /// Adds what became of rows.
    pub(super) fn add(&mut self, took: &Took) {
        self.taken += took.taken();
        self.same += took.same();
        self.totals += took.imported.totals;
        let batch = took.imported.receipt.batch;
        if batch > 0 {
            self.batches.push(batch);
        }
    }

    /// Whether every row of the file is told of.
    pub(super) fn adds_up(&self) -> bool {
        let waiting = self.rejected.len() as u64;
        self.taken + self.same + self.totals + self.left + waiting == self.rows
    }
}

/// A file by its SHA-256.
pub(super) async fn sent(cx: &Cx, sha256: &str) -> Result<Sent, Trouble> {
    let id = sha256.to_owned();
    let item = cx.house(move |house| house.record(KIND, &id)).await?.ok_or(Trouble::NotFound)?;
    let sent: Sent = serde_json::from_str(&item.body).map_err(|_| Trouble::NotFound)?;
    Ok(Sent { version: item.version, ..sent })
}

/// Keeps it; nothing where somebody else was quicker, and the new version otherwise.
pub(super) async fn keep(
    cx: &Cx,
    sha256: &str,
    action: &'static str,
    sent: &Sent,
    expected: Option<u64>,
) -> Result<Option<u64>, Trouble> {
    let who = cx.visitor.who();
    let record = Record {
        kind: KIND.to_owned(),
        id: sha256.to_owned(),
        expected,
        owner: String::new(),
        unit: String::new(),
        body: serde_json::to_string(sent).unwrap_or_default(),
    };
    let note = sent.name.clone();
    let done = cx.house(move |house| house.put_record(&who, action, &note, record)).await?;
    Ok(done.ok())
}
