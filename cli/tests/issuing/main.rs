//! Issuing by the program as people run it, at a registry that runs: what is shown and asked before anything is signed, what
//! a batch leaves, and what becomes of one that is killed, finds the disk full or the registry gone, or is not alone.
//!
//! `cargo test` runs a short form; `cargo xtask faults` a long one, by HEZHENG_FAULT_ROUNDS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod bureau;
mod kills;

#[path = "../../../registry/tests/registry/client.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod client;
#[path = "../nodes/node.rs"]
#[allow(dead_code, reason = "the tests of nodes use the rest of it")]
mod node;
#[path = "../../../registry/tests/registry/people.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod people;
#[path = "../nodes/rounds.rs"]
mod rounds;
#[path = "../faults/volume.rs"]
#[allow(dead_code, reason = "the tests of faults use the rest of it")]
mod volume;

use bureau::{Bureau, SchoolKey, numbers};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use volume::Volume;

#[test]
fn the_class_is_taken_from_the_roster_and_the_command_may_not_name_another() {
    let bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    desk.roster("r.csv", 0, 2);
    let rows = std::fs::read_to_string(desk.path("r.csv")).unwrap();
    std::fs::write(desk.path("r.csv"), format!("备案号：130100-2026-000001\n{rows}")).unwrap();
    for more in [&["--dry-run"][..], &["--dry-run", "--class", "130100-2026-000001"]] {
        let said = desk.run("r.csv", more);
        assert!(said.code == 0 && said.out.contains("class         130100-2026-000001"), "{said:?}");
    }
    let said = desk.run("r.csv", &["--yes", "--class", "130100-2026-000002"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
    let wanted = "row 1 of the roster says 130100-2026-000001 in “备案号”, but --class says 130100-2026-000002";
    assert!(said.err.contains(wanted), "{said:?}");
    assert_eq!((desk.lines(), bureau.registrations()), (0, 0));
}

#[test]
fn nothing_is_reserved_before_there_is_consent() {
    let bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    desk.roster("r.csv", 0, 3);
    let planned = desk.run("r.csv", &["--dry-run"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    assert!(planned.out.contains("保育师") && planned.out.contains("a new certificate"), "{planned:?}");
    let asked = desk.run("r.csv", &[]);
    assert_eq!(asked.code, 1, "{asked:?}");
    assert!(asked.out.contains("The plan:") && asked.err.contains("--yes"), "{asked:?}");
    assert_eq!((desk.lines(), bureau.registrations()), (0, 0));
    let done = desk.run("r.csv", &["--yes"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("0001000001 – ") && done.out.contains("0001000003\n"), "{done:?}");
    assert!(done.err.contains("Progress: 3 of 3"), "{done:?}");
    let again = desk.run("r.csv", &["--dry-run", "--json"]);
    let plan: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert!(plan["plan"].as_array().unwrap().iter().all(|row| row["action"] == "print"), "{plan}");
}

#[test]
fn a_batch_leaves_its_results_an_archive_and_a_file_to_print_and_the_same_ones_again() {
    let bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    desk.roster("保育师一班.csv", 0, 4);
    let results = desk.issue("保育师一班.csv");
    let files: Vec<&str> = results["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let read = || files.iter().map(|file| std::fs::read(desk.path(file)).unwrap()).collect::<Vec<_>>();
    let first = read();
    for (file, end) in files.iter().zip(["-results.xlsx", "-certificates.zip", "-print.pdf"]) {
        assert!(file.contains("保育师一班-") && file.ends_with(end), "{file}");
        private(&desk.path(file));
        std::fs::write(desk.path(file), "cut sho").unwrap();
    }
    desk.issue("保育师一班.csv");
    assert!(read() == first, "made anew, the same bytes");
    assert_eq!(desk.files(".pdf").len(), 4 + 1);
    desk.files(".pdf").iter().for_each(|pdf| private(pdf));

    let other = bureau.desk("other");
    other.roster("r.csv", 10, 1);
    let said = other.run("r.csv", &["--yes", "--leave-out", "zip,print"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!((other.files(".xlsx").len(), other.files(".zip").len(), other.files("print.pdf").len()), (1, 0, 0));
}

/// Nobody but its owner reads it.
fn private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
}

#[test]
fn a_key_that_has_ended_or_is_distrusted_is_one_sentence_and_nothing_is_begun() {
    for (of, says) in [(SchoolKey::Ended, "is not valid now"), (SchoolKey::Distrusted, "is distrusted")] {
        let bureau = Bureau::new(of);
        let desk = bureau.desk("desk");
        desk.roster("r.csv", 0, 2);
        let said = desk.run("r.csv", &["--yes"]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
        assert!(said.err.contains(says) && said.err.lines().count() == 1, "{said:?}");
        assert!(!desk.path("journal").exists() && !desk.path("certificates").exists());
    }
}

#[test]
fn two_computers_at_once_give_everybody_one_certificate() {
    const PEOPLE: u64 = 40;
    let bureau = Bureau::new(SchoolKey::Valid);
    let desks = [bureau.desk("one"), bureau.desk("two")];
    desks.iter().for_each(|desk| desk.roster("r.csv", 0, PEOPLE));
    let running: Vec<_> = desks.iter().map(|desk| desk.start("r.csv", &["--yes", "--json"])).collect();
    let mut held = BTreeSet::new();
    let (mut issued, mut elsewhere) = (0, 0);
    for process in running {
        let said: bureau::Said = process.wait_with_output().unwrap().into();
        assert_eq!(said.code, 0, "{said:?}");
        let results = serde_json::from_str(&said.out).unwrap();
        let here = numbers(&results, "issued");
        issued += here.len();
        elsewhere += numbers(&results, "issued_elsewhere").len();
        held.extend(here);
    }
    assert_eq!((issued, elsewhere, held.len()), (40, 40, 40), "each once, and said once by the other");
    assert_eq!(bureau.registrations(), PEOPLE);
    let pdfs: usize = desks.iter().map(|desk| desk.files(".pdf").iter().filter(|pdf| !is_print(pdf)).count()).sum();
    assert_eq!(pdfs, 40);
}

#[test]
fn a_copy_of_a_journal_at_work_on_another_computer_gives_no_number_twice() {
    let bureau = Bureau::new(SchoolKey::Valid);
    let (one, copy) = (bureau.desk("one"), bureau.desk("copy"));
    one.roster("r.csv", 0, 4);
    let first = numbers(&one.issue("r.csv"), "issued");
    // The copy was made when the numbers were reserved and not used.
    let journal = std::fs::read_to_string(one.path("journal/journal.jsonl")).unwrap();
    let reserved: String = journal.split_inclusive('\n').take(2).collect();
    assert!(reserved.contains("\"reserved\""), "{reserved}");
    std::fs::create_dir(copy.path("journal")).unwrap();
    std::fs::write(copy.path("journal/journal.jsonl"), reserved).unwrap();
    copy.roster("r.csv", 100, 4);
    let second = numbers(&copy.issue("r.csv"), "issued");
    let all: BTreeSet<&String> = first.iter().chain(&second).collect();
    assert_eq!((first.len(), second.len(), all.len()), (4, 4, 8), "{first:?} {second:?}");
    assert_eq!(bureau.registrations(), 8);
}

fn is_print(pdf: &std::path::Path) -> bool {
    pdf.to_string_lossy().ends_with("-print.pdf")
}

#[test]
fn a_journal_that_is_in_use_is_refused_with_a_sentence() {
    let bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    desk.roster("r.csv", 0, 2);
    let journal = hezheng_issuer::journal::Journal::open(&desk.path("journal")).unwrap();
    let said = desk.run("r.csv", &["--yes"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("is in use by another run") && said.err.lines().count() == 1, "{said:?}");
    drop(journal);
    desk.issue("r.csv");
    assert_eq!(bureau.registrations(), 2);
}

#[test]
fn a_registry_that_goes_away_is_waited_for_and_gone_on_with_later() {
    let mut bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    desk.roster("r.csv", 0, 3);
    bureau.node.kill();
    let said = desk.run("r.csv", &["--yes", "--wait", "1"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("trying again in") && said.err.contains("run the same command later"), "{said:?}");
    let mut waiting = desk.start("r.csv", &["--yes", "--wait", "60"]);
    // It says that it waits; then the registry comes back.
    let mut first = String::new();
    BufReader::new(waiting.stderr.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("the registry cannot be reached"), "{first}");
    bureau.node.start_again();
    assert!(waiting.wait().unwrap().success());
    assert_eq!(bureau.registrations(), 3);
}

#[test]
fn a_full_disk_leaves_nothing_half_done_and_the_next_run_completes() {
    const PEOPLE: u64 = 12;
    let bureau = Bureau::new(SchoolKey::Valid);
    let (mut registered, mut stops) = (0, BTreeSet::new());
    // The room that is left decides where it ends: in the journal, at a PDF, at the files of the batch.
    for (round, room) in [0, 12, 80, 200, 400, 900, 1_600].into_iter().enumerate() {
        let volume = match Volume::in_memory(8) {
            Ok(volume) => volume,
            Err(why) => return println!("full disk: this machine mounts nothing ({why})"),
        };
        let desk = bureau.desk_in(volume.path());
        desk.roster("r.csv", round as u64 * PEOPLE, PEOPLE);
        std::fs::write(volume.path().join("room"), vec![0; room << 10]).unwrap();
        volume.fill(&volume.path().join("filler"));
        std::fs::remove_file(volume.path().join("room")).unwrap();
        let said = desk.run("r.csv", &["--yes"]);
        if said.code == 0 {
            // Room enough for all of it: more teaches nothing.
            registered += PEOPLE;
            break;
        }
        assert_eq!(said.code, 2, "{room} KB: {said:?}");
        let last = said.err.lines().last().unwrap_or_default();
        assert!(last.contains("os error 28") && last.contains("run again"), "{room} KB: {said:?}");
        assert!(!said.err.contains("panicked"), "{said:?}");
        assert_eq!(desk.files(".part"), Vec::<std::path::PathBuf>::new(), "{room} KB");
        stops.insert(match last {
            last if last.contains("The journal") => "journal",
            last if last.contains("files of the batch") => "files of the batch",
            _ => "PDF",
        });
        std::fs::remove_file(volume.path().join("filler")).unwrap();
        let results = desk.issue("r.csv");
        let held = [numbers(&results, "issued"), numbers(&results, "already_issued")].concat();
        assert_eq!(held.into_iter().collect::<BTreeSet<_>>().len() as u64, PEOPLE);
        registered += PEOPLE;
        assert_eq!(bureau.registrations(), registered, "{room} KB");
        assert_eq!(desk.files(".pdf").len() as u64, PEOPLE + 1);
    }
    println!("full disk: stopped by {stops:?}; {registered} people, {registered} certificates");
    assert_eq!(stops.len(), 3, "{stops:?}");
}
