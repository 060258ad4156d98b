//! The verdict on an input: core's, by what a pack proves. There is no memory and no other rule here.

use crate::cannot_run::CannotRun;
use crate::presented::Presented;
use hezheng_core::key::PublicKey;
use hezheng_core::page::wording::Wording;
use hezheng_core::time::Time;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_core::verify::{BundleView, Evidence, Report, SnapshotView};
use hezheng_pdf::Template;
use serde_json::{Value, json};

/// What verdicts are given by: trust and evidence from one pack, at one time.
#[derive(Clone, Debug)]
pub(crate) struct Verifier {
    trust: Trust,
    evidence: Evidence,
    now: Time,
    is_by_strangers: bool,
    /// The templates whose pages can be compared.
    wordings: Vec<Wording>,
}

impl Verifier {
    /// By what these root keys prove of this pack, at this time. `source` names the pack in an error.
    ///
    /// # Errors
    /// Where the bytes are no pack.
    pub(crate) fn new(roots: &[PublicKey], pack: &[u8], source: &str, now: Time) -> Result<Self, CannotRun> {
        let pack = UnverifiedPack::decode(pack).map_err(|_| CannotRun::BadPack(source.into()))?;
        let trust = Trust::follow(roots, &pack.bundles);
        let evidence = Evidence::collect(&trust, &pack.snapshots, now);
        let pinned = Trust::in_roots(roots);
        let is_a_strangers = |bundle: &&[u8]| pinned.after(bundle) == Err(BundleRefusal::UnknownRoot);
        let is_by_strangers = !pack.bundles.is_empty() && pack.bundles.iter().all(is_a_strangers);
        let texts = Template::built_in_names().filter_map(Template::built_in_text);
        let wordings = texts.filter_map(|text| Template::parse(text).ok()).map(|template| template.wording()).collect();
        Ok(Self { trust, evidence, now, is_by_strangers, wordings })
    }

    /// Whether the pack proves nothing because none of these root keys signed anything in it. The verdict cannot say so: it
    /// sees no bundle, as where there is none.
    #[must_use]
    pub(crate) fn is_by_strangers(&self) -> bool {
        self.is_by_strangers
    }

    /// The time of its verdicts.
    #[must_use]
    pub(crate) fn now(&self) -> Time {
        self.now
    }

    /// What verdicts rest on, as a record of them says it.
    #[must_use]
    pub(crate) fn held(&self) -> Value {
        let bundle = self.trust.bundle();
        let listed = |code: &str| bundle.and_then(|bundle| bundle.authority(code)).map(|listed| listed.name.clone());
        let snapshots = self.evidence.snapshots().map(|snapshot| {
            let SnapshotView { authority, as_of, next_update, size } = snapshot.body().into();
            json!({ "authority": authority.as_str(), "name": listed(authority.as_str()).unwrap_or_default(),
                "as_of": as_of.to_string(), "next_update": next_update.to_string(), "tree_size": size.0 })
        });
        let snapshots: Vec<Value> = snapshots.collect();
        let bundle = bundle.map(|bundle| {
            let BundleView { version, issued, expires } = bundle.body().into();
            json!({ "version": version, "issued": issued.to_string(), "expires": expires.to_string() })
        });
        json!({ "bundle": bundle, "snapshots": snapshots })
    }

    /// The verdict on what is presented.
    #[must_use]
    pub(crate) fn judge_presented(&self, presented: &Presented) -> Report {
        match presented {
            Presented::Plain(found) => found.verify(&self.evidence, &self.trust, self.now),
            Presented::Pdf(artifact, found) => artifact
                .verify(&self.evidence, &self.trust, &self.wordings, self.now)
                // It was found in this very file.
                .unwrap_or_else(|_| found.verify(&self.evidence, &self.trust, self.now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Input;
    use crate::presented;
    use hezheng_core::verify::Outcome;
    use serde_json::Value;

    fn bytes(hex: &Value) -> Vec<u8> {
        let digits = hex.as_str().unwrap().as_bytes();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    /// The verifier and the statement of the first case, which is valid.
    fn plain() -> (Verifier, Vec<u8>) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/verify.json");
        let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let case = &file["cases"][0];
        let roots = case["trusted_roots"].as_array().unwrap().iter();
        let roots: Vec<_> = roots.map(|key| PublicKey(bytes(key).try_into().unwrap())).collect();
        let (bundle, snapshot) = (bytes(&case["bundle"]), bytes(&case["snapshots"][0]));
        let pack = UnverifiedPack { bundles: vec![&bundle], snapshots: vec![&snapshot], checkpoints: Vec::new() };
        let now = Time(case["now"].as_u64().unwrap());
        (Verifier::new(&roots, &pack.encode(), "pack", now).unwrap(), bytes(&case["presented"]))
    }

    fn outcome(verifier: &Verifier, input: &[u8]) -> Option<Outcome> {
        let presented = presented::find(Input::from_bytes(input.to_vec()), "input").ok()?;
        Some(verifier.judge_presented(&presented).outcome)
    }

    #[test]
    fn a_qr_code_with_any_digit_changed_is_never_valid() {
        let (verifier, statement) = plain();
        let page = hezheng_core::qr::PageAddress::parse("https://zs.example.cn").unwrap();
        let text = page.qr_text(&statement).into_bytes();
        assert_eq!(outcome(&verifier, &text), Some(Outcome::Valid));
        let start = text.iter().position(|byte| *byte == b'#').unwrap();
        for index in start..text.len() {
            for flip in [1, 2, 4, 8, 16, 64] {
                let mut changed = text.clone();
                changed[index] ^= flip;
                assert_ne!(outcome(&verifier, &changed), Some(Outcome::Valid), "byte {index} ^ {flip}");
            }
            let cut = outcome(&verifier, &text[..index]);
            assert_ne!(cut, Some(Outcome::Valid), "cut at {index}");
        }
    }

    #[test]
    fn a_host_that_was_changed_is_named_and_changes_nothing_else() {
        let (verifier, statement) = plain();
        let page = hezheng_core::qr::PageAddress::parse("https://zs.example.com").unwrap();
        let text = Input::QrText(page.qr_text(&statement));
        let report = verifier.judge_presented(&presented::find(text, "input").unwrap());
        assert_eq!((report.outcome, report.host.as_deref()), (Outcome::Valid, Some("zs.example.com")));
    }

    #[test]
    fn a_statement_with_any_bit_changed_is_never_valid() {
        let (verifier, statement) = plain();
        assert_eq!(outcome(&verifier, &statement), Some(Outcome::Valid));
        for bit in 0..statement.len() * 8 {
            let mut changed = statement.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(outcome(&verifier, &changed), Some(Outcome::Valid), "bit {bit}");
        }
    }
}
