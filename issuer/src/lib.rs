//! hezheng-issuer: from the roster that a training institution has to signed, registered, printed certificates.
//!
//! It is not a registry, and it decides nothing about trust. Start reading at [`roster::read`].
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

pub mod roster;
