//! Which problem each refusal is.

use super::Problem;
use super::kinds::*;
use crate::desk::DeskRefusal;
use crate::desk::rules::RuleCode;
use crate::http_signature::SignatureRefusal;
use crate::refusal::{
    CorrectionRefusal, Failed, OrderRule, Refusal, RegistrationRefusal, ReservationRefusal, SignerRefusal, Unavailable,
};
use hezheng_core::Malformed;
use hezheng_core::cbor::CborError;
use hezheng_core::status::order::OrderRefusal;
use hezheng_core::trust::BundleRefusal;

impl From<Malformed> for Problem {
    fn from(rule: Malformed) -> Self {
        let kind = match rule {
            Malformed::Cbor(CborError::Truncated) => TRUNCATED,
            Malformed::Cbor(_) => NOT_CBOR,
            Malformed::TrainingReversed => TRAINING_REVERSED,
            Malformed::IssuedBeforeTrainingEnded => ISSUED_BEFORE_TRAINING_ENDED,
            _ => MALFORMED,
        };
        // The one rule that would repeat what was sent: a character of a name.
        let rule = match rule {
            Malformed::Text(_) => "Text".into(),
            rule => format!("{rule:?}").into_boxed_str(),
        };
        Self { rule: Some(rule), ..Self::of(kind) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed(rule) => rule.into(),
            Refusal::Signer(refusal) => Self::of(signer(refusal)),
            Refusal::Reservation(refusal) => Self::of(reservation(refusal)),
            Refusal::Registration(RegistrationRefusal::AlreadyIssued(Some(number))) => {
                Self::about(ALREADY_ISSUED, &number)
            }
            Refusal::Registration(RegistrationRefusal::Held(rule)) => {
                Self { rule: Some(rule.code().into()), ..Self::of(AWAITING_APPROVAL) }
            }
            Refusal::Registration(RegistrationRefusal::ApprovalRefused(reason)) => {
                Self { reason: Some(reason.into()), ..Self::of(APPROVAL_REFUSED) }
            }
            Refusal::Registration(refusal) => Self::of(registration(&refusal)),
            Refusal::Order(OrderRule::UnknownNumber(number)) => Self::about(UNKNOWN_NUMBER, &number),
            Refusal::Order(OrderRule::NotSeen(number)) => Self::about(NOT_SEEN, &number),
            Refusal::Order(OrderRule::CorrectionDiffers(number)) => Self::about(CORRECTION_DIFFERS, &number),
            Refusal::Order(OrderRule::CorrectionWithdrawn(number)) => Self::about(CORRECTION_WITHDRAWN, &number),
            Refusal::Order(OrderRule::OtherAuthority) => Self::of(OTHER_AUTHORITY),
            Refusal::Order(OrderRule::IdTaken) => Self::of(ORDER_ID_TAKEN),
            Refusal::Order(OrderRule::Core(refusal)) => Self::of(order(refusal)),
            Refusal::Correction(CorrectionRefusal::NotOwn(number)) => Self::about(NOT_OWN_CERTIFICATE, &number),
            Refusal::Correction(CorrectionRefusal::NotInForce(number)) => Self::about(NOT_IN_FORCE, &number),
            Refusal::Correction(CorrectionRefusal::Pending(number)) => Self::about(CORRECTION_PENDING, &number),
            Refusal::Correction(CorrectionRefusal::Withdrawn(number)) => Self::about(CORRECTION_WITHDRAWN, &number),
            Refusal::Correction(CorrectionRefusal::CarriedOut(number)) => Self::about(CORRECTION_CARRIED_OUT, &number),
            Refusal::Correction(CorrectionRefusal::Unknown) => Self::of(NOT_FOUND),
            Refusal::OfCorrection(number, refusal) => {
                Self { number: Some(number.as_str().into()), ..(*refusal).into() }
            }
            Refusal::Desk(refusal) => desk(&refusal),
            Refusal::Bundle(BundleRefusal::Malformed(rule)) => rule.into(),
            Refusal::Bundle(refusal) => Self::of(bundle(refusal)),
            Refusal::MatchClosed => Self::of(MATCH_CLOSED),
            Refusal::TooManyShares => Self::of(TOO_MANY_SHARES),
            Refusal::Unavailable(refusal) => Self::of(unavailable(refusal)),
        }
    }
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(refusal) => refusal.into(),
            Failed::Store(error) => {
                tracing::error!(%error, "the store did not answer");
                Self::of(STORE)
            }
        }
    }
}

impl From<SignatureRefusal> for Problem {
    fn from(refusal: SignatureRefusal) -> Self {
        Self::of(match refusal {
            SignatureRefusal::Malformed => SIGNATURE_MALFORMED,
            SignatureRefusal::Components => SIGNATURE_COMPONENTS,
            SignatureRefusal::Parameters => SIGNATURE_PARAMETERS,
            SignatureRefusal::Time => SIGNATURE_TIME,
            SignatureRefusal::Digest => DIGEST,
            SignatureRefusal::UnknownKey => SIGNATURE_KEY,
            SignatureRefusal::NoOfficer => OFFICER_KEY,
            SignatureRefusal::Signature => SIGNATURE,
        })
    }
}

fn signer(refusal: SignerRefusal) -> Kind {
    match refusal {
        SignerRefusal::Unknown => UNKNOWN_ISSUER_KEY,
        SignerRefusal::OtherAuthority => OTHER_AUTHORITY,
        SignerRefusal::OtherInstitution => ISSUER_MISMATCH,
        SignerRefusal::NotValidNow => ISSUER_KEY_NOT_VALID_NOW,
        SignerRefusal::Distrusted => ISSUER_KEY_DISTRUSTED,
    }
}

fn reservation(refusal: ReservationRefusal) -> Kind {
    match refusal {
        ReservationRefusal::Count => RESERVATION_COUNT,
        ReservationRefusal::Year => RESERVATION_YEAR,
        ReservationRefusal::IdTaken => RESERVATION_ID_TAKEN,
        ReservationRefusal::Exhausted => NUMBERS_EXHAUSTED,
    }
}

fn registration(refusal: &RegistrationRefusal) -> Kind {
    match refusal {
        RegistrationRefusal::OtherSigner => OTHER_SIGNER,
        RegistrationRefusal::BadSignature => BAD_STATEMENT_SIGNATURE,
        RegistrationRefusal::NotBare => NOT_BARE,
        RegistrationRefusal::NumberAuthority => NUMBER_AUTHORITY,
        RegistrationRefusal::NumberInstitution => NUMBER_INSTITUTION,
        RegistrationRefusal::NumberYear => NUMBER_YEAR,
        RegistrationRefusal::NumberNotReserved => NUMBER_NOT_RESERVED,
        RegistrationRefusal::NumberTaken => NUMBER_TAKEN,
        RegistrationRefusal::CheckCodeTaken => CHECK_CODE_TAKEN,
        RegistrationRefusal::IssuedInFuture => ISSUED_IN_FUTURE,
        RegistrationRefusal::IdentityNumber => IDENTITY_NUMBER,
        RegistrationRefusal::IdentityTail => IDENTITY_TAIL,
        RegistrationRefusal::Portrait => PORTRAIT,
        RegistrationRefusal::PortraitSize => PORTRAIT_SIZE,
        RegistrationRefusal::AlreadyIssued(_) => ALREADY_ISSUED,
        RegistrationRefusal::RegisteredDifferently => REGISTERED_DIFFERENTLY,
        RegistrationRefusal::Rule(rule) => set_rule(*rule),
        RegistrationRefusal::Held(_) => AWAITING_APPROVAL,
        RegistrationRefusal::ApprovalRefused(_) => APPROVAL_REFUSED,
    }
}

fn set_rule(rule: RuleCode) -> Kind {
    match rule {
        RuleCode::ClassRequired => CLASS_REQUIRED,
        RuleCode::ClassAccepted | RuleCode::ClassReturned | RuleCode::NeverTaken => CLASS_ACCEPTED,
        RuleCode::ProgrammeAllowed => PROGRAMME_ALLOWED,
        RuleCode::ClassDates => CLASS_DATES,
        RuleCode::ClassFinished => CLASS_FINISHED,
        RuleCode::OnRoster => ON_ROSTER,
        RuleCode::Passed => PASSED,
        RuleCode::IssueWindow => ISSUE_WINDOW,
        RuleCode::HoursAgainstDates => HOURS_AGAINST_DATES,
        RuleCode::CourseOverlap => COURSE_OVERLAP,
        RuleCode::SameLevelTwice => SAME_LEVEL_TWICE,
        RuleCode::Pace => PACE,
        RuleCode::Quota => QUOTA,
        RuleCode::NumberScheme => NUMBER_SCHEME,
    }
}

/// What is wrong at the desk; its numbers and names go into the member `rule`.
fn desk(refusal: &DeskRefusal) -> Problem {
    let ruled = |kind, rule: String| Problem { rule: Some(rule.into()), ..Problem::of(kind) };
    match refusal {
        DeskRefusal::Value(name) => ruled(DESK_VALUE, (*name).into()),
        DeskRefusal::RosterRow(row, what) => ruled(ROSTER_ROW, format!("{what}, row {row}")),
        DeskRefusal::RosterTwice(row, earlier) => ruled(ROSTER_TWICE, format!("row {row} is row {earlier}")),
        DeskRefusal::ProgrammeNotListed => Problem::of(PROGRAMME_NOT_LISTED),
        DeskRefusal::MayNotTeach => Problem::of(MAY_NOT_TEACH),
        DeskRefusal::FiledTooLate(days) => ruled(FILED_TOO_LATE, format!("{days} days")),
        DeskRefusal::ClassIdTaken => Problem::of(CLASS_ID_TAKEN),
        DeskRefusal::Unknown => Problem::of(NOT_FOUND),
        DeskRefusal::ClassState(state) => ruled(CLASS_STATE, (*state).into()),
        DeskRefusal::ClassNotEnded => Problem::of(CLASS_NOT_ENDED),
        DeskRefusal::CertificatesIssued(count) => ruled(CERTIFICATES_ISSUED, format!("{count} certificates")),
        DeskRefusal::Version(version) => ruled(VERSION_CONFLICT, format!("version {version}")),
        DeskRefusal::Policy(name) => ruled(POLICY_VALUE, (*name).into()),
        DeskRefusal::FlagDecided => Problem::of(FLAG_DECIDED),
        DeskRefusal::NothingToChange => Problem::of(NOTHING_TO_CHANGE),
        DeskRefusal::PersonGone => Problem::of(PERSON_GONE),
        DeskRefusal::NobodyToList => Problem::of(NOBODY_TO_LIST),
        DeskRefusal::DraftState(state) => ruled(ORDER_STATE, (*state).into()),
        DeskRefusal::HeldState(state) => ruled(HELD_STATE, (*state).into()),
        DeskRefusal::HeldByMore(rule) => ruled(HELD_BY_MORE, (*rule).into()),
        DeskRefusal::OtherOfficer => Problem::of(OTHER_OFFICER),
    }
}

fn order(refusal: OrderRefusal) -> Kind {
    match refusal {
        OrderRefusal::UnknownOfficer => UNKNOWN_OFFICER,
        OrderRefusal::OfficerRole => OFFICER_ROLE,
        OrderRefusal::OfficerNotValidThen => OFFICER_NOT_VALID_THEN,
        OrderRefusal::BadSignature => BAD_SIGNATURE,
        OrderRefusal::ApprovalMissing => APPROVAL_MISSING,
        OrderRefusal::UnknownApprover => UNKNOWN_APPROVER,
        OrderRefusal::SamePerson => SAME_PERSON,
        OrderRefusal::ApproverRole => APPROVER_ROLE,
        OrderRefusal::ApproverNotValidThen => APPROVER_NOT_VALID_THEN,
        OrderRefusal::BadApproval => BAD_APPROVAL,
        OrderRefusal::ApprovedBeforeOrdered => APPROVED_BEFORE_ORDERED,
        OrderRefusal::EnteredBeforeSigned => ENTERED_BEFORE_SIGNED,
        OrderRefusal::EnteredTooLate => ENTERED_TOO_LATE,
        OrderRefusal::KeyNotValidAtEntry => KEY_NOT_VALID_AT_ENTRY,
    }
}

fn bundle(refusal: BundleRefusal) -> Kind {
    match refusal {
        BundleRefusal::Malformed(_) => MALFORMED,
        BundleRefusal::UnknownRoot => UNKNOWN_ROOT,
        BundleRefusal::BadSignature => BAD_ROOT_SIGNATURE,
        BundleRefusal::SecondRootMissing => SECOND_ROOT_MISSING,
        BundleRefusal::NotNewer => BUNDLE_NOT_NEWER,
        BundleRefusal::Expired => BUNDLE_EXPIRED,
    }
}

fn unavailable(refusal: Unavailable) -> Kind {
    match refusal {
        Unavailable::Busy => BUSY,
        Unavailable::Store => STORE,
        Unavailable::BundleExpired => TRUST_BUNDLE_EXPIRED,
        Unavailable::ServiceKey => SERVICE_KEY,
        Unavailable::Snapshot => NO_SNAPSHOT,
        Unavailable::ClockBehind => CLOCK_BEHIND,
        Unavailable::Page => PAGE,
    }
}
