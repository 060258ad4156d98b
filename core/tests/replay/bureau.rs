//! A bureau for tests: two institutions, three officers, and the log that it keeps. Keys are INSECURE: fixed seeds.

use ed25519_dalek::{Signer, SigningKey};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::Entry;
use hezheng_core::log::replay::{Conclusion, Fault, Orders, Replay, Scope};
use hezheng_core::number::{AuthorityCode, CertificateNumber, InstitutionNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::{SnapshotBody, StatusSets};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, OfficerKey, TrustBundle, Validity};
use hezheng_core::trust::{BundleDraft, Trust};
use std::collections::BTreeMap;

/// When the log begins.
pub(crate) const START: Time = Time(1_779_000_000);
/// The institution with the number 0001, and the one with 0002.
pub(crate) const USCCS: [&str; 2] = ["91350100M000100Y43", "521301004JURQ283FE"];

pub(crate) fn key(label: u8) -> SigningKey {
    SigningKey::from_bytes(&[label; 32])
}

pub(crate) fn public(label: u8) -> PublicKey {
    PublicKey(key(label).verifying_key().to_bytes())
}

/// The labels of keys: the root, who orders, who approves, another who approves, and the institutions'.
const ROOT: u8 = 1;
pub(crate) const ORDERS: u8 = 2;
pub(crate) const APPROVES: u8 = 3;
pub(crate) const SCHOOLS: [u8; 2] = [5, 6];

pub(crate) fn code() -> AuthorityCode {
    AuthorityCode::parse("130100").unwrap()
}

pub(crate) fn bundle() -> TrustBundle {
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
        log_origin: "zs.example.cn/130100".into(),
        service_keys: Vec::new(),
        officer_keys: vec![officer(ORDERS, 1, "A1001"), officer(APPROVES, 2, "A1002")],
    };
    let institution = |at: usize, number: &str| Institution {
        uscc: Uscc::parse(USCCS[at]).unwrap(),
        names: vec![(Date(20_000), "示例职业培训学校".into())],
        authority: code(),
        number: InstitutionNumber::parse(number).unwrap(),
        keys: vec![IssuingKey { key: public(SCHOOLS[at]), validity }],
    };
    let body = BundleBody {
        version: 1,
        issued: START,
        expires: START.plus_secs(86_400 * 90),
        roots: vec![public(ROOT)],
        authorities: vec![authority],
        institutions: vec![institution(0, "0001"), institution(1, "0002")],
        witnesses: None,
    };
    let draft = BundleDraft::new(public(ROOT).kid(), &body).unwrap();
    let bytes = draft.finish(&key(ROOT).sign(&draft.to_be_signed()).to_bytes());
    Trust::follow(&[public(ROOT)], &[&bytes]).bundle().unwrap().clone()
}

/// The number of the certificate that an institution (0 or 1) issued with this serial.
pub(crate) fn number(school: usize, serial: u32) -> CertificateNumber {
    CertificateNumber::parse(&format!("1301002026000{}{serial:06}", school + 1)).unwrap()
}

/// What an order says unless a test says otherwise: revoke, a day after the beginning.
pub(crate) fn says(selector: Selector) -> OrderBody {
    let id = Hash::of(&[format!("{selector:?}").as_bytes()]).0;
    OrderBody {
        id: id[..16].try_into().unwrap(),
        status: Status::Revoked,
        selector,
        reason: Reason::Sold,
        ordered: START.plus_secs(86_400),
        authority: code(),
        note: None,
        seen: TreeSize(u64::MAX),
    }
}

/// The order, signed and approved.
pub(crate) fn approved(body: &OrderBody) -> Vec<u8> {
    let order = by_one(body);
    let order = UnverifiedOrder::decode(&order).unwrap();
    let draft = ApprovalDraft::new(&order, public(APPROVES).kid(), body.ordered.plus_secs(60));
    draft.finish(&key(APPROVES).sign(draft.to_be_signed()).to_bytes())
}

/// The order, signed by one officer.
pub(crate) fn by_one(body: &OrderBody) -> Vec<u8> {
    let draft = OrderDraft::new(public(ORDERS).kid(), body).unwrap();
    draft.finish(&key(ORDERS).sign(&draft.to_be_signed()).to_bytes())
}

/// A log, and the orders that were published beside it.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) orders: BTreeMap<Hash, Vec<u8>>,
    pub(crate) snapshots: Vec<SnapshotBody>,
    pub(crate) certificates: BTreeMap<LeafIndex, CertificateNumber>,
}

impl Orders for Log {
    type Error = std::convert::Infallible;

    fn order(&self, hash: Hash) -> Result<Option<Vec<u8>>, Self::Error> {
        Ok(self.orders.get(&hash).cloned())
    }
}

impl Log {
    /// A log of a bundle change and so many registrations: of the first institution at even places, of the second at odd.
    pub(crate) fn of(registrations: u64) -> Self {
        let mut log = Self::default();
        log.add(&Entry::BundleChange { time: START, bundle: Hash::of(&[bundle().bytes()]) });
        (1..=registrations).for_each(|at| log.register(usize::from(at % 2 == 1), START.plus_secs(at)));
        log
    }

    pub(crate) fn add(&mut self, entry: &Entry) -> LeafIndex {
        self.entries.push(entry.encode());
        LeafIndex(self.entries.len() as u64 - 1)
    }

    pub(crate) fn register(&mut self, school: usize, time: Time) {
        let statement = StatementHash(Hash::of(&[&self.entries.len().to_be_bytes()]));
        self.add(&Entry::Registration { time, kid: public(SCHOOLS[school]).kid(), statement });
    }

    /// Publishes an order.
    pub(crate) fn publish(&mut self, order: &[u8]) -> Hash {
        let hash = Hash::of(&[order]);
        self.orders.insert(hash, order.to_vec());
        hash
    }

    /// Enters a status change by this order.
    pub(crate) fn change(&mut self, order: Hash, status: Status, time: Time, leaves: &[u64]) -> LeafIndex {
        let leaves = leaves.iter().copied().map(LeafIndex).collect();
        self.add(&Entry::StatusChange { time, status, leaves, order })
    }

    /// Publishes a revocation, approved, and enters it two days after the beginning.
    pub(crate) fn revoke(&mut self, selector: Selector, leaves: &[u64]) -> LeafIndex {
        let order = self.publish(&approved(&says(selector)));
        self.change(order, Status::Revoked, START.plus_secs(172_800), leaves)
    }

    /// A snapshot of what the log says now, as of this time.
    pub(crate) fn snapshot(&mut self, as_of: Time) -> &mut SnapshotBody {
        let sets = self.replayed().sets;
        self.snapshots.push(SnapshotBody {
            authority: code(),
            as_of,
            next_update: as_of.plus_secs(3_600),
            size: TreeSize(self.entries.len() as u64),
            bundle_version: 1,
            sets,
        });
        self.snapshots.last_mut().unwrap()
    }

    pub(crate) fn replayed(&self) -> Conclusion {
        let bundle = bundle();
        let scope = Scope { bundle: &bundle, authority: code(), certificates: self.certificates.clone() };
        let mut replay = Replay::new(scope, self.snapshots.clone());
        for entry in &self.entries {
            let Ok(()) = replay.entry(entry, self);
        }
        replay.finish()
    }

    /// What a replay finds: the entry's index and what is wrong.
    pub(crate) fn faults(&self) -> Vec<(u64, Fault)> {
        let findings = self.replayed().findings;
        assert_eq!(findings.more(), 0);
        findings.kept().iter().map(|finding| (finding.leaf.0, finding.fault)).collect()
    }
}

pub(crate) fn revoked(leaves: &[u64]) -> StatusSets {
    use hezheng_core::status::index_set::IndexSet;
    StatusSets { revoked: IndexSet::from_indices(leaves.iter().copied().map(LeafIndex)), ..StatusSets::default() }
}

pub(crate) fn institution(school: usize, from: u64, until: u64) -> Selector {
    Selector::Institution(Uscc::parse(USCCS[school]).unwrap(), LeafIndex(from), LeafIndex(until))
}
