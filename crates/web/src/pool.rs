//! Open ledgers that wait for the next question. A connection that failed is not put back: the next
//! question opens a new one, so a database that went away is found again when it comes back.

use app::Fault;
use app::desk::Desk;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Ledgers that are open at a time.
const OPEN: usize = 8;

/// Open ledgers.
pub(crate) struct Pool {
    first: Mutex<Desk>,
    idle: Mutex<Vec<Desk>>,
    turns: Arc<Semaphore>,
}

impl Pool {
    /// A pool whose ledgers are opened as the first one was.
    pub(crate) fn new(first: Desk) -> Pool {
        Pool {
            first: Mutex::new(first),
            idle: Mutex::default(),
            turns: Arc::new(Semaphore::new(OPEN)),
        }
    }

    /// Works with an open ledger, on a thread where waiting is allowed.
    ///
    /// # Errors
    /// What the work says, or that the ledger cannot be reached.
    pub(crate) async fn with<T: Send + 'static>(
        self: &Arc<Pool>,
        actor: String,
        work: impl FnOnce(&mut Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| closed())?;
        let pool = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut desk = pool.take()?;
            desk.actor = actor;
            let done = work(&mut desk);
            if done.is_ok() || desk.alive() {
                pool.put(desk);
            }
            done
        });
        done.await.unwrap_or_else(|_| Err(broke_down()))
    }

    fn take(&self) -> Result<Desk, Fault> {
        let idle = self.idle.lock().map_err(|_| broke_down())?.pop();
        match idle {
            Some(desk) => Ok(desk),
            None => self.first.lock().map_err(|_| broke_down())?.again(),
        }
    }

    fn put(&self, desk: Desk) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(desk);
        }
    }
}

fn closed() -> Fault {
    Fault::new("服务正在停止；请稍后再试", "the server is stopping; try again later")
}

/// Work that broke down inside; what it was stands in the log of the server.
pub(crate) fn broke_down() -> Fault {
    Fault::new(
        "程序内部出错，已记入运行日志；请把出错的时间告诉管理员",
        "internal failure, which stands in the server's log; tell the administrator when it happened",
    )
}
