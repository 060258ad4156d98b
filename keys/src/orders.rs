//! How officers sign orders: the one who orders, and the one who approves. What an order may do is decided in core, by whoever
//! verifies it; the program and the desk in the browser both sign here.

use crate::signer::{NoRandomness, Signer, random_bytes};
use hezheng_core::Malformed;
use hezheng_core::ids::{Hash, TreeSize, to_hex};
use hezheng_core::limits::ORDER_LIFE_SECS;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, OrderRefusal, UnverifiedOrder};
use hezheng_core::time::Time;

/// The tree size of an order that names its certificates and was given without a look at the log: none but these is touched,
/// however far the log had come.
pub const NAMED_ONE_BY_ONE: TreeSize = TreeSize(u64::MAX);

/// A note that the bureau keeps; the salt keeps anybody from guessing it from its hash.
pub struct Note<'t> {
    salt: [u8; 16],
    text: &'t str,
}

impl<'t> Note<'t> {
    /// A note with a new salt.
    ///
    /// # Errors
    /// Where the system gives no randomness.
    pub fn salted(text: &'t str) -> Result<Self, NoRandomness> {
        Ok(Self { salt: random_bytes()?, text })
    }

    /// What the order says of it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[&self.salt, self.text.as_bytes()])
    }

    /// The note as it is kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        let note = serde_json::json!({
            "salt": to_hex(&self.salt), "note": self.text, "sha256": self.hash().to_string(),
        });
        format!("{note:#}\n")
    }
}

/// Signs an order.
///
/// # Errors
/// Where it says what no order can.
pub fn sign(body: &OrderBody, signer: &dyn Signer) -> Result<Vec<u8>, Malformed> {
    let draft = OrderDraft::new(signer.kid(), body)?;
    Ok(draft.finish(&signer.sign(&draft.to_be_signed())))
}

/// What no approval can mend, so that it is said before anybody signs.
///
/// # Errors
/// The order is of a time to come, or too old to be carried out.
pub fn check_approvable(order: &UnverifiedOrder<'_>, now: Time) -> Result<(), OrderRefusal> {
    let ordered = order.unverified_body().ordered;
    match () {
        () if now < ordered => Err(OrderRefusal::ApprovedBeforeOrdered),
        () if now.secs_since(ordered) > ORDER_LIFE_SECS => Err(OrderRefusal::EnteredTooLate),
        () => Ok(()),
    }
}

/// Approves an order. That these are two people, whatever keys they hold, is judged by the bundle where it is verified; that
/// they are two keys is judged here.
///
/// # Errors
/// The key gave the order itself, or nothing can mend the order.
pub fn approve(order: &UnverifiedOrder<'_>, signer: &dyn Signer, now: Time) -> Result<Vec<u8>, OrderRefusal> {
    check_approvable(order, now)?;
    if signer.kid() == order.unverified_kids().0 {
        return Err(OrderRefusal::SamePerson);
    }
    let draft = ApprovalDraft::new(order, signer.kid(), now);
    Ok(draft.finish(&signer.sign(draft.to_be_signed())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::PrivateKey;
    use hezheng_core::number::{AuthorityCode, CertificateNumber};
    use hezheng_core::status::Status;
    use hezheng_core::status::order::{Reason, Selector};

    const ORDERED: Time = Time(1_800_000_000);

    fn order(officer: &PrivateKey) -> Vec<u8> {
        let body = OrderBody {
            id: [1; 16],
            status: Status::Revoked,
            selector: Selector::Numbers(vec![CertificateNumber::parse("13010020260007000001").unwrap()]),
            reason: Reason::Sold,
            ordered: ORDERED,
            authority: AuthorityCode::parse("130100").unwrap(),
            note: None,
            seen: NAMED_ONE_BY_ONE,
        };
        sign(&body, officer).unwrap()
    }

    #[test]
    fn who_ordered_cannot_approve_and_another_can() {
        let (first, second) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
        let bytes = order(&first);
        let given = UnverifiedOrder::decode(&bytes).unwrap();
        assert_eq!(approve(&given, &first, ORDERED), Err(OrderRefusal::SamePerson));
        let approved = approve(&given, &second, ORDERED).unwrap();
        let kids = UnverifiedOrder::decode(&approved).unwrap().unverified_kids();
        assert_eq!(kids, (first.kid(), Some(second.kid())));
    }

    #[test]
    fn an_order_is_approved_from_its_second_on_for_seven_days() {
        let (first, second) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
        let bytes = order(&first);
        let given = UnverifiedOrder::decode(&bytes).unwrap();
        let at = |now| approve(&given, &second, now).map(drop);
        assert_eq!(at(Time(ORDERED.0 - 1)), Err(OrderRefusal::ApprovedBeforeOrdered));
        assert_eq!(at(ORDERED.plus_secs(ORDER_LIFE_SECS)), Ok(()));
        assert_eq!(at(ORDERED.plus_secs(ORDER_LIFE_SECS + 1)), Err(OrderRefusal::EnteredTooLate));
    }

    #[test]
    fn a_note_is_kept_with_what_proves_it() {
        let note = Note::salted("举报属实").unwrap();
        let kept: serde_json::Value = serde_json::from_str(&note.to_json()).unwrap();
        assert_eq!(kept["note"], "举报属实");
        assert_eq!(kept["sha256"], note.hash().to_string());
        assert_ne!(note.hash(), Note::salted("举报属实").unwrap().hash(), "salted");
    }
}
