//! A limit of time for one piece of SQL, so that a condition that never ends stops nothing else.

use crate::desk::Desk;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Does the work; what runs in the engine when the time is over is stopped there.
pub(super) fn within<T>(desk: &mut Desk, limit: Duration, work: impl FnOnce(&mut Desk) -> T) -> T {
    let stop = desk.store.stopper();
    let (done, waiting) = channel::<()>();
    std::thread::scope(|threads| {
        threads.spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(limit) {
                stop();
            }
        });
        let value = work(desk);
        drop(done);
        value
    })
}
