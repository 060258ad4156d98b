//! What the book holds, entry by entry, as it is written: bureaus, officers, institutions, keys with their holders, and the
//! bundles that were signed.

use super::notation;
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{OfficerRole, ServiceUse};
use serde::{Deserialize, Serialize};

/// A bureau that registers certificates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityRecord {
    /// Its GB/T 2260 code.
    #[serde(with = "notation")]
    pub code: AuthorityCode,
    /// Its name.
    pub name: String,
    /// The base URL of its service.
    pub base_url: String,
    /// The origin line of its log.
    pub log_origin: String,
}

/// An officer of a bureau: one person, one staff code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerRecord {
    /// The bureau.
    #[serde(with = "notation")]
    pub authority: AuthorityCode,
    /// The staff code: what tells two officers apart when one approves what the other ordered.
    pub staff_code: String,
    /// The person's name; it stays in the book.
    pub name: String,
}

/// An institution, as it belongs or belonged to one authority.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstitutionRecord {
    /// Its 统一社会信用代码.
    #[serde(with = "notation")]
    pub uscc: Uscc,
    /// The authority it registers with.
    #[serde(with = "notation")]
    pub authority: AuthorityCode,
    /// The number that the authority gave it.
    #[serde(with = "notation")]
    pub number: InstitutionNumber,
    /// Its names, each from a date on, ascending.
    pub names: Vec<DatedName>,
    /// Who answers for its keys; stays in the book.
    pub contact: String,
}

/// A name from a date on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedName {
    /// From this day on.
    #[serde(with = "notation")]
    pub from: Date,
    /// The name.
    pub name: String,
}

/// A key and who holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// The public key.
    #[serde(with = "notation")]
    pub public_key: PublicKey,
    /// Its kid, for people who search.
    #[serde(with = "notation")]
    pub kid: Kid,
    /// What it is for, and whose.
    pub holder: Holder,
    /// The person who holds it.
    pub person: String,
    /// When it came into the book.
    #[serde(with = "notation")]
    pub entered: Time,
    /// It counts from this time on.
    #[serde(with = "notation")]
    pub from: Time,
    /// It counts until this time, exclusive.
    #[serde(with = "notation::optional", default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// It is distrusted for every registration at this leaf index or after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distrusted_from: Option<u64>,
}

/// What a key is for, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Holder {
    /// A root key; one without an end is in the next bundle.
    Root {},
    /// A key of an authority's service.
    Service {
        /// The authority.
        #[serde(with = "notation")]
        authority: AuthorityCode,
        /// What it signs.
        #[serde(with = "notation::list")]
        uses: Vec<ServiceUse>,
    },
    /// A key of an officer.
    Officer {
        /// The officer's authority.
        #[serde(with = "notation")]
        authority: AuthorityCode,
        /// The officer's staff code.
        staff_code: String,
        /// What the officer may do with it.
        #[serde(with = "notation::list")]
        may: Vec<OfficerRole>,
    },
    /// A key that an institution signs certificates with.
    Issuer {
        /// The institution.
        #[serde(with = "notation")]
        uscc: Uscc,
        /// The authority it registers with under this key.
        #[serde(with = "notation")]
        authority: AuthorityCode,
    },
    /// A key that cosigns checkpoints; one without an end is in the next bundle.
    Witness {
        /// The witness's name, as in its signature lines.
        name: String,
    },
}

/// A bundle that was signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleRecord {
    /// Its version; its file is named by it.
    pub version: u64,
    /// SHA-256 of its bytes.
    #[serde(with = "notation")]
    pub sha256: Hash,
    /// When it was issued.
    #[serde(with = "notation")]
    pub issued: Time,
    /// When it expires.
    #[serde(with = "notation")]
    pub expires: Time,
    /// Whether it changed the set of root keys: such a bundle stays in every pack, for old verifiers to follow.
    pub changed_roots: bool,
}

impl KeyRecord {
    /// Whose key this is, in English words.
    #[must_use]
    pub fn owner(&self) -> String {
        let person = &self.person;
        match &self.holder {
            Holder::Root {} => format!("root / {person}"),
            Holder::Service { authority, .. } => format!("service {authority} / {person}"),
            Holder::Officer { authority, staff_code, .. } => format!("officer {staff_code} {person} / {authority}"),
            Holder::Issuer { uscc, authority } => format!("institution {uscc} / {authority} / {person}"),
            Holder::Witness { name } => format!("witness {name} / {person}"),
        }
    }
}

impl InstitutionRecord {
    /// Its name now: the latest.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.last().map_or("", |dated| &dated.name)
    }
}
