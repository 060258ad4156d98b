//! `hezheng trust draft`: what a bureau asks for, read in words and entered, and what is refused.

use crate::{Desk, USCC};
use hezheng_core::ids::Hash;
use hezheng_core::number::AuthorityCode;
use hezheng_core::number::{InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::OfficerRole;
use hezheng_core::trust::unverified_body;
use hezheng_keys::authoring::{Book, Draft, DraftChange};
use hezheng_keys::{Passphrase, PrivateKey, key_file, public_file};

const OTHER: &str = "91350211M000100Y46";

impl Desk {
    fn key(&self, name: &str) -> PrivateKey {
        let pem = std::fs::read_to_string(self.path(&format!("{name}.pem"))).unwrap();
        key_file::decrypt(&pem, &Passphrase::new("口令 for tests 2026".into()).unwrap()).unwrap()
    }

    fn now() -> Time {
        Time(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs())
    }

    /// A draft of these changes, from this bundle of the book's.
    fn draft_of(&self, version: u64, changes: Vec<DraftChange>) -> Draft {
        Draft {
            authority: AuthorityCode::parse("130100").unwrap(),
            from_version: version,
            from_sha256: Hash::of(&[&self.read(&format!("bundles/{version:04}.cbor"))]),
            prepared: Self::now(),
            changes,
        }
    }

    fn write(&self, name: &str, draft: &Draft, signer: &str) {
        std::fs::write(self.path(name), draft.sign(&self.key(signer)).unwrap()).unwrap();
    }

    fn public(&self, name: &str) -> hezheng_core::key::PublicKey {
        public_file::read(&self.path(&format!("{name}.pub.pem"))).unwrap()
    }
}

fn institution(uscc: &str, number: &str) -> DraftChange {
    DraftChange::AddInstitution {
        uscc: Uscc::parse(uscc).unwrap(),
        name: "第二职业培训学校".into(),
        named_from: Date::parse_iso("2026-01-01").unwrap(),
        number: InstitutionNumber::parse(number).unwrap(),
        contact: "吴九".into(),
    }
}

#[test]
fn a_draft_is_read_in_words_entered_and_signed_and_is_of_no_use_twice() {
    let desk = Desk::province();
    for (role, name) in [("issuer", "second"), ("officer", "zheng")] {
        desk.new_key(role, name);
    }
    let other = other_uscc();
    let changes = vec![
        institution(&other, "0002"),
        DraftChange::AddIssuerKey { uscc: Uscc::parse(&other).unwrap(), public_key: desk.public("second") },
        DraftChange::AddOfficer { staff_code: "A1003".into(), name: "郑十".into() },
        DraftChange::AddOfficerKey {
            staff_code: "A1003".into(),
            public_key: desk.public("zheng"),
            may: vec![OfficerRole::Approve],
        },
        DraftChange::EndKey { kid: desk.public("school").kid(), at: None },
    ];
    desk.write("draft.json", &desk.draft_of(1, changes), "wang");
    let before = desk.read("trust.json");
    assert!(desk.fails("trust draft draft.json").contains("--yes"), "no terminal, no consent");
    assert_eq!(desk.read("trust.json"), before);
    let said = desk.ok("trust draft draft.json --yes");
    for line in [
        "signed by officer A1001 王五".to_owned(),
        format!("+ {other} / 130100: 0002 第二职业培训学校 (2026-01-01)"),
        format!("+ key {}", desk.public("second").kid()),
        format!("key {} ", desk.public("school").kid()),
        format!("key {} has the fingerprint {}", desk.public("second").kid(), desk.public("second").fingerprint()),
        "hezheng trust sign".to_owned(),
    ] {
        assert!(said.contains(&line), "{line} in {said}");
    }
    assert!(!said.contains("of their own"), "{said}");
    desk.ok("trust sign --key root1.pem --passphrase-file pass");
    let body = unverified_body(&desk.read("bundles/0002.cbor")).unwrap();
    assert_eq!(body.institutions.len(), 2);
    assert!(body.institutions[0].keys[0].validity.until.is_some());
    assert_eq!(body.authorities[0].officer_keys[2].staff_code, "A1003");

    // Made from the bundle before: one sentence, and the book stays as it is.
    let signed = desk.read("trust.json");
    let refusal = desk.fails("trust draft draft.json --yes");
    assert!(refusal.contains("made from bundle 1, and the newest is 2"), "{refusal}");
    assert_eq!(desk.read("trust.json"), signed);
    // What a bureau tries it on says the same of it.
    let tried = Book::of_bundle(&body);
    let again = desk.draft_of(2, vec![institution(&other, "0003")]);
    assert!(again.entered_in(&tried, Desk::now()).unwrap_err().to_string().contains("in the book already"));
}

#[test]
fn what_a_bureau_may_not_ask_for_changes_nothing() {
    let desk = Desk::province();
    desk.new_key("officer", "own");
    let before = desk.read("trust.json");
    let end = |name: &str| vec![DraftChange::EndKey { kid: desk.public(name).kid(), at: None }];
    let refused = |draft: &Draft, signer: &str, because: &str| {
        desk.write("refused.json", draft, signer);
        let refusal = desk.fails("trust draft refused.json --yes");
        assert!(refusal.contains(because), "{because} in {refusal}");
        assert_eq!(desk.read("trust.json"), before, "{because}");
    };
    // Not an officer; nobody of this bureau; the root's or the service's key; an officer's key as an institution's.
    refused(&desk.draft_of(1, end("school")), "school", "not signed by an officer");
    let elsewhere = Draft { authority: AuthorityCode::parse("130200").unwrap(), ..desk.draft_of(1, end("school")) };
    refused(&elsewhere, "wang", "not signed by an officer");
    refused(&desk.draft_of(1, end("root1")), "wang", "only the province changes it");
    refused(&desk.draft_of(1, end("service")), "wang", "only the province changes it");
    let uscc = Uscc::parse(USCC).unwrap();
    let as_school = vec![DraftChange::AddIssuerKey { uscc, public_key: desk.public("wang") }];
    refused(&desk.draft_of(1, as_school), "wang", "can never be used again");
    refused(&desk.draft_of(1, vec![institution(&other_uscc(), "0001")]), "wang", "the number 0001");
    // The second change is wrong: the first is not entered either.
    let half = [vec![institution(&other_uscc(), "0002")], end("root1")].concat();
    refused(&desk.draft_of(1, half), "wang", "only the province changes it");
    // One letter of what was signed.
    let text = desk.draft_of(1, end("school")).sign(&desk.key("wang")).unwrap();
    let changed = text.replace(&desk.public("school").kid().to_string(), &desk.public("zhou").kid().to_string());
    std::fs::write(desk.path("changed.json"), changed).unwrap();
    assert!(desk.fails("trust draft changed.json --yes").contains("not signed by an officer"));
    for other in ["{}", "not json", ""] {
        std::fs::write(desk.path("other.json"), other).unwrap();
        assert!(desk.fails("trust draft other.json --yes").contains("no draft of a bundle"));
    }
    assert_eq!(desk.read("trust.json"), before);

    // A key of one's own is shown for what it is.
    let own = DraftChange::AddOfficerKey {
        staff_code: "A1001".into(),
        public_key: desk.public("own"),
        may: vec![OfficerRole::Order, OfficerRole::Approve],
    };
    desk.write("own.json", &desk.draft_of(1, vec![own]), "wang");
    assert!(desk.ok("trust draft own.json --yes").contains("asks for a key of their own"));
}

/// Another institution's code, whatever its check digit is.
fn other_uscc() -> String {
    let stem = OTHER.get(..17).unwrap();
    let digits = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    digits.map(|digit| format!("{stem}{digit}")).find(|code| Uscc::parse(code).is_ok()).unwrap()
}
