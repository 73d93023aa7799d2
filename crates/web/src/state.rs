//! What all requests share.

use crate::config::Config;
use crate::ops::Counts;
use crate::pool::{Pool, broke_down};
use crate::routes::Table;
use crate::views::Views;
use access::{Account, Right};
use app::Fault;
use app::desk::Desk;
use app::house::{House, Session};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a session is believed without being looked up again; what changes it here is seen at once.
const BELIEVED: Duration = Duration::from_secs(5);

/// What all requests share.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) desks: Arc<Pool>,
    pub(crate) table: Table,
    pub(crate) views: Views,
    pub(crate) counts: Counts,
    pub(crate) pace: crate::guard::Pace,
    pub(crate) slots: crate::guard::Slots,
    pub(crate) checks: app::check::Checks,
    /// Asks other servers.
    pub(crate) agent: ureq::Agent,
    pub(crate) sso: crate::sso::Begun,
    house: Arc<Mutex<House>>,
    known: Mutex<HashMap<String, (Instant, Option<Session>)>>,
    bearers: Mutex<HashMap<String, (Instant, Holder)>>,
    /// Last entry of the node's own book, and the sum over all books.
    head: AtomicU64,
    mark: AtomicU64,
}

/// Whom a token belongs to and what it allows; nobody for one that is not known.
type Holder = Option<(Account, Vec<Right>)>;

impl State {
    /// A server's state over an open ledger.
    ///
    /// # Errors
    /// When a file that the configuration names cannot be read.
    pub(crate) fn new(
        config: Config,
        desk: Desk,
        house: House,
        table: Table,
    ) -> Result<State, Fault> {
        Ok(State {
            agent: crate::http::agent(&config)?,
            sso: crate::sso::Begun::default(),
            config,
            desks: Arc::new(Pool::new(desk)),
            table,
            views: Views::default(),
            counts: Counts::default(),
            pace: crate::guard::Pace::default(),
            slots: crate::guard::Slots::default(),
            checks: app::check::Checks::default(),
            house: Arc::new(Mutex::new(house)),
            known: Mutex::default(),
            bearers: Mutex::default(),
            head: AtomicU64::new(0),
            mark: AtomicU64::new(0),
        })
    }

    /// Works with the register of accounts, on a thread where waiting is allowed.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn house<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut House) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let house = Arc::clone(&self.house);
        let done = tokio::task::spawn_blocking(move || {
            let mut house = house.lock().map_err(|_| broke_down())?;
            work(&mut house)
        });
        done.await.unwrap_or_else(|_| Err(broke_down()))
    }

    /// The same on this thread, which must be one where waiting is allowed.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) fn house_here<T>(
        &self,
        work: impl FnOnce(&mut House) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut house = self.house.lock().map_err(|_| broke_down())?;
        work(&mut house)
    }

    /// The session a cookie stands for.
    pub(crate) async fn session(&self, secret: &str) -> Result<Option<Session>, Fault> {
        let key = access::fingerprint(secret);
        let now = Instant::now();
        if let Ok(known) = self.known.lock()
            && let Some((since, session)) = known.get(&key)
            && now.duration_since(*since) < BELIEVED
        {
            return Ok(session.clone());
        }
        let secret = secret.to_owned();
        let session = self.house(move |house| house.session(&secret)).await?;
        if let Ok(mut known) = self.known.lock() {
            known.retain(|_, (since, _)| now.duration_since(*since) < BELIEVED);
            known.insert(key, (now, session.clone()));
        }
        Ok(session)
    }

    /// The account an API token belongs to, and what the token allows.
    pub(crate) async fn bearer(&self, secret: &str) -> Result<Holder, Fault> {
        let key = access::fingerprint(secret);
        let now = Instant::now();
        if let Ok(known) = self.bearers.lock()
            && let Some((since, holder)) = known.get(&key)
            && now.duration_since(*since) < BELIEVED
        {
            return Ok(holder.clone());
        }
        let secret = secret.to_owned();
        let holder = self.house(move |house| house.token_holder(&secret)).await?;
        if let Ok(mut known) = self.bearers.lock() {
            known.retain(|_, (since, _)| now.duration_since(*since) < BELIEVED);
            known.insert(key, (now, holder.clone()));
        }
        Ok(holder)
    }

    /// Sessions and tokens are looked up anew: an account was changed.
    pub(crate) fn forget_sessions(&self) {
        if let Ok(mut known) = self.known.lock() {
            known.clear();
        }
        if let Ok(mut known) = self.bearers.lock() {
            known.clear();
        }
    }

    /// The last entry of the ledger, as far as has been seen.
    pub(crate) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// Changes with whatever is posted or received.
    pub(crate) fn mark(&self) -> u64 {
        self.mark.load(Ordering::Acquire)
    }

    /// Looks for the last entry again: what is shown from now on knows it.
    ///
    /// # Errors
    /// When the ledger cannot be reached.
    pub(crate) async fn look(&self) -> Result<u64, Fault> {
        let (seq, sum) = self.desks.with(String::new(), |desk| desk.state()).await?;
        self.head.store(seq, Ordering::Release);
        self.mark.store(sum, Ordering::Release);
        Ok(seq)
    }
}
