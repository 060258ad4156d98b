//! A statement, registered or not, with receipts or without.

use super::check_report;
use crate::World;
use hezheng_core::statement::{StatementDraft, UnverifiedStatement, with_receipts};
use hezheng_core::verify::{Outcome, Reason};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let report = world.judge(bytes);
    check_report(&report, world);
    let Ok(statement) = UnverifiedStatement::decode(bytes) else {
        assert_eq!((report.outcome, report.reason), (Outcome::Invalid, Some(Reason::Malformed)));
        assert!(report.certificate.is_none(), "nothing is shown of what is malformed");
        return;
    };
    assert_ne!(report.reason, Some(Reason::Malformed));
    let bare = statement.bare();
    let again = UnverifiedStatement::decode(&bare).expect("without registration it is a statement too");
    assert_eq!((again.hash(), again.unverified_claims()), (statement.hash(), statement.unverified_claims()));
    assert_ne!(world.judge(&bare).outcome, Outcome::Valid, "nothing is valid that is not registered");
    let (uscc, number) = (statement.unverified_uscc(), statement.unverified_number());
    let draft = StatementDraft::new(statement.unverified_kid(), uscc, number, statement.unverified_claims());
    let signature = bare.last_chunk().expect("it ends in a signature");
    assert_eq!(draft.expect("what is decoded can be drafted").finish(signature), bare, "claims have one encoding");
    if statement.unverified_registration().is_some() {
        let without = with_receipts(bytes, &[]).expect("it is registered");
        assert!(statement.has_receipts() || without == bytes, "a registered statement has one encoding");
    }
}
