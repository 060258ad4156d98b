//! hezheng-registry: the service of a bureau. It registers certificates in an append-only log, carries out orders, and
//! publishes what verifiers need (format.md sections 3, 6 and 8; docs/API.md).
//!
//! It is not an issuer and not a verifier of its own: it never signs a certificate's contents, and it judges certificates
//! by core's one verification path. It trusts nobody who connects: institutions, officers and root keys are known by their
//! signatures alone.
//!
//! Start reading at [`Server`], then `sequencer`: everything that changes something goes through that one writer.
//! `nodes` is about many of them over one store. `policy` says what may be registered, `store::schema` what is kept, `recovery` what a crash leaves behind,
//! `http::problem` what refusals look like from outside.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod assets;
mod authority;
mod certificates_of;
pub mod chores;
pub mod clock;
pub mod config;
mod console;
pub mod custody;
mod desk;
pub mod fsck;
mod http;
mod http_signature;
mod limits;
mod log_files;
mod metrics;
mod nodes;
mod open_catalogue;
mod paper;
mod parallel;
mod policy;
mod recovery;
mod refusal;
mod sealing;
mod selection;
mod sequencer;
mod server;
mod service;
mod settings;
mod shown;
mod status_list;
mod store;
mod trainee;
mod view;
mod visitors;
mod warnings;
mod witnesses;

pub use assets::{Asset, Assets};
pub use clock::{Clock, SystemClock};
pub use config::{AuthorityConfig, Config, ConfigError, StoreAddress, WitnessConfig};
pub use paper::IdentityOnPage;
pub use sealing::{SealingError, create_sealing_key};
pub use server::{AuthorityProblem, BundleProblem, Server, StartError, serve};
pub use settings::{SettingsError, TemplateProblem, ValueRule};
pub use store::StoreError;
#[cfg(feature = "test-twin")]
pub use store::memory::{Fault, Memory};
