//! What came of a run, for people and as JSON.

use crate::language::Lang;
use crate::terminal;
use hezheng_issuer::outcome::{RowOutcome, RowResult};
use hezheng_issuer::page_words;
use hezheng_issuer::roster::{Roster, RosterReport};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// One row, in words: what is to be known of it.
pub(super) fn sentence(result: &RowResult, language: Lang) -> String {
    let mark = match &result.result {
        RowOutcome::AlreadyIssued { .. } => "!",
        RowOutcome::IssuedElsewhere { .. } | RowOutcome::AwaitingApproval { .. } => "–",
        _ => "✗",
    };
    let message = result.message(language.into()).unwrap_or_default();
    let RowResult { row, name, .. } = result;
    language.pick(format!("{mark} 第 {row} 行 {name}：{message}"), format!("{mark} row {row} {name}: {message}"))
}

/// What came of a run.
pub(super) struct Results<'r> {
    pub(super) roster: &'r Roster,
    pub(super) done: &'r [RowResult],
    /// The files of the batch.
    pub(super) files: &'r [PathBuf],
    pub(super) language: Lang,
}

impl Results<'_> {
    pub(super) fn show(&self, out: &Path, registry: &str) {
        let (done, language) = (self.done, self.language);
        let count = |wanted: fn(&RowOutcome) -> bool| done.iter().filter(|result| wanted(&result.result)).count();
        let issued = count(|outcome| matches!(outcome, RowOutcome::Issued { .. }));
        let earlier = count(|outcome| matches!(outcome, RowOutcome::AlreadyIssued { .. }));
        // Those without a certificate were said while it ran.
        let noted = done.iter().filter(|row| row.result.is_issued() && row.message(language.into()).is_some());
        noted.for_each(|row| terminal::warn(&sentence(row, language)));
        let out = out.display();
        terminal::say(&language.pick(
            format!("本次签发 {issued} 份，以前已签发 {earlier} 份；PDF 在 {out}"),
            format!("{issued} issued now, {earlier} issued before; the PDFs are in {out}"),
        ));
        for file in self.files {
            terminal::say(&format!("  {}", file.display()));
        }
        terminal::say(&language.pick(
            format!("下一步：hezheng verify {out}/*.pdf --registry {registry} --root 根公钥文件"),
            format!("Next: hezheng verify {out}/*.pdf --registry {registry} --root ROOT.pub.pem"),
        ));
    }

    /// `{"issued": […], "failed": […], "refused": […], "skipped": […], "files": […]}`, documented in docs/PROGRAM.md.
    pub(super) fn json(&self) -> Value {
        let language = self.language;
        let (mut issued, mut failed) = (Vec::new(), Vec::new());
        let failure = |code: &str, message: &str| json!({ "code": code, "message": message });
        for outcome in self.done {
            let RowResult { row, name, result } = outcome;
            let message = || outcome.message(language.into()).unwrap_or_default();
            let (list, members) = match result {
                RowOutcome::Issued { number, printed } => (
                    &mut issued,
                    json!({ "status": "issued", "number": number, "file": printed.file, "qr_text": printed.qr_text,
                    "check_code": printed.check_code }),
                ),
                RowOutcome::AlreadyIssued { number, printed, roster_differs } => (
                    &mut issued,
                    json!({ "status": "already_issued", "number": number, "file": printed.file,
                    "qr_text": printed.qr_text, "check_code": printed.check_code, "roster_differs": roster_differs }),
                ),
                RowOutcome::IssuedElsewhere { number } => {
                    (&mut issued, json!({ "status": "issued_elsewhere", "number": number }))
                }
                RowOutcome::CorrectionWaits { .. } => (&mut failed, failure("correction_waits", &message())),
                RowOutcome::AwaitingApproval { number, rule } => (
                    &mut failed,
                    json!({ "code": "awaiting_approval", "number": number, "rule": rule, "message": message() }),
                ),
                RowOutcome::Corrected { .. } => (&mut failed, failure("corrected", &message())),
                RowOutcome::Declined(declined) => (
                    &mut failed,
                    json!({ "code": "declined", "number": declined.number, "reason": declined.reason,
                    "message": message() }),
                ),
                RowOutcome::TooEarly => (&mut failed, failure("issued_before_training_ended", &message())),
                RowOutcome::NotPrintable { number, problem } => (
                    &mut failed,
                    json!({ "code": "not_printable", "number": number,
                    "message": page_words::problem(language.into(), problem) }),
                ),
                RowOutcome::Refused { code, detail } => {
                    (&mut failed, failure(code, detail.in_language(language.into())))
                }
            };
            let mut row = json!({ "row": row, "name": name });
            if let (Some(row), Value::Object(members)) = (row.as_object_mut(), members) {
                row.extend(members);
            }
            list.push(row);
        }
        let mut all = json!(RosterReport::new(self.roster, language.into()));
        if let Some(members) = all.as_object_mut() {
            members.remove("accepted");
            members.insert("issued".into(), issued.into());
            members.insert("failed".into(), failed.into());
            members.insert("files".into(), json!(self.files));
        }
        all
    }
}
