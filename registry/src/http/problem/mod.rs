//! Problem documents (RFC 9457): the only place where refusals become HTTP. Each has a stable `code` and fixed words, in
//! English and Chinese; nothing that a client sent comes back, but the rule of the format that was broken and, to the
//! institution itself, a certificate number of its own. docs/API.md lists them all, and a test holds it to that.

mod kinds;

use crate::desk::DeskRefusal;
use crate::desk::rules::RuleCode;
use crate::http::answer::Keep;
use crate::http_signature::SignatureRefusal;
use crate::limits::{CLOSED_SECS, RETRY_SECS, VISIT_SECS};
use crate::refusal::{
    CorrectionRefusal, Failed, OrderRule, Refusal, RegistrationRefusal, ReservationRefusal, SignerRefusal, Unavailable,
};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hezheng_core::Malformed;
use hezheng_core::cbor::{CborError, Writer};
use hezheng_core::status::order::OrderRefusal;
use hezheng_core::trust::BundleRefusal;
pub(crate) use kinds::*;
use serde::Serialize;

/// An answer that says what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    /// The rule of the format that was broken.
    rule: Option<Box<str>>,
    /// A certificate number that it is about.
    number: Option<Box<str>>,
    /// An officer's words.
    reason: Option<Box<str>>,
}

impl Problem {
    pub(crate) fn of(kind: Kind) -> Self {
        Self { kind, rule: None, number: None, reason: None }
    }

    /// As a result of a batch: `{ 1: status, 3: tstr code, ? 4: tstr certificate number, ? 5: tstr rule }`, the rule where a
    /// certificate waits for an officer.
    pub(super) fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        let rule = self.rule.as_ref().filter(|_| self.kind == AWAITING_APPROVAL);
        writer.map(2 + usize::from(self.number.is_some()) + usize::from(rule.is_some()));
        writer.integer(1).unsigned(self.kind.status.into());
        writer.integer(3).text(self.kind.code);
        if let Some(number) = &self.number {
            writer.integer(4).text(number);
        }
        if let Some(rule) = rule {
            writer.integer(5).text(rule);
        }
        writer
    }

    fn about(kind: Kind, number: &hezheng_core::number::CertificateNumber) -> Self {
        Self { number: Some(number.as_str().into()), ..Self::of(kind) }
    }
}

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

#[derive(Serialize)]
struct ProblemJson<'p> {
    r#type: String,
    title: &'p str,
    title_zh: &'p str,
    status: u16,
    detail: &'p str,
    code: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'p str>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Kind { status, code, title, title_zh, detail } = self.kind;
        let body = ProblemJson {
            r#type: format!("urn:hezheng:problem:{code}"),
            title,
            title_zh,
            status,
            detail,
            code,
            rule: self.rule.as_deref(),
            number: self.number.as_deref(),
            reason: self.reason.as_deref(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, Keep::Never.header())];
        let status_code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status_code, headers, body).into_response();
        let again = match (status, code) {
            (503, _) => Some(RETRY_SECS),
            (429, "match_closed") => Some(CLOSED_SECS),
            (429, _) => Some(VISIT_SECS),
            _ => None,
        };
        if let Some(secs) = again {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once_and_documented() {
        let page = include_str!("../../../../docs/API.md");
        for kind in ALL {
            assert_eq!(ALL.iter().filter(|other| other.code == kind.code).count(), 1, "{}", kind.code);
            let row = format!("| {} | `{}` | {} | {} |", kind.status, kind.code, kind.title, kind.title_zh);
            assert!(page.contains(&row), "docs/API.md lacks the row\n{row}");
        }
        let rows = ["\n| 202 | `", "\n| 4", "\n| 5"].map(|status| page.matches(status).count());
        assert_eq!(rows.iter().sum::<usize>(), ALL.len());
    }
}
