//! What inputs are judged by, settled before the first is read, and what came of one.

use crate::cannot_run::CannotRun;
use crate::commands::verify::VerifyArguments;
use crate::input::{Input, read_file};
use crate::language::Lang;
use crate::presented;
use crate::registry_client::{RegistryClient, RegistryWord};
use crate::report_text;
use crate::verdict_words as words;
use crate::verifier::Verifier;
use crate::{clock, roots};
use hezheng_core::ids::Hash;
use hezheng_core::key::PublicKey;
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::statement::with_receipts;
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Report};
use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What came of one input.
pub(super) type Judged = Result<Verdict, CannotRun>;

/// A verdict, with the registry's word where it was asked.
pub(super) struct Verdict {
    pub(super) report: Report,
    pub(super) word: Option<Asked>,
}

/// What came of asking the registry.
pub(super) enum Asked {
    Answered(RegistryWord),
    /// There is nothing in a certificate that was never registered that a registry could be asked about.
    NothingToAsk,
    /// Only where this device's verdict is invalid already: nothing it might have said could change that.
    Failed(CannotRun),
}

impl Verdict {
    /// The less favourable of the two.
    pub(super) fn outcome(&self) -> Outcome {
        let ours = self.report.outcome;
        match &self.word {
            Some(Asked::Answered(word)) if rank(word.outcome) > rank(ours) => word.outcome,
            _ => ours,
        }
    }
}

impl Verdict {
    /// Why it is not valid, in a few words; nothing where it is.
    pub(super) fn reason_in_short(&self, language: Lang) -> &'static str {
        let reason = match &self.word {
            Some(Asked::Answered(word)) if self.outcome() != self.report.outcome => word.reason,
            _ => self.report.reason,
        };
        reason.map(|reason| words::in_short(reason).pick(language)).unwrap_or_default()
    }
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Valid => 0,
        Outcome::Indeterminate => 1,
        Outcome::Invalid => 2,
    }
}

/// All that is needed to judge, settled before the first input is read.
pub(super) struct Bench {
    verifier: Verifier,
    /// What the pack is called, and the files of the pinned root keys.
    source: String,
    /// The fingerprints of the pinned root keys.
    fingerprints: Vec<String>,
    root_files: Vec<PathBuf>,
    registry: Option<RegistryClient>,
}

impl Bench {
    pub(super) fn set_up(args: &VerifyArguments) -> Result<Self, CannotRun> {
        let now = match &args.now {
            Some(text) => Time::parse(text).ok_or_else(|| CannotRun::BadTime(text.clone()))?,
            None => clock::now(),
        };
        let registry = args.registry.as_deref().map(RegistryClient::new).transpose()?;
        let roots = roots::pinned(&args.root, roots::configuration().as_deref())?;
        let (pack, source) = match (&registry, &args.pack) {
            (Some(registry), _) => (registry.fetch_pack()?, registry.base().to_owned()),
            (None, file) => {
                let file = file.as_deref().unwrap_or_default();
                (read_file(file, PACK_BYTES as u64)?, file.to_owned())
            }
        };
        let verifier = Verifier::new(&roots.keys, &pack, &source, now)?;
        let fingerprints = roots.keys.iter().map(PublicKey::fingerprint).collect();
        Ok(Self { verifier, source, fingerprints, root_files: roots.files, registry })
    }

    /// Said once, since it is the same for every input: the verdicts can only say that there is no list of institutions.
    pub(super) fn warning(&self, language: Lang) -> Option<String> {
        let files: Vec<_> = self.root_files.iter().map(|file| file.display().to_string()).collect();
        let source = &self.source;
        self.verifier.is_by_strangers().then(|| {
            language.pick(
                format!(
                    "注意：{source} 的核验数据不是由所信任的根密钥（{}）签发的，因此一概不采信。请核对根公钥文件是否为人社部门所公布，以及数据包或网址是否正确。",
                    files.join("、")
                ),
                format!(
                    "Note: what {source} offers was not signed by the pinned root key ({}), so nothing in it is trusted. Check that the file holds the root key that the labour bureau publishes, and that this is the right pack or registry.",
                    files.join(", ")
                ),
            )
        })
    }

    /// The time that it is judged at.
    pub(super) fn now(&self) -> Time {
        self.verifier.now()
    }

    /// What it is judged by, as a record of the run says it.
    pub(super) fn evidence(&self) -> Value {
        let mut evidence = Map::from_iter([
            ("source".to_owned(), json!(self.source)),
            ("registry_asked".to_owned(), json!(self.registry.is_some())),
            ("roots".to_owned(), json!(self.fingerprints)),
        ]);
        evidence.extend(self.verifier.held().as_object().cloned().unwrap_or_default());
        Value::Object(evidence)
    }

    /// What comes of an input, and the SHA-256 of its file.
    pub(super) fn judge(&self, input: &str, stdin: &mut dyn Read) -> (Judged, Option<Hash>) {
        if Path::new(input).is_dir() {
            return (Err(CannotRun::EmptyFolder(input.into())), None);
        }
        match Input::read_with_hash(input, stdin) {
            Ok((read, hash)) => (self.judge_read(input, read), hash),
            Err(error) => (Err(error), None),
        }
    }

    fn judge_read(&self, input: &str, read: Input) -> Judged {
        let presented = presented::find(read, &report_text::label(input))?;
        let report = self.verifier.judge_presented(&presented);
        let Some(registry) = &self.registry else { return Ok(Verdict { report, word: None }) };
        // The registry is asked about the registered statement (header 11) and nothing else.
        let registered = presented.statement().and_then(|bytes| with_receipts(&bytes, &[]).ok());
        let word = match registered.map(|registered| registry.ask(&registered)) {
            None => Asked::NothingToAsk,
            Some(Ok(word)) => Asked::Answered(word),
            Some(Err(error)) if report.outcome == Outcome::Invalid => Asked::Failed(error),
            Some(Err(error)) => return Err(error),
        };
        Ok(Verdict { report, word: Some(word) })
    }
}
