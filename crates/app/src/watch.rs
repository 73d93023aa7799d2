//! Work on one document, on a thread of its own with a time limit. Nothing can end a thread from outside;
//! one that is late is left behind, its result is not waited for, and it ends with the program.

use base::{Problem, Spot};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::Builder;
use std::time::Duration;

/// Deeply nested documents need room on the stack.
const STACK: usize = 16 << 20;

/// The result of `work`, or the problem that it took longer than `limit`.
pub(crate) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let (send, receive) = mpsc::channel();
    let thread = Builder::new().name("document-work".to_owned()).stack_size(STACK);
    let started = thread.spawn(move || drop(send.send(work())));
    if let Err(e) = started {
        return Err(Problem::new(
            "no-thread",
            Spot::default(),
            format!("无法启动线程：{e}；请减小 --jobs 后重试"),
            format!("cannot start a thread: {e}; lower --jobs and retry"),
        ));
    }
    receive.recv_timeout(limit).map_err(|e| {
        let seconds = limit.as_secs();
        match e {
            RecvTimeoutError::Timeout => Problem::new(
                "over-time",
                Spot::default(),
                format!("超过每份文件的时限 {seconds} 秒，未审核完；请拆分文件，或用 --time-limit 放宽"),
                format!(
                    "took longer than the {seconds} s one document may take; split the file, or allow more with --time-limit"
                ),
            ),
            RecvTimeoutError::Disconnected => Problem::new(
                "internal",
                Spot::default(),
                "程序内部出错；其余文件不受影响，请把此文件报告给开发者",
                "internal failure; other files are not affected, please report this file",
            ),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_work_is_left_behind() {
        assert_eq!(within(Duration::from_secs(60), || 7), Ok(7));
        let late = within(Duration::from_millis(20), || std::thread::sleep(Duration::from_secs(5)));
        assert_eq!(late.unwrap_err().code, "over-time");
    }
}
