//! The desk: a ledger that is open, and what is done with it. One file a use case.

mod adopt;
pub mod cluster;
pub mod cycle;
mod demo;
mod evidence;
mod export;
mod happened;
mod import;
mod moves;
mod official;
pub mod oversight;
mod performance;
mod published;
mod sheet;
mod synth;
pub mod upload;
mod words;

pub use adopt::{AdoptOptions, Adopted, adopt};
pub use demo::{Demo, demo};
pub use export::{Exported, export, table as csv};
pub use happened::{Event, Happened, Happening, happened};
pub use import::{ImportOptions, Imported, import};
pub use moves::{Move, Proved, reverse_batch, reverse_entry, set_text, verify, verify_books};
pub use official::{KINDS, Made, Paper, Wanted, bytes, make, paper, publish};
pub use performance::{Act, act, evaluations, goals, monitor_text, score_text};
pub use published::{
    OpenData, PublicFile, Published, make_public, open_data, published, published_file,
    record_public,
};
pub use sheet::{Piece, SheetCell, SheetRow, pieces};

pub use synth::{SynthOptions, Synthetic, synth, synth_book, synth_check, synth_truth};

use crate::Knowledge;
use crate::fault::Fault;
use ::oversight::Catalogue;
use ::oversight::case::Handling;
use ::performance::Policies;
use intake::Mappings;
use ledger::Fund;
use std::path::Path;
use std::sync::Arc;
use store::{Book, Header, Place, Store, StoreError};

/// An open ledger and the knowledge that goes with it.
pub struct Desk {
    pub(crate) store: Store,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) policies: Arc<Policies>,
    pub(crate) mappings: Arc<Mappings>,
    pub(crate) warnings: Arc<Catalogue>,
    pub(crate) handling: Handling,
    /// SM3 of the files that an evaluation stands on (rules, views, parameters, scoring policies, code
    /// lists): another catalogue asks for everything anew.
    pub(crate) rules_hash: String,
    pub(crate) params: oversight::given::Params,
    /// Who acts.
    pub actor: String,
}

impl Desk {
    /// Makes a ledger.
    ///
    /// # Errors
    /// When something is already there.
    pub fn create(place: &str, code: &str, name: &str, actor: &str) -> Result<Desk, Fault> {
        let book = Book { code: code.to_owned(), name: name.to_owned() };
        let store = Store::create(&Place::parse(place), &book)?;
        Desk::with(store, actor, None)
    }

    /// Opens a ledger. `catalog` is a folder laid over the built-in knowledge.
    ///
    /// # Errors
    /// When there is none, or it is not one of ours.
    pub fn open(place: &str, actor: &str, catalog: Option<&Path>) -> Result<Desk, Fault> {
        Desk::with(Store::open(&Place::parse(place))?, actor, catalog)
    }

    fn with(store: Store, actor: &str, catalog: Option<&Path>) -> Result<Desk, Fault> {
        let knowledge = Knowledge::load(None, catalog)?;
        let invalid = |e: String| {
            Fault::new(format!("数据文件有误：{e}"), format!("data file not valid: {e}"))
        };
        let mut policies = Policies::embedded_files();
        let mut mappings = Mappings::embedded_files();
        let mut warnings = Catalogue::embedded_files();
        let mut params = Handling::embedded_files();
        let mut codes = forms::embedded_files();
        codes.retain(|(path, _)| path.starts_with("codes/"));
        if let Some(folder) = catalog {
            crate::catalogue::lay_over(folder, "policies", &mut policies)?;
            crate::catalogue::lay_over(folder, "mappings", &mut mappings)?;
            crate::catalogue::lay_over(folder, "views", &mut warnings)?;
            crate::catalogue::lay_over(folder, "warnings", &mut warnings)?;
            crate::catalogue::lay_over(folder, "params", &mut params)?;
            crate::catalogue::lay_over(folder, "codes", &mut codes)?;
        }
        Ok(Desk {
            store,
            knowledge: Arc::new(knowledge),
            policies: Arc::new(
                Policies::from_files(&policies).map_err(|e| invalid(e.to_string()))?,
            ),
            mappings: Arc::new(
                Mappings::from_files(&mappings).map_err(|e| invalid(e.to_string()))?,
            ),
            params: oversight::given::Params::from_files(&params).map_err(invalid)?,
            warnings: Arc::new(
                Catalogue::from_files(&warnings).map_err(|e| invalid(e.to_string()))?,
            ),
            handling: Handling::from_files(&params).map_err(|e| invalid(e.to_string()))?,
            rules_hash: digest(&[warnings, params, policies, codes].concat()),
            actor: actor.to_owned(),
        })
    }

    /// Another connection to the same ledger, with the same knowledge: for a thread of its own.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub fn again(&self) -> Result<Desk, Fault> {
        Ok(Desk {
            store: Store::open(self.store.place())?,
            knowledge: Arc::clone(&self.knowledge),
            policies: Arc::clone(&self.policies),
            mappings: Arc::clone(&self.mappings),
            warnings: Arc::clone(&self.warnings),
            handling: self.handling.clone(),
            rules_hash: self.rules_hash.clone(),
            params: self.params.clone(),
            actor: self.actor.clone(),
        })
    }

    /// Number of the last entry of the node's own book, and the sum of those of all books: the second
    /// changes with whatever is posted or received.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub fn state(&mut self) -> Result<(u64, u64), Fault> {
        let own = self.store.own().code.clone();
        let rows = self.store.ask("SELECT code, seq FROM book ORDER BY code", &[])?;
        let read = |row: &Vec<store::Value>| match row.as_slice() {
            [code, seq] => {
                Some((code.text() == own, u64::try_from(seq.int().unwrap_or(0)).unwrap_or(0)))
            }
            _ => None,
        };
        let seqs: Vec<(bool, u64)> = rows.iter().filter_map(read).collect();
        let mine = seqs.iter().filter(|(own, _)| *own).map(|(_, seq)| *seq).sum();
        Ok((mine, seqs.iter().map(|(_, seq)| *seq).sum()))
    }

    /// Whether the connection still answers.
    pub fn alive(&mut self) -> bool {
        self.store.head().is_ok()
    }

    /// What the program knows: rules, forms, code lists.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.knowledge
    }

    /// Code and name of the node's own book.
    pub fn own(&self) -> (String, String) {
        (self.store.own().code.clone(), self.store.own().name.clone())
    }

    /// Restores a backup to a place where there is no ledger yet.
    ///
    /// # Errors
    /// When there is one, or the backup does not verify.
    pub fn restore(from: &Path, place: &str, actor: &str) -> Result<Desk, Fault> {
        Desk::with(store::restore(from, &Place::parse(place))?, actor, None)
    }

    /// Copies the ledger into a file while it is in use.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup(&mut self, to: &Path) -> Result<(), Fault> {
        Ok(self.store.backup(to)?)
    }

    /// Names of the import mappings, with what they read.
    pub fn mappings(&self) -> Vec<(String, String)> {
        self.mappings.iter().map(|m| (m.id.clone(), m.title.clone())).collect()
    }

    /// The header of a batch posted now.
    pub(crate) fn header(&self, source: &str, sha256: &str, reason: &str) -> Header {
        Header {
            actor: self.actor.clone(),
            at: now(),
            source: source.to_owned(),
            sha256: sha256.to_owned(),
            reason: reason.to_owned(),
            replace: false,
        }
    }

    /// Fund codes and the sources of money they mean, from the code list 资金性质.
    pub(crate) fn funds(&self) -> Vec<(String, Fund)> {
        let lists = self.knowledge.catalogue.codes.lists.iter().filter(|l| l.kind == "资金性质");
        let names = lists.flat_map(|l| &l.names);
        names.filter_map(|(code, name)| Some((code.clone(), fund(name)?))).collect()
    }
}

/// One short text for many files.
fn digest(files: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = files.iter().collect();
    sorted.sort();
    let text: String = sorted.iter().map(|(path, text)| format!("{path}\n{text}\n")).collect();
    format!("{:016x}", ledger::short(&text))
}

/// A place of a ledger as messages show it: without a password.
pub fn shown(place: &str) -> String {
    Place::parse(place).shown()
}

/// The source of money that the name of a fund says.
fn fund(name: &str) -> Option<Fund> {
    const WORDS: &[(&str, Fund)] = &[
        ("一般公共预算", Fund::General),
        ("政府性基金", Fund::Government),
        ("国有资本经营", Fund::Capital),
        ("财政专户", Fund::Business),
        ("上级补助", Fund::Superior),
        ("附属单位", Fund::Affiliate),
        ("经营收入", Fund::Operating),
        ("事业收入", Fund::Business),
        ("其他收入", Fund::Other),
        ("单位资金", Fund::Other),
    ];
    WORDS.iter().find(|(word, _)| name.contains(word)).map(|(_, fund)| *fund)
}

/// Now, in UTC, to the second.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Today in China, UTC+8, whatever the zone of the machine: the day that stands on papers.
pub fn today() -> base::Date {
    ::oversight::case::day_of(&now()).unwrap_or(base::Date::constant(1970, 1, 1))
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        let text = error.to_string();
        let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
        Fault::new(zh, en)
    }
}
