//! The checks, in order. Each is `passed`, `failed` with a reason, or `not_checked` where its precondition is missing;
//! earlier failures stop nothing but decode.

use crate::ids::{Kid, LeafIndex};
use crate::limits::CLOCK_SKEW_SECS;
use crate::log::{Entry, tree::leaf_hash};
use crate::number::AuthorityCode;
use crate::statement::{Registration, UnverifiedStatement, VerifiedStatement};
use crate::status::Status;
use crate::status::snapshot::SnapshotBody;
use crate::time::Time;
use crate::trust::Trust;
use crate::trust::bundle::{Authority, Institution, IssuingKey, ServiceKey, ServiceUse, TrustBundle};
use crate::verify::evidence::Evidence;
use crate::verify::findings::Findings;
use crate::verify::reason::{Check, Reason};
use crate::verify::report::{CertificateView, EvidenceView, Proof, RegisteredView, Report};
use alloc::vec::Vec;

/// Runs all checks on a statement that was decoded.
pub(super) fn run(statement: &UnverifiedStatement<'_>, evidence: &Evidence, trust: &Trust, now: Time) -> Report {
    let mut findings = Findings::new(now);
    findings.passed(Check::Decode);
    let Some(bundle) = trust.bundle() else {
        findings.failed(Check::Trust, &[Reason::NoTrustBundle]);
        return findings.report(None, EvidenceView::default());
    };
    let context = Context::new(statement, evidence, bundle, now);
    context.trust(&mut findings);
    context.issuer_key(&mut findings);
    let verified = context.issuer_signature(&mut findings);
    let registered = context.registration(&mut findings);
    context.consistency(&mut findings);
    context.status(&mut findings);
    let certificate = verified.map(|verified| context.certificate(verified));
    let view = EvidenceView {
        bundle: Some(bundle.body().into()),
        snapshot: context.snapshot_shown().map(Into::into),
        registered,
    };
    findings.report(certificate, view)
}

/// What the checks look at, looked up once.
struct Context<'c> {
    statement: &'c UnverifiedStatement<'c>,
    bundle: &'c TrustBundle,
    evidence: &'c Evidence,
    now: Time,
    registration: Option<Registration<'c>>,
    /// The entry that holds the issuing key, and the key.
    issuer: Option<(&'c Institution, &'c IssuingKey)>,
    /// The authority that countersigned, and its key.
    registrar: Option<(&'c Authority, &'c ServiceKey)>,
    /// The snapshot of the authority that the number names.
    named_snapshot: Option<&'c SnapshotBody>,
    /// Up to this time the bundle held is known to be the newest.
    known_until: Time,
}

impl<'c> Context<'c> {
    fn new(statement: &'c UnverifiedStatement<'c>, evidence: &'c Evidence, bundle: &'c TrustBundle, now: Time) -> Self {
        let registration = statement.registration;
        let named = AuthorityCode::parse(statement.number.authority()).ok();
        let named_snapshot = named.and_then(|code| evidence.snapshot(&code)).map(|snapshot| snapshot.body());
        let issued = bundle.body().issued;
        let known_until = named_snapshot
            .filter(|snapshot| snapshot.bundle_version <= bundle.body().version)
            .map_or(issued, |snapshot| issued.max(snapshot.as_of));
        let registrar = registration
            .and_then(|registration| bundle.service_key(registration.countersignature.kid, ServiceUse::Countersign));
        let issuer = bundle.issuing_key(statement.kid);
        Self { statement, bundle, evidence, now, registration, issuer, registrar, named_snapshot, known_until }
    }

    fn latest_plausible(&self) -> Time {
        self.now.plus_secs(CLOCK_SKEW_SECS)
    }

    fn trust(&self, findings: &mut Findings) {
        let body = self.bundle.body();
        let mut reasons = Vec::new();
        if self.latest_plausible() < body.issued {
            reasons.push(Reason::ClockBehind);
        }
        if self.now >= body.expires {
            reasons.push(Reason::TrustBundleExpired);
        }
        if self.named_snapshot.is_some_and(|snapshot| body.version < snapshot.bundle_version) {
            reasons.push(Reason::TrustBundleTooOld);
        }
        findings.judged(Check::Trust, &reasons);
    }

    /// The reason for an unknown key: a newer bundle may know one that was used after the bundle held is known to be the newest.
    fn unknown_key(&self, used: Option<Time>, reason: Reason) -> Reason {
        match used {
            Some(used) if used > self.known_until && used <= self.latest_plausible() => Reason::TrustBundleTooOld,
            _ => reason,
        }
    }

    fn registered(&self) -> Option<(Time, LeafIndex)> {
        self.statement.unverified_registration()
    }

    fn issuer_key(&self, findings: &mut Findings) {
        let registered = self.registered();
        let Some((institution, key)) = self.issuer else {
            let reason = self.unknown_key(registered.map(|(time, _)| time), Reason::UnknownIssuerKey);
            return findings.failed(Check::IssuerKey, &[reason]);
        };
        let mut reasons = Vec::new();
        if institution.uscc != self.statement.uscc {
            reasons.push(Reason::IssuerMismatch);
        }
        match registered {
            Some((time, leaf)) => {
                if !key.validity.holds_at(time) {
                    reasons.push(Reason::IssuerKeyNotValidThen);
                }
                if key.validity.is_distrusted_at(leaf) {
                    reasons.push(Reason::IssuerKeyDistrusted);
                }
            }
            // Known and its own, but at no time to judge it at.
            None if reasons.is_empty() => return,
            None => {}
        }
        findings.judged(Check::IssuerKey, &reasons);
    }

    fn issuer_signature(&self, findings: &mut Findings) -> Option<VerifiedStatement<'c>> {
        self.issuer?;
        let key = self.bundle.decoded(self.statement.kid);
        let verified = key.and_then(|key| self.statement.verify_signature_decoded(key));
        let reasons: &[Reason] = if verified.is_some() { &[] } else { &[Reason::BadSignature] };
        findings.judged(Check::IssuerSignature, reasons);
        verified
    }

    fn registration(&self, findings: &mut Findings) -> Option<RegisteredView> {
        let Some(registration) = self.registration else {
            findings.failed(Check::Registration, &[Reason::NotRegistered]);
            return None;
        };
        let time = registration.countersignature.time;
        let mut reasons = Vec::new();
        match self.registrar {
            None => reasons.push(self.unknown_key(Some(time), Reason::UnknownRegistryKey)),
            Some((_, key)) => {
                if !key.validity.holds_at(time) {
                    reasons.push(Reason::RegistryKeyNotValidThen);
                }
                if key.validity.is_distrusted_at(registration.leaf) {
                    reasons.push(Reason::RegistryKeyDistrusted);
                }
                let countersignature = &registration.countersignature;
                let decoded = self.bundle.decoded(countersignature.kid);
                if !decoded.is_some_and(|key| countersignature.is_signed_by_decoded(key, &self.statement.envelope)) {
                    reasons.push(Reason::BadRegistration);
                }
            }
        }
        // A wrong countersignature is said before receipts are judged: they could only prove another registration.
        let is_proved = !reasons.contains(&Reason::BadRegistration) && self.receipts(&registration, &mut reasons);
        let is_in_doubt = self.registrar.is_some_and(|(_, key)| {
            key.validity.distrusted_from.is_some() && !key.validity.is_distrusted_at(registration.leaf)
        });
        if is_in_doubt && !is_proved && !self.has_receipt_that_counts() {
            reasons.push(Reason::ReceiptRequired);
        }
        if self.registrar.is_some_and(|(registrar, _)| self.evidence.is_doubted(&registrar.code)) {
            reasons.push(Reason::LogContradicted);
        }
        if time > self.latest_plausible() {
            reasons.push(Reason::RegisteredInFuture);
        }
        findings.judged(Check::Registration, &reasons);
        let proof = if is_proved { Proof::Proved } else { Proof::Promised };
        reasons.is_empty().then_some(RegisteredView { time, leaf: registration.leaf, proof })
    }

    /// A receipt whose log key is distrusted from some leaf on counts as absent.
    fn receipt_counts(&self, kid: Kid) -> bool {
        let key = self.bundle.service_key(kid, ServiceUse::Log);
        key.is_none_or(|(_, key)| key.validity.distrusted_from.is_none())
    }

    fn has_receipt_that_counts(&self) -> bool {
        self.statement.receipts.iter().any(|receipt| self.receipt_counts(receipt.kid))
    }

    /// Judges the receipts that count; says whether one is there and all prove this registration.
    fn receipts(&self, registration: &Registration<'_>, reasons: &mut Vec<Reason>) -> bool {
        let time = registration.countersignature.time;
        let entry = Entry::Registration { time, kid: self.statement.kid, statement: self.statement.hash() };
        let entry_hash = leaf_hash(&entry.encode());
        let mut is_proved = false;
        for receipt in self.statement.receipts.iter().filter(|receipt| self.receipt_counts(receipt.kid)) {
            let Some((authority, key)) = self.bundle.service_key(receipt.kid, ServiceUse::Log) else {
                reasons.push(self.unknown_key(Some(receipt.time), Reason::UnknownRegistryKey));
                continue;
            };
            let is_of_this = self.registrar.is_none_or(|(registrar, _)| registrar.code == authority.code)
                && key.validity.holds_at(receipt.time)
                && receipt.number == self.statement.number
                && receipt.leaf == registration.leaf
                && receipt.time >= time
                && receipt.proves(&entry_hash, &authority.log_origin, &key.key);
            if is_of_this {
                is_proved = true;
            } else {
                reasons.push(Reason::BadRegistration);
            }
        }
        is_proved
    }

    /// The entry that holds the key; where the key is unknown or another's, the entry of the institution named.
    fn institution(&self) -> Option<&'c Institution> {
        let holder =
            self.issuer.map(|(institution, _)| institution).filter(|holder| holder.uscc == self.statement.uscc);
        holder.or_else(|| self.bundle.institutions(&self.statement.uscc).last())
    }

    fn consistency(&self, findings: &mut Findings) {
        let Some(((registrar, _), institution, (time, _))) =
            self.registrar.zip(self.institution()).zip(self.registered()).map(|((a, b), c)| (a, b, c))
        else {
            return;
        };
        let (number, issued) = (&self.statement.number, self.statement.claims.issued);
        let mut reasons = Vec::new();
        if number.authority() != registrar.code.as_str()
            || institution.authority != registrar.code
            || number.institution() != institution.number.as_str()
            || number.year() != issued.year()
        {
            reasons.push(Reason::NumberMismatch);
        }
        if time.shanghai_day() < issued {
            reasons.push(Reason::RegisteredBeforeIssue);
        }
        findings.judged(Check::Consistency, &reasons);
    }

    fn status(&self, findings: &mut Findings) {
        let Some(((registrar, _), (_, leaf))) = self.registrar.zip(self.registered()) else { return };
        let snapshot = self.evidence.snapshot(&registrar.code).map(|snapshot| snapshot.body());
        let mut reasons = Vec::new();
        match snapshot.and_then(|snapshot| snapshot.status(leaf)) {
            Some(Status::Valid) => {}
            Some(Status::Revoked) => reasons.push(Reason::Revoked),
            Some(Status::Suspended) => reasons.push(Reason::Suspended),
            Some(Status::Superseded) => reasons.push(Reason::Superseded),
            None => reasons.push(Reason::StatusUnknown),
        }
        if snapshot.is_some_and(|snapshot| self.now > snapshot.next_update) {
            reasons.push(Reason::StatusStale);
        }
        findings.judged(Check::Status, &reasons);
    }

    /// The snapshot of the authority that countersigned, else of the one that the number names.
    fn snapshot_shown(&self) -> Option<&'c SnapshotBody> {
        match self.registrar {
            Some((registrar, _)) => self.evidence.snapshot(&registrar.code).map(|snapshot| snapshot.body()),
            None => self.named_snapshot,
        }
    }

    fn certificate(&self, verified: VerifiedStatement<'c>) -> CertificateView {
        let issued = verified.claims().issued;
        let institution = self.issuer.map(|(institution, _)| institution.name_on(issued).into());
        CertificateView::new(verified, institution, self.registrar.map(|(authority, _)| authority.name.clone()))
    }
}
