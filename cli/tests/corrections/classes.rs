//! Classes from the command line: filed by the school's program, decided by the officers', explained by the registry. A class
//! begins tomorrow at the earliest and the clock is the real one, so its end is in the registry's own tests.

use crate::bureau::{Bureau, identity_number};
use hezheng_core::cbor::Writer;
use hezheng_core::time::{Date, Time};
use serde_json::{Value, json};

const PEOPLE: [(&str, u64, &str); 3] = [("林晚秋", 1, "保育师"), ("田雨", 2, "保育师"), ("若兰", 3, "保育师")];

fn today() -> Date {
    Time(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()).shanghai_day()
}

fn tomorrow(more: u64) -> Date {
    Date(today().0 + 1 + more)
}

fn officer(bureau: &Bureau, who: &str) -> String {
    format!("--registry {} --key {who}.pem --passphrase-file pass", bureau.url())
}

/// A bureau whose catalogues have what a class of its school needs.
fn open_desk() -> Bureau {
    let bureau = Bureau::new();
    let write = |name: &str, value: &Value| std::fs::write(bureau.path(name), value.to_string()).unwrap();
    write(
        "programme.json",
        &json!({
            "code": "BYS-5", "name": "保育师", "class_hours": 72, "levels": [5], "from": "2020-01-01"
        }),
    );
    write(
        "institution.json",
        &json!({
            "uscc": "91350100M000100Y43", "address": "测试路1号", "kind": "民办职业培训学校", "contact": "", "programmes": ["BYS-5"], "standing": "open"
        }),
    );
    let wang = officer(&bureau, "wang");
    bureau.ok(&format!("bureau programme programme.json --seen 0 {wang}"));
    bureau.ok(&format!("bureau institution institution.json --seen 0 {wang}"));
    bureau
}

#[test]
fn a_class_is_filed_accepted_and_given_back_from_the_command_line() {
    let bureau = open_desk();
    bureau.roster("class.csv", &PEOPLE);
    let file = format!(
        "class file class.csv --programme BYS-5 --first {} --last {} --place 一号教室 --teacher 测试教师",
        tomorrow(1),
        tomorrow(9)
    );
    let filed = bureau.ok(&file);
    let number = format!("130100-{}-000001", today().year());
    assert!(filed.out.contains(&format!("Filed class {number}: 3 people")), "{filed:?}");
    assert_eq!(bureau.ok(&file).out, filed.out, "the same command again files nothing twice");

    let zhou = officer(&bureau, "zhou");
    let waiting = bureau.ok(&format!("bureau classes {zhou}")).out;
    assert!(waiting.contains(&number) && waiting.contains("waits") && waiting.contains("3 people"), "{waiting}");
    let roster = bureau.ok(&format!("bureau classes {number} {zhou}")).out;
    let (full, tail) = (identity_number(1), identity_number(1)[14..].to_owned());
    assert!(roster.contains(&format!("林晚秋  ****{tail}")) && !roster.contains(&full), "{roster}");
    bureau.ok(&format!("bureau accept {number} {zhou}"));
    assert!(bureau.ok("class list").out.contains("accepted"));

    // Not ended: no results, and no certificate that names it.
    let early = bureau.run(&format!("class results class.csv {number}"));
    assert_eq!(early.code, Some(1), "{early:?}");
    assert!(early.err.contains("class_not_ended"), "{early:?}");
    let issued = bureau.run(&format!("issue class.csv --class {number} --out certificates --yes --json"));
    assert_eq!(issued.code, Some(1), "{issued:?}");
    assert!(issued.out.contains("class_dates"), "{issued:?}");

    let given_back = format!("bureau return {number} --reason 场地不符 {zhou}");
    assert!(bureau.ok(&given_back).out.contains(&format!("Returned {number}.")));
    let listed = bureau.ok("class list").out;
    assert!(listed.contains("returned") && listed.contains("Reason: 场地不符"), "{listed}");
    let again = bureau.ok(&format!("{file} --replaces {number}"));
    assert!(again.out.contains("000002"), "{again:?}");
    let trail = bureau.ok(&format!("bureau audit {zhou} --json")).json();
    let actions: Vec<&str> =
        trail["entries"].as_array().unwrap().iter().map(|one| one["entry"]["action"].as_str().unwrap()).collect();
    let expected =
        ["programme_changed", "institution_changed", "class_filed", "class_accepted", "class_returned", "class_filed"];
    assert_eq!(actions, expected);
}

#[test]
fn the_registry_says_what_would_happen_to_a_certificate() {
    let bureau = open_desk();
    bureau.roster("r.csv", &PEOPLE[..1]);
    let issued = bureau.ok("issue r.csv --out certificates --yes --json").json();
    assert_eq!(issued["issued"].as_array().unwrap().len(), 1);
    let journal = std::fs::read_to_string(bureau.path("journal/journal.jsonl")).unwrap();
    let signed = journal.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let statement = signed.into_iter().find_map(|line| Some(find(&line, "statement")?.to_owned())).unwrap();
    let statement: Vec<u8> =
        (0..statement.len() / 2).map(|at| u8::from_str_radix(&statement[2 * at..2 * at + 2], 16).unwrap()).collect();
    let mut request = Writer::new();
    request.map(2).integer(1).bytes(&statement).integer(2).text(&identity_number(1));
    std::fs::write(bureau.path("request.cbor"), request.into_bytes()).unwrap();
    let explain = format!("registry policy explain request.cbor {}", officer(&bureau, "wang"));
    assert!(bureau.ok(&explain).out.contains("It is registered already."));
    let asked = bureau.ok(&format!("{explain} --json")).json();
    assert_eq!(asked["outcome"], "already_registered");
}

/// The first text under this name, however deep.
fn find<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    match value {
        Value::Object(members) => {
            members.get(name).and_then(Value::as_str).or_else(|| members.values().find_map(|member| find(member, name)))
        }
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}
