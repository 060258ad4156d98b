//! hezheng-issuer: from the roster that a training institution has to signed, registered, printed certificates.
//!
//! It is not a registry, and it decides nothing about trust; the two meet over HTTP. Start reading at [`roster::read`]
//! for what comes in, at [`issue::Issuing`] for what is done, and at `recovery.rs` for why nothing is done twice.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod all_cores;
pub mod backoff;
mod claims;
pub mod class;
pub mod class_run;
pub mod correction;
mod correction_error;
mod correction_port;
#[cfg(feature = "client")]
mod http_corrections;
#[cfg(feature = "client")]
pub mod http_registry;
pub mod issue;
pub mod issue_error;
pub mod journal;
pub mod language;
mod numbers;
pub mod outcome;
pub mod page;
pub mod page_words;
pub mod plan;
pub mod portrait;
pub mod portraits;
mod print;
pub mod problem_document;
pub mod profile;
pub mod recovery;
mod register;
pub mod registry_port;
pub mod reissue;
pub mod results;
pub mod roster;
mod sign;
pub mod signed_request;
pub mod standing;
pub mod template_words;
mod whole_file;
pub mod wire;
