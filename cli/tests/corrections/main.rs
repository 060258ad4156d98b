//! Correction and reissue from end to end: the school's program, two officers' programs, and the registry as processes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod bureau;
mod classes;
mod proxy;

use bureau::{Bureau, identity_number};
use proxy::Moment;
use serde_json::Value;
use std::collections::BTreeSet;

/// People who are issued certificates, and whose names have a wrong last character.
const WRONG: [(&str, u64, &str); 7] = [
    ("林晚秌", 1, "保育师"),
    ("田雨由", 2, "保育师"),
    ("若兰阑", 3, "保育师"),
    ("周浩皓", 4, "保育师"),
    ("任秀超", 5, "保育师"),
    ("贺思涵", 6, "保育师"),
    ("陈安琪", 7, "育婴员"),
];

const RIGHT: [(&str, u64, &str); 7] = [
    ("林晚秋", 1, "保育师"),
    ("田雨", 2, "保育师"),
    ("若兰", 3, "保育师"),
    ("周浩", 4, "保育师"),
    ("任秀", 5, "保育师"),
    ("贺涵", 6, "保育师"),
    // Here the course was wrong.
    ("陈安琪", 7, "保育师"),
];

/// A bureau whose school has issued to everybody, and the numbers.
fn issued() -> (Bureau, Vec<String>) {
    let bureau = Bureau::new();
    bureau.roster("wrong.csv", &WRONG);
    bureau.roster("right.csv", &RIGHT);
    let said = bureau.ok("issue wrong.csv --out certificates --yes --json").json();
    let rows = said["issued"].as_array().unwrap();
    (bureau, rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect())
}

fn correction(said: &Value) -> (String, String) {
    let one = &said["corrections"][0];
    (one["status"].as_str().unwrap().to_owned(), one["number"].as_str().unwrap().to_owned())
}

fn bytes(bureau: &Bureau, file: &str) -> Vec<u8> {
    std::fs::read(bureau.path(file)).unwrap()
}

fn pdf(bureau: &Bureau, folder: &str, number: &str) -> String {
    let files = std::fs::read_dir(bureau.path(folder)).unwrap().map(|file| file.unwrap().file_name());
    let mut files = files.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with(number));
    format!("{folder}/{}", files.next().unwrap_or_else(|| panic!("no PDF of {number}")))
}

#[test]
fn a_correction_killed_at_any_request_goes_on_and_is_carried_out_whole() {
    let (mut bureau, numbers) = issued();
    let correct = |row: usize| format!("correct {} right.csv --row {} --yes --json", numbers[row], row + 2);
    let refused = bureau.fails(&correct(0).replace(" --yes", ""), 1);
    assert!(refused.contains("no terminal"), "{refused}");
    assert!(!bureau.journal().contains("correcting"), "nothing was done unasked");
    let shown = bureau.run(&correct(0).replace(" --yes --json", "")).out;
    assert!(shown.contains("≠ Name: 林晚秌 → 林晚秋") && shown.contains("  Programme: 保育师"), "{shown}");

    // Its requests: what time it is, the pack, a reservation, the filing.
    let moments = [Moment::BeforeItArrives, Moment::AfterItIsDone];
    let kills = (2..=4).flat_map(|request| moments.map(|moment| (request, moment)));
    let mut new = Vec::new();
    for (row, (request, moment)) in kills.enumerate() {
        assert!(bureau.killed(&correct(row), request, moment), "{request} {moment:?}");
        let (status, number) = correction(&bureau.ok(&correct(row)).json());
        assert_eq!(status, "waiting", "{request} {moment:?}");
        assert_eq!(correction(&bureau.ok(&correct(row)).json()), (status, number.clone()), "and again the same");
        new.push(number);
    }
    new.push(correction(&bureau.ok(&correct(6)).json()).1);
    // Every number that was given was used, none twice.
    let serials: BTreeSet<u32> = new.iter().map(|number| number[14..].parse().unwrap()).collect();
    assert_eq!(serials, (8..=14).collect());
    let plan = bureau.ok("issue right.csv --out certificates --dry-run --json").json();
    let step = &plan["plan"][6];
    assert_eq!((&step["action"], &step["number"]), (&"correction_waits".into(), &new[6].as_str().into()));
    assert!(bureau.fails("issue right.csv --out certificates --yes", 1).contains("waits for the bureau"));

    let said = bureau.ok(&format!("order corrections {}", bureau.signing("zhou"))).out;
    assert_eq!(said.matches("Correction (示例职业培训学校, filed ").count(), 7, "{said}");
    assert!(bureau.fails(&format!("order corrections {}", bureau.signing("school")), 1).contains("no officer's"));

    let order = format!("order supersede --correction {} {} --out o", numbers.join(" "), bureau.signing("wang"));
    let said = bureau.ok(&order).out;
    assert!(said.contains("≠ Name: 任秀超 → 任秀") && said.contains("≠ Programme: 育婴员 → 保育师"), "{said}");
    let said = bureau.ok(&format!("order approve o {}", bureau.signing("zhou"))).out;
    assert!(said.contains("≠ Name: 任秀超 → 任秀") && said.contains("wrong-data"), "{said}");
    assert!(bureau.ok(&format!("order send o --registry {}", bureau.url())).out.contains("touched: 7"));

    // Collecting asks for the time and the pack, then for each.
    for (request, moment) in [(3, Moment::BeforeItArrives), (3, Moment::AfterItIsDone), (5, Moment::AfterItIsDone)] {
        assert!(bureau.killed("correct --collect --out corrected", request, moment), "{request} {moment:?}");
    }
    bureau.ok("correct --collect --out corrected");
    assert!(bureau.ok("correct --collect --out corrected").out.contains("No correction waits"));

    bureau.ok(&format!("pack fetch {} --root root.pub.pem --out pack.cbor", bureau.url()));
    for (old, new) in numbers.iter().zip(&new) {
        assert_eq!(bureau.verdict(&pdf(&bureau, "certificates", old), "pack.cbor"), "superseded");
        assert_eq!(bureau.verdict(&pdf(&bureau, "corrected", new), "pack.cbor"), "valid");
    }

    // Whoever issues the corrected roster again gets no third certificate; the old one says what became of it.
    let again = bureau.ok("issue right.csv --out certificates --yes --json").json();
    let again: Vec<_> = again["issued"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert_eq!(again, new);
    assert!(bureau.ok(&format!("order corrections {}", bureau.signing("wang"))).out.contains("No correction waits"));
    let said = bureau.fails("issue wrong.csv --out certificates --yes", 1);
    assert!(said.contains(&new[6]) && said.contains("use the corrected roster"), "{said}");
    assert!(said.contains(&format!("hezheng correct {} ROSTER --row 2", new[0])), "{said}");
    let plan = bureau.ok("issue wrong.csv --out certificates --dry-run --json").json();
    assert_eq!(plan["plan"][6]["action"], "corrected");
    let said = bureau.run("issue wrong.csv --out certificates --yes --json").json();
    assert_eq!((&said["failed"][0]["code"], &said["failed"][0]["row"]), (&"corrected".into(), &8.into()));
    let said = bureau.ok(&correct(1)).json();
    assert_eq!(correction(&said), ("carried_out".into(), new[1].clone()));
    assert!(bureau.fails(&format!("reissue {} --out again", numbers[0]), 1).contains(&new[0]));

    bureau.ok(&format!("log audit {} --root root.pub.pem --state audited", bureau.url()));
    bureau.stop();
    bureau.ok("registry fsck --config registry.toml");
}

#[test]
fn a_statement_swapped_between_order_and_approval_is_refused() {
    let (bureau, numbers) = issued();
    let old = &numbers[0];
    let correct = format!("correct {old} right.csv --row 2 --yes");
    assert!(
        bureau
            .fails(&format!("order supersede --correction {old} {} --out o", bureau.signing("wang")), 1)
            .contains("no correction waits")
    );
    bureau.ok(&correct);
    bureau.ok(&format!("order supersede --correction {old} {} --out o", bureau.signing("wang")));
    bureau.ok(&format!("order approve o --out approved {}", bureau.signing("zhou")));
    // The school puts another statement in its place.
    bureau.roster("swapped.csv", &[("别人", 1, "保育师")]);
    let waits = bureau.fails(&format!("correct {old} swapped.csv --yes"), 1);
    assert!(waits.contains("--withdraw"), "{waits}");
    bureau.ok(&format!("correct {old} --withdraw"));
    assert!(bureau.fails(&format!("correct {old} --withdraw"), 1).contains("nothing to withdraw"));
    bureau.ok(&format!("correct {old} swapped.csv --yes"));

    let refused = bureau.fails(&format!("order approve o {}", bureau.signing("zhou")), 1);
    assert!(refused.contains("does not name the corrections"), "{refused}");
    let refused = bureau.fails(&format!("order send approved --registry {}", bureau.url()), 1);
    assert!(refused.contains("409 correction_differs"), "{refused}");
    // Nor does an order without a look at them.
    bureau.ok(&format!("order supersede --number {old} --reason other {} --out blind", bureau.signing("wang")));
    assert!(bureau.fails(&format!("order approve blind {}", bureau.signing("zhou")), 1).contains("--correction"));
    bureau.ok(&format!("pack fetch {} --root root.pub.pem --out pack.cbor", bureau.url()));
    assert_eq!(bureau.verdict(&pdf(&bureau, "certificates", old), "pack.cbor"), "valid");
    let school = bureau.fails(&format!("order supersede --correction {old} {} --out x", bureau.signing("school")), 1);
    assert!(school.contains("403 officer_key"), "{school}");
    assert!(
        bureau
            .fails(&format!("order revoke --correction {old} {} --out x", bureau.signing("wang")), 1)
            .contains("supersede only")
    );
}

#[test]
fn a_filing_that_never_arrived_is_filed_again_or_withdrawn_and_one_withdrawn_elsewhere_is_let_go() {
    let (bureau, numbers) = issued();
    let correct = |row: usize| format!("correct {} right.csv --row {} --yes", numbers[row], row + 2);
    for row in [0, 1] {
        assert!(bureau.killed(&correct(row), 4, Moment::BeforeItArrives));
    }
    bureau.ok(&format!("correct {} --withdraw", numbers[1]));
    let said = bureau.run("correct --collect --json");
    assert_eq!((said.code, &said.json()["corrections"][0]["code"]), (Some(1), &Value::from("not_filed")));
    let said = bureau.ok("correct --collect --with-roster right.csv --json").json();
    let (status, number) = correction(&said);
    assert_eq!(status, "waiting");

    // Its journal comes from a backup of before the withdrawal: the registry says what became of it.
    let backup = bureau.journal();
    bureau.ok(&format!("correct {} --withdraw", numbers[0]));
    std::fs::write(bureau.path("journal/journal.jsonl"), backup).unwrap();
    let said = bureau.run("correct --collect --json");
    assert_eq!((said.code, &said.json()["corrections"][0]["code"]), (Some(1), &Value::from("correction_withdrawn")));
    let again = correction(&bureau.ok(&format!("{} --json", correct(0))).json());
    assert_eq!(again.0, "waiting");
    assert_ne!(again.1, number, "a number stays used");
}

#[test]
fn what_cannot_be_corrected_is_said_before_anything_is_signed() {
    let (bureau, numbers) = issued();
    let before = bureau.journal();
    for (command, says) in [
        ("correct 13010020260001000099 right.csv --row 2 --yes".to_owned(), "no certificate of this number"),
        (format!("correct {} wrong.csv --row 2 --yes", numbers[0]), "nothing would change"),
        (format!("correct {} right.csv --row 3 --yes", numbers[0]), "another certificate of this course"),
        (format!("correct {} right.csv --yes", numbers[0]), "has 7 people"),
        (format!("correct {} right.csv --row 99 --yes", numbers[0]), "check --row"),
        (format!("correct {} right.csv --row 2 --yes --issued 2020-01-01", numbers[0]), "give --issued"),
    ] {
        let said = bureau.fails(&command, 1);
        assert!(said.contains(says), "{command}: {said}");
    }
    assert_eq!(bureau.journal(), before);
}

#[test]
fn a_lost_certificate_is_printed_again_under_its_number_and_says_so() {
    let (mut bureau, numbers) = issued();
    let (lost, other) = (&numbers[0], &numbers[1]);
    bureau.ok(&format!("pack fetch {} --root root.pub.pem --out pack.cbor", bureau.url()));
    let said = bureau.ok(&format!("reissue {lost} {other} --out again --json")).json();
    assert_eq!(said["reissued"].as_array().unwrap().len(), 2);
    let (first, again) = (pdf(&bureau, "certificates", lost), pdf(&bureau, "again", lost));
    assert!(again.ends_with("-林晚秌-补发.pdf"), "{again}");
    assert_ne!(bytes(&bureau, &first), bytes(&bureau, &again), "the page bears the mark");
    let attached = |file: &str| bureau.ok(&format!("inspect {file}")).out;
    assert_eq!(attached(&again), attached(&first).replace(&first, &again), "number, statement and attachment stay");
    assert_eq!(bureau.verdict(&again, "pack.cbor"), "valid");
    assert!(bureau.journal().contains(&format!("{{\"event\":\"reissued\",\"number\":\"{lost}\",\"day\":")));

    let (before, revoked) = (bytes(&bureau, &again), &numbers[2]);
    bureau.ok(&format!("order revoke --number {revoked} --reason sold {} --out o", bureau.signing("wang")));
    bureau.ok(&format!("order approve o {}", bureau.signing("zhou")));
    bureau.ok(&format!("order send o --registry {}", bureau.url()));
    assert!(bureau.fails(&format!("reissue {revoked} --out again"), 1).contains("(revoked)"));
    assert!(bureau.fails("reissue 13010020260001000099 --out again", 1).contains("no certificate of this number"));

    bureau.stop();
    assert!(bureau.fails(&format!("reissue {lost} --out again"), 2).contains("--pack"));
    bureau.ok(&format!("reissue {lost} --out again --pack pack.cbor"));
    assert_eq!(bytes(&bureau, &again), before, "the same bytes every time");
    let profile = std::fs::read_to_string(bureau.path("hezheng.toml")).unwrap() + "identity_on_page = \"full\"\n";
    std::fs::write(bureau.path("full.toml"), profile).unwrap();
    let full = format!("reissue {lost} --profile full.toml --out full --pack pack.cbor");
    assert!(bureau.fails(&full, 1).contains("--roster FILE"));
    bureau.ok(&format!("{full} --roster wrong.csv"));
}

#[test]
fn a_photograph_that_comes_with_a_correction_is_on_its_page_and_on_the_one_printed_again() {
    let (bureau, numbers) = issued();
    let old = &numbers[0];
    std::fs::create_dir(bureau.path("photographs")).unwrap();
    let photograph = bureau.path(&format!("photographs/{}.png", identity_number(1)));
    image::RgbImage::from_pixel(312, 420, image::Rgb([90, 120, 150])).save(photograph).unwrap();
    let correct = format!("correct {old} right.csv --row 2 --portraits photographs");
    let shown = bureau.run(&correct).out;
    assert!(shown.contains("≠ Portrait (SHA-256): (none) → "), "{shown}");
    let (status, new) = correction(&bureau.ok(&format!("{correct} --yes --json")).json());
    assert_eq!(status, "waiting");
    // Asked again without the photograph: what was signed counts.
    bureau.ok(&format!("correct {old} right.csv --row 2 --yes"));
    bureau.ok(&format!("order supersede --correction {old} {} --out o", bureau.signing("wang")));
    bureau.ok(&format!("order approve o {}", bureau.signing("zhou")));
    bureau.ok(&format!("order send o --registry {}", bureau.url()));
    bureau.ok("correct --collect --out corrected");
    bureau.ok(&format!("pack fetch {} --root root.pub.pem --out pack.cbor", bureau.url()));
    bureau.ok(&format!("reissue {new} --out again --pack pack.cbor"));
    let kept = std::fs::read_dir(bureau.path("journal/portraits")).unwrap().map(|file| file.unwrap().path());
    let [kept] = kept.collect::<Vec<_>>().try_into().unwrap();
    let jpeg = std::fs::read(kept).unwrap();
    for folder in ["corrected", "again"] {
        let page = pdf(&bureau, folder, &new);
        assert_eq!(bureau.verdict(&page, "pack.cbor"), "valid");
        assert!(bytes(&bureau, &page).windows(jpeg.len()).any(|part| part == jpeg), "{page}");
    }
    assert!(
        bureau.run("issue right.csv --out certificates --yes --json").json()["issued"][0]["roster_differs"] == false
    );
}
