//! Replaying logs: clean ones, and each thing that can be wrong with one, at its place.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

mod bureau;

use bureau::{Log, START, approved, by_one, institution, number, revoked, says};
use hezheng_core::Malformed;
use hezheng_core::cbor::CborError;
use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::limits::FINDINGS;
use hezheng_core::log::Entry;
use hezheng_core::log::replay::{Fault, OrderFault, SnapshotFault};
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderRefusal, Selector};
use hezheng_core::time::Time;

/// When orders are entered.
const ENTERED: Time = Time(START.0 + 172_800);

fn order_fault(order: Hash, fault: OrderFault) -> Fault {
    Fault::Order { order, fault }
}

/// The one order of a log.
fn only(log: &Log) -> Hash {
    *log.orders.keys().next().unwrap()
}

#[test]
fn a_clean_log_has_no_findings_and_gives_its_statuses() {
    let mut log = Log::of(10);
    log.snapshot(START.plus_secs(100));
    log.revoke(Selector::Numbers(vec![number(1, 1), number(1, 3)]), &[1, 3]);
    log.snapshot(ENTERED);
    let reinstated = says(Selector::Numbers(vec![number(1, 3)]));
    let order = log.publish(&approved(&hezheng_core::status::order::OrderBody { status: Status::Valid, ..reinstated }));
    log.change(order, Status::Valid, Time(ENTERED.0 + 1), &[3]);
    log.register(0, Time(ENTERED.0 + 2));
    log.snapshot(Time(ENTERED.0 + 2));
    let conclusion = log.replayed();
    assert_eq!(conclusion.findings.kept(), []);
    assert_eq!((conclusion.size, conclusion.registrations), (TreeSize(14), 11));
    assert_eq!((conclusion.orders, conclusion.unresolved), (2, 2));
    assert_eq!(conclusion.sets, revoked(&[1]));
    assert_eq!(conclusion.bundle, Some(Hash::of(&[bureau::bundle().bytes()])));
}

#[test]
fn an_empty_log_is_clean() {
    let conclusion = Log::default().replayed();
    assert_eq!((conclusion.size, conclusion.findings.kept().len()), (TreeSize(0), 0));
}

#[test]
fn bytes_that_are_no_entry_are_named_and_the_replay_goes_on() {
    let mut log = Log::of(3);
    log.entries[2].push(0);
    assert_eq!(log.faults(), [(2, Fault::Malformed(Malformed::Cbor(CborError::Trailing)))]);
    log.revoke(Selector::Numbers(vec![number(0, 2)]), &[2]);
    assert_eq!(log.faults()[1], (4, Fault::NoRegistration(LeafIndex(2))));
}

#[test]
fn time_may_stand_still_and_never_goes_back() {
    let mut log = Log::of(1);
    log.register(0, START.plus_secs(1));
    assert_eq!(log.faults(), []);
    log.register(0, START);
    log.register(0, START.plus_secs(1));
    assert_eq!(log.faults(), [(3, Fault::TimeWentBack { latest: START.plus_secs(1), time: START })]);
}

#[test]
fn a_registration_by_nobody_known_is_named() {
    let mut log = Log::of(1);
    let kid = bureau::public(9).kid();
    let statement = StatementHash(Hash::of(&[b"x"]));
    log.add(&Entry::Registration { time: START.plus_secs(9), kid, statement });
    assert_eq!(log.faults(), [(2, Fault::UnknownIssuer(kid))]);
}

#[test]
fn a_status_change_names_registrations_before_it() {
    let mut log = Log::of(2);
    log.revoke(Selector::Numbers(vec![number(0, 1), number(0, 2), number(0, 3)]), &[0, 2, 3, 9]);
    assert_eq!(
        log.faults(),
        [
            (3, Fault::NoRegistration(LeafIndex(0))),
            (3, Fault::LeafNotBefore(LeafIndex(3))),
            (3, Fault::LeafNotBefore(LeafIndex(9))),
        ]
    );
}

#[test]
fn an_order_that_nobody_has_or_that_was_changed_is_missing() {
    let mut log = Log::of(2);
    log.revoke(Selector::Numbers(vec![number(0, 1)]), &[2]);
    let order = only(&log);
    let mut changed = log.clone();
    changed.orders.get_mut(&order).unwrap()[40] ^= 1;
    log.orders.clear();
    for log in [log, changed] {
        assert_eq!(log.faults(), [(3, order_fault(order, OrderFault::Missing))]);
        assert_eq!(log.replayed().sets, revoked(&[2]), "the statuses are what the log says");
    }
}

#[test]
fn an_order_that_is_not_in_force_is_named_with_the_reason() {
    let body = says(Selector::Numbers(vec![number(0, 1)]));
    let faults = |order: &[u8], time| {
        let mut log = Log::of(2);
        let order = log.publish(order);
        log.change(order, Status::Revoked, time, &[2]);
        let faults = log.faults();
        assert!(faults.iter().all(|(leaf, _)| *leaf == 3));
        faults.into_iter().map(|(_, fault)| fault).collect::<Vec<_>>()
    };
    let refused = |order: &[u8], refusal| [order_fault(Hash::of(&[order]), OrderFault::NotInForce(refusal))];
    let approved = approved(&body);
    let by_one = by_one(&body);
    assert_eq!(faults(&by_one, ENTERED), refused(&by_one, OrderRefusal::ApprovalMissing));
    let last = body.ordered.plus_secs(7 * 86_400);
    assert_eq!(faults(&approved, last), []);
    assert_eq!(faults(&approved, last.plus_secs(1)), refused(&approved, OrderRefusal::EnteredTooLate));
    let first = body.ordered.plus_secs(60);
    assert_eq!(faults(&approved, first), []);
    assert_eq!(faults(&approved, Time(first.0 - 1)), refused(&approved, OrderRefusal::EnteredBeforeSigned));
    let no_order = order_fault(Hash::of(&[b"\xA0"]), OrderFault::Malformed(Malformed::Cbor(CborError::Kind)));
    assert_eq!(faults(b"\xA0", ENTERED), [no_order]);
}

#[test]
fn one_officer_suspends_sixty_by_number() {
    let mut log = Log::of(2);
    let mut body = says(Selector::Numbers(vec![number(0, 1)]));
    body.status = Status::Suspended;
    let order = log.publish(&by_one(&body));
    log.change(order, Status::Suspended, ENTERED, &[2]);
    assert_eq!(log.faults(), []);
}

#[test]
fn the_entry_says_the_status_that_was_ordered() {
    let mut log = Log::of(2);
    let order = log.publish(&approved(&says(Selector::Numbers(vec![number(0, 1)]))));
    log.change(order, Status::Superseded, ENTERED, &[2]);
    let fault = OrderFault::OtherStatus { ordered: Status::Revoked };
    assert_eq!(log.faults(), [(3, order_fault(order, fault))]);
}

#[test]
fn an_order_of_another_authority_is_no_order_here() {
    let mut log = Log::of(2);
    let mut body = says(Selector::Numbers(vec![number(0, 1)]));
    body.authority = hezheng_core::number::AuthorityCode::parse("130600").unwrap();
    let order = log.publish(&approved(&body));
    log.change(order, Status::Revoked, ENTERED, &[2]);
    let faults = log.faults();
    assert_eq!(faults[0].1, order_fault(order, OrderFault::NotInForce(OrderRefusal::UnknownOfficer)));
    assert_eq!(faults[1].1, order_fault(order, OrderFault::OtherAuthority));
}

#[test]
fn an_id_is_taken_once() {
    let mut log = Log::of(4);
    log.revoke(Selector::Numbers(vec![number(0, 1)]), &[2]);
    let mut body = says(Selector::Numbers(vec![number(0, 2)]));
    body.id = says(Selector::Numbers(vec![number(0, 1)])).id;
    let order = log.publish(&approved(&body));
    log.change(order, Status::Revoked, ENTERED, &[4]);
    assert_eq!(log.faults(), [(6, order_fault(order, OrderFault::IdTwice))]);
}

#[test]
fn the_entries_of_an_order_are_consecutive_and_of_one_time() {
    let several = || Selector::Numbers(vec![number(0, 1), number(0, 2)]);
    let mut log = Log::of(4);
    log.revoke(several(), &[2]);
    let order = only(&log);
    log.change(order, Status::Revoked, ENTERED, &[4]);
    assert_eq!(log.faults(), []);
    assert_eq!(log.replayed().orders, 1);
    let mut later = Log::of(4);
    later.revoke(several(), &[2]);
    later.change(order, Status::Revoked, ENTERED.plus_secs(1), &[4]);
    assert_eq!(later.faults(), [(6, order_fault(order, OrderFault::SeveralTimes))]);
    let mut apart = Log::of(4);
    apart.revoke(several(), &[2]);
    apart.register(0, ENTERED);
    apart.change(order, Status::Revoked, ENTERED, &[4]);
    assert_eq!(apart.faults(), [(7, order_fault(order, OrderFault::NotConsecutive))]);
}

#[test]
fn only_what_the_officers_saw_is_touched() {
    for (seen, is_seen) in [(3, true), (2, false)] {
        let mut log = Log::of(2);
        let mut body = says(Selector::Numbers(vec![number(0, 1)]));
        body.seen = TreeSize(seen);
        let order = log.publish(&approved(&body));
        log.change(order, Status::Revoked, ENTERED, &[2]);
        let fault = order_fault(order, OrderFault::NotSeen(LeafIndex(2)));
        assert_eq!(log.faults(), if is_seen { vec![] } else { vec![(3, fault)] });
    }
}

#[test]
fn a_transition_that_no_order_makes_is_named() {
    let mut log = Log::of(2);
    log.revoke(Selector::Numbers(vec![number(0, 1)]), &[2]);
    let mut body = says(institution(0, 0, 3));
    body.status = Status::Valid;
    let order = log.publish(&approved(&body));
    log.change(order, Status::Valid, ENTERED, &[2]);
    let fault = OrderFault::NotChanged { leaf: LeafIndex(2), current: Status::Revoked };
    assert_eq!(log.faults(), [(4, order_fault(order, fault))]);
}

#[test]
fn an_order_by_number_touches_no_more_of_an_institution_than_it_names() {
    let mut log = Log::of(4);
    log.revoke(Selector::Numbers(vec![number(0, 1), number(1, 1)]), &[1, 2]);
    assert_eq!(log.faults(), []);
    let mut more = Log::of(4);
    more.revoke(Selector::Numbers(vec![number(0, 1), number(1, 1)]), &[2, 4]);
    let fault = OrderFault::MoreThanNamed(LeafIndex(4));
    assert_eq!(more.faults(), [(5, order_fault(only(&more), fault))]);
}

#[test]
fn an_order_by_number_is_for_this_authoritys_certificates() {
    let mut log = Log::of(2);
    let anothers = hezheng_core::number::CertificateNumber::parse("13060020260001000001").unwrap();
    log.revoke(Selector::Numbers(vec![number(0, 1), anothers]), &[2]);
    assert_eq!(log.faults(), [(3, order_fault(only(&log), OrderFault::NamesAnothers))]);
}

#[test]
fn numbers_that_are_known_settle_what_an_order_by_number_touches() {
    let mut log = Log::of(4);
    log.certificates = [(LeafIndex(2), number(0, 1)), (LeafIndex(4), number(0, 2))].into();
    log.revoke(Selector::Numbers(vec![number(0, 1)]), &[2]);
    assert_eq!((log.faults(), log.replayed().unresolved), (vec![], 0));
    let mut wrong = Log::of(4);
    wrong.certificates = log.certificates;
    wrong.revoke(Selector::Numbers(vec![number(0, 1)]), &[4]);
    let order = only(&wrong);
    assert_eq!(
        wrong.faults(),
        [
            (5, order_fault(order, OrderFault::NotNamed(LeafIndex(4)))),
            (5, order_fault(order, OrderFault::LeftOut(LeafIndex(2)))),
        ]
    );
}

#[test]
fn an_order_by_institution_touches_exactly_its_range() {
    let touched = |leaves: &[u64]| {
        let mut log = Log::of(9);
        log.revoke(institution(0, 2, 6), leaves);
        (log.faults(), log.replayed().unresolved, only(&log))
    };
    let (faults, unresolved, order) = touched(&[2, 4]);
    assert_eq!((faults, unresolved), (vec![], 0));
    for (leaves, fault) in [
        (&[2][..], OrderFault::LeftOut(LeafIndex(4))),
        (&[4], OrderFault::LeftOut(LeafIndex(2))),
        (&[2, 4, 6], OrderFault::NotNamed(LeafIndex(6))),
        (&[2, 3, 4], OrderFault::NotNamed(LeafIndex(3))),
    ] {
        assert_eq!(touched(leaves).0, [(10, order_fault(order, fault))], "{leaves:?}");
    }
}

#[test]
fn an_order_by_institution_passes_over_what_it_does_not_change_and_what_was_not_seen() {
    let mut log = Log::of(9);
    log.revoke(Selector::Numbers(vec![number(0, 2)]), &[4]);
    let mut body = says(institution(0, 0, 100));
    body.seen = TreeSize(8);
    let order = log.publish(&approved(&body));
    log.change(order, Status::Revoked, ENTERED, &[2, 6]);
    log.register(0, ENTERED);
    assert_eq!(log.faults(), []);
    assert_eq!(log.replayed().sets, revoked(&[2, 4, 6]));
}

#[test]
fn an_order_by_class_filing_is_checked_as_far_as_the_log_tells() {
    let mut log = Log::of(4);
    log.revoke(Selector::ClassFiling("2026-17".into()), &[1, 2]);
    assert_eq!((log.faults(), log.replayed().unresolved), (vec![], 1));
    log.revoke(Selector::ClassFiling("2026-18".into()), &[2]);
    let faults = log.faults();
    let changed = OrderFault::NotChanged { leaf: LeafIndex(2), current: Status::Revoked };
    assert!(matches!(faults[..], [(6, Fault::Order { fault, .. })] if fault == changed), "{faults:?}");
}

#[test]
fn a_snapshot_that_leaves_a_revocation_out_is_named_with_the_certificate() {
    let mut log = Log::of(6);
    log.revoke(Selector::Numbers(vec![number(0, 1), number(1, 2)]), &[2, 3]);
    log.snapshot(ENTERED).sets = revoked(&[2]);
    let (says, at) = (Status::Valid, LeafIndex(3));
    let fault = SnapshotFault::Differs { leaf: at, says, log: Status::Revoked };
    let snapshot = |fault| Fault::Snapshot { as_of: ENTERED, size: TreeSize(8), fault };
    assert_eq!(log.faults(), [(3, snapshot(fault))]);
    // The same where the log goes on.
    log.register(0, ENTERED.plus_secs(1));
    assert_eq!(log.faults(), [(3, snapshot(fault))]);
    log.snapshots[0].sets = revoked(&[2, 3, 4]);
    let fault = SnapshotFault::Differs { leaf: LeafIndex(4), says: Status::Revoked, log: Status::Valid };
    assert_eq!(log.faults(), [(4, snapshot(fault))]);
}

#[test]
fn a_snapshot_may_stand_between_two_entries_of_one_order() {
    let mut log = Log::of(6);
    log.revoke(Selector::Numbers(vec![number(0, 1), number(0, 2)]), &[2]);
    log.snapshot(START.plus_secs(100));
    assert_eq!(log.snapshots[0].sets, revoked(&[2]));
    log.change(only(&log), Status::Revoked, ENTERED, &[4]);
    assert_eq!(log.faults(), []);
}

#[test]
fn no_later_entry_has_a_time_at_or_before_a_snapshots_as_of() {
    for (secs, is_overtaken) in [(0, true), (1, false)] {
        let mut log = Log::of(2);
        log.snapshot(START.plus_secs(50));
        log.register(0, START.plus_secs(50 + secs));
        let fault = Fault::Snapshot { as_of: START.plus_secs(50), size: TreeSize(3), fault: SnapshotFault::Overtaken };
        assert_eq!(log.faults(), if is_overtaken { vec![(3, fault)] } else { vec![] });
    }
}

#[test]
fn a_snapshot_of_entries_that_the_log_does_not_have_is_named() {
    let mut log = Log::of(2);
    log.snapshot(START.plus_secs(50)).size = TreeSize(4);
    let fault = Fault::Snapshot { as_of: START.plus_secs(50), size: TreeSize(4), fault: SnapshotFault::BeyondLog };
    assert_eq!(log.faults(), [(3, fault)]);
}

#[test]
fn another_authoritys_snapshot_is_not_this_logs() {
    let mut log = Log::of(2);
    let snapshot = log.snapshot(START.plus_secs(50));
    snapshot.authority = hezheng_core::number::AuthorityCode::parse("130600").unwrap();
    snapshot.sets = revoked(&[2]);
    assert_eq!(log.faults(), []);
}

#[test]
fn findings_are_kept_up_to_a_limit_and_counted_beyond() {
    let log = Log { entries: vec![vec![0xFF]; FINDINGS + 7], ..Log::default() };
    let findings = log.replayed().findings;
    assert_eq!((findings.kept().len(), findings.more()), (FINDINGS, 7));
}
