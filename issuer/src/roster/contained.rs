//! A place where a panic of a library that reads other people's files ends, without a word on the terminal.
//!
//! calamine 0.38 indexes past the end of truncated `.xls` files, and a half-downloaded roster is no reason to fall over.
//! Where panics abort (WASM), this contains nothing.
//!
//! A panic of this crate's own ends here too, but not in silence: it is a fault of ours, and the fuzzer stops at it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::error::FileProblem;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; its panic is `None`, and nothing is said of it.
pub(crate) fn silently<T>(work: impl FnOnce() -> T) -> Option<T> {
    silence_contained_panics();
    IS_CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_CONTAINED.set(false);
    result.ok()
}

/// Runs `read`; its panic is a damaged file. What `read` works on must not be used after it panicked.
pub(super) fn contained<T>(read: impl FnOnce() -> Result<T, FileProblem>) -> Result<T, FileProblem> {
    silently(read).unwrap_or(Err(FileProblem::Damaged))
}

/// Once for the process: other threads, and other code of this one, report their panics as before.
fn silence_contained_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            let is_ours = panic.location().is_some_and(|place| place.file().starts_with(own_folder()));
            if !IS_CONTAINED.get() || is_ours {
                report(panic);
            }
        }));
    });
}

/// Where this crate's importer lies, as the compiler spells it.
fn own_folder() -> &'static str {
    file!().strip_suffix("contained.rs").unwrap_or(file!())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_file() {
        assert_eq!(contained(|| Ok(1)), Ok(1));
        assert_eq!(contained::<()>(|| panic!("out of bounds")), Err(FileProblem::Damaged));
        assert!(!IS_CONTAINED.get());
    }

    #[test]
    fn a_panic_of_our_own_is_told_from_the_librarys() {
        let place = std::panic::Location::caller();
        assert!(place.file().starts_with(own_folder()), "{place}");
        assert!(!"/registry/src/calamine-0.38.0/src/xls.rs".starts_with(own_folder()));
        assert!(own_folder().ends_with("roster/") || own_folder().ends_with("roster\\"));
    }
}
