//! One registration: the certificate that an entry speaks of, its receipt, and what is sealed beside it. This is most of
//! the work, needs nothing of the store, and is done on all cores.

use super::decode_exact;
use super::finding::Fault;
use crate::policy;
use crate::refusal::RegistrationRefusal;
use crate::sealing::{PersonKey, SealedWith, SealingKey};
use crate::store::port::Table;
use crate::store::records::{CertificateRecord, decode_personal};
use crate::store::schema::{CERTIFICATES, PERSONAL};
use crate::store::write::CertificateKeys;
use hezheng_core::ids::{Hash, Kid, LeafIndex, StatementHash, TreeSize};
use hezheng_core::log::receipt::UnverifiedReceipt;
use hezheng_core::log::tree::leaf_hash;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::verify::{Check, CheckResult, Evidence, Presented, Proof, Reason, verify};

/// A registration as the log has it, and what the store holds for it.
pub(super) struct Registration {
    pub(super) leaf: LeafIndex,
    pub(super) entry: Vec<u8>,
    pub(super) time: Time,
    pub(super) kid: Kid,
    pub(super) statement: StatementHash,
    pub(super) certificate: Option<Vec<u8>>,
    pub(super) sealed: Option<Vec<u8>>,
}

/// What came of judging one.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) faults: Vec<(Table, Fault)>,
    /// Why verifiers would not take it under the trust it was judged by.
    pub(super) refused: Option<Fault>,
    pub(super) found: Option<Found>,
    /// With which key it is sealed.
    pub(super) sealed_with: Option<SealedWith>,
}

/// What the other tables must have of a certificate.
pub(super) struct Found {
    statement: StatementHash,
    pub(super) number: CertificateNumber,
    check_code: CheckCode,
    person: PersonKey,
    pub(super) uscc: Uscc,
    class_filing: Option<String>,
    /// The tree that the receipt proves.
    pub(super) receipt: Option<(TreeSize, Hash)>,
}

impl Found {
    /// What a certificate leads to whose record names this person.
    pub(super) fn of(statement: &UnverifiedStatement<'_>, person: PersonKey) -> Self {
        Self {
            statement: statement.hash(),
            number: statement.unverified_number().clone(),
            check_code: CheckCode::of(&statement.bare()),
            person,
            uscc: statement.unverified_uscc().clone(),
            class_filing: statement.unverified_claims().class_filing.clone(),
            receipt: None,
        }
    }

    pub(super) fn keys(&self) -> CertificateKeys<'_> {
        CertificateKeys {
            statement: self.statement,
            number: &self.number,
            check_code: self.check_code,
            person: self.person,
            uscc: &self.uscc,
            class_filing: self.class_filing.as_deref(),
        }
    }
}

impl Registration {
    /// Judges it under the trust in force when it was registered.
    pub(super) fn judge(&self, sealing: &SealingKey, trust: Option<&Trust>) -> Judged {
        let mut judged = Judged::default();
        let Some(value) = &self.certificate else { return judged };
        let record = decode_exact::<CertificateRecord>(value);
        let statement = record.as_ref().and_then(|record| UnverifiedStatement::decode(&record.registered).ok());
        let Some((record, statement)) = record.as_ref().zip(statement.filter(|found| !found.has_receipts())) else {
            judged.faults.push((CERTIFICATES, Fault::Unreadable));
            return judged;
        };
        if statement.hash() != self.statement || statement.unverified_kid() != self.kid {
            judged.faults.push((CERTIFICATES, Fault::OtherStatement));
            return judged;
        }
        judged.refused = match trust {
            Some(trust) => self.refused(record, &statement, trust),
            None => Some(Fault::Verification { check: Check::Trust.code(), reason: Reason::NoTrustBundle.code() }),
        };
        let person = self.open(sealing, record, &statement, &mut judged);
        let receipt = UnverifiedReceipt::decode(&record.receipt).ok();
        let root = receipt.as_ref().and_then(|receipt| receipt.root_from(&leaf_hash(&self.entry)));
        let size = receipt.map(|receipt| receipt.unverified_place().1);
        judged.found = Some(Found { receipt: size.zip(root), ..Found::of(&statement, person) });
        judged
    }

    /// Whether verifiers take it under this trust.
    pub(super) fn holds(&self, trust: &Trust) -> bool {
        let record = self.certificate.as_deref().and_then(decode_exact::<CertificateRecord>);
        let statement = record.as_ref().and_then(|record| UnverifiedStatement::decode(&record.registered).ok());
        let refused = record.as_ref().zip(statement).map(|(record, statement)| self.refused(record, &statement, trust));
        refused.is_some_and(|refused| refused.is_none())
    }

    /// Why verifiers would not take the registration as proved, by core's one verification path.
    fn refused(&self, record: &CertificateRecord, statement: &UnverifiedStatement<'_>, trust: &Trust) -> Option<Fault> {
        if statement.unverified_registration() != Some((self.time, self.leaf)) {
            return Some(Fault::Verification {
                check: Check::Registration.code(),
                reason: Reason::BadRegistration.code(),
            });
        }
        let Ok(presented) = with_receipts(&record.registered, &[&record.receipt]) else {
            return Some(Fault::NotProved);
        };
        let report = verify(Presented::Statement(&presented), &Evidence::none(), trust, self.time);
        // Ages of evidence and the status are judged elsewhere.
        let wanted = [Check::IssuerKey, Check::IssuerSignature, Check::Registration, Check::Consistency];
        let failed = report.checks.iter().find(|one| wanted.contains(&one.check) && one.result != CheckResult::Passed);
        match failed {
            Some(one) => {
                let reason = if let CheckResult::Failed(reason) = one.result { reason.code() } else { "not_checked" };
                Some(Fault::Verification { check: one.check.code(), reason })
            }
            None if report.evidence.registered.is_some_and(|seen| seen.proof == Proof::Proved) => None,
            None => Some(Fault::NotProved),
        }
    }

    /// Opens what is sealed, and compares it; gives whose certificate it is.
    fn open(
        &self,
        sealing: &SealingKey,
        record: &CertificateRecord,
        statement: &UnverifiedStatement<'_>,
        judged: &mut Judged,
    ) -> PersonKey {
        let Some(sealed) = &self.sealed else { return record.person };
        let opened = sealing.open_and_tell(&self.statement.0.0, sealed);
        judged.sealed_with = opened.as_ref().map(|(with, _)| *with);
        let Some(personal) = opened.and_then(|(_, opened)| decode_personal(&opened).ok()) else {
            judged.faults.push((PERSONAL, Fault::NotSealed));
            return record.person;
        };
        let portrait = personal.portrait.as_ref().map(|portrait| portrait.as_slice());
        let claims = statement.unverified_claims();
        match policy::person(claims, &personal.identity_number, portrait) {
            Ok(_) => {}
            Err(RegistrationRefusal::IdentityNumber | RegistrationRefusal::IdentityTail) => {
                judged.faults.push((PERSONAL, Fault::OtherIdentityNumber));
            }
            Err(_) => judged.faults.push((PERSONAL, Fault::OtherPortrait)),
        }
        if record.has_portrait != portrait.is_some() {
            judged.faults.push((CERTIFICATES, Fault::PortraitMark));
        }
        if sealing.is_person(record.person, claims.id_kind, &personal.identity_number) {
            return record.person;
        }
        judged.faults.push((CERTIFICATES, Fault::OtherPerson));
        sealing.person(claims.id_kind, &personal.identity_number)
    }
}
