//! `hezheng order approve`: the second officer's signature, after seeing exactly what will change.

use super::view::{View, ViewArguments};
use super::{correction, decode, description, read, unwritable};
use crate::failure::Failure;
use crate::language::Lang;
use crate::signing_key::KeyArguments;
use crate::terminal::{self, Consent};
use crate::words;
use clap::Args;
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderRefusal, Selector, UnverifiedOrder};
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::orders;
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Approve {
    /// 状态令文件 The order
    file: PathBuf,
    #[command(flatten)]
    key: KeyArguments,
    #[command(flatten)]
    view: ViewArguments,
    /// 批准后的文件（默认写回原文件）Where to write the approved order; by default in place
    #[arg(long)]
    out: Option<PathBuf>,
    /// 不再询问 Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(approve: &Approve, lang: Lang, now: Time) -> Result<(), Failure> {
    let bytes = read(&approve.file, lang)?;
    let order = decode(&approve.file, &bytes, lang)?;
    let view = approve.view.fetch(lang, now)?;
    description::say(&order, view.as_ref().map(|view| &view.bundle), lang);
    judge(orders::check_approvable(&order, now).err(), lang)?;
    let (ordered_by, approved_by) = order.unverified_kids();
    if let Some(view) = &view {
        match order.verify(&view.bundle, now).err() {
            None if approved_by.is_some() => return Err(approved_already(lang)),
            Some(refusal) if is_of_the_approval(refusal) => {}
            refusal => judge(refusal, lang)?,
        }
    } else {
        terminal::warn(lang.pick(
            "注意：未用 --registry 查证下令人的签名；备案系统在执行前会查证。",
            "Note: without --registry the signature of who ordered is not checked here; the registry checks it.",
        ));
    }
    let key = approve.key.open(lang)?;
    show_corrections(approve, (&order, view.as_ref()), (&key, now), lang)?;
    // Where nobody can be asked, the passphrase given beforehand is the consent; what is approved is said all the same.
    let is_asked = !approve.yes && std::io::stdin().is_terminal();
    let consent = if is_asked { Consent::Asked } else { Consent::Given };
    terminal::confirm(lang, consent, lang.pick("批准以上更改？", "Approve this change?"))?;
    if key.kid() == ordered_by {
        return Err(Failure::new(words::order::refusal(lang, OrderRefusal::SamePerson)));
    }
    match approved_by {
        Some(approver) if approver == key.kid() => return Err(approved_already(lang)),
        // The wrong key's approval is no reason to have the order signed anew.
        Some(approver) => terminal::warn(&lang.pick(
            format!("注意：原有密钥 {approver} 的批准由这次批准代替。"),
            format!("Note: the approval by the key {approver} is replaced by this one."),
        )),
        None => {}
    }
    let approved = orders::approve(&order, &key, now);
    let approved = approved.map_err(|refusal| Failure::new(words::order::refusal(lang, refusal)))?;
    if let Some(view) = &view {
        let order = decode(&approve.file, &approved, lang)?;
        judge(order.verify(&view.bundle, now).err(), lang)?;
    }
    let (out, written) = match &approve.out {
        Some(out) => (out, new_file::create(out, &approved, ReadableBy::Everybody)),
        None => (&approve.file, new_file::replace(&approve.file, &approved, ReadableBy::Everybody)),
    };
    written.map_err(|error| unwritable(out, &error, lang))?;
    let send = format!("hezheng order send {} --registry URL", out.display());
    terminal::say(&lang.pick(format!("已批准。下一步：{send}"), format!("Approved. Next: {send}")));
    Ok(())
}

/// Old beside new, where the order carries out corrections. It must name just those that wait: another statement may have been
/// filed since it was given.
fn show_corrections(
    approve: &Approve,
    (order, view): (&UnverifiedOrder<'_>, Option<&View>),
    by: (&dyn Signer, Time),
    lang: Lang,
) -> Result<(), Failure> {
    let body = order.unverified_body();
    let (Status::Superseded, Selector::Numbers(numbers)) = (body.status, &body.selector) else { return Ok(()) };
    let (Some(view), Some(base)) = (view, &approve.view.registry) else {
        terminal::warn(lang.pick(
            "注意：没有 --registry，看不到这些证书是否有更正、新证书写着什么。",
            "Note: without --registry it is not seen whether corrections wait for these certificates, and what the new ones say.",
        ));
        return Ok(());
    };
    let corrections = correction::fetch((base, view), &body.authority, numbers, by, lang)?;
    correction::say(&corrections, lang);
    if corrections.is_empty() || correction::id_of(&corrections) == body.id {
        return Ok(());
    }
    Err(Failure::new(lang.pick(
        "这份状态令写明的不是以上待审批的更正：下令之后更正有变，或下令时没有用 --correction。没有批准；请重新下令：hezheng order supersede --correction",
        "this order does not name the corrections above, which wait now: they changed since it was given, or it was given without --correction; nothing was approved: order again with hezheng order supersede --correction",
    )))
}

fn approved_already(lang: Lang) -> Failure {
    Failure::new(lang.pick(
        "这份状态令已经批准过。请直接发送：hezheng order send",
        "this order is approved already; send it with: hezheng order send",
    ))
}

/// Whether another approval would mend it.
fn is_of_the_approval(refusal: OrderRefusal) -> bool {
    use OrderRefusal as R;
    matches!(refusal, R::UnknownApprover | R::SamePerson | R::ApproverRole | R::ApproverNotValidThen | R::BadApproval)
}

/// A missing approval is what this command is for; anything else is said now.
fn judge(refusal: Option<OrderRefusal>, lang: Lang) -> Result<(), Failure> {
    match refusal {
        None | Some(OrderRefusal::ApprovalMissing) => Ok(()),
        Some(refusal) => Err(Failure::new(words::order::refusal(lang, refusal))),
    }
}
