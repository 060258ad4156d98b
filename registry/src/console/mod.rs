//! What the bureau's console is shown: certificates that are sought, one with its whole story, what an order would change,
//! orders that wait, counts. Readers answer all of it, to officers only; `http::console` says who may ask.
//!
//! Nobody's identity number is in any of it: that is read on its own, with a reason ([`crate::desk::person`]).

mod audit;
mod corrections;
mod counted;
mod counts;
mod drafts;
mod held;
mod notices;
mod preview;
mod rows;
mod search;
mod story;
mod versions;
mod waiting;

pub(crate) use audit::AuditWanted;
pub(crate) use counted::Counts;
pub(crate) use preview::Preview;
pub(crate) use search::Sought;
pub(crate) use versions::VersionsOf;
pub(crate) use waiting::DeskWaiting;
