//! A bureau for tests: its trust bundle, and a log that it keeps. Keys are INSECURE: fixed seeds.

use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::Entry;
use hezheng_core::number::{AuthorityCode, CertificateNumber, IdKind, InstitutionNumber, Uscc};
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity, Witnesses,
};
use hezheng_keys::{PrivateKey, Signer};
use std::collections::BTreeMap;

pub(crate) const START: Time = Time(1_779_000_000);
/// When orders are entered; the log's last time.
pub(crate) const ENTERED: Time = Time(START.0 + 172_800);
/// When audits are made.
pub(crate) const NOW: Time = Time(ENTERED.0 + 600);
pub(crate) const ORIGIN: &str = "zs.example.cn/130100";
pub(crate) const ROOT: u8 = 1;
pub(crate) const SERVICE: u8 = 2;
pub(crate) const ORDERS: u8 = 3;
pub(crate) const APPROVES: u8 = 4;
pub(crate) const SCHOOL: u8 = 5;
pub(crate) const WITNESSES: [(&str, u8); 2] = [("witness-1.example.cn", 11), ("witness-2.example.cn", 12)];
const USCC: &str = "91350100M000100Y43";

pub(crate) fn key(label: u8) -> PrivateKey {
    PrivateKey::from_seed([label; 32])
}

pub(crate) fn public(label: u8) -> PublicKey {
    key(label).public_key()
}

fn code() -> AuthorityCode {
    AuthorityCode::parse("130100").unwrap()
}

/// What the trust bundle says: the service's key may sign everything.
pub(crate) fn bundle_body() -> BundleBody {
    let validity = Validity { from: Time(1_770_000_000), until: None, distrusted_from: None };
    let officer = |label, roles, staff_code: &str| OfficerKey {
        key: public(label),
        validity,
        roles,
        staff_code: staff_code.into(),
    };
    let authority = Authority {
        code: code(),
        name: "示例市人社局".into(),
        base_url: "https://zs.example.cn/130100".into(),
        log_origin: ORIGIN.into(),
        service_keys: vec![ServiceKey { key: public(SERVICE), validity, uses: 7 }],
        officer_keys: vec![officer(ORDERS, 1, "A1001"), officer(APPROVES, 2, "A1002")],
    };
    let school = Institution {
        uscc: Uscc::parse(USCC).unwrap(),
        names: vec![(Date(20_000), "示例职业培训学校".into())],
        authority: code(),
        number: InstitutionNumber::parse("0001").unwrap(),
        keys: vec![IssuingKey { key: public(SCHOOL), validity }],
    };
    BundleBody {
        version: 1,
        issued: START,
        expires: START.plus_secs(86_400 * 90),
        roots: vec![public(ROOT)],
        authorities: vec![authority],
        institutions: vec![school],
        witnesses: None,
    }
}

/// The bundle body with witnesses, so many of whom must have cosigned.
pub(crate) fn witnessed(quorum: u64) -> BundleBody {
    let witnesses = WITNESSES.iter().map(|(name, label)| ((*name).to_owned(), public(*label))).collect();
    BundleBody { witnesses: Some(Witnesses { quorum, witnesses }), ..bundle_body() }
}

pub(crate) fn signed(body: &BundleBody) -> Vec<u8> {
    let draft = BundleDraft::new(public(ROOT).kid(), body).unwrap();
    draft.finish(&key(ROOT).sign(&draft.to_be_signed()))
}

/// A log, its orders and its snapshot.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) bundle: Vec<u8>,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) orders: BTreeMap<Hash, Vec<u8>>,
    pub(crate) snapshot: SnapshotBody,
}

impl Log {
    /// A log of so many entries: the bundle, registrations, and last a revocation where there is room for one.
    pub(crate) fn of(size: u64) -> Self {
        Self::under(&bundle_body(), size)
    }

    pub(crate) fn under(body: &BundleBody, size: u64) -> Self {
        let bundle = signed(body);
        let first = Entry::BundleChange { time: START, bundle: Hash::of(&[&bundle]) };
        let snapshot = SnapshotBody {
            authority: code(),
            as_of: ENTERED,
            next_update: ENTERED.plus_secs(3_600),
            size: TreeSize(0),
            bundle_version: 1,
            sets: StatusSets::default(),
        };
        let mut log = Self { bundle, entries: vec![first.encode()], orders: BTreeMap::new(), snapshot };
        let has_order = size > 4;
        (1..size - u64::from(has_order)).for_each(|at| log.register(START.plus_secs(at)));
        if has_order {
            log.revoke(&[2, 3]);
        }
        log.snapshot.size = TreeSize(log.entries.len() as u64);
        log
    }

    pub(crate) fn register(&mut self, time: Time) {
        let statement = StatementHash(Hash::of(&[b"statement", &self.entries.len().to_be_bytes()]));
        self.enter(&Entry::Registration { time, kid: public(SCHOOL).kid(), statement });
    }

    pub(crate) fn enter(&mut self, entry: &Entry) -> LeafIndex {
        self.entries.push(entry.encode());
        LeafIndex(self.entries.len() as u64 - 1)
    }

    /// Enters an approved order, by number, that revokes the certificates at these places.
    pub(crate) fn revoke(&mut self, leaves: &[u64]) {
        let order = order(leaves.len(), Officers::Two);
        let hash = Hash::of(&[&order]);
        self.orders.insert(hash, order);
        let named = leaves.iter().copied().map(LeafIndex);
        let entry =
            Entry::StatusChange { time: ENTERED, status: Status::Revoked, leaves: named.collect(), order: hash };
        self.enter(&entry);
        self.snapshot.sets.revoked = IndexSet::from_indices(leaves.iter().copied().map(LeafIndex));
    }

    pub(crate) fn signed_snapshot(&self) -> Vec<u8> {
        let draft = SnapshotDraft::new(public(SERVICE).kid(), &self.snapshot);
        draft.finish(&key(SERVICE).sign(&draft.to_be_signed()))
    }

    /// Registers a certificate, and gives its registered statement.
    pub(crate) fn certificate(&mut self, serial: u32) -> Vec<u8> {
        let (time, leaf) = (ENTERED, LeafIndex(self.entries.len() as u64));
        let (registered, hash) = registered(serial, time, leaf);
        self.enter(&Entry::Registration { time, kid: public(SCHOOL).kid(), statement: hash });
        self.snapshot.size = TreeSize(self.entries.len() as u64);
        registered
    }
}

/// A certificate that was promised a place, and its statement hash.
pub(crate) fn registered(serial: u32, time: Time, leaf: LeafIndex) -> (Vec<u8>, StatementHash) {
    let issued = time.shanghai_day();
    let claims = Claims {
        holder: "张某某".into(),
        id_kind: IdKind::ResidentId,
        id_tail: "0001".into(),
        programme: "保育师".into(),
        training: (Date(issued.0 - 10), issued),
        issued,
        class_hours: None,
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        portrait_sha256: None,
        number_scheme: None,
    };
    let number = CertificateNumber::parse(&format!("13010020260001{serial:06}")).unwrap();
    let draft = StatementDraft::new(public(SCHOOL).kid(), &Uscc::parse(USCC).unwrap(), &number, &claims).unwrap();
    let statement = draft.finish(&key(SCHOOL).sign(&draft.to_be_signed()));
    let decoded = UnverifiedStatement::decode(&statement).unwrap();
    let verified = decoded.verify_signature(&public(SCHOOL)).unwrap();
    let draft = verified.register(public(SERVICE).kid(), time, leaf);
    (draft.finish(&key(SERVICE).sign(draft.to_be_signed())), decoded.hash())
}

/// How many officers sign an order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Officers {
    One,
    Two,
}

/// An order that revokes so many certificates by number.
pub(crate) fn order(count: usize, officers: Officers) -> Vec<u8> {
    let numbers = (1..=count).map(|serial| CertificateNumber::parse(&format!("13010020260001{serial:06}")).unwrap());
    let body = OrderBody {
        id: [7; 16],
        status: Status::Revoked,
        selector: Selector::Numbers(numbers.collect()),
        reason: Reason::Sold,
        ordered: START.plus_secs(86_400),
        authority: code(),
        note: None,
        seen: TreeSize(u64::MAX),
    };
    let draft = OrderDraft::new(public(ORDERS).kid(), &body).unwrap();
    let order = draft.finish(&key(ORDERS).sign(&draft.to_be_signed()));
    if officers == Officers::One {
        return order;
    }
    let decoded = UnverifiedOrder::decode(&order).unwrap();
    let draft = ApprovalDraft::new(&decoded, public(APPROVES).kid(), body.ordered.plus_secs(60));
    draft.finish(&key(APPROVES).sign(draft.to_be_signed()))
}
