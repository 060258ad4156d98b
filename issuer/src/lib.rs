//! hezheng-issuer: from the roster that a training institution has to signed, registered, printed certificates.
//!
//! It is not a registry, and it decides nothing about trust; the two meet over HTTP. Start reading at [`roster::read`]
//! for what comes in, at [`issue::issue`] for what is done, and at `recovery.rs` for why nothing is done twice.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

pub mod http_registry;
pub mod issue;
pub mod journal;
pub mod page;
pub mod page_words;
pub mod plan;
pub mod portrait;
pub mod portraits;
pub mod problem_document;
pub mod profile;
pub mod recovery;
pub mod registry_port;
pub mod roster;
pub mod signed_request;
pub mod standing;
mod whole_file;
