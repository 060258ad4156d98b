//! `kill -9` of `hezheng issue` at every step: after each write of the journal, between PDFs, between the files of the batch.

use crate::bureau::{Bureau, Desk, SchoolKey, numbers};
use crate::rounds::rounds;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Where a run is killed: as soon as this is seen.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The journal has so many lines more.
    Lines(usize),
    /// There are so many PDFs more.
    Pdfs(usize),
    /// The folder of the batch has a file that ends so.
    File(&'static str),
}

impl Moment {
    fn has_come(self, desk: &Desk, lines: usize, pdfs: usize) -> bool {
        match self {
            Self::Lines(more) => desk.lines() >= lines + more,
            Self::Pdfs(more) => desk.files(".pdf").len() >= pdfs + more,
            Self::File(end) => !desk.files(end).is_empty(),
        }
    }
}

#[test]
fn kill_9_at_every_step_leaves_everybody_exactly_one_certificate() {
    // In the long form a batch is of two chunks. A round of it goes through all moments, so twenty of the others' are one.
    let rounds = rounds(1);
    let people: u64 = if rounds > 1 { 104 } else { 6 };
    let rounds = rounds.div_ceil(20);
    let each = usize::try_from(people).unwrap();
    let chunk = each.min(100);
    let moments = [
        Moment::Lines(0),
        Moment::Lines(1),
        Moment::Lines(2),
        Moment::Lines(3),
        Moment::Lines(2 + chunk + 1),
        Moment::Pdfs(1),
        Moment::Lines(2 + 2 * chunk),
        Moment::Lines(2 + 2 * each),
        Moment::Pdfs(each / 2),
        Moment::Pdfs(each),
        Moment::File("results.xlsx"),
        Moment::File("certificates.zip"),
        Moment::File("print.pdf"),
    ];
    let bureau = Bureau::new(SchoolKey::Valid);
    let desk = bureau.desk("desk");
    let (mut batches, mut kills, mut late) = (0_u64, 0, 0);
    let (mut held, mut begun) = (BTreeSet::new(), Instant::now());
    for round in 0..rounds {
        for moment in moments {
            let roster = format!("班{batches}.csv");
            desk.roster(&roster, batches * people, people);
            batches += 1;
            let out = desk.path("certificates");
            std::fs::create_dir_all(&out).unwrap();
            // The moment itself, and once more while the next run goes on with what is there.
            for again in 0..2 {
                if kill_at(&desk, &roster, moment, Duration::from_millis((round as u64 * 7 + again * 3) % 40)) {
                    kills += 1;
                } else {
                    late += 1;
                }
            }
            let results = desk.issue(&roster);
            let numbers = [numbers(&results, "issued"), numbers(&results, "already_issued")].concat();
            assert_eq!(numbers.len(), each, "{moment:?}: {results}");
            held.extend(numbers);
            assert_eq!(desk.files(".pdf").len(), each + 1, "{moment:?}");
            assert_eq!(desk.files(".zip").len(), 1, "{moment:?}");
            std::fs::remove_dir_all(&out).unwrap();
        }
        println!("{} batches, {kills} kills after {:.0?}", batches, begun.elapsed());
    }
    begun = Instant::now();
    let registrations = bureau.registrations();
    println!(
        "kill -9: {kills} kills ({late} runs were done before), {} people, {} numbers, {registrations} certificates in the log; audit clean in {:.0?}",
        batches * people,
        held.len(),
        begun.elapsed()
    );
    assert_eq!((held.len() as u64, registrations), (batches * people, batches * people), "exactly one each");
    assert!(kills >= moments.len(), "most of the moments were met");
}

/// Whether it was killed, and not done before.
fn kill_at(desk: &Desk, roster: &str, moment: Moment, later: Duration) -> bool {
    let (lines, pdfs) = (desk.lines(), desk.files(".pdf").len());
    let mut run = desk.command(roster, &["--yes"]);
    let mut run = run.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    while !moment.has_come(desk, lines, pdfs) {
        if run.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(later);
    let _ = run.kill();
    !run.wait().unwrap().success()
}
