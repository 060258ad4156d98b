//! A pack by which the certificates that are measured are valid: a bundle with one bureau and one school, and a snapshot of
//! however many certificates, a share of them revoked. The keys are INSECURE.

use crate::certificates::School;
use anyhow::{Result, anyhow};
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, ServiceKey, ServiceUse, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_keys::insecure::insecure_private_key;
use hezheng_keys::{PrivateKey, Signer};
use std::collections::BTreeSet;

/// After the certificates were registered (`certificates.rs`).
pub(crate) const NOW: Time = Time(1_792_950_000);
const DAY_SECS: u64 = 86_400;
const CODE: &str = "130100";

fn key(label: &str) -> PrivateKey {
    insecure_private_key(&format!("bench {label}"))
}

/// The root key that the pack is proved by.
pub(crate) fn root() -> PublicKey {
    key("root").public_key()
}

/// A pack whose snapshot speaks of `size` certificates, these of them revoked.
pub(crate) fn pack(school: &School, size: u64, revoked: impl IntoIterator<Item = u64>) -> Result<Vec<u8>> {
    let body = SnapshotBody {
        authority: code()?,
        as_of: Time(NOW.0 - 600),
        next_update: Time(NOW.0 + DAY_SECS),
        size: TreeSize(size),
        bundle_version: 1,
        sets: StatusSets {
            revoked: IndexSet::from_indices(revoked.into_iter().map(LeafIndex)),
            ..StatusSets::default()
        },
    };
    let signer = key("snapshot");
    let draft = SnapshotDraft::new(signer.kid(), &body);
    let snapshot = draft.finish(&signer.sign(&draft.to_be_signed()));
    let bundle = bundle(school)?;
    Ok(UnverifiedPack { bundles: vec![&bundle], snapshots: vec![&snapshot], checkpoints: Vec::new() }.encode())
}

/// `count` of the first `size` numbers, the same on every machine.
pub(crate) fn sample(size: u64, count: u64) -> BTreeSet<u64> {
    let (mut chosen, mut state) = (BTreeSet::new(), 7_u64);
    while (chosen.len() as u64) < count {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = state;
        value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        chosen.insert((value ^ value >> 31) % size);
    }
    chosen
}

fn code() -> Result<AuthorityCode> {
    AuthorityCode::parse(CODE).map_err(|error| anyhow!("{error:?}"))
}

fn bundle(school: &School) -> Result<Vec<u8>> {
    let validity = Validity { from: Time(NOW.0 - 100 * DAY_SECS), until: None, distrusted_from: None };
    let service = |key: PublicKey, uses: ServiceUse| ServiceKey { key, validity, uses: uses.bit() };
    let authority = Authority {
        code: code()?,
        name: "石家庄市人力资源和社会保障局".into(),
        base_url: format!("http://127.0.0.1/{CODE}"),
        log_origin: format!("127.0.0.1/{CODE}"),
        service_keys: vec![
            service(school.registry_key.public_key(), ServiceUse::Countersign),
            service(key("snapshot").public_key(), ServiceUse::Snapshot),
        ],
        officer_keys: Vec::new(),
    };
    let institution = Institution {
        uscc: school.uscc.clone(),
        names: vec![(Date(0), "石家庄市启明职业培训学校".into())],
        authority: code()?,
        number: school.number.clone(),
        keys: vec![IssuingKey { key: school.key.public_key(), validity }],
    };
    let root = key("root");
    let body = BundleBody {
        version: 1,
        issued: Time(NOW.0 - DAY_SECS),
        expires: Time(NOW.0 + 90 * DAY_SECS),
        roots: vec![root.public_key()],
        authorities: vec![authority],
        institutions: vec![institution],
        witnesses: None,
    };
    let draft = BundleDraft::new(root.kid(), &body).map_err(|rule| anyhow!("the bundle: {rule:?}"))?;
    Ok(draft.finish(&root.sign(&draft.to_be_signed())))
}
