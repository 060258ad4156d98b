//! `hezheng verify`: judges each input, by a pack or by what a registry offers, and says how old the evidence is.
//!
//! With `--registry` two verdicts are given: this device's, by the pack fetched and the pinned root keys, and the registry's
//! word, which is not signed. The less favourable one counts, so that the registry's word alone never makes anything valid.

use crate::cannot_run::CannotRun;
use crate::input::{Input, read_file};
use crate::language::Lang;
use crate::presented;
use crate::registry_client::{RegistryClient, RegistryWord};
use crate::report_text::{self, Colour, Style};
use crate::verdict_words as words;
use crate::verifier::Verifier;
use crate::{clock, roots, times};
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::statement::with_receipts;
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Report};
use serde_json::{Map, Value, json};
use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks certificates: PDF files, pictures of QR codes, or the text of QR codes.
///
/// Exit code: 1 if any is invalid, else 2 if any could not be checked, else 3 if any cannot be confirmed, else 0.
#[derive(clap::Args, Debug)]
#[command(group(clap::ArgGroup::new("evidence").required(true).args(["pack", "registry"])))]
pub(crate) struct VerifyArguments {
    /// PDF, PNG or JPEG file, QR code text or a file with it, statement file, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Check offline with this pack (see `hezheng pack fetch`)
    #[arg(long, value_name = "FILE")]
    pack: Option<String>,
    /// Check with the registry at this base URL; it is sent the signed contents of each certificate
    #[arg(long, value_name = "URL")]
    registry: Option<String>,
    /// Public root key to trust (PEM); default: those in ~/.config/hezheng/roots
    #[arg(long, value_name = "FILE")]
    root: Vec<PathBuf>,
    /// Judge as of this time: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// One line of JSON for each input
    #[arg(long)]
    json: bool,
}

/// What came of one input.
type Judged = Result<Verdict, CannotRun>;

/// A verdict, with the registry's word where it was asked.
struct Verdict {
    report: Report,
    word: Option<Asked>,
}

/// What came of asking the registry.
enum Asked {
    Answered(RegistryWord),
    /// There is nothing in a certificate that was never registered that a registry could be asked about.
    NothingToAsk,
    /// Only where this device's verdict is invalid already: nothing it might have said could change that.
    Failed(CannotRun),
}

impl Verdict {
    /// The less favourable of the two.
    fn outcome(&self) -> Outcome {
        let ours = self.report.outcome;
        match &self.word {
            Some(Asked::Answered(word)) if rank(word.outcome) > rank(ours) => word.outcome,
            _ => ours,
        }
    }
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Valid => 0,
        Outcome::Indeterminate => 1,
        Outcome::Invalid => 2,
    }
}

/// Runs the command on the real standard input and output.
#[must_use]
pub(crate) fn run(args: &VerifyArguments, language: Lang) -> ExitCode {
    let style = Style { language, colour: colour() };
    let bench = match Bench::set_up(args) {
        Ok(bench) => bench,
        Err(error) => return nothing_can_run(args, &error, language),
    };
    if let Some(warning) = bench.warning(language) {
        print_error(&warning);
    }
    let mut worst = Exit::Valid;
    for (index, input) in args.inputs.iter().enumerate() {
        let judged = bench.judge(input, &mut std::io::stdin().lock());
        worst = worst.max(Exit::of(&judged));
        match (&judged, args.json) {
            (_, true) => print(&format!("{}\n", json_line(input, &judged, language))),
            (Ok(verdict), _) => {
                let between = if index > 0 { "\n" } else { "" };
                print(&format!("{between}{}", text(input, verdict, style)));
            }
            (Err(error), _) => print_error(&error.message(language)),
        }
    }
    ExitCode::from(worst as u8)
}

/// What stands in the way of all inputs is said once; in JSON for each.
fn nothing_can_run(args: &VerifyArguments, error: &CannotRun, language: Lang) -> ExitCode {
    if args.json {
        let lines = args.inputs.iter().map(|input| json_line(input, &Err(error.clone()), language));
        lines.for_each(|line| print(&format!("{line}\n")));
    } else {
        print_error(&error.message(language));
    }
    ExitCode::from(Exit::CouldNotRun as u8)
}

/// Where nobody reads any more there is nobody to tell.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn print_error(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

fn colour() -> Colour {
    let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stdout().is_terminal() && !is_unwanted { Colour::Terminal } else { Colour::None }
}

/// The exit codes, from harmless to grave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    Valid = 0,
    Indeterminate = 3,
    CouldNotRun = 2,
    Invalid = 1,
}

impl Exit {
    fn of(judged: &Judged) -> Self {
        match judged.as_ref().map(Verdict::outcome) {
            Ok(Outcome::Valid) => Self::Valid,
            Ok(Outcome::Indeterminate) => Self::Indeterminate,
            Err(_) => Self::CouldNotRun,
            Ok(Outcome::Invalid) => Self::Invalid,
        }
    }

    /// The graver of the two: any invalid, else any that could not run, else any indeterminate.
    fn max(self, other: Self) -> Self {
        let gravity = |exit| match exit {
            Self::Valid => 0,
            Self::Indeterminate => 1,
            Self::CouldNotRun => 2,
            Self::Invalid => 3,
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}

/// All that is needed to judge, settled before the first input is read.
struct Bench {
    verifier: Verifier,
    /// What the pack is called, and the files of the pinned root keys.
    source: String,
    root_files: Vec<PathBuf>,
    registry: Option<RegistryClient>,
}

impl Bench {
    fn set_up(args: &VerifyArguments) -> Result<Self, CannotRun> {
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
        Ok(Self { verifier, source, root_files: roots.files, registry })
    }

    /// Said once, since it is the same for every input: the verdicts can only say that there is no list of institutions.
    fn warning(&self, language: Lang) -> Option<String> {
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

    fn judge(&self, input: &str, stdin: &mut dyn Read) -> Judged {
        let presented = presented::find(Input::read(input, stdin)?, &report_text::label(input))?;
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

/// format.md's Report with `input` before it. With a registry also `device` and `registry`, the two reports; the members
/// beside them are those of the one that counts.
fn json_line(input: &str, judged: &Judged, language: Lang) -> String {
    let mut line = Map::from_iter([("input".to_owned(), json!(input))]);
    match judged {
        Err(error) => {
            line.insert("error".into(), json!({ "code": error.code(), "message": error.message(language) }));
        }
        Ok(verdict) => {
            let ours = json!(verdict.report);
            let theirs = match &verdict.word {
                Some(Asked::Answered(word)) => Some(word),
                _ => None,
            };
            let counts =
                theirs.filter(|_| verdict.outcome() != verdict.report.outcome).map_or(&ours, |word| &word.report);
            line.extend(counts.as_object().cloned().unwrap_or_default().into_iter().filter(|(key, _)| key != "input"));
            if verdict.word.is_some() {
                line.insert("device".into(), ours.clone());
                line.insert("registry".into(), theirs.map_or(Value::Null, |word| word.report.clone()));
            }
        }
    }
    Value::Object(line).to_string()
}

fn text(input: &str, verdict: &Verdict, style: Style) -> String {
    let report = report_text::whole(&verdict.report, input, style);
    let (language, Some(asked)) = (style.language, &verdict.word) else { return report };
    let said = match asked {
        Asked::NothingToAsk => language
            .pick("没有可查询的内容（未备案或不是证书）。", "nothing to ask about (not registered, or no certificate).")
            .into(),
        Asked::Failed(error) => error.message(language),
        Asked::Answered(word) => registry_word(word, language),
    };
    let decided = match (verdict.outcome() == verdict.report.outcome, verdict.outcome()) {
        (false, outcome) => {
            let (mark, word) = words::face(outcome);
            let word = word.pick(language);
            language.pick(
                format!("{mark} {word}：备案系统的答复更为不利，以它为准。"),
                format!("{mark} {word}: the registry's answer is the less favourable one, so it counts."),
            )
        }
        (true, _) => language.pick("以下为本机独立核验的结果。", "What follows was worked out on this device.").into(),
    };
    let title = language.pick(
        "备案系统的答复（未签名，仅供参考；不能使本机判为无效的证书变为有效）",
        "The registry's answer (unsigned; it cannot make valid what this device finds not valid)",
    );
    format!("{decided}\n{report}\n{title}\n  {said}\n")
}

fn registry_word(word: &RegistryWord, language: Lang) -> String {
    let (mark, face) = words::face(word.outcome);
    let mut said = format!("{mark} {}", face.pick(language));
    let mut add = |part: String| said.push_str(&language.pick(format!("；{part}"), format!("; {part}")));
    if let Some(reason) = word.reason {
        add(words::in_short(reason).pick(language).into());
    }
    if let Some(since) = word.detail.0 {
        let since = times::time(since, language);
        add(language.pick(format!("自 {since} 起"), format!("since {since}")));
    }
    if let Some(reason) = word.detail.1 {
        let reason = words::order_reason(reason).pick(language);
        add(language.pick(format!("原因：{reason}"), format!("reason: {reason}")));
    }
    said
}
