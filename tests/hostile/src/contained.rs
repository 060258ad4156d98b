//! Panics of the libraries that read PDF files: the product bears them in a process or worker of its own, so they are no
//! finding. A panic of this project is one, wherever it comes from.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

static OTHERS: AtomicUsize = AtomicUsize::new(0);
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// How many panics of other people's code were borne so far.
#[must_use]
pub fn borne() -> usize {
    OTHERS.load(Ordering::Relaxed)
}

/// Runs `work`; a panic of somebody else's library is `None` and goes unsaid, one of ours goes on.
pub fn bear<T>(work: impl FnOnce() -> T) -> Option<T> {
    tell_apart();
    IS_OURS.store(false, Ordering::Relaxed);
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(panic) if IS_OURS.load(Ordering::Relaxed) => resume_unwind(panic),
        Err(_) => {
            OTHERS.fetch_add(1, Ordering::Relaxed);
            None
        }
    }
}

/// Once for the process; after libFuzzer's hook, which stops at every panic that it hears of.
fn tell_apart() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            // Packages lie in a registry's folder, the standard library under /rustc; all else is this repository.
            let is_others = panic
                .location()
                .is_some_and(|place| place.file().contains("/registry/src/") || place.file().starts_with("/rustc/"));
            if !is_others {
                IS_OURS.store(true, Ordering::Relaxed);
                report(panic);
            }
        }));
    });
}
