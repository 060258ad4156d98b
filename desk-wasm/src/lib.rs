//! A desk in the browser: opens a person's encrypted key file, says whose key it is, and signs what that person asks for. It
//! converts between JavaScript's values and those of keys and issuer, and delegates; it decides nothing, speaks to nobody and
//! keeps nothing. Start at [`Desk`].
//!
//! The private key stays in the memory of this module: no function gives it out, and it is wiped when the desk is locked
//! (`free()`) or its worker ends. The verifier is another module and stays what it is.
//!
//! What goes in and out is bytes, or JSON as text. Where something cannot be done, a JSON of at least `{"code": …}` is thrown;
//! codes are an interface, and the page has the words. Times are Unix seconds. Rosters are other people's files: [`read_roster`]
//! belongs in a worker of its own, because a panic of a library that reads them ends this module.

mod bundle;
mod desk;
mod issuing;
mod officer;
mod problem;
mod read;

pub use desk::Desk;
pub use officer::{Given, read_order};
pub use read::read_roster;
