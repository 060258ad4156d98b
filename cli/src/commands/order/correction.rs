//! Corrections as officers see them before they sign: old beside new, both proved to be the institution's own words.

use super::view::{View, ViewArguments};
use crate::comparison;
use crate::failure::Failure;
use crate::http::Registry;
use crate::language::Lang;
use crate::signing_key::KeyArguments;
use crate::{terminal, words};
use clap::Args;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::ids::StatementHash;
use hezheng_core::number::{AuthorityCode, CertificateNumber, Uscc};
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::status::correction::order_id;
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_keys::Signer;

/// A thousand corrections with two statements each.
const ANSWER_BYTES: usize = 4_194_304;
/// As many certificates as a registry takes in one question.
const ASKED_AT_ONCE: usize = 1_000;

/// A correction that waits for an order; both statements are signed by their institution.
pub(super) struct Correction {
    pub(super) replaces: CertificateNumber,
    old: Claims,
    number: CertificateNumber,
    new: Claims,
    hash: StatementHash,
    institution: String,
    pub(super) reason: Reason,
    filed: Time,
}

/// As the registry answers; nothing is verified.
struct Shown<'a> {
    replaced: &'a [u8],
    statement: &'a [u8],
    reason: Reason,
    filed: Time,
}

/// 更正 Which corrections wait for an order
#[derive(Args)]
pub(crate) struct Waiting {
    #[command(flatten)]
    key: KeyArguments,
    #[command(flatten)]
    view: ViewArguments,
}

/// Shows every correction that waits at the officer's authority, old beside new.
pub(super) fn run(waiting: &Waiting, lang: Lang, now: Time) -> Result<(), Failure> {
    let (Some(base), Some(view)) = (&waiting.view.registry, waiting.view.fetch(lang, now)?) else {
        return Err(Failure::new(
            lang.pick("请用 --registry 写明备案系统的网址。", "say with --registry which registry is asked"),
        ));
    };
    let key = waiting.key.open(lang)?;
    let (authority, _) = view.bundle.officer_key(key.kid()).ok_or_else(|| {
        Failure::new(lang.pick(
            "这把密钥不是名录中经办人的密钥，看不到更正。请用经办人的密钥。",
            "the key is no officer's in the trust bundle, so it is shown no corrections; use an officer's key",
        ))
    })?;
    let found = fetch((base, &view), &authority.code, &[], (&key, now), lang)?;
    if found.is_empty() {
        terminal::say(lang.pick("没有等待审批的更正。", "No correction waits."));
        return Ok(());
    }
    say(&found, lang);
    let numbers = found.iter().map(|one| one.replaces.as_str()).collect::<Vec<_>>().join(" ");
    let next = format!("hezheng order supersede --correction {numbers} --registry {base} --key FILE --out FILE");
    terminal::say(&lang.pick(format!("下一步，核实之后：{next}"), format!("Next, once they are looked into: {next}")));
    Ok(())
}

/// The corrections that wait for these certificates, in the order of the numbers, where there are any; all that wait, where
/// no number is given.
pub(super) fn fetch(
    (base, view): (&str, &View),
    authority: &AuthorityCode,
    numbers: &[CertificateNumber],
    (signer, now): (&dyn Signer, Time),
    lang: Lang,
) -> Result<Vec<Correction>, Failure> {
    let listed = view.bundle.authority(authority.as_str()).ok_or_else(|| {
        Failure::new(lang.pick(
            format!("名录中没有人社局 {authority}。请核对序列号和网址。"),
            format!("the trust bundle has no authority {authority}; check the numbers and the address"),
        ))
    })?;
    let registry = Registry::at(base, lang);
    let mut proved = Vec::new();
    let questions = if numbers.is_empty() { vec![numbers] } else { numbers.chunks(ASKED_AT_ONCE).collect() };
    for some in questions {
        let mut body = Writer::new();
        body.array(some.len());
        some.iter().for_each(|number| {
            body.text(number.as_str());
        });
        let path = (listed.base_url.as_str(), "v1/corrections/open");
        let answer = registry.post_signed(path, &body.into_bytes(), ANSWER_BYTES, (signer, now))?;
        let shown = decode(&answer).map_err(|_| {
            Failure::new(lang.pick(
                format!("{base} 对更正的应答无法读懂。请更新本程序后再试。"),
                format!("the answer of {base} about corrections cannot be read; update this program and try again"),
            ))
        })?;
        for one in &shown {
            proved.push(one.proved(&view.bundle).ok_or_else(|| not_proved(base, lang))?);
        }
    }
    if numbers.is_empty() {
        return Ok(proved);
    }
    let mut wanted = Vec::new();
    for number in numbers {
        if let Some(found) = proved.iter().position(|one| one.replaces == *number) {
            wanted.push(proved.swap_remove(found));
        }
    }
    Ok(wanted)
}

/// The id of the order that carries these out.
pub(super) fn id_of(corrections: &[Correction]) -> [u8; 16] {
    order_id(&corrections.iter().map(|one| one.hash).collect::<Vec<_>>())
}

/// Shows old beside new.
pub(super) fn say(corrections: &[Correction], lang: Lang) {
    for one in corrections {
        terminal::say(&lang.pick(
            format!(
                "更正（{}，{} 提交，原因：{}）：",
                one.institution,
                words::time(lang, one.filed),
                words::order::reason(lang, one.reason)
            ),
            format!(
                "Correction ({}, filed {}, reason: {}):",
                one.institution,
                words::time(lang, one.filed),
                words::order::reason(lang, one.reason)
            ),
        ));
        let (old, new) = ((one.replaces.as_str(), &one.old), (one.number.as_str(), &one.new));
        comparison::lines(old, new, lang).iter().for_each(|line| terminal::say(line));
        if comparison::say_the_same(&one.old, &one.new) {
            terminal::warn(lang.pick(
                "注意：新旧证书内容相同，没有可更正之处。请先向机构核实。",
                "Note: both say the same, so there is nothing to correct; ask the institution first.",
            ));
        }
    }
}

/// What was shown is not what an institution signed: nobody should sign on.
fn not_proved(base: &str, lang: Lang) -> Failure {
    Failure::new(lang.pick(
        format!("{base} 给出的更正不是由该机构的密钥签名的，没有下令。请不要批准，并立即告知系统管理员。"),
        format!("{base} showed a correction that its institution's key did not sign, so nothing was signed here; approve nothing, and tell whoever runs the registry at once"),
    ))
}

impl Shown<'_> {
    fn proved(&self, bundle: &TrustBundle) -> Option<Correction> {
        let (old_number, old, old_uscc, _) = signed(self.replaced, bundle)?;
        let (number, new, uscc, institution) = signed(self.statement, bundle)?;
        let statement = UnverifiedStatement::decode(self.statement).ok()?;
        let is_bare = statement.unverified_registration().is_none() && !statement.has_receipts();
        (old_uscc == uscc && is_bare).then(|| Correction {
            replaces: old_number,
            old,
            number,
            new,
            hash: statement.hash(),
            institution,
            reason: self.reason,
            filed: self.filed,
        })
    }
}

/// What a statement says, where a key of its institution signed it.
fn signed(statement: &[u8], bundle: &TrustBundle) -> Option<(CertificateNumber, Claims, Uscc, String)> {
    let statement = UnverifiedStatement::decode(statement).ok()?;
    let (institution, key) = bundle.issuing_key(statement.unverified_kid())?;
    let verified = statement.verify_signature(&key.key)?;
    let name = institution.name_on(verified.claims().issued).to_owned();
    let is_own = institution.uscc == *verified.uscc();
    is_own.then(|| (verified.number().clone(), verified.claims().clone(), institution.uscc.clone(), name))
}

/// `[ * {1: bstr registered statement, 2: bstr new statement, 3: reason, 4: time filed} ]`
fn decode(answer: &[u8]) -> Result<Vec<Shown<'_>>, CborError> {
    let mut reader = Reader::new(answer);
    let count = reader.array()?;
    let mut shown = Vec::new();
    for _ in 0..count {
        let (mut replaced, mut statement, mut reason, mut filed) = (None, None, None, None);
        let mut keys = reader.map()?;
        while let Some(key) = keys.next(&mut reader)? {
            match key {
                1 => replaced = Some(reader.bytes()?),
                2 => statement = Some(reader.bytes()?),
                3 => reason = Reason::from_code(reader.unsigned()?),
                4 => filed = Some(Time(reader.unsigned()?)),
                // A later registry may say more.
                _ => reader.item().map(|_| ())?,
            }
        }
        let (Some(replaced), Some(statement)) = (replaced, statement) else { return Err(CborError::Kind) };
        let (Some(reason), Some(filed)) = (reason, filed) else { return Err(CborError::Kind) };
        shown.push(Shown { replaced, statement, reason, filed });
    }
    reader.end()?;
    Ok(shown)
}
