//! The book: what it holds, and its written form.

use super::error::AuthoringError;
use super::notation;
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{OfficerRole, ServiceUse};
use serde::{Deserialize, Serialize};

/// The format that this version writes and the only one it reads.
pub(super) const FORMAT: &str = "hezheng trust book 1";

/// The province's book.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    pub(super) format: String,
    /// Whose book it is.
    pub province: String,
    /// The root keys that verifiers pinned at the beginning: bundles are proved from them on.
    #[serde(with = "notation::list")]
    pub initial_roots: Vec<PublicKey>,
    /// The bureaus that register.
    pub authorities: Vec<AuthorityRecord>,
    /// The officers of the bureaus: persons.
    pub officers: Vec<OfficerRecord>,
    /// The institutions that issue, one entry for each authority an institution ever belonged to.
    pub institutions: Vec<InstitutionRecord>,
    /// Every key there ever was and who holds it, in the order of entering. Nothing is ever removed.
    pub keys: Vec<KeyRecord>,
    /// How many witnesses must have cosigned a checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_quorum: Option<u64>,
    /// Every bundle that was signed, in ascending version; their bytes lie in `bundles/` beside the book.
    pub bundles: Vec<BundleRecord>,
}

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

/// A root key and the person who keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootKeeper {
    /// The public key.
    pub key: PublicKey,
    /// The person.
    pub person: String,
}

impl Book {
    /// A new book with these root keys: the ones that verifiers pin.
    ///
    /// # Errors
    /// No root key, one that is given twice or unusable, or a text that breaks the rule for text.
    pub fn init(province: &str, roots: &[RootKeeper], now: Time) -> Result<Self, AuthoringError> {
        let mut book = Self {
            format: FORMAT.into(),
            province: province.into(),
            initial_roots: roots.iter().map(|root| root.key).collect(),
            authorities: Vec::new(),
            officers: Vec::new(),
            institutions: Vec::new(),
            keys: Vec::new(),
            witness_quorum: None,
            bundles: Vec::new(),
        };
        super::check::text("province", province)?;
        for root in roots {
            book.enter_root(root, now)?;
        }
        if book.keys.is_empty() { Err(AuthoringError::NoRootLeft) } else { Ok(book) }
    }

    /// Reads a book and checks all that can be checked within it.
    ///
    /// # Errors
    /// Where the text is no book of this format, or contradicts itself.
    pub fn parse(json: &str) -> Result<Self, AuthoringError> {
        let book: Self =
            serde_json::from_str(json).map_err(|error| AuthoringError::UnreadableBook(error.to_string()))?;
        if book.format != FORMAT {
            return Err(AuthoringError::BookFormat(book.format));
        }
        book.check()?;
        Ok(book)
    }

    /// The book as text: JSON, one value a line.
    #[must_use]
    pub fn to_text(&self) -> String {
        // A book holds nothing that JSON cannot: texts, numbers, lists and maps with text keys.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The authority with this code.
    ///
    /// # Errors
    /// Where there is none.
    pub fn authority(&self, code: &AuthorityCode) -> Result<&AuthorityRecord, AuthoringError> {
        let found = self.authorities.iter().find(|authority| authority.code == *code);
        found.ok_or_else(|| AuthoringError::UnknownAuthority(code.clone()))
    }

    /// The officer of this authority with this staff code.
    ///
    /// # Errors
    /// Where there is none.
    pub fn officer(&self, authority: &AuthorityCode, staff_code: &str) -> Result<&OfficerRecord, AuthoringError> {
        self.authority(authority)?;
        let found = self.officers.iter().find(|o| o.authority == *authority && o.staff_code == staff_code);
        found.ok_or_else(|| AuthoringError::UnknownOfficer {
            authority: authority.clone(),
            staff_code: staff_code.to_owned(),
        })
    }

    /// The entry of this institution at this authority.
    ///
    /// # Errors
    /// Where there is none.
    pub fn institution(&self, uscc: &Uscc, authority: &AuthorityCode) -> Result<&InstitutionRecord, AuthoringError> {
        let found = self.institutions.iter().find(|i| i.uscc == *uscc && i.authority == *authority);
        found.ok_or_else(|| AuthoringError::UnknownInstitution { uscc: uscc.clone(), authority: authority.clone() })
    }

    /// The key with this kid.
    ///
    /// # Errors
    /// Where there is none.
    pub fn key(&self, kid: Kid) -> Result<&KeyRecord, AuthoringError> {
        self.keys.iter().find(|record| record.kid == kid).ok_or(AuthoringError::UnknownKey(kid))
    }

    /// The root keys that the next bundle will list.
    #[must_use]
    pub fn roots(&self) -> Vec<PublicKey> {
        let roots = self.keys.iter().filter(|record| record.holder == Holder::Root {} && record.until.is_none());
        roots.map(|record| record.public_key).collect()
    }

    /// The witnesses that the next bundle will list: their names and keys.
    #[must_use]
    pub fn witnesses(&self) -> Vec<(String, PublicKey)> {
        let witness = |record: &KeyRecord| match &record.holder {
            Holder::Witness { name } if record.until.is_none() => Some((name.clone(), record.public_key)),
            _ => None,
        };
        self.keys.iter().filter_map(witness).collect()
    }
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
