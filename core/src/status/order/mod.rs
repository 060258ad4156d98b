//! Orders: two officers' word behind every status change (format.md section 6).
//!
//! ```cddl
//! order-headers = { 1: -19, 4: bstr .size 8, 16: 65004 }
//! order = { 1: bstr .size 16, 2: status, 3: selector, 4: reason, 5: time, 6: tstr, ? 7: bstr .size 32, 8: tree-size }
//! selector = { 1: [ + certificate-number ] } / { 2: [ uscc, leaf-index, leaf-index ] } / { 3: tstr }
//! ```

mod codec;
mod draft;
mod reason;
mod signed;

pub use draft::{ApprovalDraft, OrderDraft};
pub use reason::Reason;
pub use signed::{OrderRefusal, UnverifiedOrder, VerifiedOrder};

use crate::ids::{Hash, LeafIndex, TreeSize};
use crate::number::{AuthorityCode, CertificateNumber, Uscc};
use crate::status::Status;
use crate::time::Time;
use alloc::string::String;
use alloc::vec::Vec;

/// What an order says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderBody {
    /// Its id, taken once, for ever.
    pub id: [u8; 16],
    /// The new status.
    pub status: Status,
    /// Whose.
    pub selector: Selector,
    /// Why.
    pub reason: Reason,
    /// When it was ordered.
    pub ordered: Time,
    /// The authority whose certificates it touches.
    pub authority: AuthorityCode,
    /// SHA-256 of 16 bytes of salt and a note; both are kept by the bureau.
    pub note: Option<Hash>,
    /// What the officers saw: only leaves below it are touched.
    pub seen: TreeSize,
}

/// Which certificates an order touches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selector {
    /// These.
    Numbers(Vec<CertificateNumber>),
    /// Those of an institution registered at a leaf from..until (exclusive).
    Institution(Uscc, LeafIndex, LeafIndex),
    /// Those of a class filing.
    ClassFiling(String),
}

impl Selector {
    /// Whether an order with this selector and the new status changes a certificate that has the current status.
    #[must_use]
    pub fn changes(&self, current: Status, new: Status) -> bool {
        match (new, current) {
            (Status::Suspended, current) => current == Status::Valid,
            (Status::Revoked | Status::Superseded, current) => matches!(current, Status::Valid | Status::Suspended),
            (Status::Valid, Status::Suspended) => true,
            (Status::Valid, Status::Revoked | Status::Superseded) => matches!(self, Self::Numbers(_)),
            (Status::Valid, Status::Valid) => false,
        }
    }
}
