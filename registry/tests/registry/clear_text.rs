//! Wherever an identity number could be left in the clear, none is: log lines, errors, metrics, answers, both stores' files,
//! backups; after everything that people, schools and officers do with a number. And one that is put there is found.

use crate::bureau::SHIJIAZHUANG;
use crate::client::{Answer, base64};
use crate::correction::Correction;
use crate::desk::{OFFICER_A, OFFICER_B, ended_class, filing, of_class, open_desk};
use crate::harness::{Issued, Place, Registry, School, certificate_request};
use crate::held::hold_without_class;
use crate::log_lines;
use crate::people::identity_number;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_pdf_reader::PdfFile;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::{IdentityOnPage, custody};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

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
    let mut may_begin = [false; 256];
    by_beginning.keys().for_each(|beginning| may_begin[usize::from(beginning[0])] = true);
    (0..bytes.len()).filter(|at| may_begin[usize::from(bytes[*at])]).find_map(|at| {
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

/// What came out of a registry, by what it is.
#[derive(Default)]
struct Seen(RefCell<Vec<(String, Vec<u8>)>>);

impl Seen {
    fn keep(&self, what: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.borrow_mut().push((what.into(), bytes.into()));
    }

    fn answer(&self, what: &str, answer: Answer) -> Answer {
        let status = answer.status;
        self.keep(format!("headers of {what}, {status}"), format!("{:?}", answer.headers));
        self.keep(format!("{what}, {status}"), answer.body.clone());
        if answer.header("content-type") == Some("application/pdf") {
            self.keep(format!("the pages of {what}"), text_of(&answer.body));
        }
        answer
    }

    /// Every file below a folder.
    fn files(&self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                self.files(&entry.path());
            } else if let Ok(bytes) = std::fs::read(entry.path()) {
                self.keep(entry.path().display().to_string(), bytes);
            }
        }
    }

    /// Where one of these numbers is, also without its first character, as somebody might cut it.
    fn holding(&self, numbers: &[String]) -> Vec<String> {
        let numbers: Vec<&str> = numbers.iter().flat_map(|number| [number.as_str(), &number[1..]]).collect();
        let seen = self.0.borrow();
        let holding = seen.iter().filter(|(_, bytes)| first_in(bytes, &numbers).is_some());
        holding.map(|(what, _)| what.clone()).collect()
    }
}

/// What the pages of a PDF say; in the file it is compressed.
fn text_of(pdf: &[u8]) -> String {
    let seen = PdfFile::open(pdf.to_vec()).unwrap_or_else(|error| panic!("{error:?}")).seen();
    seen.text.split_whitespace().collect()
}

/// A registry, and everything that is seen of it.
struct Life<'r> {
    registry: &'r Registry,
    seen: &'r Seen,
}

impl Life<'_> {
    fn post(&self, path: &str, body: &Value) -> Answer {
        let path = format!("/{SHIJIAZHUANG}/v1/{path}");
        let answer = self.registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes());
        self.seen.answer(&path, answer)
    }

    fn act(&self, who: &str, path: &str, body: &Value) -> Answer {
        self.seen.answer(path, self.registry.act(who, path, body))
    }

    /// What a trainee does, right and wrong; the two are of people whose numbers are searched for.
    fn trainee(&self, one: &Issued, wrong: &str) {
        let proof = json!({"number": one.number, "name": "测试学员", "identity_number": one.identity_number});
        let with = |more: Value| {
            let mut all = proof.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        assert_eq!(self.post("me/pdf", &proof).status, 200);
        let number = &one.identity_number;
        let words = format!("我的证件号码是 {number}，或写作{} {}。", &number[..6], &number[6..]);
        assert_eq!(self.post("me/report", &with(json!({"words": words}))).status, 200);
        let share = self.post("me/share", &with(json!({"purpose": "测试", "days": 1})));
        assert_eq!(self.post("shared", &json!({"token": share.json()["token"]})).status, 200);
        let listed = self.post("me/list", &proof).json();
        let share = &listed["certificates"][0]["shares"][0]["share"];
        assert_eq!(self.post("me/unshare", &with(json!({"share": share}))).status, 204);
        assert_eq!(self.post("me/list", &with(json!({"more": 1}))).status, 400);
        let mistaken = json!({"number": one.number, "name": "测试学员", "identity_number": wrong});
        assert_eq!(self.post("me/pdf", &mistaken).status, 403);
        let swapped = json!({"number": number, "name": "测试学员", "identity_number": one.number});
        assert_eq!(self.post("me/pdf", &swapped).status, 400);
        let code = CheckCode::of(&one.statement).to_string();
        assert_eq!(self.post("match", &json!({"code": code, "identity_number": wrong})).status, 200);
        assert_eq!(self.post("match", &json!({"code": number, "identity_number": code})).status, 400);
        // Where it does not belong: in an address.
        for address in [format!("v1/lookup?code={number}"), format!("v1/orders/{number}"), number.clone()] {
            let answer = self.registry.client.get(&format!("/{SHIJIAZHUANG}/{address}"));
            assert!(answer.status >= 400, "{answer:?}");
            self.seen.answer("an address with a number in it", answer);
        }
    }

    /// Refused registrations: another's number, and a body that ends too early.
    fn refused(&self, school: &School, one: &Issued, wrong: &str) {
        let refused = self.registry.register(school, &one.statement, wrong);
        let broken = certificate_request(&one.statement, &one.identity_number, None);
        let path = format!("/{SHIJIAZHUANG}/v1/certificates");
        let broken = self.registry.client.send_binary("POST", &path, "application/cbor", &broken[..broken.len() - 1]);
        for answer in [refused, broken] {
            assert!(answer.status >= 400);
            self.seen.answer("a registration", answer);
        }
    }

    fn correction(&self, school: &School, one: &Issued) {
        let (serial, _) = self.registry.reserved(school, one.claims.issued.year(), 1, 254);
        let correction = Correction::of(school, one, serial);
        let filed = self.registry.file(school, &correction);
        assert_eq!(self.seen.answer("a correction", filed).status, 202);
        let collected = self.registry.collect(school, &correction);
        self.seen.answer("a correction", collected);
        let withdrawn = self.registry.withdraw(school, &correction);
        assert_eq!(self.seen.answer("a correction", withdrawn).status, 204);
    }

    /// Classes filed, refused, shown and explained; and what officers see of flags and trail.
    fn desk(&self, people: std::ops::Range<u64>) {
        let (registry, school) = (self.registry, School::new(2));
        open_desk(registry, &school);
        let mut twice = filing(registry, 7, people.clone(), 1);
        twice["roster"][1] = twice["roster"][0].clone();
        assert_eq!(self.act("school 2", "v1/classes", &twice).status, 422);
        let mut wrong = filing(registry, 7, people.clone(), 1);
        wrong["roster"][0]["id_kind"] = json!(77);
        assert_eq!(self.act("school 2", "v1/classes", &wrong).status, 422);
        wrong["roster"][0]["id_kind"] = wrong["roster"][0]["id_number"].clone();
        assert_eq!(self.act("school 2", "v1/classes", &wrong).status, 400);
        let class = ended_class(registry, "school 2", (1, people.clone()), &[0, 1]);
        let named = json!({ "number": class["number"] });
        let (serial, _) = registry.reserved(&school, 2026, 5, 253);
        for (person, serial, status) in [(people.start, serial, 201), (people.end - 1, serial + 1, 422)] {
            let (statement, number) = of_class(registry, &school, (&class, person, serial));
            let explained = registry.explained("school 2", &statement, &number);
            assert_eq!(self.seen.answer("an explanation", explained).status, 200);
            let answer = registry.register(&school, &statement, &number);
            assert_eq!(self.seen.answer("a registration", answer).status, status);
        }
        for (who, path, body) in [
            ("school 2", "v1/classes", &class),
            ("school 2", "v1/classes/mine", &named),
            (OFFICER_A, "v1/classes/open", &named),
            (OFFICER_A, "v1/flags/open", &json!({})),
            (OFFICER_A, "v1/audit", &json!({ "from": 0 })),
            (OFFICER_B, "v1/flags/decide", &json!({ "serial": 0, "verdict": "confirmed", "reason": "属实" })),
            (OFFICER_B, "v1/classes/return", &json!({ "number": class["number"], "reason": "名册不符" })),
        ] {
            self.act(who, path, body);
        }
    }
}

/// What happens with people of these numbers, from this one on; gives the numbers that must be nowhere, and one that was put
/// where it must be found.
fn life(place: &Place, registry: &Registry, (first, seen): (u64, &Seen)) -> (Vec<String>, String) {
    let (school, life) = (School::new(1), Life { registry, seen });
    let issued = registry.issue(&school, first..first + 3);
    let wrong = identity_number(first + 50);
    for one in &issued {
        life.trainee(one, &wrong);
        life.refused(&school, one, &wrong);
    }
    life.correction(&school, &issued[0]);
    life.desk(first + 10..first + 13);
    // One of two that wait for an officer is refused.
    hold_without_class(registry, 0);
    for (statement, number) in registry.signed(&school, first + 30..first + 32) {
        let held = registry.register(&school, &statement, &number);
        assert_eq!(seen.answer("what waits", held).status, 202);
    }
    let waiting = life.act(OFFICER_A, "v1/held/open", &json!({})).json();
    let refusal = json!({ "number": waiting["held"][0]["number"], "reason": "不符" });
    assert_eq!(life.act(OFFICER_B, "v1/held/refuse", &refusal).status, 200);
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 1, "value": {} }));
    // Planted: in the plan of a class, where whoever writes it may put anything.
    let planted = identity_number(first + 60);
    let mut class = filing(registry, 8, first + 20..first + 22, 1);
    class["plan"] = json!(format!("联系人 {planted}"));
    let filed = life.act("school 2", "v1/classes", &class);
    assert_eq!(filed.status, 200, "{filed:?}");
    life.act("school 2", "v1/classes/mine", &json!({ "number": filed.json()["number"] }));
    seen.keep("metrics", registry.client.get("/metrics").body);
    let backup = place.folder.path().join("backup.redb");
    custody::backup(&place.config, &backup, &mut |_| {}).unwrap();
    seen.keep("a backup", std::fs::read(&backup).unwrap());
    let people = [first..first + 3, first + 10..first + 13, first + 20..first + 22, first + 30..first + 32]
        .into_iter()
        .flatten();
    (people.map(identity_number).chain([wrong]).collect(), planted)
}

/// Nothing holds one of these numbers, and these hold the planted one.
fn judge(seen: &Seen, (numbers, planted): (Vec<String>, String), found: &[&str]) {
    seen.keep("log lines", log_lines::all());
    let searched = |name: &str| seen.0.borrow().iter().any(|(what, bytes)| what == name && bytes.len() > 100);
    assert!(["log lines", "metrics", "a backup"].into_iter().all(searched), "there is something to search");
    assert_eq!(seen.holding(&numbers), [""; 0]);
    let holding = seen.holding(&[planted]);
    for name in found {
        assert!(holding.iter().any(|what| what.contains(name)), "{name}: {holding:?}");
    }
}

// Of years that no other test's people were born in: the log lines are of them all.

#[test]
fn no_identity_number_is_anywhere_in_the_clear() {
    let (place, seen) = (Place::new(), Seen::default());
    let registry = place.start();
    let numbers = life(&place, &registry, (11_000, &seen));
    drop(registry);
    seen.keep("the store", std::fs::read(place.store_file()).unwrap());
    tracing::info!(planted = numbers.1, "a log line that names somebody");
    judge(&seen, numbers, &["the store", "a backup", "v1/classes/mine", "log lines"]);
}

#[test]
fn no_identity_number_is_anywhere_in_the_clear_on_postgresql() {
    let mut server = PostgresServer::start();
    let (mut place, seen) = (Place::new(), Seen::default());
    place.config.store = server.database().into();
    let registry = place.start_node();
    let numbers = life(&place, &registry, (11_100, &seen));
    drop(registry);
    // Stopped in good order it has written everything to its files.
    server.stop();
    seen.files(server.folder());
    judge(&seen, numbers, &["/base/", "a backup", "v1/classes/mine"]);
    server.start_again();
}

#[test]
fn a_number_on_the_pages_of_a_pdf_is_found_where_the_bureau_has_it_printed_in_full() {
    for (identity, is_there) in [(IdentityOnPage::Full, true), (IdentityOnPage::LastFour, false)] {
        let mut place = Place::new();
        place.config.authorities[0].identity_on_page = identity;
        let (registry, seen) = (place.start(), Seen::default());
        let one = &registry.issue(&School::new(1), 11_200..11_201)[0];
        let proof = json!({"number": one.number, "name": "测试学员", "identity_number": one.identity_number});
        Life { registry: &registry, seen: &seen }.post("me/pdf", &proof);
        assert!(seen.0.borrow().iter().any(|(what, text)| what.contains("pages") && text.len() > 100));
        assert_eq!(!seen.holding(std::slice::from_ref(&one.identity_number)).is_empty(), is_there, "{identity:?}");
    }
}
