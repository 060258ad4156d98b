//! A receipt, alone and beside the certificate it could prove.

use super::check_report;
use crate::World;
use crate::world::{LEAF, ORIGIN, public};
use hezheng_core::log::receipt::UnverifiedReceipt;
use hezheng_core::statement::with_receipts;
use hezheng_core::verify::Proof;

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let leaf = world.leaves[usize::try_from(LEAF.0).expect("a small tree")];
    let decoded = UnverifiedReceipt::decode(bytes);
    let beside = with_receipts(&world.registered, &[bytes]);
    assert_eq!(beside.as_ref().err(), decoded.as_ref().err(), "one decoder for receipts");
    let (Ok(receipt), Ok(beside)) = (decoded, beside) else { return };
    let is_genuine = bytes == world.receipt;
    assert_eq!(receipt.proves(&leaf, ORIGIN, &public("log0")), is_genuine, "a receipt that was never signed proves");
    let report = world.judge(&beside);
    check_report(&report, world);
    let is_proved = report.evidence.registered.is_some_and(|registered| registered.proof == Proof::Proved);
    assert_eq!(is_proved, is_genuine);
    assert_eq!(with_receipts(&beside, &[]).as_ref(), Ok(&world.registered), "a receipt comes off as it went on");
}
