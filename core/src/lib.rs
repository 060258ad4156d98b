//! hezheng-core: wire format 1 and the one verification path.
//!
//! It is pure: bytes, keys and the time come in, a report comes out. It is not a client, not a store and not a signer:
//! it has no clock, no randomness, no files, no network, no threads, no logging, and it holds no private key.
//!
//! Start reading at [`verify`](verify::verify); the bytes are described in docs/FORMAT.md.
#![no_std]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

extern crate alloc;

pub mod cbor;
mod cose;
pub mod ids;
pub mod json;
pub mod key;
pub mod limits;
pub mod log;
mod malformed;
pub mod nfc;
pub mod number;
pub mod page;
pub mod qr;
pub mod statement;
pub mod status;
pub mod text;
pub mod time;
pub mod trust;
pub mod verify;

pub use cose::Typ;
pub use malformed::{Field, Malformed, NoteRule};
