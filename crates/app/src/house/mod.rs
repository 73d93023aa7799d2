//! The house: accounts, sessions, rights, drafts and the security log of the web application, kept in the
//! register beside the ledger. One file a use case.
//!
//! **Invariant:** every change that is not passing stands in the log ([`log`]). What is secret (passwords,
//! tokens, links) is kept as a hash only; secrets of second factors, which must be computed with, are not
//! handed out once confirmed.
//!
//! **Invariant:** 三员分离. The system administrator makes accounts, the security administrator confirms role
//! and reach, the auditor reads the log. It is judged here by the account that acts, not by what a page says
//! ([`House::need`]).

mod accounts;
mod demo;
mod drafts;
mod first;
mod grants;
mod invitations;
mod log;
mod log_in;
mod own;
mod records;
mod session;
mod subscriptions;
mod tell;
mod time;
mod tokens;

pub use accounts::NewAccount;
pub use drafts::Draft;
pub use log::{ACTIONS, LogProof, action_words};
pub use log_in::{LogIn, LogInRefused, LoggedIn};
pub use own::Begun;
pub use records::{Record, RecordChange};
pub use session::Session;
pub use store::register::{Item, Line as LogLine, LogHead, Proved, Scan, Search as LogSearch};
pub use subscriptions::Subscription;
pub use tell::{Delivery, EVENTS, Hook, hook_id, mail_id};
pub(crate) use time::unix;
pub use time::{in_china as moment, moment_now};
pub use tokens::ApiToken;

use crate::Fault;
use access::{Account, Limits, Right, Rights};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::register::{Change, Register};
use store::{Place, StoreError};

/// Kinds of items that only this module reads and writes.
const ACCOUNT: &str = "account";
const SESSION: &str = "session";
const INVITATION: &str = "invitation";
const FIRST: &str = "first";
const FACTOR: &str = "factor";
const TOKEN: &str = "token";
const SEEN: &str = "seen";
const DRAFT: &str = "draft";
const FILE: &str = "file";
const DEMO: &str = "demo";
const HOOK: &str = "hook";
const MAIL: &str = "mail";
const DELIVERY: &str = "delivery";

/// How often a change is tried anew when another was quicker.
const TRIES: usize = 8;

/// The accounts, sessions and log of a web application.
pub struct House {
    register: Register,
    rights: &'static Rights,
    limits: &'static Limits,
    clock: fn() -> String,
}

/// Who acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Name of the account; empty for the public.
    pub actor: String,
    /// Id of its role.
    pub role: String,
    /// Address the request came from.
    pub address: String,
}

/// Somebody else was quicker: nothing was written, and this is what to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict(pub Fault);

impl House {
    /// Opens the register that belongs to a ledger (a file or the URL of a server); makes it when there is
    /// none yet.
    ///
    /// # Errors
    /// When its place cannot be written, or holds something else.
    pub fn open(ledger: &str) -> Result<House, Fault> {
        let place = Place::parse(ledger);
        guard_file(&place)?;
        Ok(House::with(Register::open(&place)?))
    }

    fn with(register: Register) -> House {
        House {
            register,
            rights: Rights::embedded(),
            limits: Limits::embedded(),
            clock: crate::desk::now,
        }
    }

    /// Another connection to the same register.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn again(&self) -> Result<House, Fault> {
        Ok(House { clock: self.clock, ..House::with(self.register.again()?) })
    }

    /// The same with another clock (RFC 3339, UTC, to the second): for tests.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> String) -> House {
        House { clock, ..self }
    }

    /// Whether the register answers.
    ///
    /// # Errors
    /// Says why not.
    pub fn ready(&mut self) -> Result<(), Fault> {
        self.register.head()?;
        Ok(())
    }

    /// Which role has which rights.
    pub fn rights(&self) -> &'static Rights {
        self.rights
    }

    pub(crate) fn now(&self) -> String {
        (self.clock)()
    }

    /// Who acts now, as the log writes it.
    fn signed(&self, who: &Who) -> store::register::Who {
        store::register::Who {
            actor: clean(&who.actor),
            role: clean(&who.role),
            address: clean(&who.address),
            at: self.now(),
        }
    }

    /// The account that acts.
    fn actor(&mut self, who: &Who) -> Result<Account, Fault> {
        let found = self.account_item(&who.actor)?.map(|(account, _)| account);
        found.filter(Account::is_in_use).ok_or_else(|| {
            Fault::new(
                "没有登录，或账户已停用；请重新登录",
                "not logged in, or the account is disabled; log in again",
            )
        })
    }

    /// Judges by the account itself whether it may.
    fn need(&mut self, who: &Who, right: Right) -> Result<Account, Fault> {
        let account = self.actor(who)?;
        if self.rights.may(account.role, right) {
            return Ok(account);
        }
        let (zh, en) = (right.zh(), right.en());
        Err(Fault::new(
            format!("{}没有“{zh}”的权限；如工作需要，请向安全管理员申请", account.role.zh()),
            format!(
                "a {} has no right to {en}; ask the security administrator if your work needs it",
                account.role.en()
            ),
        ))
    }

    /// An account with its version.
    fn account_item(&mut self, name: &str) -> Result<Option<(Account, u64)>, Fault> {
        let item = self.register.get(ACCOUNT, name)?;
        item.map(|item| Ok((parsed(&item)?, item.version))).transpose()
    }

    fn known(&mut self, name: &str) -> Result<(Account, u64), Fault> {
        self.account_item(name)?.ok_or_else(|| {
            Fault::new(
                format!("没有账户 {name}；请核对登录名"),
                format!("there is no account {name}; check the name"),
            )
        })
    }

    /// Changes an account together with what goes with it; tried anew when another was quicker, so that two
    /// changes at once are both made.
    fn edit(
        &mut self,
        who: &Who,
        action: &str,
        name: &str,
        edit: &dyn Fn(&mut House, &mut Account) -> Result<Edit, Fault>,
    ) -> Result<Account, Fault> {
        for _ in 0..TRIES {
            let (mut account, version) = self.known(name)?;
            let Edit { note, mut more } = edit(self, &mut account)?;
            let mut changes = vec![put_account(&account, version)];
            changes.append(&mut more);
            let who = self.signed(who);
            match self.register.put(&who, action, &clean(&note), &changes) {
                Err(StoreError::Conflict { .. }) => continue,
                done => done?,
            };
            return Ok(account.bare());
        }
        Err(raced(name))
    }
}

/// What goes with the change of an account.
#[derive(Default)]
struct Edit {
    /// More words for the log.
    note: String,
    /// Other items that change with it.
    more: Vec<Change>,
}

impl Edit {
    fn note(note: impl Into<String>) -> Edit {
        Edit { note: note.into(), more: Vec::new() }
    }
}

/// On a file system that knows owners, a file of password hashes is its owner's alone. It is made before it is
/// opened, so that at no moment others may read it.
fn guard_file(place: &Place) -> Result<(), Fault> {
    let Place::Sqlite(path) = place else { return Ok(()) };
    let mut name = path.as_os_str().to_owned();
    name.push(".house");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&name) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => {
            let name = std::path::Path::new(&name).display().to_string();
            Err(Fault::new(
                format!("无法建立 {name}（{e}）；请核对文件夹和权限"),
                format!("cannot make {name} ({e}); check the folder and the rights"),
            ))
        }
    }
}

fn put_account(account: &Account, version: u64) -> Change {
    put(ACCOUNT, &account.name, Some(version), "", json(account))
}

fn put(kind: &str, id: &str, expected: Option<u64>, owner: &str, body: String) -> Change {
    Change::Put {
        kind: kind.to_owned(),
        id: id.to_owned(),
        expected,
        owner: owner.to_owned(),
        unit: String::new(),
        body,
    }
}

fn remove(item: &Item) -> Change {
    Change::Drop { kind: item.kind.clone(), id: item.id.clone(), expected: Some(item.version) }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn parsed<T: DeserializeOwned>(item: &Item) -> Result<T, Fault> {
    serde_json::from_str(&item.body).map_err(|e| {
        let (kind, id) = (&item.kind, &item.id);
        Fault::new(
            format!("登记的 {kind} {id} 无法识别：{e}；请运行日志校验，或从备份恢复"),
            format!("{kind} {id} of the register cannot be read: {e}; verify the log, or restore a backup"),
        )
    })
}

/// A text that every engine keeps as it is.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

fn raced(what: &str) -> Fault {
    Fault::new(
        format!("{what} 正被他人改动，没有写入；请稍后再试"),
        format!("{what} is being changed by others, nothing was written; try again in a moment"),
    )
}

/// A change that was refused because somebody else was quicker, apart from all other failures.
fn or_conflict<T>(done: Result<T, StoreError>) -> Result<Result<T, Conflict>, Fault> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(conflict @ StoreError::Conflict { .. }) => Ok(Err(Conflict(conflict.into()))),
        Err(other) => Err(other.into()),
    }
}
