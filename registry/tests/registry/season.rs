//! A season: everything that ever gets into a store, once at least. Registrations of several institutions at two bureaus,
//! orders of each kind, keys and root keys that change, wrong identity numbers.

use crate::bureau::{
    DAY, NOW, SHIJIAZHUANG, TANGSHAN, approved, bundle, bundle_body, bundle_by_two, from, key, of_school, order_body,
    ordered,
};
use crate::correction::{Correction, order_for};
use crate::desk::{OFFICER_A, desk_season};
use crate::harness::{Issued, PASSPHRASE, Place, Registry, School};
use crate::people::{claims, identity_number, portrait};
use crate::witnesses::{Witness, given_out, until, watched};
use hezheng_core::ids::TreeSize;
use hezheng_core::statement::Claims;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderBody, Selector};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{BundleBody, IssuingKey, ServiceKey};
use hezheng_keys::{Passphrase, Signer, key_file};
use hezheng_registry::Clock;
use serde_json::json;

/// A place whose registry has had a season and is stopped.
pub(crate) fn season() -> Place {
    let witness = Witness::start("witness.test/season");
    let mut place = watched(&[&witness], 1);
    let (first, second, third) = (School::new(1), School::new(2), School::new(3));
    let mut registry = place.start();
    // Before classes were filed here, certificates named some all the same.
    let unasked = json!({ "rules": { "class_accepted": { "severity": "off" } } });
    assert_eq!(registry.act(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": unasked })).status, 200);
    until("the bundle's entry is cosigned", || given_out(&registry, &[&witness]).1 == 1);
    registry.issue(&third, 8..10);
    registry.class_filing = Some("测试班2026-01".into());
    let mine = registry.issue(&first, 0..5);
    let yours = registry.issue(&second, 5..8);
    register_with_portrait(&registry, &second);
    ask_wrongly(&registry, &mine[4]);
    correct(&registry, &second, &yours);

    give(&registry, &approved(&order_body(1, Status::Revoked, &[&mine[0].number, &yours[0].number]), "A", "B"));
    give(&registry, &ordered(&order_body(2, Status::Suspended, &[&mine[1].number]), "A"));
    place.clock.advance(DAY);
    let by_school = OrderBody {
        selector: of_school(first.uscc.clone(), 0, 1_000),
        seen: TreeSize(5),
        ..order_body(3, Status::Suspended, &["13010020260001000001"])
    };
    give(&registry, &approved(&by_school, "C", "B"));
    give(&registry, &approved(&order_body(4, Status::Superseded, &[&mine[2].number]), "A", "C"));
    let by_class = OrderBody {
        selector: Selector::ClassFiling("测试班2026-01".into()),
        ..order_body(5, Status::Valid, &[&mine[0].number])
    };
    give(&registry, &approved(&by_class, "A", "B"));
    give(&registry, &approved(&order_body(6, Status::Valid, &[&mine[3].number]), "A", "B"));
    give(&registry, &approved(&order_body(7, Status::Valid, &[&mine[0].number]), "A", "B"));

    // Keys change: the school's at once, the bureau's from the next start on.
    place.clock.advance(DAY);
    let mut body = bundle_body();
    rotate_keys(&mut body, place.clock.now());
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    let renewed = School { key: key("school 1, second"), ..School::new(1) };
    registry.issue(&renewed, 10..12);
    drop(registry);
    use_new_service_key(&mut place);
    place.clock.advance(10);
    let registry = place.start();
    let late = registry.issue(&renewed, 12..14);
    let revoked = OrderBody { ordered: place.clock.now(), ..order_body(8, Status::Revoked, &[&late[0].number]) };
    give(&registry, &approved(&revoked, "A", "B"));

    // Root keys change.
    place.clock.advance(DAY);
    (body.version, body.roots) = (3, vec![key("root 2").public_key(), key("root 3").public_key()]);
    assert_eq!(registry.put_bundle(&bundle_by_two(&body)).status, 204);
    registry.issue(&second, 14..15);
    desk_season(&registry, &second);
    // Numbers that nobody used.
    registry.reserved(&third, 2026, 3, 250);
    registry.pack();
    drop(registry);
    place
}

fn give(registry: &Registry, order: &[u8]) {
    let answer = registry.order(order);
    assert_eq!(answer.status, 202, "{answer:?}");
}

/// A correction that is carried out, one that waits, and one that was withdrawn.
fn correct(registry: &Registry, school: &School, issued: &[Issued]) {
    let (serial, _) = registry.reserved(school, 2026, 3, 241);
    let corrections: Vec<_> =
        issued.iter().zip(serial..).map(|(old, serial)| Correction::of(school, old, serial)).collect();
    for correction in &corrections {
        assert_eq!(registry.file(school, correction).status, 202);
    }
    give(registry, &approved(&order_for(registry, &[&corrections[1]]), "A", "B"));
    assert_eq!(registry.withdraw(school, &corrections[0]).status, 204);
}

fn register_with_portrait(registry: &Registry, school: &School) {
    let (person, (picture, hash)) = (identity_number(100), portrait());
    let (serial, _) = registry.reserved(school, 2026, 10, 240);
    let claims = Claims { portrait_sha256: Some(hash), class_filing: None, ..claims(&person, NOW.shanghai_day()) };
    let statement = school.statement(&format!("13010020260002{serial:06}"), &claims);
    assert_eq!(registry.register_with(school, &statement, &person, Some(&picture)).status, 201);
}

/// Wrong identity numbers, for a certificate and for a check code that nobody has.
fn ask_wrongly(registry: &Registry, issued: &Issued) {
    for code in [CheckCode::of(&issued.statement), CheckCode::of(b"nothing")] {
        let body = serde_json::json!({"code": code.to_string(), "identity_number": identity_number(50)}).to_string();
        let answer = registry.client.send_binary("POST", "/130100/v1/match", "application/json", body.as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

fn rotate_keys(body: &mut BundleBody, now: Time) {
    body.version = 2;
    let school = &mut body.institutions[0].keys;
    school[0].validity.until = Some(now);
    school.push(IssuingKey { key: key("school 1, second").public_key(), validity: from(now) });
    let service = &mut body.authorities[0].service_keys;
    service[0].validity.until = Some(Time(now.0 + 10));
    service.push(ServiceKey { key: key("service, second").public_key(), validity: from(now), uses: 7 });
}

fn use_new_service_key(place: &mut Place) {
    let file = place.folder.path().join("second.pem");
    let passphrase = Passphrase::new(PASSPHRASE.into()).unwrap();
    key_file::write(&file, &key("service, second"), &passphrase).unwrap();
    let authority = &mut place.config.authorities[0];
    assert_eq!((authority.code.as_str(), TANGSHAN), (SHIJIAZHUANG, "130200"));
    (authority.countersign_key, authority.snapshot_key, authority.log_key) = (file.clone(), file.clone(), file);
}
