//! The verdict on an input: core's, by what a pack proves. There is no memory and no other rule here.

use crate::cannot_run::CannotRun;
use crate::input::Input;
use crate::presented::{self, Found, Presented};
use hezheng_core::key::PublicKey;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{self, Evidence, PageView, Report, verify};

/// What verdicts are given by: trust and evidence from one pack, at one time.
#[derive(Clone, Debug)]
pub(crate) struct Verifier {
    trust: Trust,
    evidence: Evidence,
    now: Time,
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
        Ok(Self { trust, evidence, now })
    }

    /// The verdict on an input of this name.
    ///
    /// # Errors
    /// Where there is nothing to judge in it.
    pub(crate) fn judge(&self, input: Input, name: &str) -> Result<Report, CannotRun> {
        presented::find(input, name).map(|presented| self.judge_presented(&presented))
    }

    /// The verdict on what is presented.
    #[must_use]
    pub(crate) fn judge_presented(&self, presented: &Presented) -> Report {
        let what = match &presented.found {
            Found::Statement(bytes) => verify::Presented::Statement(bytes),
            Found::QrText(text) => verify::Presented::QrText(text),
            // No bytes are no statement: `malformed`.
            Found::NotOurs => verify::Presented::Statement(&[]),
        };
        let mut report = verify(what, &self.evidence, &self.trust, self.now);
        if presented.is_pdf {
            // BUG: the page's text is not compared with what was signed yet; the words beside the verdict say so.
            report.page = Some(PageView { compared: false, differs: Vec::new() });
        }
        report.host = report.host.or_else(|| presented.host.clone());
        report
    }
}
