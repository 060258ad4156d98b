//! The book: its written form, and finding what is in it.

use super::error::AuthoringError;
use super::notation;
use super::records::{AuthorityRecord, BundleRecord, Holder, InstitutionRecord, KeyRecord, OfficerRecord};
use super::texts;
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, Uscc};
use hezheng_core::time::Time;
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
        texts::check("province", province)?;
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
