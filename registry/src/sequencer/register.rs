//! Registering: a statement gets its place in the log, the authority's countersignature, and a receipt.

use crate::policy::{self, Earlier, Facts};
use crate::refusal::{Failed, RegistrationRefusal};
use crate::sealing::PersonKey;
use crate::sequencer::batch::Batch;
use crate::sequencer::queue::Ask;
use crate::store::records::{CertificateRecord, encode_personal};
use crate::store::write::CertificateKeys;
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::log::{
    Entry,
    receipt::{ReceiptDraft, ReceiptSubject},
    tree,
};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{UnverifiedStatement, VerifiedStatement, with_receipts};
use hezheng_core::trust::bundle::ServiceUse;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A certificate to be registered, by the key that signed the request. It holds personal data and has no `Debug`.
pub(crate) struct Registration {
    pub(crate) authority: AuthorityNumber,
    pub(crate) signer: Kid,
    pub(crate) statement: Vec<u8>,
    pub(crate) identity_number: Zeroizing<String>,
    pub(crate) portrait: Option<Zeroizing<Vec<u8>>>,
}

/// A registered statement with its receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Registered {
    pub(crate) statement: Vec<u8>,
    pub(crate) when: When,
}

/// When a certificate was registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// By this request.
    Now,
    /// By the same request, sent before.
    Before,
}

impl Batch<'_> {
    /// Registers these, ordered by statement hash, so that neighbours in a class are not neighbours in the log.
    pub(super) fn register_all<'a>(
        &mut self,
        asked: impl Iterator<Item = &'a mut Ask<Registration, Registered>>,
    ) -> Result<(), StoreError> {
        let mut asked: Vec<_> = asked.map(|ask| (Hash::of(&[&ask.question.statement]), ask)).collect();
        asked.sort_by_key(|(hash, _)| *hash);
        let mut admitted = Vec::new();
        for (_, ask) in asked {
            match self.admit(&ask.question) {
                Ok(found) => admitted.push((found, ask)),
                Err(Failed::Refused(refusal)) => ask.answer = Some(Err(refusal)),
                Err(Failed::Store(error)) => return Err(error),
            }
        }
        self.issue_receipts()?;
        for ((place, when), ask) in admitted {
            let record = self.admitted.get(&place).cloned();
            let record = record.map_or_else(|| self.writing.certificate(place), |record| Ok(Some(record)))?;
            let record = record.ok_or(StoreError::Damaged(None))?;
            let statement = with_receipts(&record.registered, &[&record.receipt]);
            let statement = statement.map_err(|_| StoreError::Damaged(None))?;
            ask.answer = Some(Ok(Registered { statement, when }));
        }
        Ok(())
    }

    /// Gives a statement its place, or finds the one that it has.
    fn admit(&mut self, asked: &Registration) -> Result<(Place, When), Failed> {
        let statement = UnverifiedStatement::decode(&asked.statement).map_err(Failed::refused)?;
        if statement.unverified_registration().is_some() || statement.has_receipts() {
            return Err(Failed::refused(RegistrationRefusal::NotBare));
        }
        if statement.unverified_kid() != asked.signer {
            return Err(Failed::refused(RegistrationRefusal::OtherSigner));
        }
        if let Some(place) = self.writing.place_of_statement(statement.hash())?
            && place.0 == asked.authority
        {
            return self.check_same(&statement, asked, place).map(|()| (place, When::Before));
        }
        let authority = self.authority(asked.authority).map_err(Failed::refused)?;
        let time = self.entry_time(authority.number).map_err(Failed::refused)?;
        let trust = Arc::clone(&self.view.trust);
        let bundle = Self::bundle(&trust, self.now).map_err(Failed::refused)?;
        let signer = (asked.signer, statement.unverified_uscc());
        let (institution, key) = policy::signer(bundle, &authority.code, signer, time).map_err(Failed::refused)?;
        let verified = statement.verify_signature(&key.key);
        let verified = verified.ok_or(Failed::refused(RegistrationRefusal::BadSignature))?;
        let portrait = asked.portrait.as_ref().map(|portrait| portrait.as_slice());
        let identity = policy::person(verified.claims(), &asked.identity_number, portrait).map_err(Failed::refused)?;
        let person = self.sealing.person(identity.kind(), identity.full_number());
        let check_code = CheckCode::of(&asked.statement);
        let facts = Facts {
            institution,
            time,
            reserved_by: self.writing.reserved_by(verified.number())?,
            number_is_taken: self.writing.place_of_number(verified.number())?.is_some(),
            check_code_is_taken: self.writing.place_of_check_code(check_code)?.is_some(),
            earlier: self.earlier(person)?,
        };
        policy::statement(verified, &facts).map_err(Failed::refused)?;
        authority.usable(bundle, ServiceUse::Log, time).map_err(Failed::refused)?;
        let (_, countersigner) = authority.usable(bundle, ServiceUse::Countersign, time).map_err(Failed::refused)?;

        // Everything is decided; from here on things are written.
        let entry = Entry::Registration { time, kid: verified.kid(), statement: verified.hash() };
        let leaf = self.append(authority.number, &entry)?;
        let place = (authority.number, leaf);
        let draft = verified.register(countersigner.kid(), time, leaf);
        let registered = draft.finish(&countersigner.sign(draft.to_be_signed()));
        let keys = CertificateKeys {
            statement: verified.hash(),
            number: verified.number(),
            check_code,
            person,
            uscc: verified.uscc(),
            class_filing: verified.claims().class_filing.as_deref(),
        };
        self.writing.put_keys(place, &keys);
        self.seal(place, verified, asked)?;
        let has_portrait = asked.portrait.is_some();
        self.admitted.insert(place, CertificateRecord { registered, receipt: Vec::new(), person, has_portrait });
        Ok((place, When::Now))
    }

    /// Whether a statement that is registered came with the same identity number and portrait.
    fn check_same(
        &self,
        statement: &UnverifiedStatement<'_>,
        asked: &Registration,
        place: Place,
    ) -> Result<(), Failed> {
        let record = self.certificate(place)?;
        let claims = statement.unverified_claims();
        let is_same_portrait = match &asked.portrait {
            Some(portrait) => record.has_portrait && claims.portrait_sha256 == Some(Hash::of(&[portrait])),
            None => !record.has_portrait,
        };
        if is_same_portrait && self.sealing.person(claims.id_kind, &asked.identity_number) == record.person {
            Ok(())
        } else {
            Err(Failed::refused(RegistrationRefusal::RegisteredDifferently))
        }
    }

    /// The certificates that a person has.
    fn earlier(&self, person: PersonKey) -> Result<Vec<Earlier>, Failed> {
        let mut earlier = Vec::new();
        for place in self.writing.places_of_person(person)? {
            let record = self.certificate(place)?;
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            earlier.push(Earlier {
                uscc: statement.unverified_uscc().clone(),
                number: statement.unverified_number().clone(),
                claims: statement.unverified_claims().clone(),
                status: self.writing.status(place)?.map(|record| record.status).unwrap_or_default(),
            });
        }
        Ok(earlier)
    }

    fn seal(&mut self, place: Place, verified: VerifiedStatement<'_>, asked: &Registration) -> Result<(), StoreError> {
        let portrait = asked.portrait.as_ref().map(|portrait| portrait.as_slice());
        let plain = encode_personal(&asked.identity_number, portrait);
        let sealed = self.sealing.seal(hezheng_keys::random_bytes()?, &verified.hash().0.0, &plain);
        self.writing.put_personal(place, sealed.ok_or(StoreError::Damaged(None))?);
        Ok(())
    }

    /// Proves each certificate admitted in this commit against the tree after it, and keeps what will be answered.
    fn issue_receipts(&mut self) -> Result<(), StoreError> {
        let trust = Arc::clone(&self.view.trust);
        let Some(bundle) = trust.bundle() else { return Ok(()) };
        for (place, record) in &mut self.admitted {
            let (number, leaf) = *place;
            let Some(authority) = self.served.iter().find(|authority| authority.number == number) else { continue };
            let log = authority.listed(bundle, ServiceUse::Log).ok_or(StoreError::Damaged(None))?;
            let head = self.view.heads.get(&number).ok_or(StoreError::Damaged(None))?;
            let proof = tree::prove_inclusion(&self.writing.nodes(number), head.size, leaf)?;
            let proof = proof.ok_or(StoreError::Damaged(None))?;
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            let subject = ReceiptSubject { origin: &log.log_origin, number: statement.unverified_number() };
            let draft = ReceiptDraft::new(authority.log.kid(), subject, head.last_entry, &proof);
            record.receipt = draft.finish(&authority.log.sign(draft.to_be_signed()));
            self.writing.put_certificate(*place, record);
        }
        Ok(())
    }
}
