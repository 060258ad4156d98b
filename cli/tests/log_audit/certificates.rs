//! Certificates that the log must hold at the place they name.

use crate::Desk;
use crate::bureau::{ENTERED, Log, registered};
use crate::site::{Site, publish};
use hezheng_core::ids::LeafIndex;

#[test]
fn a_certificate_is_looked_for_at_its_place() {
    let mut log = Log::of(300);
    let promised = log.certificate(11);
    let (desk, site) = (Desk::new(), Site::of(publish(&log)));
    std::fs::write(desk.path("held.cose"), promised).unwrap();
    // Promised a place that another certificate has, one that the log does not have, and never promised any.
    std::fs::write(desk.path("displaced.cose"), registered(12, ENTERED, LeafIndex(7)).0).unwrap();
    std::fs::write(desk.path("beyond.cose"), registered(13, ENTERED, LeafIndex(301)).0).unwrap();
    std::fs::write(desk.path("nothing.cose"), b"nothing").unwrap();
    let said = desk.audit(&site, &["held.cose", "--json"]);
    assert_eq!((said.codes().len(), &said.json()["checked"]["certificates"]), (0, &1.into()), "{said:?}");
    for (file, code, leaf) in [
        ("displaced.cose", "certificate_displaced", Some(7)),
        ("beyond.cose", "certificate_not_logged", Some(301)),
        ("nothing.cose", "certificate_not_promised", None),
    ] {
        let said = desk.audit(&site, &["held.cose", file, "--json"]);
        assert_eq!(said.codes(), [code]);
        let found = said.json()["findings"][0].clone();
        assert_eq!(found["leaf"].as_u64(), leaf);
        assert!(found["message"].as_str().unwrap().starts_with(file), "{found}");
    }
}

#[test]
fn a_certificate_that_cannot_be_read_stops_the_audit() {
    let said = Desk::new().audit(&Site::of(publish(&Log::of(5))), &["absent.pdf", "--json"]);
    assert_eq!((said.code, &said.json()["error"]["code"]), (2, &"not_found".into()));
}
