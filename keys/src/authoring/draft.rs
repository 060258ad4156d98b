//! A draft: what a bureau asks the province to change in the next bundle, prepared at its console and signed by an officer. It grants
//! nothing: the holder of a root key reads it in words, enters it in the book, and signs the next bundle as always
//! (docs/decisions/0018-next-bundle.md).
//!
//! As a file it is JSON with the draft as a text in it, so that the signature is over just the bytes that were read.

use super::book::Book;
use super::changes::{BundleChange, changes};
use super::entries::{Namesake, NewInstitution};
use super::error::AuthoringError;
use super::key_records::NewKey;
use super::notation;
use super::records::Holder;
use super::terms::Terms;
use crate::signer::Signer;
use hezheng_core::ids::{Hash, Kid, parse_hex, to_hex};
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{OfficerKey, OfficerRole, TrustBundle};
use serde::{Deserialize, Serialize};

/// The format, and what stands before the draft in what is signed: no other signature of this project begins so.
const FORMAT: &str = "hezheng bundle draft 1";
/// A draft is a page of changes: some hundred institutions begin in a city's busiest year.
pub const DRAFT_BYTES: usize = 262_144;
/// Changes of one draft: what a person reads before signing.
pub const DRAFT_CHANGES: usize = 200;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The bureau that asks; nothing of another one's can be changed by it.
    #[serde(with = "notation")]
    pub authority: AuthorityCode,
    /// The version of the bundle that it was made from.
    pub from_version: u64,
    /// SHA-256 of that bundle's bytes.
    #[serde(with = "notation")]
    pub from_sha256: Hash,
    /// When it was prepared.
    #[serde(with = "notation")]
    pub prepared: Time,
    /// What is to change, in this order.
    pub changes: Vec<DraftChange>,
}

/// One change that is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DraftChange {
    /// An institution that is to issue.
    AddInstitution {
        /// Its 统一社会信用代码.
        #[serde(with = "notation")]
        uscc: Uscc,
        /// Its name.
        name: String,
        /// Since when it has that name.
        #[serde(with = "notation")]
        named_from: Date,
        /// The number that the bureau gives it.
        #[serde(with = "notation")]
        number: InstitutionNumber,
        /// Who answers for its keys.
        contact: String,
    },
    /// An officer: a person.
    AddOfficer {
        /// The staff code.
        staff_code: String,
        /// The person's name; it stays in the book.
        name: String,
    },
    /// A key that an institution is to sign with, from when it is entered.
    AddIssuerKey {
        /// The institution.
        #[serde(with = "notation")]
        uscc: Uscc,
        /// The key.
        #[serde(with = "notation")]
        public_key: PublicKey,
    },
    /// A key of an officer.
    AddOfficerKey {
        /// The officer.
        staff_code: String,
        /// The key.
        #[serde(with = "notation")]
        public_key: PublicKey,
        /// What the officer may do with it.
        #[serde(with = "notation::list")]
        may: Vec<OfficerRole>,
    },
    /// The end of an institution's or an officer's key.
    EndKey {
        /// The key.
        #[serde(with = "notation")]
        kid: Kid,
        /// When; where nothing is said, when it is entered.
        #[serde(with = "notation::optional", default, skip_serializing_if = "Option::is_none")]
        at: Option<Time>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    draft: String,
    #[serde(with = "notation")]
    kid: Kid,
    signature: String,
}

/// A draft whose signature was checked: an officer of the bureau prepared it, by the bundle that it was made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedDraft {
    draft: Draft,
    kid: Kid,
    staff_code: String,
}

impl Draft {
    /// The file, signed by whoever prepared it.
    ///
    /// # Errors
    /// It asks for nothing, or for too much.
    pub fn sign(&self, signer: &dyn Signer) -> Result<String, AuthoringError> {
        self.check_count()?;
        let draft = serde_json::to_string(self).map_err(|_| AuthoringError::NotADraft)?;
        let signature = to_hex(&signer.sign(&to_be_signed(&draft)));
        let file = File { format: FORMAT.into(), draft, kid: signer.kid(), signature };
        let mut text = serde_json::to_string_pretty(&file).map_err(|_| AuthoringError::NotADraft)?;
        text.push('\n');
        if text.len() > DRAFT_BYTES { Err(AuthoringError::NotADraft) } else { Ok(text) }
    }

    /// What the book says once everything of the draft is entered; the book itself is not changed.
    ///
    /// # Errors
    /// The first change that the book does not take, in words; or one that is not the bureau's to ask for.
    pub fn entered_in(&self, book: &Book, now: Time) -> Result<Book, AuthoringError> {
        self.check_count()?;
        let mut next = book.clone();
        self.changes.iter().try_for_each(|change| self.enter(change, &mut next, now))?;
        Ok(next)
    }

    fn enter(&self, change: &DraftChange, book: &mut Book, now: Time) -> Result<(), AuthoringError> {
        let authority = self.authority.clone();
        let key = |key: &PublicKey, holder| NewKey { key: *key, holder, person: None, from: now };
        match change {
            DraftChange::AddInstitution { uscc, name, named_from, number, contact } => {
                let (uscc, number) = (uscc.clone(), number.clone());
                let (name, contact, named_from) = (name.clone(), contact.clone(), *named_from);
                book.add_institution(NewInstitution { uscc, name, named_from, authority, number, contact })
            }
            DraftChange::AddOfficer { staff_code, name } => {
                book.add_officer(&authority, staff_code, name, Namesake::IsTheSamePerson)
            }
            DraftChange::AddIssuerKey { uscc, public_key } => {
                let holder = Holder::Issuer { uscc: uscc.clone(), authority };
                book.add_key(key(public_key, holder), now).map(drop)
            }
            DraftChange::AddOfficerKey { staff_code, public_key, may } => {
                let holder = Holder::Officer { authority, staff_code: staff_code.clone(), may: may.clone() };
                book.add_key(key(public_key, holder), now).map(drop)
            }
            DraftChange::EndKey { kid, at } => {
                let is_theirs = match &book.key(*kid)?.holder {
                    Holder::Officer { authority: of, .. } | Holder::Issuer { authority: of, .. } => *of == authority,
                    Holder::Root {} | Holder::Service { .. } | Holder::Witness { .. } => false,
                };
                if is_theirs {
                    book.end_key(*kid, at.unwrap_or(now), now)
                } else {
                    Err(AuthoringError::NotTheirs(*kid))
                }
            }
        }
    }

    fn check_count(&self) -> Result<(), AuthoringError> {
        if (1..=DRAFT_CHANGES).contains(&self.changes.len()) { Ok(()) } else { Err(AuthoringError::NotADraft) }
    }
}

impl VerifiedDraft {
    /// Reads a file, and checks it against the newest bundle and its bytes: a draft of an older one is refused, because it may ask for
    /// what another draft did meanwhile.
    ///
    /// # Errors
    /// It is no draft, is of another bundle, or no officer of the bureau signed it.
    pub fn check(text: &str, newest: (&TrustBundle, Hash), now: Time) -> Result<Self, AuthoringError> {
        let not = |_| AuthoringError::NotADraft;
        if text.len() > DRAFT_BYTES {
            return Err(AuthoringError::NotADraft);
        }
        let file: File = serde_json::from_str(text).map_err(not)?;
        if file.format != FORMAT {
            return Err(AuthoringError::NotADraft);
        }
        let draft: Draft = serde_json::from_str(&file.draft).map_err(not)?;
        draft.check_count()?;
        let (bundle, sha256) = newest;
        let version = bundle.body().version;
        if (draft.from_version, draft.from_sha256) != (version, sha256) {
            return Err(AuthoringError::DraftOfAnother { draft: draft.from_version, newest: version });
        }
        let signature: [u8; 64] = parse_hex(&file.signature).ok_or(AuthoringError::NotADraft)?;
        let officer = bundle.officer_key(file.kid).filter(|(authority, officer)| {
            let counts =
                |officer: &OfficerKey| officer.validity.holds_at(now) && officer.validity.holds_at(draft.prepared);
            authority.code == draft.authority && counts(officer)
        });
        let (_, officer) = officer.ok_or(AuthoringError::DraftSigner(file.kid))?;
        if !officer.key.has_signed(&to_be_signed(&file.draft), &signature) {
            return Err(AuthoringError::DraftSigner(file.kid));
        }
        Ok(Self { kid: file.kid, staff_code: officer.staff_code.clone(), draft })
    }

    /// What is asked for.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The key of whoever prepared it.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// The staff code of whoever prepared it.
    #[must_use]
    pub fn staff_code(&self) -> &str {
        &self.staff_code
    }

    /// Whether whoever prepared it asks for a key of their own.
    #[must_use]
    pub fn asks_for_own_key(&self) -> bool {
        let is_own = |change: &DraftChange| matches!(change, DraftChange::AddOfficerKey { staff_code, .. } if *staff_code == self.staff_code);
        self.draft.changes.iter().any(is_own)
    }
}

impl Book {
    /// What a bundle of this book would change of one of the other book's.
    #[must_use]
    pub fn changes_since(&self, before: &Self, now: Time) -> Vec<BundleChange> {
        let terms = Terms { version: 0, now, days: 1 };
        changes(Some(&before.body(terms)), &self.body(terms), &before.initial_roots)
    }
}

fn to_be_signed(draft: &str) -> Vec<u8> {
    [FORMAT.as_bytes(), b"\n", draft.as_bytes()].concat()
}
