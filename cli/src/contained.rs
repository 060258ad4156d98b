//! Runs the parsers of others on hostile files: in a thread of its own with a large stack, for a bounded time, and without
//! letting a panic or its message out. It does not bound memory, and it cannot stop a thread that took too long: that thread
//! ends with the program.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The time that one file may take. Rendering a page takes well under a second.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(20);
/// Deeply nested objects are read by recursion.
const STACK_BYTES: usize = 256 << 20;
const THREAD: &str = "contained";

/// Why there is no result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Escape {
    /// The parser panicked.
    Panicked,
    /// It took longer than it may.
    TookTooLong,
    /// No thread could be started.
    NoThread,
}

/// Runs `work` to its end, its panic, or the end of `limit`.
///
/// # Errors
/// Why there is no result.
pub(crate) fn contained<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Escape> {
    silence();
    let (sender, receiver) = mpsc::channel();
    let run = move || {
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more where it took too long.
        let _ = sender.send(result.map_err(|_| Escape::Panicked));
    };
    let builder = thread::Builder::new().name(THREAD.into()).stack_size(STACK_BYTES);
    builder.spawn(run).map_err(|_| Escape::NoThread)?;
    receiver.recv_timeout(limit).unwrap_or(Err(Escape::TookTooLong))
}

/// Panics in our threads print nothing; all others print as before.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                others(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stays_inside() {
        assert_eq!(contained(TIME_LIMIT, || panic!("not to be seen")) as Result<(), _>, Err(Escape::Panicked));
        assert_eq!(contained(TIME_LIMIT, || 7), Ok(7));
    }

    #[test]
    fn work_without_end_is_given_up() {
        let (_keep, never) = mpsc::channel::<()>();
        let waits = move || never.recv().is_ok();
        assert_eq!(contained(Duration::from_millis(1), waits), Err(Escape::TookTooLong));
    }
}
