//! A small province with every key in hand, all INSECURE: two bureaus, three institutions, one certificate in a log of eight
//! entries, and everything that is signed about it. Made by core's own drafts, so that it is what the product makes.

mod certificate;
mod log;
mod status;
mod trust;

pub use certificate::{NUMBER, claims, number, register, statement, uscc};
pub use log::{checkpoint, leaves, receipt, root};
pub use status::{order, order_body, snapshot, snapshot_body};
pub use trust::{bundle, bundle_body};

use hezheng_core::ids::{Hash, Kid, LeafIndex, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::statement::with_receipts;
use hezheng_core::status::status_list::{PackedStatuses, StatusListDraft, StatusListTerms};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Presented, Report, verify};
use hezheng_keys::insecure::insecure_private_key;
use hezheng_keys::{PrivateKey, Signer as _};
use std::sync::LazyLock;
use trust::draft;

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
