//! A signed order as it arrives: decoded, then judged by the officers of a bundle. Whose word it is, who approved it, and
//! whether it came in time are all decided here.

use super::codec::decode_body;
use super::{OrderBody, Selector};
use crate::cose::{self, COUNTERSIGNATURE, Countersignature, Envelope, Typ, no_keys};
use crate::ids::{Hash, Kid};
use crate::limits::{LONE_SUSPENSION, ORDER_BYTES, ORDER_LIFE_SECS};
use crate::malformed::Malformed;
use crate::status::Status;
use crate::time::Time;
use crate::trust::bundle::{OfficerKey, OfficerRole, TrustBundle};

/// An order that was decoded and nothing more.
#[derive(Clone, Debug)]
pub struct UnverifiedOrder<'a> {
    pub(super) envelope: Envelope<'a>,
    bytes: &'a [u8],
    kid: Kid,
    body: OrderBody,
    approval: Option<Countersignature<'a>>,
}

/// Why an order is not in force, in the order of judging. The names are those of the problem documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each name says the rule of format.md section 6 that is broken")]
pub enum OrderRefusal {
    UnknownOfficer,
    OfficerRole,
    OfficerNotValidThen,
    BadSignature,
    ApprovalMissing,
    UnknownApprover,
    SamePerson,
    ApproverRole,
    ApproverNotValidThen,
    BadApproval,
    ApprovedBeforeOrdered,
    EnteredBeforeSigned,
    EnteredTooLate,
    KeyNotValidAtEntry,
}

impl OrderRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownOfficer => "unknown_officer",
            Self::OfficerRole => "officer_role",
            Self::OfficerNotValidThen => "officer_not_valid_then",
            Self::BadSignature => "bad_signature",
            Self::ApprovalMissing => "approval_missing",
            Self::UnknownApprover => "unknown_approver",
            Self::SamePerson => "same_person",
            Self::ApproverRole => "approver_role",
            Self::ApproverNotValidThen => "approver_not_valid_then",
            Self::BadApproval => "bad_approval",
            Self::ApprovedBeforeOrdered => "approved_before_ordered",
            Self::EnteredBeforeSigned => "entered_before_signed",
            Self::EnteredTooLate => "entered_too_late",
            Self::KeyNotValidAtEntry => "key_not_valid_at_entry",
        }
    }
}

impl<'a> UnverifiedOrder<'a> {
    /// Decodes an order, approved or not.
    ///
    /// # Errors
    /// The first rule of the format that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > ORDER_BYTES {
            return Err(Malformed::Size { bytes: bytes.len(), limit: ORDER_BYTES });
        }
        let mut approval = None;
        let envelope = Envelope::decode(bytes, |key, reader| match key {
            COUNTERSIGNATURE => {
                approval = Some(Countersignature::decode_approval(reader)?);
                Ok(())
            }
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        let kid = cose::protected_header(envelope.protected, Some(Typ::Order), no_keys)?;
        Ok(Self { kid, body: decode_body(envelope.payload)?, approval, envelope, bytes })
    }

    /// What the order says, whoever signed it.
    #[must_use]
    pub fn unverified_body(&self) -> &OrderBody {
        &self.body
    }

    /// The kids that the order names: of who ordered, and of who approved.
    #[must_use]
    pub fn unverified_kids(&self) -> (Kid, Option<Kid>) {
        (self.kid, self.approval.map(|approval| approval.kid))
    }

    /// SHA-256 of the order's bytes, as status changes name it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[self.bytes])
    }

    /// Judges whether the order may enter the log now, by the officers of this bundle.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn verify(&self, bundle: &TrustBundle, entered: Time) -> Result<VerifiedOrder<'_>, OrderRefusal> {
        let body = &self.body;
        let officer = self.officer(bundle, self.kid).ok_or(OrderRefusal::UnknownOfficer)?;
        if officer.roles & OfficerRole::Order.bit() == 0 {
            return Err(OrderRefusal::OfficerRole);
        }
        if !officer.validity.holds_at(body.ordered) {
            return Err(OrderRefusal::OfficerNotValidThen);
        }
        if !self.envelope.is_signed_by(&officer.key) {
            return Err(OrderRefusal::BadSignature);
        }
        let mut signed = body.ordered;
        let mut is_valid_at_entry = officer.validity.holds_at(entered);
        if let Some(approval) = &self.approval {
            let approver = self.officer(bundle, approval.kid).ok_or(OrderRefusal::UnknownApprover)?;
            self.check_approver(officer, approver, approval)?;
            signed = approval.time;
            is_valid_at_entry &= approver.validity.holds_at(entered);
        } else if !self.one_signature_is_enough() {
            return Err(OrderRefusal::ApprovalMissing);
        }
        if signed < body.ordered {
            return Err(OrderRefusal::ApprovedBeforeOrdered);
        }
        if entered < signed {
            return Err(OrderRefusal::EnteredBeforeSigned);
        }
        if entered.secs_since(body.ordered) > ORDER_LIFE_SECS {
            return Err(OrderRefusal::EnteredTooLate);
        }
        if !is_valid_at_entry {
            return Err(OrderRefusal::KeyNotValidAtEntry);
        }
        Ok(VerifiedOrder { order: self })
    }

    fn officer<'b>(&self, bundle: &'b TrustBundle, kid: Kid) -> Option<&'b OfficerKey> {
        let (authority, key) = bundle.officer_key(kid)?;
        (authority.code == self.body.authority).then_some(key)
    }

    fn check_approver(
        &self,
        officer: &OfficerKey,
        approver: &OfficerKey,
        approval: &Countersignature<'_>,
    ) -> Result<(), OrderRefusal> {
        if approver.staff_code == officer.staff_code {
            return Err(OrderRefusal::SamePerson);
        }
        if approver.roles & OfficerRole::Approve.bit() == 0 {
            return Err(OrderRefusal::ApproverRole);
        }
        if !approver.validity.holds_at(approval.time) {
            return Err(OrderRefusal::ApproverNotValidThen);
        }
        if !approval.is_signed_by(&approver.key, &self.envelope) {
            return Err(OrderRefusal::BadApproval);
        }
        Ok(())
    }

    fn one_signature_is_enough(&self) -> bool {
        let few = matches!(&self.body.selector, Selector::Numbers(numbers) if numbers.len() <= LONE_SUSPENSION);
        self.body.status == Status::Suspended && few
    }
}

/// An order that the right officers signed, in time. The one constructor is [`UnverifiedOrder::verify`].
#[derive(Clone, Copy, Debug)]
pub struct VerifiedOrder<'o> {
    order: &'o UnverifiedOrder<'o>,
}

impl<'o> VerifiedOrder<'o> {
    /// What it says.
    #[must_use]
    pub fn body(&self) -> &'o OrderBody {
        &self.order.body
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.order.hash()
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &'o [u8] {
        self.order.bytes
    }
}
