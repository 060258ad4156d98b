//! `hezheng trust sign | countersign | send`.

use super::{Trust, changes};
use crate::failure::Failure;
use crate::http::Registry;
use crate::signing_key::KeyArguments;
use crate::terminal::{self, Consent};
use crate::words;
use clap::Args;
use hezheng_core::trust::unverified_body;
use hezheng_keys::Signer;
use hezheng_keys::authoring::{AuthoringError, Book, BookFile, BundleRecord, Outcome, Terms};
use std::path::Path;

#[derive(Args)]
pub(super) struct Sign {
    #[command(flatten)]
    key: KeyArguments,
    /// 有效天数（1–100）How many days the bundle lives
    #[arg(long, default_value_t = 90)]
    days: u64,
}

#[derive(Args)]
pub(super) struct Countersign {
    #[command(flatten)]
    key: KeyArguments,
    /// 不再询问 Do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Args)]
pub(super) struct Send {
    /// 人社局的基础网址 The base URL of an authority's registry
    #[arg(long)]
    registry: String,
}

const MEDIA_TYPE: &str = "application/cose";

impl Trust {
    pub(super) fn sign(&self, sign: &Sign) -> Result<(), Failure> {
        let mut file = self.open()?;
        let trust = file.trust().map_err(|error| self.failed(&error))?;
        if file.awaiting_path().exists() {
            // Said before anybody types a passphrase.
            let problem = hezheng_keys::authoring::BookFileProblem::AwaitsSecondRoot;
            return Err(self.failed(&hezheng_keys::authoring::BookFileError { path: file.awaiting_path(), problem }));
        }
        let key = sign.key.open(self.lang)?;
        let version = file.next_version().map_err(|error| self.failed(&error))?;
        let terms = Terms { version, now: self.now, days: sign.days };
        let outcome = hezheng_keys::authoring::sign(&file.book, &trust, &key, terms);
        let outcome = outcome.map_err(|error| self.refusal(&error))?;
        let bytes = match &outcome {
            Outcome::Complete(bundle) => &bundle.bytes,
            Outcome::AwaitingSecondRoot(bytes) => bytes,
        };
        self.say_changes(&file.book, &trust, bytes)?;
        let path = file.keep(&outcome).map_err(|error| self.failed(&error))?;
        match &outcome {
            Outcome::Complete(bundle) => self.say_complete(&bundle.record, &path),
            Outcome::AwaitingSecondRoot(_) => {
                self.say(
                    &format!("根密钥有变化，须第二个根密钥签名后才生效：{}", path.display()),
                    &format!(
                        "The root keys change; the bundle counts once a second root key signed it: {}",
                        path.display()
                    ),
                );
                self.say(
                    "下一步：hezheng trust countersign --key ROOT2.pem",
                    "Next: hezheng trust countersign --key ROOT2.pem",
                );
            }
        }
        Ok(())
    }

    pub(super) fn countersign(&self, countersign: &Countersign) -> Result<(), Failure> {
        let mut file = self.open()?;
        let trust = file.trust().map_err(|error| self.failed(&error))?;
        let awaiting = file.awaiting().map_err(|error| self.failed(&error))?;
        self.say_changes(&file.book, &trust, &awaiting)?;
        let consent = if countersign.yes { Consent::Given } else { Consent::Asked };
        terminal::confirm(self.lang, consent, self.lang.pick("以第二个根密钥签名？", "Sign as the second root key?"))?;
        let key = countersign.key.open(self.lang)?;
        let signed = hezheng_keys::authoring::countersign(&file.book, &trust, &awaiting, &key, self.now);
        let signed = signed.map_err(|error| self.refusal(&error))?;
        let path = file.keep_countersigned(&signed).map_err(|error| self.failed(&error))?;
        self.say(&format!("第二个签名：{}", key.kid()), &format!("Second signature: {}", key.kid()));
        self.say_complete(&signed.record, &path);
        Ok(())
    }

    pub(super) fn send(&self, send: &Send) -> Result<(), Failure> {
        let file = self.open()?;
        let registry = Registry::at(&send.registry, self.lang);
        let sent = self.bundles_to_send(&file)?;
        for (version, bytes) in &sent {
            match registry.put("v1/trust-bundle", MEDIA_TYPE, bytes) {
                Ok(()) => self.say(&format!("已发送第 {version} 版名录"), &format!("Bundle {version} sent")),
                // A registry that is further on refuses what it had long ago; what counts is the newest.
                Err(failure) if sent.last().is_some_and(|(newest, _)| newest != version) => {
                    terminal::warn(&failure.message);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// The bundles that a registry needs to follow: those of a pack.
    fn bundles_to_send(&self, file: &BookFile) -> Result<Vec<(u64, Vec<u8>)>, Failure> {
        let all = file.bundles().map_err(|error| self.failed(&error))?;
        file.book.trust(&all).map_err(|error| self.refusal(&error))?;
        let wanted: Vec<u64> = file.book.bundles_for_pack().map(|record| record.version).collect();
        let versions = file.book.bundles.iter().map(|record| record.version);
        let bundles: Vec<_> = versions.zip(all).filter(|(version, _)| wanted.contains(version)).collect();
        if bundles.is_empty() {
            return Err(Failure::new(self.lang.pick(
                "还没有签发过名录。请先运行：hezheng trust sign",
                "no bundle was signed yet; run: hezheng trust sign",
            )));
        }
        Ok(bundles)
    }

    fn say_changes(&self, book: &Book, trust: &hezheng_core::trust::Trust, bytes: &[u8]) -> Result<(), Failure> {
        let next = unverified_body(bytes).map_err(|cause| self.refusal(&AuthoringError::NotABundle(cause)))?;
        let last = trust.bundle().map(|bundle| bundle.body());
        let changes = hezheng_keys::authoring::changes(last, &next, &book.initial_roots);
        let lines = changes::lines(&changes, book, self.lang);
        let [issued, expires] = [next.issued, next.expires].map(|time| words::time(self.lang, time));
        self.say(
            &format!("第 {} 版名录，{} 签发，{} 到期，与上一版相比：", next.version, issued, expires),
            &format!("Bundle {}, issued {}, expires {}; compared with the last:", next.version, issued, expires),
        );
        if lines.is_empty() {
            self.say("  （只有日期不同）", "  (only the dates differ)");
        }
        lines.iter().for_each(|line| terminal::say(&format!("  {line}")));
        Ok(())
    }

    fn say_complete(&self, record: &BundleRecord, path: &Path) {
        let expires = words::time(self.lang, record.expires);
        self.say(
            &format!("已签发第 {} 版名录：{}（{} 到期）", record.version, path.display(), expires),
            &format!("Bundle {} signed: {} (expires {})", record.version, path.display(), expires),
        );
        self.say(
            "下一步：hezheng trust send --registry URL（每个人社局各发一次）",
            "Next: hezheng trust send --registry URL, once for each authority",
        );
    }
}
