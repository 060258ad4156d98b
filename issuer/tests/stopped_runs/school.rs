//! A school of invented people, and its runs.

use crate::twin::Twin;
use hezheng_core::ids::Kid;
use hezheng_core::number::{AuthorityCode, IdKind, IdentityNumber, InstitutionNumber, Uscc};
use hezheng_core::qr::PageAddress;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, ServiceKey, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_issuer::issue::Issuing;
use hezheng_issuer::issue_error::IssueError;
use hezheng_issuer::journal::Journal;
use hezheng_issuer::outcome::RowResult;
use hezheng_issuer::page::Printer;
use hezheng_issuer::plan::AfterRefusal;
use hezheng_issuer::portrait::Portrait;
use hezheng_issuer::profile::IdentityOnPage;
use hezheng_issuer::registry_port::Registry;
pub(crate) use hezheng_issuer::roster::Trainee;
use hezheng_issuer::standing::Standing;
use hezheng_keys::{PrivateKey, Signer};
use hezheng_pdf::{Fonts, Template};
use std::num::NonZero;
use std::path::{Path, PathBuf};

pub(crate) const NOW: Time = Time(1_795_000_000);
pub(crate) const REGISTRY: &str = "https://zs.example.cn/130100";
const NAME: &str = "示例职业培训学校";
/// So that a few people make several chunks.
const CHUNK: NonZero<usize> = NonZero::new(2).unwrap();

pub(crate) fn now() -> Time {
    NOW
}

/// INSECURE: anybody can make these keys.
pub(crate) fn key(label: u8) -> PrivateKey {
    PrivateKey::from_seed([label; 32])
}

fn validity() -> Validity {
    Validity { from: Time(NOW.0 - 1_000), until: None, distrusted_from: None }
}

/// A pack in which the school's key is valid so.
pub(crate) fn pack_where(school: Validity) -> Vec<u8> {
    pack_of(school, vec![(Date(0), NAME.into())])
}

fn pack_of(school: Validity, names: Vec<(Date, String)>) -> Vec<u8> {
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
            names,
            authority,
            number: InstitutionNumber::parse("0007").unwrap(),
            keys: vec![IssuingKey { key: key(1).public_key(), validity: school }],
        }],
        witnesses: None,
    };
    let draft = BundleDraft::new(key(9).kid(), &body).unwrap();
    let bundle = draft.finish(&key(9).sign(&draft.to_be_signed()));
    UnverifiedPack { bundles: vec![&bundle], ..UnverifiedPack::default() }.encode()
}

pub(crate) fn pack() -> Vec<u8> {
    pack_where(validity())
}

/// The standing on a day when the school has had another name since the day after [`NOW`].
pub(crate) fn renamed() -> Standing {
    let tomorrow = Date(NOW.shanghai_day().0 + 1);
    let pack = pack_of(validity(), vec![(Date(0), NAME.into()), (tomorrow, "示例技工学校".into())]);
    Standing::judge(&pack, &[key(9).public_key()], key(1).kid(), REGISTRY, tomorrow, NOW).unwrap()
}

pub(crate) fn portrait() -> Portrait {
    Portrait::of_jpeg(include_bytes!("../../../pdf-templates/tests/pictures/portrait.jpg").to_vec())
}

/// Five people, the first with a portrait.
pub(crate) fn trainees() -> Vec<Trainee> {
    let numbers =
        ["130102199104120006", "130104198809230000", "13010519950130000X", "130108199207150003", "130102198512080002"];
    let rows = numbers.into_iter().zip(["林晚秋", "田雨", "若兰", "周望舒", "许行舟"]).zip(2..);
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
        class_filing: None,
    };
    rows.map(row).collect()
}

pub(crate) struct School {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) standing: Standing,
    pub(crate) printer: Printer,
}

impl School {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("journal/journal.jsonl")
    }

    pub(crate) fn open_journal(&self) -> Journal {
        Journal::open(&self.folder.path().join("journal")).unwrap()
    }

    /// A run of this school's journal on a registry; `seed` makes the ids of its reservations.
    pub(crate) fn run_on(
        &self,
        registry: &mut dyn Registry,
        seed: u8,
        trainees: &[Trainee],
    ) -> Result<Vec<RowResult>, IssueError> {
        self.run_as(registry, (seed, AfterRefusal::Stop), trainees)
    }

    fn run_as(
        &self,
        registry: &mut dyn Registry,
        (seed, after_refusal): (u8, AfterRefusal),
        trainees: &[Trainee],
    ) -> Result<Vec<RowResult>, IssueError> {
        let (mut journal, mut id) = (self.open_journal(), 0_u8);
        let mut random = || {
            id += 1;
            Some([seed.wrapping_mul(16) + id; 16])
        };
        let mut run = Issuing {
            standing: &self.standing,
            signer: &key(1),
            registry,
            journal: &mut journal,
            printer: &self.printer,
            issued: NOW.shanghai_day(),
            clock: now,
            chunk: CHUNK,
            random: &mut random,
        };
        let mut results = Vec::new();
        let mut plan = run.plan(trainees, after_refusal);
        run.reserve(&mut plan)?;
        run.carry_out(&plan, &mut |result| results.push(result))?;
        results.sort_by_key(|result| result.row);
        Ok(results)
    }

    pub(crate) fn run(&self, twin: &mut Twin, trainees: &[Trainee]) -> Result<Vec<RowResult>, IssueError> {
        let seed = u8::try_from(twin.reservations.len()).unwrap();
        self.run_on(twin, seed, trainees)
    }

    /// The same, where what an officer refused is applied for again.
    pub(crate) fn run_again(&self, twin: &mut Twin, trainees: &[Trainee]) -> Result<Vec<RowResult>, IssueError> {
        let seed = u8::try_from(twin.reservations.len()).unwrap();
        self.run_as(twin, (seed, AfterRefusal::ApplyAgain), trainees)
    }

    /// Everybody has exactly one certificate and its PDF.
    pub(crate) fn check(&self, twin: &Twin, what: &str) {
        let mut holders: Vec<&str> = twin.certificates.values().map(|(_, identity, _)| identity.as_str()).collect();
        holders.sort_unstable();
        let people = trainees();
        let mut wanted: Vec<&str> = people.iter().map(|trainee| trainee.identity.full_number()).collect();
        wanted.sort_unstable();
        assert_eq!(holders, wanted, "{what}");
        assert_eq!(files(self.folder.path(), "pdf"), wanted.len(), "{what}");
        assert_eq!(files(self.folder.path(), "part"), 0, "{what}");
    }
}

/// How many files end so.
pub(crate) fn files(folder: &Path, end: &str) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|found| found == end)).count()
}
