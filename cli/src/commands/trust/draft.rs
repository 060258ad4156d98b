//! `hezheng trust draft`: what a bureau asks for, in words; entered in the book once a person agrees.

use super::{Trust, changes};
use crate::failure::Failure;
use crate::terminal::{self, Consent};
use crate::words;
use clap::Args;
use hezheng_core::trust::Trust as Trusted;
use hezheng_keys::authoring::{AuthoringError, Book, BookFile, DRAFT_BYTES, DraftChange, VerifiedDraft};
use std::io::Read;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Draft {
    /// 人社局拟制的草案文件 The file that a bureau's console made
    file: PathBuf,
    /// 不再询问 Do not ask
    #[arg(long)]
    yes: bool,
}

impl Trust {
    pub(super) fn draft(&self, draft: &Draft) -> Result<(), Failure> {
        let text = self.read_draft(&draft.file)?;
        let mut file = self.open()?;
        let trust = file.trust().map_err(|error| self.failed(&error))?;
        let asked = self.checked(&text, &file, &trust)?;
        let next = asked.draft().entered_in(&file.book, self.now).map_err(|error| self.refusal(&error))?;
        self.say_asked(&asked, &file.book, &next);
        let consent = if draft.yes { Consent::Given } else { Consent::Asked };
        terminal::confirm(self.lang, consent, self.lang.pick("登记到名录簿？", "Enter this in the book?"))?;
        file.book = next;
        file.save().map_err(|error| self.failed(&error))?;
        self.say_changed("已按草案登记。", "Entered as the draft asks.");
        Ok(())
    }

    fn checked(&self, text: &str, file: &BookFile, trust: &Trusted) -> Result<VerifiedDraft, Failure> {
        let newest = trust.bundle().zip(file.book.bundles.last());
        let Some((bundle, record)) = newest else {
            return Err(self.refusal(&AuthoringError::DraftOfAnother { draft: 0, newest: 0 }));
        };
        VerifiedDraft::check(text, (bundle, record.sha256), self.now).map_err(|error| self.refusal(&error))
    }

    /// Who asks, for what, and what has to be compared by other means than this file.
    fn say_asked(&self, asked: &VerifiedDraft, book: &Book, next: &Book) {
        let draft = asked.draft();
        let (kid, code) = (asked.kid(), asked.staff_code());
        let name = book.officer(&draft.authority, code).map_or("", |officer| &officer.name);
        let prepared = words::time(self.lang, draft.prepared);
        self.say(
            &format!(
                "人社局 {} 的草案，{prepared} 由经办人 {name}（工号 {code}，密钥 {kid}）拟制并签名：",
                draft.authority
            ),
            &format!(
                "A draft of {}, prepared {prepared} and signed by officer {code} {name}, key {kid}:",
                draft.authority
            ),
        );
        for line in changes::lines(&next.changes_since(book, self.now), next, self.lang) {
            terminal::say(&format!("  {line}"));
        }
        for change in &draft.changes {
            let key = match change {
                DraftChange::AddIssuerKey { public_key, .. } | DraftChange::AddOfficerKey { public_key, .. } => {
                    public_key
                }
                _ => continue,
            };
            self.say(
                &format!("签发之前，请另行向持有人核对：密钥 {} 的指纹 {}", key.kid(), key.fingerprint()),
                &format!(
                    "Before signing, compare with its holder: key {} has the fingerprint {}",
                    key.kid(),
                    key.fingerprint()
                ),
            );
        }
        if asked.asks_for_own_key() {
            self.say(
                "注意：拟制人在为自己登记密钥。请向该人社局的另一名负责人核实。",
                "Mind: whoever prepared this asks for a key of their own. Ask somebody else at the bureau.",
            );
        }
    }

    fn read_draft(&self, path: &Path) -> Result<String, Failure> {
        let name = path.display();
        let read = std::fs::File::open(path).and_then(|file| {
            let (mut text, limit) = (String::new(), u64::try_from(DRAFT_BYTES).unwrap_or(u64::MAX));
            file.take(limit.saturating_add(1)).read_to_string(&mut text).map(|_| text)
        });
        read.map_err(|error| {
            Failure::new(self.lang.pick(
                format!("{name} 读不出来（{error}）。请检查路径。"),
                format!("{name} cannot be read ({error}); check the path"),
            ))
        })
    }
}
