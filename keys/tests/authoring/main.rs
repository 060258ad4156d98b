//! The book and the bundles made from it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod continuity;
mod entries;
mod files;
mod key_records;
mod rotation;
mod witnesses;

use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{OfficerRole, ServiceUse};
use hezheng_keys::authoring::{
    AuthoringError, Book, Holder, Namesake, NewAuthority, NewInstitution, NewKey, Outcome, RootKeeper, SignedBundle,
    Terms, sign,
};
use hezheng_keys::{PrivateKey, PublicKey, Signer};

const NOW: Time = Time(1_779_328_800);
const DAY: u64 = 86_400;

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_seed([seed; 32])
}

fn public(seed: u8) -> PublicKey {
    key(seed).public_key()
}

fn keeper(seed: u8, person: &str) -> RootKeeper {
    RootKeeper { key: public(seed), person: person.into() }
}

fn code(text: &str) -> AuthorityCode {
    AuthorityCode::parse(text).unwrap()
}

fn number(text: &str) -> InstitutionNumber {
    InstitutionNumber::parse(text).unwrap()
}

fn uscc() -> Uscc {
    Uscc::parse("91350100M000100Y43").unwrap()
}

fn day(iso: &str) -> Date {
    Date::parse_iso(iso).unwrap()
}

fn after(days: u64) -> Time {
    NOW.plus_secs(days * DAY)
}

fn authority(text: &str, name: &str) -> NewAuthority {
    let base_url = format!("https://hrss.example/{text}");
    NewAuthority { code: code(text), name: name.into(), base_url, log_origin: None }
}

fn institution() -> NewInstitution {
    NewInstitution {
        uscc: uscc(),
        name: "示例职业培训学校".into(),
        named_from: day("2020-01-01"),
        authority: code("130100"),
        number: number("0001"),
        contact: "赵六".into(),
    }
}

fn officer_holder(staff_code: &str) -> Holder {
    let may = vec![OfficerRole::Order, OfficerRole::Approve];
    Holder::Officer { authority: code("130100"), staff_code: staff_code.into(), may }
}

fn service_holder() -> Holder {
    let uses = vec![ServiceUse::Countersign, ServiceUse::Snapshot, ServiceUse::Log];
    Holder::Service { authority: code("130100"), uses }
}

fn issuer_holder() -> Holder {
    Holder::Issuer { uscc: uscc(), authority: code("130100") }
}

fn new_key(seed: u8, holder: Holder) -> NewKey {
    let person = matches!(holder, Holder::Service { .. } | Holder::Witness { .. }).then(|| "孙七".to_owned());
    NewKey { key: public(seed), holder, person, from: NOW }
}

/// Two roots (1, 2), one authority with a service key (10), two officers (20, 21), one institution (30).
fn book() -> Book {
    let mut book = Book::init("示例省", &[keeper(1, "张三"), keeper(2, "李四")], NOW).unwrap();
    book.add_authority(authority("130100", "示例市人社局")).unwrap();
    book.add_institution(institution()).unwrap();
    book.add_officer(&code("130100"), "A1001", "王五", Namesake::IsTheSamePerson).unwrap();
    book.add_officer(&code("130100"), "A1002", "周八", Namesake::IsTheSamePerson).unwrap();
    for new in [
        new_key(10, service_holder()),
        new_key(20, officer_holder("A1001")),
        new_key(21, officer_holder("A1002")),
        new_key(30, issuer_holder()),
    ] {
        book.add_key(new, NOW).unwrap();
    }
    book
}

fn terms(version: u64, now: Time) -> Terms {
    Terms { version, now, days: 90 }
}

/// Signs and records the next bundle, which must be complete.
fn signed(book: &mut Book, bundles: &mut Vec<Vec<u8>>, root: &PrivateKey, now: Time) -> SignedBundle {
    let trust = book.trust(bundles).unwrap();
    let version = book.bundles.last().map_or(1, |record| record.version + 1);
    let Outcome::Complete(bundle) = sign(book, &trust, root, terms(version, now)).unwrap() else {
        panic!("awaits a second signature");
    };
    book.bundles.push(bundle.record.clone());
    bundles.push(bundle.bytes.clone());
    bundle
}

fn refused<T: std::fmt::Debug>(result: Result<T, AuthoringError>) -> AuthoringError {
    result.unwrap_err()
}
