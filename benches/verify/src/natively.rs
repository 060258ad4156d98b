//! A verdict, with bundle and snapshot checked beforehand, against two strict Ed25519 verifications: in turn, on one thread, by
//! the clock of its own processor time. The certificate is that of the vectors, `plain` in `verify.json`.

use crate::figure::{Figure, Figures};
use anyhow::{Context, Result, anyhow, bail};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hezheng_core::key::PublicKey;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::verify::{Evidence, Outcome, Presented, verify};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;

/// How often each is measured, in turn; the middle counts.
const ROUNDS: usize = 9;
const VERDICTS_A_ROUND: u32 = 2_000;
/// About what is signed in a statement, and in a countersignature.
const MESSAGE_BYTES: usize = 300;

/// What the figures are called.
pub(crate) const VERDICT: &str = "verdict, one thread";
pub(crate) const LIMIT: &str = "two strict Ed25519 verifications";

pub(crate) fn measure(figures: &mut Figures, vectors: &Path) -> Result<()> {
    let file: Value = serde_json::from_slice(&std::fs::read(vectors)?)?;
    let case = file["cases"].as_array().and_then(|cases| cases.iter().find(|case| case["note"] == "plain"));
    let case = case.context("the vectors have no case named plain")?;
    let roots = list(&case["trusted_roots"])?;
    let roots: Vec<PublicKey> = roots.into_iter().filter_map(|key| Some(PublicKey(key.try_into().ok()?))).collect();
    let (bundle, snapshots) = (bytes(&case["bundle"])?, list(&case["snapshots"])?);
    let snapshots: Vec<&[u8]> = snapshots.iter().map(Vec::as_slice).collect();
    let (presented, now) = (bytes(&case["presented"])?, Time(case["now"].as_u64().context("a time")?));
    let trust = Trust::follow(&roots, &[bundle.as_slice()]);
    let evidence = Evidence::collect(&trust, &snapshots, now);
    let verdict = || verify(Presented::Statement(black_box(&presented)), &evidence, &trust, now);
    if verdict().outcome != Outcome::Valid {
        bail!("the certificate is not valid, so that nothing would be measured");
    }

    let key = SigningKey::from_bytes(&[7; 32]);
    let message = [9; MESSAGE_BYTES];
    let (signature, public_key) = (key.sign(&message), key.verifying_key());
    strict(&public_key, &message, &signature)?;

    let (mut ours, mut limit) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(microseconds(|| {
            black_box(verdict());
        }));
        limit.push(microseconds(|| {
            let _ = black_box(strict(&public_key, black_box(&message), &signature));
            let _ = black_box(strict(&public_key, black_box(&message), &signature));
        }));
    }
    figures.add(Figure::new(VERDICT, ours, "µs", "bundle and snapshot checked before, claims read, status looked up"));
    figures.add(Figure::new(LIMIT, limit, "µs", "keys decoded before"));
    Ok(())
}

fn strict(key: &VerifyingKey, message: &[u8], signature: &Signature) -> Result<()> {
    key.verify_strict(message, signature).map_err(|error| anyhow!("{error}"))
}

/// Of this thread's time, for one.
fn microseconds(mut work: impl FnMut()) -> f64 {
    let before = clock_gettime(ClockId::ThreadCPUTime);
    (0..VERDICTS_A_ROUND).for_each(|_| work());
    let after = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = (after.tv_sec - before.tv_sec) as f64 + (after.tv_nsec - before.tv_nsec) as f64 / 1e9;
    seconds * 1e6 / f64::from(VERDICTS_A_ROUND)
}

fn list(value: &Value) -> Result<Vec<Vec<u8>>> {
    value.as_array().context("a list")?.iter().map(bytes).collect()
}

fn bytes(value: &Value) -> Result<Vec<u8>> {
    let hex = value.as_str().context("bytes")?;
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2).unwrap_or_default(), 16).context("hexadecimal");
    (0..hex.len()).step_by(2).map(byte).collect()
}
