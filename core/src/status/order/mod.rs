//! Orders: two officers' word behind every status change (format.md section 6).
//!
//! ```cddl
//! order-headers = { 1: -19, 4: bstr .size 8, 16: 65004 }
//! order = { 1: bstr .size 16, 2: status, 3: selector, 4: reason, 5: time, 6: tstr, ? 7: bstr .size 32, 8: tree-size }
//! selector = { 1: [ + certificate-number ] } / { 2: [ uscc, leaf-index, leaf-index ] } / { 3: tstr }
//! ```

use crate::cbor::{Reader, Writer};
use crate::cose::{self, COUNTERSIGNATURE, CountersignDraft, Countersignature, Envelope, Typ, no_keys, read_map};
use crate::ids::{Hash, Kid, LeafIndex, TreeSize};
use crate::limits::{CLASS_FILING_CHARS, LONE_SUSPENSION, ORDER_BYTES, ORDER_LIFE_SECS};
use crate::malformed::{Field, Malformed};
use crate::number::{AuthorityCode, CertificateNumber, Uscc};
use crate::statement::claims::text;
use crate::status::Status;
use crate::time::Time;
use crate::trust::bundle::{OfficerKey, OfficerRole, TrustBundle};
use alloc::string::String;
use alloc::vec::Vec;

/// What an order says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderBody {
    /// Its id, taken once, for ever.
    pub id: [u8; 16],
    /// The new status.
    pub status: Status,
    /// Whose.
    pub selector: Selector,
    /// Why.
    pub reason: Reason,
    /// When it was ordered.
    pub ordered: Time,
    /// The authority whose certificates it touches.
    pub authority: AuthorityCode,
    /// SHA-256 of 16 bytes of salt and a note; both are kept by the bureau.
    pub note: Option<Hash>,
    /// What the officers saw: only leaves below it are touched.
    pub seen: TreeSize,
}

/// Which certificates an order touches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selector {
    /// These.
    Numbers(Vec<CertificateNumber>),
    /// Those of an institution registered at a leaf from..until (exclusive).
    Institution(Uscc, LeafIndex, LeafIndex),
    /// Those of a class filing.
    ClassFiling(String),
}

impl Selector {
    /// Whether an order with this selector and the new status changes a certificate that has the current status.
    #[must_use]
    pub fn changes(&self, current: Status, new: Status) -> bool {
        match (new, current) {
            (Status::Suspended, current) => current == Status::Valid,
            (Status::Revoked | Status::Superseded, current) => matches!(current, Status::Valid | Status::Suspended),
            (Status::Valid, Status::Suspended) => true,
            (Status::Valid, Status::Revoked | Status::Superseded) => matches!(self, Self::Numbers(_)),
            (Status::Valid, Status::Valid) => false,
        }
    }
}

/// Why an order was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the reason of that name in format.md section 6")]
pub enum Reason {
    Other,
    NoExamHeld,
    FalseIdentity,
    IneligibleTrainee,
    FalseTrainingRecord,
    Sold,
    WrongData,
    KeyCompromised,
    AskedByHolder,
}

impl Reason {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Other, "other"),
        (Self::NoExamHeld, "no-exam-held"),
        (Self::FalseIdentity, "false-identity"),
        (Self::IneligibleTrainee, "ineligible-trainee"),
        (Self::FalseTrainingRecord, "false-training-record"),
        (Self::Sold, "sold"),
        (Self::WrongData, "wrong-data"),
        (Self::KeyCompromised, "key-compromised"),
        (Self::AskedByHolder, "asked-by-holder"),
    ];

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).map(|(reason, _)| *reason)
    }

    /// The code of this reason.
    #[must_use]
    pub fn code(self) -> u64 {
        self as u64
    }

    /// The reason of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(reason, _)| *reason)
    }

    /// Its name, as the command line and reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("other", |(_, name)| name)
    }

    /// All names, in the order of their codes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, name)| *name)
    }
}

/// An order that was decoded and nothing more.
#[derive(Clone, Debug)]
pub struct UnverifiedOrder<'a> {
    envelope: Envelope<'a>,
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

fn decode_body(bytes: &[u8]) -> Result<OrderBody, Malformed> {
    let mut reader = Reader::new(bytes);
    let (mut id, mut status, mut selector, mut reason) = (None, None, None, None);
    let (mut ordered, mut authority, mut note, mut seen) = (None, None, None, None);
    read_map(&mut reader, |key, reader| {
        match key {
            1 => id = Some(reader.array_of()?),
            2 => status = Some(Status::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::Status))?),
            3 => selector = Some(decode_selector(reader)?),
            4 => reason = Some(Reason::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::Reason))?),
            5 => ordered = Some(Time(reader.unsigned()?)),
            6 => {
                let code = AuthorityCode::parse(reader.text()?);
                authority = Some(code.map_err(|_| Malformed::Value(Field::AuthorityCode))?);
            }
            7 => note = Some(Hash(reader.array_of()?)),
            8 => seen = Some(TreeSize(reader.unsigned()?)),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(OrderBody {
        id: id.ok_or(Malformed::MissingKey(1))?,
        status: status.ok_or(Malformed::MissingKey(2))?,
        selector: selector.ok_or(Malformed::MissingKey(3))?,
        reason: reason.ok_or(Malformed::MissingKey(4))?,
        ordered: ordered.ok_or(Malformed::MissingKey(5))?,
        authority: authority.ok_or(Malformed::MissingKey(6))?,
        note,
        seen: seen.ok_or(Malformed::MissingKey(8))?,
    })
}

fn certificate_number(reader: &mut Reader<'_>) -> Result<CertificateNumber, Malformed> {
    CertificateNumber::parse(reader.text()?).map_err(|_| Malformed::Value(Field::CertificateNumber))
}

fn decode_selector(reader: &mut Reader<'_>) -> Result<Selector, Malformed> {
    let mut selector = None;
    read_map(reader, |key, reader| {
        if selector.is_some() {
            return Err(Malformed::Value(Field::Selector));
        }
        selector = Some(match key {
            1 => {
                let count = reader.array()?;
                Selector::Numbers((0..count).map(|_| certificate_number(reader)).collect::<Result<_, _>>()?)
            }
            2 => {
                reader.tuple(3)?;
                let uscc = Uscc::parse(reader.text()?).map_err(|_| Malformed::Value(Field::Uscc))?;
                Selector::Institution(uscc, LeafIndex(reader.unsigned()?), LeafIndex(reader.unsigned()?))
            }
            3 => Selector::ClassFiling(text(reader, 1, CLASS_FILING_CHARS)?),
            _ => return Err(Malformed::UnknownKey(key)),
        });
        Ok(())
    })?;
    match selector {
        Some(Selector::Numbers(numbers)) if numbers.is_empty() => Err(Malformed::Count(Field::Selector)),
        Some(Selector::Institution(_, from, until)) if from >= until => Err(Malformed::Value(Field::Selector)),
        Some(selector) => Ok(selector),
        None => Err(Malformed::Count(Field::Selector)),
    }
}

impl OrderBody {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(7 + usize::from(self.note.is_some())).integer(1).bytes(&self.id);
        writer.integer(2).unsigned(self.status.code()).integer(3).map(1);
        match &self.selector {
            Selector::Numbers(numbers) => {
                writer.integer(1).array(numbers.len());
                numbers.iter().for_each(|number| {
                    writer.text(number.as_str());
                });
            }
            Selector::Institution(uscc, from, until) => {
                writer.integer(2).array(3).text(uscc.as_str()).unsigned(from.0).unsigned(until.0);
            }
            Selector::ClassFiling(filing) => {
                writer.integer(3).text(filing);
            }
        }
        writer.integer(4).unsigned(self.reason.code()).integer(5).unsigned(self.ordered.0);
        writer.integer(6).text(self.authority.as_str());
        if let Some(note) = &self.note {
            writer.integer(7).bytes(&note.0);
        }
        writer.integer(8).unsigned(self.seen.0);
        writer.into_bytes()
    }
}

/// An order about to be signed: sign [`OrderDraft::to_be_signed`], then [`OrderDraft::finish`].
#[derive(Clone, Debug)]
pub struct OrderDraft {
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl OrderDraft {
    /// Lays out an order by the officer's key with this kid. The result is decoded by the rules for everybody's bytes.
    ///
    /// # Errors
    /// The first rule of the format that this content breaks.
    pub fn new(kid: Kid, body: &OrderBody) -> Result<Self, Malformed> {
        let draft = Self { protected: cose::encode_protected(kid, Typ::Order), payload: body.encode() };
        UnverifiedOrder::decode(&draft.finish(&[0; 64])).map(|_| ())?;
        Ok(draft)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.payload)
    }

    /// The order, not approved yet.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: &self.payload, signature: *signature }.encode(0, &[])
    }
}

/// The second officer's signature: sign [`ApprovalDraft::to_be_signed`], then [`ApprovalDraft::finish`].
#[derive(Clone, Debug)]
pub struct ApprovalDraft<'o> {
    envelope: Envelope<'o>,
    countersign: CountersignDraft,
}

impl<'o> ApprovalDraft<'o> {
    /// Over this order, by the officer's key with this kid, at this time.
    #[must_use]
    pub fn new(order: &UnverifiedOrder<'o>, kid: Kid, time: Time) -> Self {
        Self { countersign: CountersignDraft::new(&order.envelope, kid, time, None), envelope: order.envelope }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.countersign.to_be_signed()
    }

    /// The approved order.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        self.envelope.encode(1, &self.countersign.finish(signature))
    }
}
