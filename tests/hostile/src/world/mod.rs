//! A small province with every key in hand, all INSECURE: two bureaus, three institutions, one certificate in a log of eight
//! entries, and everything that is signed about it. Made by core's own drafts, so that it is what the product makes.

use hezheng_core::ids::{Hash, Kid, LeafIndex, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::checkpoint::CheckpointDraft;
use hezheng_core::log::receipt::{ReceiptDraft, ReceiptSubject};
use hezheng_core::log::{Entry, tree};
use hezheng_core::number::{AuthorityCode, CertificateNumber, IdKind, InstitutionNumber, Uscc};
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::status::status_list::{PackedStatuses, StatusListDraft, StatusListTerms};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity, Witnesses,
};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::trust::{BundleDraft, Trust};
use hezheng_core::verify::{Evidence, Presented, Report, verify};
use hezheng_keys::authoring::{Draft, DraftChange};
use hezheng_keys::insecure::insecure_private_key;
use hezheng_keys::{PrivateKey, Signer as _};
use std::sync::LazyLock;

/// 2026-05-01T00:00:00Z: the bundle is issued.
pub const ISSUED: Time = Time(1_777_593_600);
/// A day later the certificate is registered.
pub const REGISTERED: Time = Time(ISSUED.0 + 86_400);
/// A day later the snapshot is made.
pub const AS_OF: Time = Time(ISSUED.0 + 2 * 86_400);
/// An hour later a verdict is asked for.
pub const NOW: Time = Time(AS_OF.0 + 3_600);
/// The origin of the log.
pub const ORIGIN: &str = "zs.example.cn/log/130100";
/// The leaf of the certificate.
pub const LEAF: LeafIndex = LeafIndex(5);
/// How many leaves the log has.
pub const SIZE: TreeSize = TreeSize(8);
/// Where the status list is fetched.
pub const STATUS_LIST: &str = "https://zs.example.cn/130100/v1/status-lists/0";
/// The institutions: of the bureau 130100, of it too, and of the bureau 130600.
pub const USCC: [&str; 3] = ["521301004JURQ283FE", "52130100QEFLCR63F0", "521306000WTCDKQQ0F"];

/// Everything that is signed about one certificate, and who trusts what.
#[derive(Debug)]
pub struct World {
    /// Who is trusted, and the bundle.
    pub trust: Trust,
    /// The snapshot.
    pub evidence: Evidence,
    /// The bundle's bytes.
    pub bundle: Vec<u8>,
    /// The snapshot's bytes.
    pub snapshot: Vec<u8>,
    /// The certificate, not registered.
    pub statement: Vec<u8>,
    /// The certificate, registered: what its QR code carries.
    pub registered: Vec<u8>,
    /// The receipt.
    pub receipt: Vec<u8>,
    /// The certificate, registered, with its receipt: what its PDF carries.
    pub proved: Vec<u8>,
    /// The hashes of the log's leaves.
    pub leaves: Vec<Hash>,
    /// The log's checkpoint.
    pub checkpoint: String,
    /// An order to revoke the certificate, approved.
    pub order: Vec<u8>,
    /// A draft of the next bundle, prepared by an officer: a third institution of the first bureau, with its key, and the end of one.
    pub draft: String,
    /// The status list.
    pub status_list: Vec<u8>,
    /// The pack with the bundle, the snapshot and the checkpoint.
    pub pack: Vec<u8>,
}

/// The INSECURE key of this name: `root`, `root2`, `issuer0` to `issuer2`, `countersign0`, `snapshot0`, `log0` and the same with 1,
/// `officer`, `approver`, `witness`. Any other name is a key that nobody trusts.
#[must_use]
pub fn key(name: &str) -> PrivateKey {
    insecure_private_key(&format!("hostile {name}"))
}

/// Its public half.
#[must_use]
pub fn public(name: &str) -> PublicKey {
    key(name).public_key()
}

/// Its kid.
#[must_use]
pub fn kid(name: &str) -> Kid {
    public(name).kid()
}

/// The claims of the certificate.
#[must_use]
pub fn claims() -> Claims {
    let issued = REGISTERED.shanghai_day();
    Claims {
        holder: "林未晚".into(),
        id_kind: IdKind::ResidentId,
        id_tail: "0002".into(),
        programme: "电工（初级）".into(),
        training: (Date(issued.0 - 20), Date(issued.0 - 3)),
        issued,
        class_hours: Some(120),
        occupation_code: Some("6-29-03-07".into()),
        skill_level: Some(5),
        class_filing: Some("130100-2026-0042".into()),
        portrait_sha256: None,
        number_scheme: None,
    }
}

/// The number of the certificate.
pub const NUMBER: &str = "13010020260007000042";

/// A code of GB 32100 that is right.
#[must_use]
pub fn uscc(code: &str) -> Uscc {
    Uscc::parse(code).expect("the code is right")
}

/// A certificate number that is right.
#[must_use]
pub fn number(text: &str) -> CertificateNumber {
    CertificateNumber::parse(text).expect("the number is right")
}

/// A statement by the key of this name.
#[must_use]
pub fn statement(issuer: &str, code: &str, text: &str, claims: &Claims) -> Vec<u8> {
    let draft = StatementDraft::new(kid(issuer), &uscc(code), &number(text), claims).expect("the claims are allowed");
    draft.finish(&key(issuer).sign(&draft.to_be_signed()))
}

/// A statement signed by `issuer`, registered by the key `registrar`.
#[must_use]
pub fn register(statement: &[u8], issuer: &str, registrar: &str, time: Time, leaf: LeafIndex) -> Vec<u8> {
    let decoded = UnverifiedStatement::decode(statement).expect("it was drafted");
    let verified = decoded.verify_signature(&public(issuer)).expect("it was signed");
    let draft = verified.register(kid(registrar), time, leaf);
    draft.finish(&key(registrar).sign(draft.to_be_signed()))
}

/// The leaves of the log, the certificate's among them.
#[must_use]
pub fn leaves(statement: &[u8]) -> Vec<Hash> {
    let statement = UnverifiedStatement::decode(statement).expect("it was drafted");
    let entry = Entry::Registration { time: REGISTERED, kid: statement.unverified_kid(), statement: statement.hash() };
    let other = |index: u64| tree::leaf_hash(&index.to_be_bytes());
    (0..SIZE.0).map(|index| if index == LEAF.0 { tree::leaf_hash(&entry.encode()) } else { other(index) }).collect()
}

struct Leaves<'l>(&'l [Hash]);

impl tree::Nodes for Leaves<'_> {
    type Error = std::convert::Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error> {
        let width = 1_usize << level;
        let first = usize::try_from(index).expect("a small tree") * width;
        let mut row = self.0[first..first + width].to_vec();
        while row.len() > 1 {
            row = row.chunks(2).map(|pair| tree::node_hash(&pair[0], &pair[1])).collect();
        }
        Ok(row[0])
    }
}

/// The root of a tree of these leaves.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let Ok(root) = tree::root(&Leaves(leaves), TreeSize(leaves.len() as u64));
    root
}

/// A receipt for the certificate's leaf in a tree of these leaves, of this origin, by the key of this name.
#[must_use]
pub fn receipt(leaves: &[Hash], origin: &str, log: &str, time: Time) -> Vec<u8> {
    let Ok(proof) = tree::prove_inclusion(&Leaves(leaves), TreeSize(leaves.len() as u64), LEAF);
    let number = number(NUMBER);
    let subject = ReceiptSubject { origin, number: &number };
    let draft = ReceiptDraft::new(kid(log), subject, time, &proof.expect("the leaf is there"));
    draft.finish(&key(log).sign(draft.to_be_signed()))
}

/// A checkpoint of these leaves, by the key of this name.
#[must_use]
pub fn checkpoint(leaves: &[Hash], origin: &str, log: &str) -> String {
    let draft =
        CheckpointDraft::new(origin, TreeSize(leaves.len() as u64), &root(leaves)).expect("the origin is right");
    draft.finish(&public(log), &key(log).sign(draft.to_be_signed()))
}

/// What the snapshot says.
#[must_use]
pub fn snapshot_body() -> SnapshotBody {
    let sets = StatusSets {
        revoked: IndexSet::from_runs(&[(1, 2)]),
        suspended: IndexSet::from_runs(&[(3, 4)]),
        superseded: IndexSet::from_runs(&[(6, 8)]),
    };
    SnapshotBody {
        authority: AuthorityCode::parse("130100").expect("a code"),
        as_of: AS_OF,
        next_update: Time(AS_OF.0 + 72 * 3_600),
        size: SIZE,
        bundle_version: 3,
        sets,
    }
}

/// A snapshot by the key of this name.
#[must_use]
pub fn snapshot(body: &SnapshotBody, signer: &str) -> Vec<u8> {
    let draft = SnapshotDraft::new(kid(signer), body);
    draft.finish(&key(signer).sign(&draft.to_be_signed()))
}

/// What the bundle says.
#[must_use]
pub fn bundle_body() -> BundleBody {
    let validity = Validity { from: Time(ISSUED.0 - 86_400), until: None, distrusted_from: None };
    let authority = |index: usize, code: &str, name: &str, officer_keys| Authority {
        code: AuthorityCode::parse(code).expect("a code"),
        name: name.into(),
        base_url: format!("https://zs.example.cn/{code}"),
        log_origin: format!("zs.example.cn/log/{code}"),
        service_keys: [("countersign", 1), ("snapshot", 2), ("log", 4)]
            .map(|(use_, bit)| ServiceKey { key: public(&format!("{use_}{index}")), validity, uses: bit })
            .to_vec(),
        officer_keys,
    };
    let officer =
        |name: &str, roles, code: &str| OfficerKey { key: public(name), validity, roles, staff_code: code.into() };
    let institution = |index: usize, name: &str, code: &str, number: &str| Institution {
        uscc: uscc(USCC[index]),
        names: vec![(Date(20_000), name.into())],
        authority: AuthorityCode::parse(code).expect("a code"),
        number: InstitutionNumber::parse(number).expect("a number"),
        keys: vec![IssuingKey { key: public(&format!("issuer{index}")), validity }],
    };
    BundleBody {
        version: 3,
        issued: ISSUED,
        expires: Time(ISSUED.0 + 90 * 86_400),
        roots: vec![public("root"), public("root2")],
        authorities: vec![
            authority(
                0,
                "130100",
                "石家庄市人力资源和社会保障局",
                vec![officer("officer", 1, "A-01"), officer("approver", 2, "A-02")],
            ),
            authority(1, "130600", "保定市人力资源和社会保障局", Vec::new()),
        ],
        institutions: vec![
            institution(0, "石家庄市启明职业培训学校", "130100", "0007"),
            institution(1, "石家庄市晨光职业培训学校", "130100", "0008"),
            institution(2, "保定市前程职业培训学校", "130600", "0007"),
        ],
        witnesses: Some(Witnesses { quorum: 1, witnesses: vec![("witness.example.cn".into(), public("witness"))] }),
    }
}

/// A bundle by the key of this name.
#[must_use]
pub fn bundle(body: &BundleBody, signer: &str) -> Vec<u8> {
    let draft = BundleDraft::new(kid(signer), body).expect("the bundle is allowed");
    draft.finish(&key(signer).sign(&draft.to_be_signed()))
}

/// An order to revoke the certificate.
#[must_use]
pub fn order_body() -> OrderBody {
    OrderBody {
        id: [0x5A; 16],
        status: Status::Revoked,
        selector: Selector::Numbers(vec![number(NUMBER)]),
        reason: Reason::FalseIdentity,
        ordered: Time(NOW.0 - 1_800),
        authority: AuthorityCode::parse("130100").expect("a code"),
        note: Some(Hash([9; 32])),
        seen: SIZE,
    }
}

/// An order signed by one key and approved by another.
#[must_use]
pub fn order(body: &OrderBody, officer: &str, approver: &str) -> Vec<u8> {
    let draft = OrderDraft::new(kid(officer), body).expect("the order is allowed");
    let signed = draft.finish(&key(officer).sign(&draft.to_be_signed()));
    let decoded = UnverifiedOrder::decode(&signed).expect("it was drafted");
    let approval = ApprovalDraft::new(&decoded, kid(approver), Time(body.ordered.0 + 60));
    approval.finish(&key(approver).sign(approval.to_be_signed()))
}

/// What the first bureau asks for, from this bundle.
fn draft(bundle: &[u8]) -> String {
    let uscc = uscc("91350100M000100Y43");
    let draft = Draft {
        authority: AuthorityCode::parse("130100").expect("a code"),
        from_version: bundle_body().version,
        from_sha256: Hash::of(&[bundle]),
        prepared: AS_OF,
        changes: vec![
            DraftChange::AddInstitution {
                uscc: uscc.clone(),
                name: "石家庄市远望职业培训学校".into(),
                named_from: Date(20_000),
                number: InstitutionNumber::parse("0009").expect("a number"),
                contact: "演示甲".into(),
            },
            DraftChange::AddIssuerKey { uscc, public_key: public("issuer of the third") },
            DraftChange::EndKey { kid: kid("issuer1"), at: None },
        ],
    };
    draft.sign(&key("officer")).expect("it asks for something")
}

impl World {
    /// The one world, made once.
    #[must_use]
    pub fn get() -> &'static Self {
        static WORLD: LazyLock<World> = LazyLock::new(World::new);
        &WORLD
    }

    fn new() -> Self {
        let bundle = bundle(&bundle_body(), "root");
        let trust = Trust::follow(&[public("root"), public("root2")], &[&bundle]);
        let snapshot = snapshot(&snapshot_body(), "snapshot0");
        let evidence = Evidence::collect(&trust, &[&snapshot], NOW);
        let statement = statement("issuer0", USCC[0], NUMBER, &claims());
        let registered = register(&statement, "issuer0", "countersign0", REGISTERED, LEAF);
        let leaves = leaves(&statement);
        let receipt = receipt(&leaves, ORIGIN, "log0", AS_OF);
        let proved = with_receipts(&registered, &[&receipt]).expect("both were drafted");
        let checkpoint = checkpoint(&leaves, ORIGIN, "log0");
        let terms = StatusListTerms {
            address: STATUS_LIST.into(),
            issued: AS_OF,
            expires: Time(AS_OF.0 + 86_400),
            ttl_secs: 3_600,
        };
        let statuses = PackedStatuses::of(&snapshot_body().sets, 0, SIZE);
        let list = StatusListDraft::new(kid("snapshot0"), &terms, &statuses).expect("the terms are allowed");
        let pack =
            UnverifiedPack { bundles: vec![&bundle], snapshots: vec![&snapshot], checkpoints: vec![&checkpoint] };
        Self {
            status_list: list.finish(&key("snapshot0").sign(&list.to_be_signed())),
            pack: pack.encode(),
            order: order(&order_body(), "officer", "approver"),
            draft: draft(&bundle),
            trust,
            evidence,
            bundle,
            snapshot,
            statement,
            registered,
            receipt,
            proved,
            leaves,
            checkpoint,
        }
    }

    /// The verdict on a statement, with everything that this world knows.
    #[must_use]
    pub fn judge(&self, statement: &[u8]) -> Report {
        verify(Presented::Statement(statement), &self.evidence, &self.trust, NOW)
    }
}
