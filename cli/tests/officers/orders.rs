//! `hezheng order`.

use crate::registry::{Answer, Registry};
use crate::{Desk, NUMBER, USCC};
use hezheng_core::cbor::Writer;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::Status;
use hezheng_core::status::order::{Reason, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::trust::{Trust, unverified_body};
use hezheng_keys::{Passphrase, Signer, key_file, public_file};

/// A pack and a snapshot of tree size 5,000, as of the time that the bundle was issued.
fn evidence(desk: &Desk) -> Vec<Answer> {
    let bundle = desk.read("bundles/0001.cbor");
    let issued = unverified_body(&bundle).unwrap().issued;
    let passphrase = Passphrase::from_file(&desk.path("pass")).unwrap();
    let key = key_file::read(&desk.path("service.pem"), &passphrase).unwrap();
    let draft = SnapshotDraft::new(
        key.kid(),
        &SnapshotBody {
            authority: AuthorityCode::parse("130100").unwrap(),
            as_of: issued,
            next_update: issued.plus_secs(3_600),
            size: TreeSize(5_000),
            bundle_version: 1,
            sets: StatusSets::default(),
        },
    );
    let snapshot = draft.finish(&key.sign(&draft.to_be_signed()));
    let pack = UnverifiedPack { bundles: vec![&bundle], snapshots: vec![], checkpoints: vec![] }.encode();
    vec![("GET", "/130100/v1/pack", 200, pack), ("GET", "/130100/v1/snapshot", 200, snapshot)]
}

fn trust(desk: &Desk) -> Trust {
    let roots = ["root1.pub.pem", "root2.pub.pem"].map(|name| public_file::read(&desk.path(name)).unwrap());
    Trust::follow(&roots, &[&desk.read("bundles/0001.cbor")])
}

#[test]
fn a_revocation_goes_from_one_officer_over_the_other_to_the_registry() {
    let desk = Desk::province();
    let answered = Writer::new().map(2).integer(1).unsigned(1).integer(2).array(1).unsigned(5_001).clone().into_bytes();
    let mut answers = evidence(&desk);
    answers.push(("POST", "/130100/v1/orders", 202, answered));
    let registry = Registry::start(answers);
    let there = format!("--registry {}/130100 --root root1.pub.pem --root root2.pub.pem", registry.url);

    let said = desk.ok(&format!(
        "order revoke --number {NUMBER} --reason sold --key wang.pem --passphrase-file pass {there} --out o.order --note 举报属实"
    ));
    assert!(said.contains(NUMBER) && said.contains("below leaf 5000") && said.contains("staff code A1001"), "{said}");
    let bytes = desk.read("o.order");
    let order = UnverifiedOrder::decode(&bytes).unwrap();
    let body = order.unverified_body();
    assert_eq!((body.status, body.reason, body.seen), (Status::Revoked, Reason::Sold, TreeSize(5_000)));
    assert_eq!(body.authority.as_str(), "130100");
    let note: serde_json::Value = serde_json::from_slice(&desk.read("o.order.note")).unwrap();
    let salt: [u8; 16] = hezheng_core::ids::parse_hex(note["salt"].as_str().unwrap()).unwrap();
    assert_eq!(body.note, Some(Hash::of(&[&salt, "举报属实".as_bytes()])));

    assert!(
        desk.fails("order approve o.order --yes --key wang.pem --passphrase-file pass").contains("the same person")
    );
    assert_eq!(desk.read("o.order"), bytes, "a refused approval writes nothing");
    let shown = desk.ok(&format!("order approve o.order --key zhou.pem --passphrase-file pass {there}"));
    assert!(shown.contains(NUMBER), "it is shown what will change: {shown}");
    let approved = desk.read("o.order");
    let order = UnverifiedOrder::decode(&approved).unwrap();
    let time = order.unverified_body().ordered.plus_secs(600);
    assert!(order.verify(trust(&desk).bundle().unwrap(), time).is_ok());
    assert!(
        desk.fails("order approve o.order --yes --key zhou.pem --passphrase-file pass").contains("approved already")
    );
    assert!(desk.ok("order show o.order").contains(&order.hash().to_string()));

    let sent = desk.ok(&format!("order send o.order --registry {}/130100", registry.url));
    assert!(sent.contains("Certificates touched: 1; log entries: 5001"), "{sent}");
    let request = registry.received().pop().unwrap();
    assert_eq!(request.body, approved);
    assert!(request.headers.contains("content-type: application/cose"), "{} {}", request.line, request.headers);
}

#[test]
fn what_the_registry_would_refuse_is_refused_before_it_is_written() {
    let desk = Desk::province();
    let registry = Registry::start(evidence(&desk));
    let there = format!("--registry {}/130100 --root root1.pub.pem", registry.url);
    let order = |key: &str| {
        format!("order revoke --number {NUMBER} --reason sold --key {key}.pem --passphrase-file pass {there} --out x")
    };
    assert!(desk.fails(&order("school")).contains("no officer's"));
    assert!(desk.fails(&order("zhou")).contains("may not order"));
    desk.new_key("root", "stranger");
    let elsewhere = order("wang").replace("root1.pub.pem", "stranger.pub.pem");
    assert!(desk.fails(&elsewhere).contains("not proved by the root keys"));
    assert!(
        desk.fails(&order("wang").replace("sold", "sold --authority 130200")).contains("snapshot of authority 130200")
    );
    assert!(desk.fails(&order("wang").replace(":", ":1")).contains("Error"));
    assert!(!desk.path("x").exists());
}

#[test]
fn a_suspension_by_number_takes_one_signature_and_other_selectors_are_written_as_said() {
    let desk = Desk::province();
    let sign = "--key wang.pem --passphrase-file pass --seen 700";
    desk.ok(&format!("order suspend --number {NUMBER} {NUMBER} --reason other {sign} --out s"));
    let bytes = desk.read("s");
    let order = UnverifiedOrder::decode(&bytes).unwrap();
    let body = order.unverified_body();
    assert!(matches!(&body.selector, Selector::Numbers(numbers) if numbers.len() == 1), "each number once");
    assert!(order.verify(trust(&desk).bundle().unwrap(), body.ordered).is_ok());

    desk.ok(&format!(
        "order reinstate --institution {USCC} --from 10 --until 20 --authority 130100 --reason wrong-data {sign} --out i"
    ));
    let bytes = desk.read("i");
    let body = UnverifiedOrder::decode(&bytes).unwrap().unverified_body().clone();
    assert!(matches!(body.selector, Selector::Institution(..)));
    assert_eq!((body.status, body.seen), (Status::Valid, TreeSize(700)));
    desk.ok(&format!("order supersede --class-filing KB-2026-001 --authority 130100 --reason other {sign} --out c"));

    let other = "13020020260001000001";
    assert!(
        desk.fails(&format!("order revoke --number {NUMBER} {other} --reason sold {sign} --out n"))
            .contains("several authorities")
    );
    assert!(
        desk.fails(&format!("order revoke --reason sold {sign} --authority 130100 --out n"))
            .contains("does not say which")
    );
    assert!(
        desk.fails(&format!("order revoke --number {NUMBER} --reason sold {sign} --out s")).contains("not overwritten")
    );
    let unseen = "order revoke --institution 521301004JURQ283FE --from 1 --until 9 --authority 130100 --reason sold --key wang.pem --passphrase-file pass --out n";
    assert!(desk.fails(unseen).contains("--registry URL, or --seen"));
    assert_eq!(desk.run(&format!("order revoke --number 123 --reason sold {sign} --out n")).code, 2);
    assert_eq!(desk.run(&format!("order revoke --number {NUMBER} --reason bored {sign} --out n")).code, 2);
    assert!(!desk.path("n").exists());
}

#[test]
fn certificates_named_one_by_one_need_no_look_at_the_log() {
    let desk = Desk::province();
    let named = format!("order revoke --number {NUMBER} --reason sold --key wang.pem --passphrase-file pass --out n");
    assert!(desk.ok(&named).contains("named one by one"));
    let order = std::fs::read(desk.path("n")).unwrap();
    assert_eq!(UnverifiedOrder::decode(&order).unwrap().unverified_body().seen, TreeSize(u64::MAX));
    // Where nobody can be asked, the passphrase given beforehand is the consent.
    desk.ok("order approve n --key zhou.pem --passphrase-file pass");
}

#[test]
fn an_approval_with_the_wrong_key_is_replaced_by_the_right_one() {
    let desk = Desk::province();
    desk.ok(&format!(
        "order revoke --number {NUMBER} --reason sold --key wang.pem --passphrase-file pass --seen 9 --out o"
    ));
    desk.ok("order approve o --key school.pem --passphrase-file pass");
    desk.ok("order approve o --key zhou.pem --passphrase-file pass");
    let bytes = desk.read("o");
    let order = UnverifiedOrder::decode(&bytes).unwrap();
    let time = order.unverified_body().ordered.plus_secs(600);
    assert!(order.verify(trust(&desk).bundle().unwrap(), time).is_ok());

    let registry = Registry::start(evidence(&desk));
    let there = format!("--registry {}/130100 --root root1.pub.pem", registry.url);
    let again = format!("order approve o --key school.pem --passphrase-file pass {there}");
    assert!(desk.fails(&again).contains("approved already"), "a good approval stays");
    assert_eq!(desk.read("o"), bytes);
}

#[test]
fn an_order_that_changes_nothing_says_so() {
    let desk = Desk::province();
    let answered = Writer::new().map(2).integer(1).unsigned(0).integer(2).array(0).clone().into_bytes();
    let registry = Registry::start(vec![("POST", "/130100/v1/orders", 202, answered)]);
    desk.ok(&format!(
        "order suspend --number {NUMBER} --reason sold --key wang.pem --passphrase-file pass --seen 9 --out o"
    ));
    assert!(desk.ok(&format!("order send o --registry {}/130100", registry.url)).starts_with("Nothing changed"));
}

#[test]
fn a_problem_document_is_said_as_a_sentence() {
    let desk = Desk::province();
    let problem = br#"{"type":"about:blank","title":"Refused","status":422,"code":"approval_missing"}"#.to_vec();
    let registry = Registry::start(vec![("POST", "/130100/v1/orders", 422, problem)]);
    desk.ok(&format!(
        "order revoke --number {NUMBER} --reason sold --key wang.pem --passphrase-file pass --seen 9 --out o"
    ));
    let refusal = desk.fails(&format!("order send o --registry {}/130100", registry.url));
    assert!(refusal.contains("422 approval_missing") && refusal.contains("order approve"), "{refusal}");
    let nobody = Registry::start(vec![]).url;
    assert!(desk.fails(&format!("order send o --registry {nobody}/x")).contains("404"));
    std::fs::write(desk.path("text"), "not an order").unwrap();
    assert!(desk.fails(&format!("order send text --registry {nobody}/x")).contains("text: it is no order"));
}
