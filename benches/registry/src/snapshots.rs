//! Revocation snapshots: how near their size comes to what information theory allows, and what making and taking one costs.

use crate::figure::{Figure, Figures};
use crate::insecure_keys::key;
use anyhow::{Context, Result, anyhow};
use hezheng_core::cbor::Writer;
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{Authority, BundleBody, ServiceKey, ServiceUse, Validity};
use hezheng_core::trust::{BundleDraft, Trust};
use hezheng_keys::Signer;
use std::collections::BTreeSet;
use std::time::Instant;

const RUNS: usize = 5;
const CLASS: u64 = 30;
const NOW: Time = Time(1_779_328_800);
const CODE: &str = "130100";

/// Measures a million and ten million certificates, one and ten in a thousand of them revoked.
pub(crate) fn measure(figures: &mut Figures) -> Result<()> {
    let trust = trust()?;
    for (size, size_name) in [(1_000_000, "1M"), (10_000_000, "10M")] {
        for (per_mille, share) in [(1, "0.1%"), (10, "1%")] {
            let count = size / 1_000 * per_mille;
            let random = sample(size, count).into_iter().map(LeafIndex);
            let entropy = entropy_bytes(size, count);
            let set = IndexSet::from_indices(random);
            one(figures, &trust, &format!("random {size_name} {share}"), size, set, entropy)?;
            let classes = sample(size / CLASS, count / CLASS).into_iter().map(|class| class * CLASS);
            let runs: Vec<(u64, u64)> = classes.map(|from| (from, from + CLASS)).collect();
            one(figures, &trust, &format!("classes {size_name} {share}"), size, IndexSet::from_runs(&runs), entropy)?;
        }
    }
    Ok(())
}

fn one(figures: &mut Figures, trust: &Trust, name: &str, size: u64, revoked: IndexSet, entropy: f64) -> Result<()> {
    let body = SnapshotBody {
        authority: AuthorityCode::parse(CODE).map_err(|error| anyhow!("{error:?}"))?,
        as_of: NOW,
        next_update: Time(NOW.0 + 86_400),
        size: TreeSize(size),
        bundle_version: 1,
        sets: StatusSets { revoked, ..StatusSets::default() },
    };
    let mut set = Writer::new();
    body.sets.revoked.encode(&mut set);
    let set_bytes = set.into_bytes().len() as f64;
    let signer = key("snapshot");
    let (mut bytes, mut made, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let draft = SnapshotDraft::new(signer.kid(), &body);
        bytes = draft.finish(&signer.sign(&draft.to_be_signed()));
        made.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        let bundle = trust.bundle().context("a trusted bundle")?;
        let accepted = Snapshot::accept(&bytes, bundle, NOW).map_err(|refusal| anyhow!("{refusal:?}"))?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
        if *accepted.body() != body {
            return Err(anyhow!("the snapshot {name} reads back as another"));
        }
    }
    let length = bytes.len() as f64;
    let ratio = |bytes: f64| format!("{:.3} x entropy of random positions ({entropy:.0} bytes)", bytes / entropy);
    figures.add(Figure::new(format!("snapshot {name} set"), vec![set_bytes], "bytes", ratio(set_bytes)));
    figures.add(Figure::new(format!("snapshot {name} size"), vec![length], "bytes", ratio(length)));
    figures.add(Figure::new(format!("snapshot {name} entropy"), vec![entropy], "bytes", "of random positions"));
    figures.add(Figure::new(format!("snapshot {name} make"), made, "ms", "encoded and signed"));
    figures.add(Figure::new(format!("snapshot {name} take"), taken, "ms", "signature checked, decoded"));
    Ok(())
}

/// The bytes that tell which `count` of `size` are meant, where all choices are equally likely.
fn entropy_bytes(size: u64, count: u64) -> f64 {
    let bits: f64 = (1..=count).map(|place| ((size - count + place) as f64 / place as f64).log2()).sum();
    bits / 8.0
}

/// `count` of the first `size` numbers, the same on every machine.
fn sample(size: u64, count: u64) -> BTreeSet<u64> {
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

/// A bundle in which the snapshots' key counts.
fn trust() -> Result<Trust> {
    let (root, validity) = (key("root"), Validity { from: Time(0), until: None, distrusted_from: None });
    let authority = Authority {
        code: AuthorityCode::parse(CODE).map_err(|error| anyhow!("{error:?}"))?,
        name: "测速".into(),
        base_url: "http://127.0.0.1/130100".into(),
        log_origin: "127.0.0.1/130100".into(),
        service_keys: vec![ServiceKey {
            key: key("snapshot").public_key(),
            validity,
            uses: ServiceUse::Snapshot.bit(),
        }],
        officer_keys: Vec::new(),
    };
    let body = BundleBody {
        version: 1,
        issued: Time(NOW.0 - 86_400),
        expires: Time(NOW.0 + 86_400),
        roots: vec![root.public_key()],
        authorities: vec![authority],
        institutions: Vec::new(),
        witnesses: None,
    };
    let draft = BundleDraft::new(root.kid(), &body).map_err(|rule| anyhow!("the bundle: {rule:?}"))?;
    let bytes = draft.finish(&root.sign(&draft.to_be_signed()));
    Trust::in_roots(&[root.public_key()]).after(&bytes).map_err(|refusal| anyhow!("{refusal:?}"))
}
