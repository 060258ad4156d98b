//! What the bureau says of the certificate's status: a snapshot, and an order to revoke it.

use super::certificate::{NUMBER, number};
use super::{AS_OF, NOW, SIZE, key, kid};
use hezheng_core::ids::Hash;
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::time::Time;
use hezheng_keys::Signer as _;

/// What the snapshot says.
#[must_use]
pub fn snapshot_body() -> SnapshotBody {
    let sets = StatusSets {
        revoked: IndexSet::from_runs(&[(1, 2)]),
        suspended: IndexSet::from_runs(&[(3, 4)]),
        superseded: IndexSet::from_runs(&[(6, 8)]),
    };
    SnapshotBody {
        authority: AuthorityCode::parse("130100").expect("a code"),
        as_of: AS_OF,
        next_update: Time(AS_OF.0 + 72 * 3_600),
        size: SIZE,
        bundle_version: 3,
        sets,
    }
}

/// A snapshot by the key of this name.
#[must_use]
pub fn snapshot(body: &SnapshotBody, signer: &str) -> Vec<u8> {
    let draft = SnapshotDraft::new(kid(signer), body);
    draft.finish(&key(signer).sign(&draft.to_be_signed()))
}

/// An order to revoke the certificate.
#[must_use]
pub fn order_body() -> OrderBody {
    OrderBody {
        id: [0x5A; 16],
        status: Status::Revoked,
        selector: Selector::Numbers(vec![number(NUMBER)]),
        reason: Reason::FalseIdentity,
        ordered: Time(NOW.0 - 1_800),
        authority: AuthorityCode::parse("130100").expect("a code"),
        note: Some(Hash([9; 32])),
        seen: SIZE,
    }
}

/// An order signed by one key and approved by another.
#[must_use]
pub fn order(body: &OrderBody, officer: &str, approver: &str) -> Vec<u8> {
    let draft = OrderDraft::new(kid(officer), body).expect("the order is allowed");
    let signed = draft.finish(&key(officer).sign(&draft.to_be_signed()));
    let decoded = UnverifiedOrder::decode(&signed).expect("it was drafted");
    let approval = ApprovalDraft::new(&decoded, kid(approver), Time(body.ordered.0 + 60));
    approval.finish(&key(approver).sign(approval.to_be_signed()))
}
