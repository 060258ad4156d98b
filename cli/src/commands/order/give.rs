//! `hezheng order revoke | suspend | supersede | reinstate`: one officer's signed order, as a file.

use super::correction::{self, Correction};
use super::view::{View, ViewArguments};
use super::{description, unwritable};
use crate::failure::Failure;
use crate::language::Lang;
use crate::signing_key::KeyArguments;
use crate::{terminal, words};
use clap::Args;
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::number::{AuthorityCode, CertificateNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderBody, OrderRefusal, Reason, Selector, UnverifiedOrder};
use hezheng_core::time::Time;
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::orders::{self, NAMED_ONE_BY_ONE, Note};
use hezheng_keys::{NoRandomness, Signer, random_bytes};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Give {
    /// 证书序列号（可多个）The numbers of the certificates
    #[arg(long, num_args = 1.., conflicts_with_all = ["institution", "class_filing"], value_parser = certificate_number)]
    number: Vec<CertificateNumber>,
    /// 按机构提交的更正，由新证书替换这些证书（可多个）The numbers of certificates whose filed corrections are to be carried out
    #[arg(long, num_args = 1.., conflicts_with_all = ["number", "institution", "class_filing"], requires = "registry", value_parser = certificate_number)]
    correction: Vec<CertificateNumber>,
    /// 机构的统一社会信用代码 Those of an institution, by their place in the log
    #[arg(long, requires_all = ["from", "until"], conflicts_with = "class_filing", value_parser = super::super::trust::uscc)]
    institution: Option<Uscc>,
    /// 日志起点（含）From this leaf index
    #[arg(long, requires = "institution")]
    from: Option<u64>,
    /// 日志终点（不含）Until this leaf index, exclusive
    #[arg(long, requires = "institution")]
    until: Option<u64>,
    /// 开班备案号 Those of a class filing
    #[arg(long)]
    class_filing: Option<String>,
    /// 人社局代码（默认取自证书序列号）The authority; by default the one the numbers name
    #[arg(long, value_parser = super::super::trust::authority_code)]
    authority: Option<AuthorityCode>,
    /// 原因（更正时默认为机构填写的原因）Why; with --correction the institution's reason unless given
    #[arg(long, value_parser = words::order::parse_reason, required_unless_present = "correction", value_name = "other|no-exam-held|false-identity|ineligible-trainee|false-training-record|sold|wrong-data|key-compromised|asked-by-holder")]
    reason: Option<Reason>,
    #[command(flatten)]
    key: KeyArguments,
    #[command(flatten)]
    view: ViewArguments,
    /// 看到的日志条数 The tree size seen, where no registry is asked: only what lies below it is touched
    #[arg(long, conflicts_with = "registry")]
    seen: Option<u64>,
    /// 说明，写入 OUT.note 由人社局保存，状态令中只有其哈希 A note: kept in OUT.note by the bureau, the order names its hash only
    #[arg(long)]
    note: Option<String>,
    /// 状态令文件 The order to write
    #[arg(long)]
    out: PathBuf,
}

fn certificate_number(text: &str) -> Result<CertificateNumber, String> {
    CertificateNumber::parse(text).map_err(|_| "须为 20 位数字 / needs the 20 digits of a 证书序列号".into())
}

pub(super) fn run(give: Give, status: Status, lang: Lang, now: Time) -> Result<(), Failure> {
    let note_path = note_path(&give.out);
    for path in [Some(&give.out), give.note.as_ref().map(|_| &note_path)].into_iter().flatten() {
        if path.symlink_metadata().is_ok() {
            return Err(unwritable(path, &std::io::ErrorKind::AlreadyExists.into(), lang));
        }
    }
    if status != Status::Superseded && !give.correction.is_empty() {
        return Err(Failure::new(lang.pick(
            "--correction 只用于 hezheng order supersede：更正是由新证书替换旧证书。",
            "--correction is for hezheng order supersede only: a correction puts a new certificate in an old one's place",
        )));
    }
    let authority = authority(&give, lang)?;
    let view = give.view.fetch(lang, now)?;
    let seen = seen(&give, view.as_ref(), &authority, lang)?;
    let note = give.note.as_deref().map(Note::salted).transpose().map_err(|error| no_randomness(error, lang))?;
    let key = give.key.open(lang)?;
    let corrections = corrections(&give, view.as_ref(), (&key, now), lang)?;
    let body = OrderBody {
        id: match &corrections {
            Some(corrections) => correction::id_of(corrections),
            None => random_bytes().map_err(|error| no_randomness(error, lang))?,
        },
        status,
        selector: selector(&give, lang)?,
        reason: reason_of(&give, corrections.as_deref(), lang)?,
        ordered: now,
        authority,
        note: note.as_ref().map(Note::hash),
        seen,
    };
    let malformed = |cause| words::order::malformed(lang, &give.out, cause);
    let bytes = orders::sign(&body, &key).map_err(malformed)?;
    let order = UnverifiedOrder::decode(&bytes).map_err(malformed)?;
    let takes_approval = takes_approval(&order, view.as_ref(), now, lang)?;
    // The note first: an order whose note was lost could never be explained.
    if let Some(note) = &note {
        let written = new_file::create(&note_path, note.to_json().as_bytes(), ReadableBy::Owner);
        written.map_err(|error| unwritable(&note_path, &error, lang))?;
    }
    let written = new_file::create(&give.out, &bytes, ReadableBy::Everybody);
    written.map_err(|error| unwritable(&give.out, &error, lang))?;
    description::say(&order, view.as_ref().map(|view| &view.bundle), lang);
    correction::say(corrections.as_deref().unwrap_or_default(), lang);
    say_next(&give.out, takes_approval, lang);
    Ok(())
}

/// The corrections to carry out, where the order is for that: one for each certificate named.
fn corrections(
    give: &Give,
    view: Option<&View>,
    by: (&dyn Signer, Time),
    lang: Lang,
) -> Result<Option<Vec<Correction>>, Failure> {
    let numbers = numbers(&give.correction);
    let (Some(view), Some(base), false) = (view, &give.view.registry, numbers.is_empty()) else { return Ok(None) };
    let authority = authority(give, lang)?;
    let found = correction::fetch((base, view), &authority, &numbers, by, lang)?;
    match numbers.iter().find(|number| !found.iter().any(|one| one.replaces == **number)) {
        None => Ok(Some(found)),
        Some(missing) => Err(Failure::new(lang.pick(
            format!("证书 {missing} 没有待审批的更正：机构没有提交，或已撤回、已执行。请向机构核实；若只是要替换，请用 --number。"),
            format!("no correction waits for certificate {missing}: none was filed, or it was withdrawn or carried out; ask the institution, or use --number to supersede it without a new one"),
        ))),
    }
}

/// The reason given, or else the one that the institution gave for all.
fn reason_of(give: &Give, corrections: Option<&[Correction]>, lang: Lang) -> Result<Reason, Failure> {
    let mut filed = corrections.unwrap_or_default().iter().map(|one| one.reason);
    let first = filed.next();
    let of_all = first.filter(|first| filed.all(|reason| reason == *first));
    give.reason.or(of_all).ok_or_else(|| {
        Failure::new(lang.pick(
            "这些更正的原因不同。请用 --reason 写明状态令的原因，或分开下令。",
            "these corrections were filed for different reasons; say with --reason why the order is given, or give an order for each",
        ))
    })
}

/// Whether another officer must approve. What the registry would refuse is refused here, before it is written.
fn takes_approval(
    order: &UnverifiedOrder<'_>,
    view: Option<&View>,
    now: Time,
    lang: Lang,
) -> Result<Approval, Failure> {
    let Some(view) = view else { return Ok(Approval::NotKnown) };
    match order.verify(&view.bundle, now) {
        Ok(_) => Ok(Approval::NotNeeded),
        Err(OrderRefusal::ApprovalMissing) => Ok(Approval::Needed),
        Err(refusal) => Err(Failure::new(words::order::refusal(lang, refusal))),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Approval {
    Needed,
    NotNeeded,
    NotKnown,
}

fn say_next(out: &Path, approval: Approval, lang: Lang) {
    let file = out.display();
    let (approve, send) =
        (format!("hezheng order approve {file} --key FILE"), format!("hezheng order send {file} --registry URL"));
    terminal::say(&match approval {
        Approval::NotNeeded => lang.pick(format!("下一步：{send}"), format!("Next: {send}")),
        Approval::Needed => {
            lang.pick(format!("下一步，由另一名经办人：{approve}"), format!("Next, by another officer: {approve}"))
        }
        Approval::NotKnown => lang.pick(
            format!("下一步，由另一名经办人：{approve}（60 张以内按序列号暂停的除外）；然后：{send}"),
            format!("Next, by another officer (not for up to 60 suspended by number): {approve}; then: {send}"),
        ),
    });
}

fn authority(give: &Give, lang: Lang) -> Result<AuthorityCode, Failure> {
    if let Some(authority) = &give.authority {
        return Ok(authority.clone());
    }
    let mut named: Vec<&str> = give.number.iter().chain(&give.correction).map(CertificateNumber::authority).collect();
    named.dedup();
    match named.as_slice() {
        [one] => AuthorityCode::parse(one).map_err(|_| needs_authority(lang)),
        [] => Err(needs_authority(lang)),
        _ => Err(Failure::new(lang.pick(
            "这些证书序列号属于不同的人社局；一份状态令只能涉及一个。请分开下令。",
            "these numbers belong to several authorities, and an order touches one only; give an order for each",
        ))),
    }
}

fn needs_authority(lang: Lang) -> Failure {
    Failure::new(lang.pick("请用 --authority 写明人社局代码。", "say with --authority whose certificates they are"))
}

fn seen(give: &Give, view: Option<&View>, authority: &AuthorityCode, lang: Lang) -> Result<TreeSize, Failure> {
    match (give.seen, view) {
        (Some(seen), _) => Ok(TreeSize(seen)),
        (None, Some(view)) => view.seen(authority, lang),
        // Certificates named one by one need no bound: none but these is touched, however far the log had come.
        (None, None) if !give.number.is_empty() => Ok(NAMED_ONE_BY_ONE),
        (None, None) => Err(Failure::new(lang.pick(
            "不知道登记到了哪里，而状态令只涉及下令时已登记的证书。请加 --registry 网址，或 --seen 日志条数。",
            "it is not known how far the log had come, and an order touches only what was registered when it was given; add --registry URL, or --seen TREE_SIZE",
        ))),
    }
}

fn selector(give: &Give, lang: Lang) -> Result<Selector, Failure> {
    let nothing = || {
        Failure::new(lang.pick(
            "没有写明涉及哪些证书。请用 --number、--institution 或 --class-filing。",
            "it does not say which certificates; name them with --number, --institution or --class-filing",
        ))
    };
    match (&give.institution, give.from, give.until, &give.class_filing) {
        (Some(_), Some(from), Some(until), _) if from >= until => Err(Failure::new(
            lang.pick("日志起点须小于终点（终点不含在内）。", "--from must be below --until, which is exclusive"),
        )),
        (Some(uscc), Some(from), Some(until), _) => {
            Ok(Selector::Institution(uscc.clone(), LeafIndex(from), LeafIndex(until)))
        }
        (None, _, _, Some(filing)) => Ok(Selector::ClassFiling(filing.clone())),
        (None, _, _, None) if !give.number.is_empty() => Ok(Selector::Numbers(numbers(&give.number))),
        (None, _, _, None) if !give.correction.is_empty() => Ok(Selector::Numbers(numbers(&give.correction))),
        _ => Err(nothing()),
    }
}

/// Each number once, in the order given.
fn numbers(given: &[CertificateNumber]) -> Vec<CertificateNumber> {
    let mut seen = std::collections::BTreeSet::new();
    given.iter().filter(|number| seen.insert(*number)).cloned().collect()
}

fn no_randomness(error: NoRandomness, lang: Lang) -> Failure {
    Failure::new(words::keys::problem(lang, &hezheng_keys::KeyFileProblem::NoRandomness(error)))
}

fn note_path(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".note");
    PathBuf::from(name)
}
