//! The audit trail: every accepted act of an institution or an officer at the desk, with the signature behind it, so that
//! whoever reads it later can check it.

use crate::desk::text::Text;
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::time::Time;
use serde::{Deserialize, Serialize};

/// Who acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Institution,
    Officer,
}

/// A request as its signer signed it: what an entry of the audit trail keeps of it.
#[derive(Clone, Debug)]
pub(crate) struct SignedAct {
    pub(crate) kid: Kid,
    pub(crate) role: Role,
    /// SHA-256 of the body, which the signature covers by `content-digest`.
    pub(crate) digest: Hash,
    /// What was signed (RFC 9421 section 2.5).
    pub(crate) base: String,
    pub(crate) signature: [u8; 64],
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    ProgrammeChanged,
    InstitutionChanged,
    PolicyChanged,
    ClassFiled,
    ClassAccepted,
    ClassReturned,
    ClassWithdrawn,
    ResultsFiled,
    FlagDecided,
    /// An order was filed for another officer's approval, or was carried out where it needs none.
    OrderFiled,
    OrderApproved,
    OrderReturned,
    OrderWithdrawn,
    /// Certificates were sought by an identity number.
    PersonSought,
    /// An identity number was read in full.
    PersonRead,
    NoticePublished,
    /// A registration that waited was approved and registered.
    HeldApproved,
    HeldRefused,
}

/// An entry of the audit trail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditEntry {
    pub(crate) time: Text<Time>,
    pub(crate) kid: Text<Kid>,
    pub(crate) role: Role,
    pub(crate) action: Action,
    /// On what: a class's number, a programme's code, an institution's, a flag's serial, the policy; an order's hash, a
    /// certificate's number, a person by the keyed HMAC.
    pub(crate) on: String,
    /// Which version of it was made, where it has versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u64>,
    /// Why, where the act gives a reason; those of flags and classes are here since they are read here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    pub(crate) content_sha256: Hash,
    pub(crate) signature_base: String,
    pub(crate) signature: Text<[u8; 64]>,
}
