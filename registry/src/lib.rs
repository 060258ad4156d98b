//! hezheng-registry: the service of a bureau.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]
pub mod clock;
mod authority;
mod limits;
mod policy;
mod recovery;
mod refusal;
mod sealing;
mod sequencer;
mod store;
mod view;
