//! Authorities, institutions and officers.

use crate::*;
use hezheng_core::text::TextError;

#[test]
fn the_bundle_says_what_the_book_says() {
    let (mut book, mut bundles) = (book(), Vec::new());
    signed(&mut book, &mut bundles, &key(1), NOW);
    let trust = book.trust(&bundles).unwrap();
    let bundle = trust.bundle().unwrap();
    let (holder, service) = bundle.service_key(key(10).kid(), ServiceUse::Snapshot).unwrap();
    assert_eq!((holder.name.as_str(), service.uses), ("示例市人社局", 7));
    assert_eq!(holder.log_origin, "hrss.example/130100");
    let (_, officer) = bundle.officer_key(key(20).kid()).unwrap();
    assert_eq!((officer.staff_code.as_str(), officer.roles), ("A1001", 3));
    let (entry, _) = bundle.issuing_key(key(30).kid()).unwrap();
    assert_eq!((&entry.uscc, entry.number.as_str()), (&uscc(), "0001"));
    let shown = format!("{:?}", bundle.body());
    for person in ["张三", "王五", "赵六", "孙七"] {
        assert!(!shown.contains(person), "{person} is in the bundle");
    }
}

#[test]
fn nothing_is_entered_twice_or_for_an_authority_that_is_not_there() {
    let mut book = book();
    let before = book.clone();
    assert_eq!(
        refused(book.add_authority(authority("130100", "另一局"))),
        AuthoringError::AuthorityExists(code("130100"))
    );
    let same_url = NewAuthority { code: code("130200"), ..authority("130100", "另一局") };
    assert!(matches!(refused(book.add_authority(same_url)), AuthoringError::AddressTaken(..)));
    assert!(matches!(refused(book.add_institution(institution())), AuthoringError::InstitutionExists { .. }));
    let other = Uscc::parse("91310000M00010001J").unwrap_or_else(|_| other_uscc());
    let taken = NewInstitution { uscc: other.clone(), ..institution() };
    assert!(matches!(refused(book.add_institution(taken)), AuthoringError::NumberTaken { .. }));
    let nowhere = NewInstitution { uscc: other, authority: code("999999"), ..institution() };
    assert_eq!(refused(book.add_institution(nowhere)), AuthoringError::UnknownAuthority(code("999999")));
    assert_eq!(book, before);
}

/// Another code with a right check character, found by trying the last.
fn other_uscc() -> Uscc {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .find_map(|last| Uscc::parse(&format!("91350100M00010000{last}")).ok())
        .unwrap()
}

#[test]
fn addresses_that_could_mislead_are_refused() {
    for url in [
        "http://hrss.example",
        "https://hrss.example/",
        "https://",
        "hrss.example",
        "ftp://hrss.example",
        "https://a b",
        "https://user@hrss.example",
        "https://hrss.example?x",
        "http://localhost.example",
    ] {
        let new = NewAuthority { base_url: url.into(), ..authority("130200", "另一局") };
        assert!(refused(book().add_authority(new)).to_string().contains("base URL"), "{url}");
    }
    for url in ["http://127.0.0.1:8080/130200", "http://localhost:8080", "https://hrss.example:8443/a/b"] {
        let new = NewAuthority { base_url: url.into(), ..authority("130200", "另一局") };
        assert_eq!(book().add_authority(new), Ok(()), "{url}");
    }
}

#[test]
fn one_person_has_one_staff_code() {
    let mut book = book();
    let add =
        |book: &mut Book, staff_code, name, namesake| book.add_officer(&code("130100"), staff_code, name, namesake);
    let differs = AuthoringError::StaffCodeDiffers { name: "王五".into(), known: "A1001".into() };
    assert_eq!(refused(add(&mut book, "A2001", "王五", Namesake::IsTheSamePerson)), differs);
    let taken = AuthoringError::StaffCodeTaken { staff_code: "A1001".into(), name: "王五".into() };
    assert_eq!(refused(add(&mut book, "A1001", "吴九", Namesake::IsAnotherPerson)), taken);
    assert_eq!(add(&mut book, "A2001", "王五", Namesake::IsAnotherPerson), Ok(()));
    let space = AuthoringError::Text { field: "staff code", error: TextError::Space };
    assert_eq!(refused(add(&mut book, " A3", "吴九", Namesake::IsTheSamePerson)), space);
}

#[test]
fn a_renamed_institution_keeps_the_names_it_had() {
    let (mut book, mut bundles) = (book(), Vec::new());
    book.rename_institution(&uscc(), "示例技工学校", day("2026-06-01")).unwrap();
    let again = refused(book.rename_institution(&uscc(), "第三个名称", day("2026-06-01")));
    assert_eq!(again, AuthoringError::NameNotLater(day("2026-06-01")));
    signed(&mut book, &mut bundles, &key(1), NOW);
    let trust = book.trust(&bundles).unwrap();
    let (entry, _) = trust.bundle().unwrap().issuing_key(key(30).kid()).unwrap();
    assert_eq!(entry.name_on(day("2026-05-31")), "示例职业培训学校");
    assert_eq!(entry.name_on(day("2026-06-01")), "示例技工学校");
}

#[test]
fn a_moved_institution_has_a_second_entry_and_its_old_keys_end() {
    let mut book = book();
    book.add_authority(authority("130200", "另一局")).unwrap();
    let moving = |book: &mut Book, to| book.move_institution(&uscc(), &code(to), number("0001"), after(1), NOW);
    assert!(matches!(refused(moving(&mut book, "130100")), AuthoringError::InstitutionExists { .. }));
    moving(&mut book, "130200").unwrap();
    assert_eq!(book.key(key(30).kid()).unwrap().until, Some(after(1)));
    let here = Holder::Issuer { uscc: uscc(), authority: code("130200") };
    assert!(matches!(refused(book.add_key(new_key(30, here.clone()), NOW)), AuthoringError::KeyUsed { .. }));
    book.add_key(new_key(31, here), NOW).unwrap();
    let mut bundles = Vec::new();
    signed(&mut book, &mut bundles, &key(1), NOW);
    let trust = book.trust(&bundles).unwrap();
    assert_eq!(trust.bundle().unwrap().institutions(&uscc()).count(), 2);
}
