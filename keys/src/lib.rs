//! hezheng-keys: private keys, the files they live in, and the authoring of trust bundles.
//!
//! It is the one place where private keys exist, always behind [`Signer`]. It is not a client and not a store: it has no
//! HTTP and no database, and what a signature means is decided in core.
//!
//! Start reading at [`Signer`] and [`PrivateKey`]; [`key_file`] and [`public_file`] are how keys lie on a disk;
//! [`authoring`] is the book that a province keeps and the bundles it signs from it; [`holder`] says whose key one is, and
//! [`orders`] is how officers sign.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

pub mod authoring;
mod error;
pub mod holder;
pub mod key_file;
pub mod new_file;
pub mod orders;
mod passphrase;
mod pem_file;
pub mod public_file;
mod signer;

#[cfg(any(test, feature = "insecure-test-keys"))]
pub mod insecure;

pub use error::{KeyFileError, KeyFileProblem};
pub use hezheng_core::ids::Kid;
pub use hezheng_core::key::PublicKey;
pub use passphrase::Passphrase;
pub use signer::{NoRandomness, PrivateKey, Signer, random_bytes};
