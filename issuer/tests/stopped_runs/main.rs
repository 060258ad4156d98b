//! A run that ends anywhere is gone on with: nobody gets two certificates, no number is used twice, everybody gets a PDF.
//! The registry here is a twin of the real one: it keeps its promises and loses the connection where the test says. The
//! chunks are of two.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod chunks;
mod classes;
mod corrections;
mod school;
mod steps;
mod twin;

use hezheng_core::time::Time;
use hezheng_core::trust::bundle::Validity;
use hezheng_issuer::issue_error::IssueError;
use hezheng_issuer::journal::JournalError;
use hezheng_issuer::outcome::RowOutcome;
use hezheng_issuer::page::PageError;
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::registry_port::{Answered, Registration, Registry, RegistryError, Reservation, Reserved};
use hezheng_issuer::standing::{Standing, StandingError};
use hezheng_keys::Signer;
use hezheng_pdf::{Fonts, RenderError, Template, Unprintable};
use school::{NOW, REGISTRY, School, files, key, pack_where, renamed, trainees};
use twin::{Loss, Twin};

#[test]
fn a_page_that_cannot_be_made_is_not_begun_and_keeps_nobody_else_waiting() {
    let (school, mut twin) = (School::new(), Twin::default());
    let mut people = trainees();
    people[1].name = "田\u{12000}雨".into();
    let results = school.run(&mut twin, &people).unwrap();
    assert!(matches!(
        &results[1].result,
        RowOutcome::NotPrintable {
            number: None,
            problem: RenderError::Character { problem: Unprintable::NoFont('\u{12000}'), .. }
        }
    ));
    assert_eq!(results.iter().filter(|row| row.result.is_issued()).count(), 4);
    assert_eq!((twin.certificates.len(), twin.last), (4, 4), "no number was reserved for it, nothing registered");
    assert!(!std::fs::read_to_string(school.journal()).unwrap().contains("0000000005"));
    // Once the name is right, that person is issued to, and nobody else again.
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(matches!(results[1].result, RowOutcome::Issued { .. }));
    school.check(&twin, "after the name was corrected");
}

#[test]
fn a_qr_code_that_its_place_cannot_hold_is_known_before_anything_is_signed() {
    let (mut school, mut twin) = (School::new(), Twin::default());
    let text = Template::built_in_text("default").unwrap();
    school.printer.template = Template::parse(&text.replacen("max_side_mm = 52", "max_side_mm = 40", 1)).unwrap();
    let mut people = trainees();
    people[1].programme = "工业机器人系统操作与维护".chars().cycle().take(60).collect();
    people[1].name = "欧阳司马上官诸葛".chars().cycle().take(50).collect();
    let results = school.run(&mut twin, &people).unwrap();
    let refused = RowOutcome::NotPrintable {
        number: None,
        problem: RenderError::QrTooLarge { needed_mm: "44.1".into(), place_mm: "40.0".into() },
    };
    assert_eq!((&results[1].result, twin.certificates.len()), (&refused, 4), "the others have theirs");
}

#[test]
fn what_was_signed_with_a_portrait_is_gone_on_with_and_printed_without_the_photograph() {
    let lost = Some((2, Loss::BeforeItArrives));
    let (school, mut twin) = (School::new(), Twin { lose: lost, ..Twin::default() });
    assert!(school.run(&mut twin, &trainees()).is_err(), "the first person's is signed and not registered");
    twin.lose = None;
    let mut without = trainees();
    without[0].portrait = None;
    let results = school.run(&mut twin, &without).unwrap();
    assert!(results.iter().all(|row| matches!(row.result, RowOutcome::Issued { .. })), "{results:?}");
    let again = school.run(&mut twin, &without).unwrap();
    assert!(again.iter().all(|row| matches!(row.result, RowOutcome::AlreadyIssued { roster_differs: false, .. })));
    let mut other = trainees();
    other[0].portrait = Some(Portrait::of_jpeg(vec![0xff, 0xd8, 0xff, 0xd9]));
    let again = school.run(&mut twin, &other).unwrap();
    assert!(
        matches!(again[0].result, RowOutcome::AlreadyIssued { roster_differs: true, .. }),
        "another photograph is said"
    );
    school.check(&twin, "with a portrait");
}

#[test]
fn a_registered_certificate_that_cannot_be_printed_here_stops_nobody() {
    let (mut school, mut twin) = (School::new(), Twin::default());
    let mut people = trainees();
    people[0].name = "㐀玉".into();
    school.run(&mut twin, &people[..1]).unwrap();
    // Another computer, without the system's fonts.
    school.printer.fonts = Fonts::from_bytes(&school.printer.template, Vec::new()).unwrap();
    let results = school.run(&mut twin, &people).unwrap();
    assert!(matches!(&results[0].result, RowOutcome::NotPrintable { number: Some(_), .. }), "{results:?}");
    assert!(results[1..].iter().all(|row| row.result.is_issued()));
    assert_eq!(twin.certificates.len(), 5);
}

#[test]
fn an_edited_roster_issues_to_nobody_twice() {
    let (school, mut twin) = (School::new(), Twin::default());
    school.run(&mut twin, &trainees()).unwrap();
    let mut edited = trainees();
    edited[0].name = "林晚霞".into();
    edited.reverse();
    let results = school.run(&mut twin, &edited).unwrap();
    school.check(&twin, "an edited roster");
    let differs = |outcome: &RowOutcome| matches!(outcome, RowOutcome::AlreadyIssued { roster_differs: true, .. });
    let rows: Vec<u32> = results.iter().filter(|row| differs(&row.result)).map(|row| row.row).collect();
    assert_eq!(rows, [2], "the one whose name was edited is said");
}

#[test]
fn an_answer_that_is_another_certificates_stops_the_run_and_the_others_are_kept() {
    /// Gives the second certificate of a batch the answer of the first.
    struct Swapped(Twin);
    impl Registry for Swapped {
        fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
            self.0.pack()
        }
        fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
            self.0.reserve(reservation)
        }
        fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
            self.0.register(registration)
        }
        fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError> {
            let mut answers = self.0.register_batch(registrations)?;
            answers[1] = answers[0].clone();
            Ok(answers)
        }
    }
    let (school, mut swapped) = (School::new(), Swapped(Twin::default()));
    let stopped = school.run_on(&mut swapped, 0, &trainees());
    assert!(matches!(stopped, Err(IssueError::NotProved(_, None))), "{stopped:?}");
    assert_eq!(files(school.folder.path(), "pdf"), 1, "the first was proved, and printed");
    let mut twin = swapped.0;
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(matches!(results[0].result, RowOutcome::AlreadyIssued { .. }));
    assert!(results[1..].iter().all(|row| matches!(row.result, RowOutcome::Issued { .. })));
    school.check(&twin, "after an answer that was another's");
}

#[test]
fn a_page_that_cannot_be_written_stops_the_run_with_nothing_half_done_and_the_next_one_makes_it() {
    let (mut school, mut twin) = (School::new(), Twin::default());
    let folder = school.printer.folder.clone();
    school.printer.folder = folder.join("not there");
    let stopped = school.run(&mut twin, &trainees());
    assert!(
        matches!(&stopped, Err(IssueError::Page(number, PageError::Write(..))) if !number.is_empty()),
        "{stopped:?}"
    );
    assert_eq!(twin.certificates.len(), 2, "the chunk that could not be printed is the last");
    school.printer.folder = folder;
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(results.iter().all(|row| row.result.is_issued()));
    school.check(&twin, "once it can be written");
}

#[test]
fn a_certificate_is_printed_with_the_name_that_the_school_had_when_it_was_issued() {
    let (mut school, mut twin) = (School::new(), Twin::default());
    let pdfs = |results: &[hezheng_issuer::outcome::RowResult]| {
        let files = results.iter().map(|row| row.result.printed().unwrap().file.clone());
        files.map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>()
    };
    let before = pdfs(&school.run(&mut twin, &trainees()[..2]).unwrap());
    school.standing = renamed();
    assert_eq!(school.standing.institution, "示例技工学校");
    let after = pdfs(&school.run(&mut twin, &trainees()[..2]).unwrap());
    assert!(before == after, "the same bytes");
}

#[test]
fn one_journal_is_used_by_one_run_at_a_time() {
    let school = School::new();
    let open = school.open_journal();
    let second = hezheng_issuer::journal::Journal::open(&school.folder.path().join("journal"));
    assert!(matches!(second, Err(JournalError::InUse(_))));
    drop(open);
    school.open_journal();
}

#[test]
fn a_key_that_is_not_valid_or_distrusted_is_refused_before_anything_is_begun() {
    let judge = |validity| {
        let pack = pack_where(validity);
        Standing::judge(&pack, &[key(9).public_key()], key(1).kid(), REGISTRY, NOW.shanghai_day(), NOW)
    };
    let from = Time(NOW.0 - 1_000);
    let valid = Validity { from, until: None, distrusted_from: None };
    assert!(judge(valid).is_ok());
    assert!(judge(Validity { until: Some(Time(NOW.0 + 1)), ..valid }).is_ok());
    let kid = key(1).kid();
    assert_eq!(judge(Validity { until: Some(NOW), ..valid }).unwrap_err(), StandingError::KeyNotValid(kid));
    assert_eq!(judge(Validity { from: Time(NOW.0 + 1), ..valid }).unwrap_err(), StandingError::KeyNotValid(kid));
    let distrusted = Validity { distrusted_from: Some(hezheng_core::ids::LeafIndex(7)), ..valid };
    assert_eq!(judge(distrusted).unwrap_err(), StandingError::KeyDistrusted(kid));
}
