//! Wherever an identity number could be left in the clear, none is: log lines, metrics, answers, the store's file, backups.

use crate::bureau::SHIJIAZHUANG;
use crate::client::base64;
use crate::harness::{Place, School, certificate_request};
use crate::log_lines;
use hezheng_registry::custody;
use serde_json::json;
use std::collections::HashMap;

/// A text in the forms in which something might keep it: as it is, in two kinds of UTF-16, and at each of the three places
/// that it can begin at in base64.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut forms = vec![text.as_bytes().to_vec(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)];
    forms.push(text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    for before in 0..3 {
        let encoded = base64(&[&vec![b'.'; before][..], text.as_bytes()].concat());
        // Only what follows from whole groups of its own bytes, whatever stands around it.
        let (first, last) = (if before == 0 { 0 } else { 4 }, encoded.trim_end_matches('=').len() / 4 * 4 - 4);
        forms.push(encoded.as_bytes()[first..last].to_vec());
    }
    forms
}

/// The first of these texts that is there in whichever form.
fn first_in<'t>(bytes: &[u8], texts: &[&'t str]) -> Option<&'t str> {
    let mut by_beginning: HashMap<[u8; 4], Vec<(Vec<u8>, &str)>> = HashMap::new();
    for text in texts {
        for form in forms(text) {
            by_beginning.entry(*form.first_chunk().unwrap()).or_default().push((form, text));
        }
    }
    (0..bytes.len()).find_map(|at| {
        let candidates = by_beginning.get(bytes[at..].first_chunk::<4>()?)?;
        candidates.iter().find(|(form, _)| bytes[at..].starts_with(form)).map(|(_, text)| *text)
    })
}

fn holds(bytes: &[u8], text: &str) -> bool {
    first_in(bytes, &[text]).is_some()
}

#[test]
fn each_form_is_found_where_it_is() {
    let number = "13010219900101000X";
    for place in 0..3 {
        let around = [&b"abc"[..place], number.as_bytes(), b"xyz"].concat();
        assert!(holds(base64(&around).as_bytes(), number), "base64, {place}");
    }
    let utf_16: Vec<u8> = format!("a{number}b").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(holds(&utf_16, number) && holds(number.as_bytes(), &number[1..]));
    assert!(!holds(b"13010219900101001X", number));
}

#[test]
fn no_identity_number_is_anywhere_in_the_clear() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    // Of years that no other test's people were born in: the log lines are of them all.
    let issued = registry.issue(&school, 11_000..11_003);
    let wrong = crate::people::identity_number(11_100);
    let (mut answers, mut others) = (Vec::new(), Vec::new());
    let mut post = |path: &str, body: serde_json::Value| {
        let path = format!("/{SHIJIAZHUANG}/v1/{path}");
        let answer = registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes());
        answers.push((answer.status, answer.headers.clone(), answer.body.clone()));
        answer.status
    };
    for one in &issued {
        let proof = json!({"number": one.number, "name": "测试学员", "identity_number": one.identity_number});
        let with = |more: serde_json::Value| {
            let mut all = proof.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        assert_eq!(post("me/list", proof.clone()), 200);
        assert_eq!(post("me/pdf", proof.clone()), 200);
        let words = format!("我的证件号码是 {}，我没有参加过。", one.identity_number);
        assert_eq!(post("me/report", with(json!({"words": words}))), 200);
        assert_eq!(post("me/share", with(json!({"purpose": "测试", "days": 1}))), 200);
        assert_eq!(post("me/list", with(json!({"more": 1}))), 400);
        let mistaken = json!({"number": one.number, "name": "测试学员", "identity_number": wrong});
        assert_eq!(post("me/pdf", mistaken), 403);
        let swapped = json!({"number": one.identity_number, "name": "测试学员", "identity_number": one.number});
        assert_eq!(post("me/pdf", swapped), 400);
        let code = hezheng_core::statement::check_code::CheckCode::of(&one.statement).to_string();
        assert_eq!(post("match", json!({"code": code, "identity_number": wrong})), 200);
        assert_eq!(post("match", json!({"code": one.identity_number, "identity_number": code})), 400);
        // Refused registrations: another's number, and a body that ends too early.
        let refused = registry.register(&school, &one.statement, &wrong);
        let broken = certificate_request(&one.statement, &one.identity_number, None);
        let path = format!("/{SHIJIAZHUANG}/v1/certificates");
        let broken = registry.client.send_binary("POST", &path, "application/cbor", &broken[..broken.len() - 1]);
        assert!(broken.status >= 400 && refused.status >= 400);
        others.extend([refused.body, broken.body]);
    }
    let metrics = registry.client.get("/metrics").body;
    let backup = place.folder.path().join("backup.redb");
    custody::backup(&place.config, &backup, &mut |_| {}).unwrap();
    drop(registry);
    let mut searched = vec![
        ("log lines".to_owned(), log_lines::all().into_bytes()),
        ("metrics".into(), metrics),
        ("the store".into(), std::fs::read(place.store_file()).unwrap()),
        ("a backup".into(), std::fs::read(&backup).unwrap()),
    ];
    searched.extend(others.into_iter().map(|body| ("a refusal".to_owned(), body)));
    for (status, headers, body) in answers {
        searched.push((format!("an answer, {status}"), format!("{headers:?}").into_bytes()));
        searched.push((format!("an answer, {status}"), body));
    }
    assert!(searched.iter().take(4).all(|(_, bytes)| bytes.len() > 100), "there is something to search");
    let numbers: Vec<&str> = issued.iter().map(|one| one.identity_number.as_str()).chain([wrong.as_str()]).collect();
    // And without their first character, as somebody might cut them.
    let numbers: Vec<&str> = numbers.iter().flat_map(|number| [*number, &number[1..]]).collect();
    for (what, bytes) in &searched {
        assert_eq!(first_in(bytes, &numbers), None, "{what}");
    }
}
