//! The trust bundle: which bureaus, institutions, officers and keys count, from when, until when (format.md section 5).
//!
//! ```cddl
//! bundle = { 1: uint, 2: time, 3: time, 4: [ + key ], 5: [ * authority ], 6: [ * institution ], ? 7: [ uint, [ + [ tstr, key ] ] ] }
//! authority   = { 1: tstr, 2: tstr, 3: tstr, 4: tstr, 5: [ * service-key ], 6: [ * officer-key ] }
//! institution = { 1: uscc, 2: [ + [ date, tstr ] ], 3: tstr, 4: tstr, 5: [ * issuing-key ] }
//! service-key = { 1: key, 2: time, ? 3: time, ? 4: leaf-index, 5: uses }
//! issuing-key = { 1: key, 2: time, ? 3: time, ? 4: leaf-index }
//! officer-key = { 1: key, 2: time, ? 3: time, 5: roles, 6: tstr }
//! ```

pub use crate::trust::verified_bundle::TrustBundle;

use crate::ids::LeafIndex;
use crate::key::PublicKey;
use crate::number::{AuthorityCode, InstitutionNumber, Uscc};
use crate::time::{Date, Time};
use alloc::string::String;
use alloc::vec::Vec;

/// What a trust bundle says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleBody {
    /// Grows with each bundle.
    pub version: u64,
    /// When it was issued.
    pub issued: Time,
    /// From when on it is expired.
    pub expires: Time,
    /// The root keys that may sign the next bundle.
    pub roots: Vec<PublicKey>,
    /// The bureaus that register.
    pub authorities: Vec<Authority>,
    /// The institutions that issue.
    pub institutions: Vec<Institution>,
    /// Who watches the logs.
    pub witnesses: Option<Witnesses>,
}

/// A bureau that registers certificates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authority {
    /// Its GB/T 2260 code.
    pub code: AuthorityCode,
    /// Its name.
    pub name: String,
    /// The base URL of its service, no slash at its end.
    pub base_url: String,
    /// The origin line of its log.
    pub log_origin: String,
    /// The keys of its service.
    pub service_keys: Vec<ServiceKey>,
    /// The keys of its officers.
    pub officer_keys: Vec<OfficerKey>,
}

/// An institution that issues certificates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Institution {
    /// Its 统一社会信用代码.
    pub uscc: Uscc,
    /// Its names, each from a date on.
    pub names: Vec<(Date, String)>,
    /// The authority it registers with.
    pub authority: AuthorityCode,
    /// The number that the authority gave it.
    pub number: InstitutionNumber,
    /// The keys it signs with.
    pub keys: Vec<IssuingKey>,
}

impl Institution {
    /// Its name on this day: the one with the latest beginning up to it, before the first beginning the first.
    #[must_use]
    pub fn name_on(&self, day: Date) -> &str {
        let current = self.names.iter().filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
        current.or_else(|| self.names.iter().min_by_key(|(from, _)| *from)).map_or("", |(_, name)| name)
    }
}

/// When a key counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Validity {
    /// From this time on.
    pub from: Time,
    /// Until this time, exclusive.
    pub until: Option<Time>,
    /// Distrusted for every registration at this leaf index or after.
    pub distrusted_from: Option<LeafIndex>,
}

impl Validity {
    /// Whether the key counted at this time.
    #[must_use]
    pub fn holds_at(&self, time: Time) -> bool {
        self.from <= time && self.until.is_none_or(|until| time < until)
    }

    /// Whether the key is distrusted for a registration at this leaf.
    #[must_use]
    pub fn is_distrusted_at(&self, leaf: LeafIndex) -> bool {
        self.distrusted_from.is_some_and(|from| from <= leaf)
    }
}

/// A key of an authority's service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServiceKey {
    /// The key.
    pub key: PublicKey,
    /// When it counts.
    pub validity: Validity,
    /// Bits of [`ServiceUse`].
    pub uses: u64,
}

/// What a service key may sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServiceUse {
    /// Registrations.
    Countersign,
    /// Revocation snapshots and status lists.
    Snapshot,
    /// Checkpoints and receipts.
    Log,
}

impl ServiceUse {
    /// The bit of this use.
    #[must_use]
    pub fn bit(self) -> u64 {
        match self {
            Self::Countersign => 1,
            Self::Snapshot => 2,
            Self::Log => 4,
        }
    }
}

/// A key of an officer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficerKey {
    /// The key.
    pub key: PublicKey,
    /// When it counts; no officer's key is distrusted from a leaf on.
    pub validity: Validity,
    /// Bits of [`OfficerRole`].
    pub roles: u64,
    /// The person's staff code.
    pub staff_code: String,
}

/// What an officer may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfficerRole {
    /// Sign orders.
    Order,
    /// Approve the orders of another officer.
    Approve,
}

impl OfficerRole {
    /// The bit of this role.
    #[must_use]
    pub fn bit(self) -> u64 {
        match self {
            Self::Order => 1,
            Self::Approve => 2,
        }
    }
}

/// A key that an institution signs certificates with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IssuingKey {
    /// The key.
    pub key: PublicKey,
    /// When it counts.
    pub validity: Validity,
}

/// Who watches the logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witnesses {
    /// How many must have cosigned a checkpoint.
    pub quorum: u64,
    /// Their names and keys.
    pub witnesses: Vec<(String, PublicKey)>,
}
