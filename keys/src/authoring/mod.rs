//! Authoring trust bundles (format.md section 5): the book that a province keeps, and the bundles it signs from it.
//!
//! The book lists every authority, institution, officer and key there ever was, and who holds each key. Nothing is ever
//! taken out of it: keys are ended or distrusted, and a key that was in it once is never taken again, for nobody.
//!
//! Start reading at [`Book`]; what it holds is in `records`, what can be done to it in `entries` and `key_records`;
//! [`sign`] and [`countersign`] make bundles; [`Draft`] is what a bureau asks to have entered; [`BookFile`] is the book on
//! a disk with its bundles beside it. All but `BookFile` are pure.

mod book;
mod book_file;
mod changes;
mod check;
mod contents;
mod continuity;
mod draft;
mod entries;
mod error;
mod key_records;
mod notation;
mod of_bundle;
mod publish;
mod records;
mod terms;
mod texts;

pub use book::{Book, RootKeeper};
pub use book_file::{BookFile, BookFileError, BookFileProblem};
pub use changes::{BundleChange, changes};
pub use draft::{DRAFT_BYTES, DRAFT_CHANGES, Draft, DraftChange, VerifiedDraft};
pub use entries::{Namesake, NewAuthority, NewInstitution};
pub use error::AuthoringError;
pub use key_records::NewKey;
pub use notation::{parse_roles, parse_uses};
pub use publish::{Outcome, SignedBundle, countersign, sign};
pub use records::{AuthorityRecord, BundleRecord, DatedName, Holder, InstitutionRecord, KeyRecord, OfficerRecord};
pub use terms::Terms;
