//! hezheng-core: wire format 1 and the one verification path.
//!
//! It is pure: bytes, keys and the time come in, a report comes out. It is not a client, not a store and not a signer:
//! it has no clock, no randomness, no files, no network, no threads, no logging, and it holds no private key. Nothing it
//! builds on compiles C or links against a library of the system.
//!
//! Start reading at [`verify`](verify::verify); the bytes are described in docs/FORMAT.md.
//!
//! # Verifying a certificate
//!
//! Needed are the text of its QR code (or the statement that a PDF embeds, with [`Presented::Statement`]), a pack, as
//! `GET v1/pack` of a registry gives it, and the province's root key, which never comes from a pack.
//!
//! ```
//! use hezheng_core::key::PublicKey;
//! use hezheng_core::time::Time;
//! use hezheng_core::trust::{Trust, pack::UnverifiedPack};
//! use hezheng_core::verify::{Evidence, Outcome, Presented, Report, verify};
//!
//! fn judge(qr_text: &str, pack: &[u8], root: PublicKey, now: Time) -> Report {
//!     let pack = UnverifiedPack::decode(pack).unwrap_or_default();
//!     let trust = Trust::follow(&[root], &pack.bundles);
//!     let evidence = Evidence::collect(&trust, &pack.snapshots, now);
//!     verify(Presented::QrText(qr_text), &evidence, &trust, now)
//! }
//!
//! # macro_rules! sample { ($name:literal) => { concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/sample/", $name) } }
//! let qr_text = include_str!(sample!("certificate.txt")).trim_end();
//! let pack = include_bytes!(sample!("pack.cbor"));
//! let root = include_str!(sample!("root.hex")).trim_end();
//! let root = PublicKey(hezheng_core::ids::parse_hex(root).ok_or("64 hexadecimal digits")?);
//! let now = Time::parse("2026-06-10T02:00:00Z").ok_or("RFC 3339")?;
//!
//! let report = judge(qr_text, pack, root, now);
//! assert_eq!(report.outcome, Outcome::Valid);
//! let certificate = report.certificate.ok_or("where the institution's signature was checked")?;
//! assert_eq!(certificate.number.as_str().len(), 20);
//!
//! // Without evidence nothing is valid, and a week later this pack is too old.
//! assert_eq!(judge(qr_text, &[], root, now).outcome, Outcome::Indeterminate);
//! assert_eq!(judge(qr_text, pack, root, now.plus_secs(7 * 86_400)).outcome, Outcome::Indeterminate);
//! // A digit changed.
//! let forged = qr_text.replacen("c#5", "c#4", 1);
//! assert_eq!(judge(&forged, pack, root, now).outcome, Outcome::Invalid);
//! # Ok::<(), &str>(())
//! ```
//!
//! [`Presented::Statement`]: verify::Presented::Statement
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
pub mod signed_report;
pub mod statement;
pub mod status;
pub mod text;
pub mod time;
pub mod trust;
pub mod verify;

pub use cose::Typ;
pub use malformed::{Field, Malformed, NoteRule};
