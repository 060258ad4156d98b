//! The text of a QR code: digits stand for bytes in one way, and what a code carries is valid only as its statement is.

use super::check_report;
use crate::World;
use crate::world::NOW;
use hezheng_core::qr::{PageAddress, decode_digits, encode_digits, parse_qr_text, parse_scanned};
use hezheng_core::verify::{Outcome, Presented, verify};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(bytes) = decode_digits(text) {
        assert_eq!(encode_digits(&bytes), text, "digits stand for bytes in one way");
    }
    assert_eq!(decode_digits(&encode_digits(bytes)).as_deref(), Ok(bytes), "any bytes can be digits");
    if let Ok(qr) = parse_qr_text(text) {
        let origin = text.split_once("/c#").expect("it has a fragment").0;
        let page = PageAddress::parse(origin).expect("what a code names is an address");
        assert_eq!((page.host(), page.qr_text(&qr.statement).as_str()), (qr.host, text), "one text for a statement");
    }
    let report = verify(Presented::QrText(text), &world.evidence, &world.trust, NOW);
    match parse_scanned(text) {
        Ok((host, statement)) => {
            assert_eq!(report.host.as_deref(), host);
            let of_statement = world.judge(&statement);
            assert!(report.outcome == of_statement.outcome || report.outcome == Outcome::Invalid);
        }
        Err(_) => assert_eq!(report.outcome, Outcome::Invalid, "what is no code is malformed"),
    }
    check_report(&report, world);
}
