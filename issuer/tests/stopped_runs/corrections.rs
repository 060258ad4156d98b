//! Corrections and reissues of certificates with portraits: what was signed counts, and the journal keeps it.

use crate::school::{NOW, School, key, now, pack, portrait, trainees};
use crate::twin::Twin;
use hezheng_core::ids::{Hash, StatementHash};
use hezheng_core::status::order::Reason;
use hezheng_issuer::correction::{
    Correcting, CorrectionError, CorrectionResult, Corrections, Filed, Filing, Outcome, Proposal,
};
use hezheng_issuer::journal::Journal;
use hezheng_issuer::outcome::RowOutcome;
use hezheng_issuer::page::{PageError, Printed};
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::registry_port::{Registration, RegistryError};
use hezheng_issuer::reissue::{ReissueError, Reissued, Reissuing, reissue};
use hezheng_issuer::roster::Trainee;

/// The officers of this registry order a correction as soon as it is asked for.
impl Corrections for Twin {
    fn file(&mut self, filing: &Filing<'_>) -> Result<Filed, RegistryError> {
        self.request(|twin| {
            let Registration { statement, identity, portrait } = filing.new;
            let filed = (statement.to_vec(), identity.clone(), portrait.cloned());
            twin.filed.insert(filing.replaces.into(), filed);
            Ok(Filed::Waiting(NOW))
        })
    }

    fn collect(&mut self, replaces: &str, _: StatementHash) -> Result<Filed, RegistryError> {
        self.request(|twin| {
            let (statement, identity, portrait) = twin.filed.remove(replaces).unwrap();
            twin.certificates.remove(replaces);
            let new = Registration { statement: &statement, identity: &identity, portrait: portrait.as_ref() };
            twin.judge(new).map(Filed::CarriedOut)
        })
    }

    fn withdraw(&mut self, replaces: &str, _: StatementHash) -> Result<(), RegistryError> {
        self.request(|twin| {
            twin.filed.remove(replaces);
            Ok(())
        })
    }
}

/// A photograph that is another file: the same with a comment (JPEG's COM segment) in it.
fn another_portrait() -> Portrait {
    let jpeg = portrait().jpeg().to_vec();
    Portrait::of_jpeg([&jpeg[..2], &[0xff, 0xfe, 0, 4, 1, 1], &jpeg[2..]].concat())
}

fn correcting<T>(school: &School, twin: &mut Twin, work: impl FnOnce(&mut Correcting<'_>) -> T) -> T {
    let reservation = [0xcc ^ u8::try_from(twin.reservations.len()).unwrap(); 16];
    let mut run = Correcting {
        standing: &school.standing,
        signer: &key(1),
        registry: twin,
        journal: &mut school.open_journal(),
        printer: &school.printer,
        clock: now,
        random: &mut || Some(reservation),
    };
    work(&mut run)
}

fn propose(school: &School, twin: &mut Twin, number: &str, row: &Trainee) -> Result<Proposal, CorrectionError> {
    correcting(school, twin, |run| run.propose(number, row, NOW.shanghai_day()))
}

/// Files this row in the place of a certificate, and collects it: the number, and the portrait that was signed.
fn corrected(school: &School, twin: &mut Twin, number: &str, row: &Trainee) -> (String, Option<Hash>) {
    let proposal = propose(school, twin, number, row).unwrap();
    let filed = correcting(school, twin, |run| run.file(&proposal, row, Reason::WrongData)).unwrap();
    assert_eq!(filed.result, CorrectionResult::Waiting(NOW));
    let collected = correcting(school, twin, |run| run.collect(&[])).unwrap();
    let [Outcome { number, result: CorrectionResult::CarriedOut(Printed { file, .. }), .. }] = collected.as_slice()
    else {
        panic!("{collected:?}")
    };
    assert!(file.exists());
    (number.clone(), proposal.new.portrait_sha256)
}

fn printed_again(school: &School, number: &str) -> Result<Reissued, ReissueError> {
    let mut run = Reissuing {
        journal: &mut school.open_journal(),
        printer: &school.printer,
        roots: &[hezheng_keys::Signer::public_key(&key(9))],
        pack: &pack(),
        trainees: &[],
        now: NOW,
    };
    reissue(&mut run, number)
}

/// A school that has issued, the number of the first person's certificate, and that row without the photograph.
fn issued() -> (School, Twin, String, Trainee) {
    let (school, mut twin) = (School::new(), Twin::default());
    let results = school.run(&mut twin, &trainees()).unwrap();
    let number = results[0].result.number().unwrap().to_owned();
    let row = Trainee { portrait: None, ..trainees().remove(0) };
    (school, twin, number, row)
}

#[test]
fn a_correction_keeps_the_portrait_unless_it_comes_with_another() {
    let (school, mut twin, first, mut row) = issued();
    let nothing = propose(&school, &mut twin, &first, &row);
    assert!(matches!(nothing, Err(CorrectionError::NothingDiffers(_))), "no photograph says nothing: {nothing:?}");
    row.name = "林晚秌".into();
    let (second, kept) = corrected(&school, &mut twin, &first, &row);
    assert_eq!(kept, Some(portrait().sha256()));
    row.portrait = Some(another_portrait());
    let (third, new) = corrected(&school, &mut twin, &second, &row);
    assert_eq!(new, Some(another_portrait().sha256()));
    row.portrait = None;
    let results = school.run(&mut twin, &[row]).unwrap();
    assert!(
        matches!(&results[0].result, RowOutcome::AlreadyIssued { number, roster_differs: false, .. } if *number == third),
        "{results:?}"
    );
}

#[test]
fn a_page_printed_again_has_the_portrait_that_was_signed() {
    let (school, _, number, row) = issued();
    let again = printed_again(&school, &number).unwrap().printed.file;
    assert!(again.to_string_lossy().ends_with(&format!("{number}-{}-补发.pdf", row.name)));
    let pdf = std::fs::read(again).unwrap();
    let jpeg = portrait();
    assert!(pdf.windows(jpeg.jpeg().len()).any(|bytes| bytes == jpeg.jpeg()), "the JPEG stands in the PDF as it is");
}

#[test]
fn without_the_portrait_that_was_signed_nothing_is_corrected_or_printed_again() {
    let (school, mut twin, number, mut row) = issued();
    std::fs::remove_dir_all(school.journal().with_file_name("portraits")).unwrap();
    row.name = "林晚秌".into();
    let events = std::fs::read(school.journal()).unwrap();
    let refused = propose(&school, &mut twin, &number, &row);
    assert!(matches!(refused, Err(CorrectionError::Page(_, PageError::NoPortrait))), "{refused:?}");
    let refused = printed_again(&school, &number);
    assert!(matches!(refused, Err(ReissueError::Page(_, PageError::NoPortrait))), "{refused:?}");
    assert_eq!(std::fs::read(school.journal()).unwrap(), events);
    // A new photograph needs no old one.
    row.portrait = Some(another_portrait());
    corrected(&school, &mut twin, &number, &row);
}

#[test]
fn a_correction_killed_after_any_line_of_the_journal_is_gone_on_with() {
    let (school, mut twin, number, mut row) = issued();
    row.name = "林晚秌".into();
    let before = std::fs::read(school.journal()).unwrap().len();
    let (new, _) = corrected(&school, &mut twin, &number, &row);
    let whole = std::fs::read(school.journal()).unwrap();
    let ends = (before..whole.len()).filter(|end| whole[*end - 1] == b'\n');
    let mut kills = 0;
    for end in ends {
        std::fs::write(school.journal(), &whole[..end]).unwrap();
        let journal = school.open_journal();
        let stands = (waits(&journal, &number), journal.numbered(&new).unwrap().is_some());
        drop(journal);
        // The registry has had it carried out, whatever this computer remembers.
        let answers = twin.certificates[&new].2.clone();
        if stands.0 {
            let filed = (whole_statement(&school, &number), row.identity.clone(), Some(portrait()));
            twin.filed.insert(number.clone(), filed);
        }
        let collected = correcting(&school, &mut twin, |run| run.collect(&[])).unwrap();
        assert_eq!(twin.certificates[&new].2, answers);
        let is_printed = matches!(collected.as_slice(), [Outcome { result: CorrectionResult::CarriedOut(_), .. }]);
        assert_eq!(is_printed, stands.0 || stands.1, "{collected:?}");
        kills += 1;
    }
    assert_eq!(kills, 5, "before anything, the reservation's two, the correction, and its answer");
}

fn waits(journal: &Journal, number: &str) -> bool {
    journal.correction(number).is_some()
}

fn whole_statement(school: &School, number: &str) -> Vec<u8> {
    school.open_journal().correction(number).unwrap().statement.clone()
}
