//! A run that ends anywhere is gone on with: nobody gets two certificates, no number is used twice, everybody gets a PDF.
//! The registry here is a twin of the real one: it keeps its promises and loses the connection where the test says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use hezheng_core::ids::{Kid, LeafIndex};
use hezheng_core::number::{AuthorityCode, IdKind, IdentityNumber, InstitutionNumber, Uscc};
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, ServiceKey, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_issuer::issue::{IssueError, Issuing, RowOutcome, RowResult, issue};
use hezheng_issuer::journal::Journal;
use hezheng_issuer::page::Printer;
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::profile::IdentityOnPage;
use hezheng_issuer::registry_port::{Registration, Registry, RegistryError, Reservation, Reserved};
use hezheng_issuer::roster::Trainee;
use hezheng_issuer::standing::Standing;
use hezheng_keys::{PrivateKey, Signer};
use hezheng_pdf::{Fonts, RenderError, Template, Unprintable};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const NOW: Time = Time(1_795_000_000);
const REGISTRY: &str = "https://zs.example.cn/130100";

fn now() -> Time {
    NOW
}

/// INSECURE: anybody can make these keys.
fn key(label: u8) -> PrivateKey {
    PrivateKey::from_seed([label; 32])
}

/// What happens to a request before which the connection is to be lost.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    BeforeItArrives,
    AfterItIsDone,
}

#[derive(Default)]
struct Twin {
    next: u64,
    reservations: BTreeMap<[u8; 16], Reserved>,
    /// Certificate number: the statement, the identity number, the answer.
    certificates: BTreeMap<String, (Vec<u8>, String, Vec<u8>)>,
    requests: usize,
    lose: Option<(usize, Loss)>,
}

impl Twin {
    fn request<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, RegistryError>) -> Result<T, RegistryError> {
        self.requests += 1;
        let lost = || Err(RegistryError::Unavailable("cut".into()));
        match self.lose {
            Some((at, Loss::BeforeItArrives)) if at == self.requests => lost(),
            Some((at, Loss::AfterItIsDone)) if at == self.requests => work(self).and_then(|_| lost()),
            _ => work(self),
        }
    }
}

impl Registry for Twin {
    fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
        Ok(pack())
    }

    fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
        self.request(|twin| {
            let given = *twin
                .reservations
                .entry(reservation.id)
                .or_insert(Reserved { first: twin.next + 1, count: reservation.count });
            twin.next = twin.next.max(given.first + given.count - 1);
            Ok(given)
        })
    }

    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        let Registration { statement, identity, portrait } = registration;
        self.request(|twin| {
            let decoded = UnverifiedStatement::decode(statement).expect("the issuer signs what decodes");
            let verified = decoded.verify_signature(&key(1).public_key()).expect("the issuer signs");
            let number = verified.number().to_string();
            assert_eq!(verified.claims().portrait_sha256, portrait.map(Portrait::sha256), "the portrait comes with it");
            if let Some((there, _, answer)) = twin.certificates.get(&number) {
                assert_eq!(there, statement, "{number} stands on two statements");
                return Ok(answer.clone());
            }
            let registration = verified.register(key(2).kid(), NOW, LeafIndex(twin.certificates.len() as u64));
            let answer = registration.finish(&key(2).sign(registration.to_be_signed()));
            twin.certificates.insert(number, (statement.to_vec(), identity.full_number().into(), answer.clone()));
            Ok(answer)
        })
    }
}

fn validity() -> Validity {
    Validity { from: Time(NOW.0 - 1_000), until: None, distrusted_from: None }
}

fn pack() -> Vec<u8> {
    let authority = AuthorityCode::parse("130100").unwrap();
    let service = |label, uses| ServiceKey { key: key(label).public_key(), validity: validity(), uses };
    let body = BundleBody {
        version: 1,
        issued: Time(NOW.0 - 500),
        expires: Time(NOW.0 + 86_400),
        roots: vec![key(9).public_key()],
        authorities: vec![Authority {
            code: authority.clone(),
            name: "示例市人力资源和社会保障局".into(),
            base_url: REGISTRY.into(),
            log_origin: "zs.example.cn/130100".into(),
            service_keys: vec![service(2, 1), service(3, 6)],
            officer_keys: vec![],
        }],
        institutions: vec![Institution {
            uscc: Uscc::parse("521301004JURQ283FE").unwrap(),
            names: vec![(Date(0), "示例职业培训学校".into())],
            authority,
            number: InstitutionNumber::parse("0007").unwrap(),
            keys: vec![IssuingKey { key: key(1).public_key(), validity: validity() }],
        }],
        witnesses: None,
    };
    let draft = BundleDraft::new(key(9).kid(), &body).unwrap();
    let bundle = draft.finish(&key(9).sign(&draft.to_be_signed()));
    UnverifiedPack { bundles: vec![&bundle], ..UnverifiedPack::default() }.encode()
}

fn portrait() -> Portrait {
    Portrait::of_jpeg(include_bytes!("../../pdf-templates/tests/pictures/portrait.jpg").to_vec())
}

fn trainees() -> Vec<Trainee> {
    let numbers = ["130102199104120006", "130104198809230000", "13010519950130000X"];
    let rows = numbers.into_iter().zip(["林晚秋", "田雨", "若兰"]).zip(2..);
    let row = |((number, name), row): ((&str, &str), u32)| Trainee {
        row,
        name: name.into(),
        identity: IdentityNumber::parse(IdKind::ResidentId, number).unwrap(),
        programme: "保育师".into(),
        hours: Some(72),
        training: (Date(NOW.0 / 86_400 - 20), Date(NOW.0 / 86_400 - 10)),
        occupation_code: None,
        skill_level: None,
        serial: None,
        portrait: (row == 2).then(portrait),
    };
    rows.map(row).collect()
}

struct School {
    folder: tempfile::TempDir,
    standing: Standing,
    printer: Printer,
}

impl School {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let template = Template::built_in().unwrap();
        let kid: Kid = key(1).kid();
        let standing =
            Standing::judge(&pack(), &[key(9).public_key()], kid, REGISTRY, NOW.shanghai_day(), NOW).unwrap();
        let printer = Printer {
            fonts: Fonts::from_system(&template).unwrap(),
            template,
            page: PageAddress::parse("https://zs.example.cn").unwrap(),
            seal: None,
            identity_on_page: IdentityOnPage::LastFour,
            folder: folder.path().into(),
        };
        Self { folder, standing, printer }
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal/journal.jsonl")
    }

    fn run(&self, twin: &mut Twin, trainees: &[Trainee]) -> Result<Vec<RowResult>, IssueError> {
        let mut journal = Journal::open(&self.folder.path().join("journal")).unwrap();
        let mut id = 0_u8;
        let seen = twin.reservations.len() as u8;
        let mut random = || {
            id += 1;
            Some([seen * 16 + id; 16])
        };
        let mut run = Issuing {
            standing: &self.standing,
            signer: &key(1),
            registry: twin,
            journal: &mut journal,
            printer: &self.printer,
            issued: NOW.shanghai_day(),
            clock: now,
            random: &mut random,
        };
        issue(&mut run, trainees, &mut |_| {})
    }

    /// Everybody has exactly one certificate and its PDF.
    fn check(&self, twin: &Twin, what: &str) {
        let mut holders: Vec<&str> = twin.certificates.values().map(|(_, identity, _)| identity.as_str()).collect();
        holders.sort_unstable();
        let mut wanted: Vec<String> = trainees().iter().map(|trainee| trainee.identity.full_number().into()).collect();
        wanted.sort_unstable();
        assert_eq!(holders, wanted, "{what}");
        let pdfs = std::fs::read_dir(self.folder.path())
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "pdf"));
        assert_eq!(pdfs.count(), wanted.len(), "{what}");
    }
}

#[test]
fn a_connection_lost_at_any_request_is_gone_on_with() {
    for loss in [Loss::BeforeItArrives, Loss::AfterItIsDone] {
        for at in 1..=4 {
            let (school, mut twin) = (School::new(), Twin { lose: Some((at, loss)), ..Twin::default() });
            let stopped = school.run(&mut twin, &trainees());
            assert!(matches!(stopped, Err(IssueError::Registry(RegistryError::Unavailable(_)))), "{loss:?} at {at}");
            twin.lose = None;
            let results = school.run(&mut twin, &trainees()).unwrap();
            assert!(results.iter().all(|row| row.result.is_issued()));
            school.check(&twin, &format!("{loss:?} at {at}"));
            assert_eq!(twin.next, 3, "numbers reserved and not used were used: {loss:?} at {at}");
        }
    }
}

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
    assert!(results[0].result.is_issued() && results[2].result.is_issued());
    assert_eq!((twin.certificates.len(), twin.next), (2, 2), "no number was reserved for it, nothing registered");
    assert!(!std::fs::read_to_string(school.journal()).unwrap().contains("0000000003"));
    // Once the name is right, that person is issued to, and nobody else again.
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(matches!(results[1].result, RowOutcome::Issued { .. }));
    school.check(&twin, "after the name was corrected");
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
    assert!(results[1].result.is_issued() && results[2].result.is_issued());
    assert_eq!(twin.certificates.len(), 3);
}

#[test]
fn a_run_killed_after_any_line_of_the_journal_is_gone_on_with() {
    let (school, mut twin) = (School::new(), Twin::default());
    school.run(&mut twin, &trainees()).unwrap();
    let whole = std::fs::read(school.journal()).unwrap();
    let lines = whole.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 2 + 2 * 3, "the journal says each step");
    // The registry did all; the school's disk remembers only so much: whole lines, and a torn one behind them.
    for kept in 0..=lines {
        for torn in [0, 7] {
            let end: usize = whole.split_inclusive(|byte| *byte == b'\n').take(kept).map(<[u8]>::len).sum();
            let (other, mut registry) = (School::new(), Twin::default());
            replay(&whole[..end], &mut registry);
            write_journal(&other.journal(), &whole[..(end + torn).min(whole.len())]);
            Journal::open(&other.folder.path().join("journal")).unwrap().keep(&portrait()).unwrap();
            let results = other.run(&mut registry, &trainees()).unwrap();
            assert!(results.iter().all(|row| row.result.is_issued()));
            other.check(&registry, &format!("{kept} lines and {torn} bytes"));
        }
    }
}

/// What the registry had done when the journal said so much: the reservation, and every statement signed.
fn replay(journal: &[u8], twin: &mut Twin) {
    for line in journal.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let event: serde_json::Value = serde_json::from_slice(line).unwrap();
        let bytes = |key: &str| -> Vec<u8> {
            let hex = event[key].as_str().unwrap().as_bytes().chunks(2);
            hex.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
        };
        match event["event"].as_str().unwrap() {
            "reserved" => {
                let count = event["count"].as_u64().unwrap();
                twin.reservations.insert(bytes("id").try_into().unwrap(), Reserved { first: 1, count });
                twin.next = count;
            }
            "signed" => {
                let statement = bytes("statement");
                let decoded = UnverifiedStatement::decode(&statement).unwrap();
                let tail = decoded.unverified_claims().id_tail.clone();
                let trainee = trainees()
                    .into_iter()
                    .find(|trainee| {
                        trainee.identity.tail() == tail && trainee.name == decoded.unverified_claims().holder
                    })
                    .unwrap();
                let (identity, portrait) = (&trainee.identity, trainee.portrait.as_ref());
                twin.register(Registration { statement: &statement, identity, portrait }).unwrap();
            }
            _ => {}
        }
    }
}

fn write_journal(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
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
    let differs: Vec<bool> = results
        .iter()
        .map(|row| matches!(row.result, RowOutcome::AlreadyIssued { roster_differs: true, .. }))
        .collect();
    assert_eq!(differs, [false, false, true], "the one whose name was edited is said");
}

#[test]
fn an_answer_that_is_another_certificates_stops_the_run() {
    struct Swapped(Twin);
    impl Registry for Swapped {
        fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
            self.0.pack()
        }
        fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
            self.0.reserve(reservation)
        }
        fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
            let answer = self.0.register(registration)?;
            Ok(self.0.certificates.values().next().map_or(answer, |(_, _, first)| first.clone()))
        }
    }
    let school = School::new();
    let mut journal = Journal::open(&school.folder.path().join("journal")).unwrap();
    let mut run = Issuing {
        standing: &school.standing,
        signer: &key(1),
        registry: &mut Swapped(Twin::default()),
        journal: &mut journal,
        printer: &school.printer,
        issued: NOW.shanghai_day(),
        clock: now,
        random: &mut || Some([7; 16]),
    };
    assert!(matches!(issue(&mut run, &trainees(), &mut |_| {}), Err(IssueError::NotProved(_, None))));
}
