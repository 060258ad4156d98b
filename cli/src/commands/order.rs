//! `hezheng order`: officers' orders to revoke, suspend, supersede or reinstate, their approval and their sending.

mod approve;
mod correction;
mod description;
mod give;
mod send;
mod view;

use crate::failure::Failure;
use crate::language::Lang;
use crate::words;
use clap::{Args, Subcommand};
use hezheng_core::limits::ORDER_BYTES;
use hezheng_core::status::Status;
use hezheng_core::status::order::UnverifiedOrder;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// 状态令 Revoke, suspend, supersede or reinstate certificates
#[derive(Subcommand)]
pub(crate) enum OrderCommand {
    /// 吊销 Order a revocation; it takes another officer's approval
    Revoke(give::Give),
    /// 暂停 Order a suspension; up to 60 by number take one signature only
    Suspend(give::Give),
    /// 由新证书替换 Order that certificates count as replaced by new ones
    Supersede(give::Give),
    /// 恢复 Order that certificates are valid again
    Reinstate(give::Give),
    /// 更正 Show the corrections that institutions filed and that wait for an order
    Corrections(correction::Waiting),
    /// 批准 Approve another officer's order, after seeing what it changes
    Approve(approve::Approve),
    /// 发送 Send an order to the registry
    Send(send::Send),
    /// 查看 Show an order
    Show(Show),
}

#[derive(Args)]
pub(crate) struct Show {
    /// 状态令文件 The order
    file: PathBuf,
}

pub(crate) fn run(command: OrderCommand, lang: Lang) -> Result<(), Failure> {
    let now = crate::clock::now();
    match command {
        OrderCommand::Revoke(give) => give::run(give, Status::Revoked, lang, now),
        OrderCommand::Suspend(give) => give::run(give, Status::Suspended, lang, now),
        OrderCommand::Supersede(give) => give::run(give, Status::Superseded, lang, now),
        OrderCommand::Reinstate(give) => give::run(give, Status::Valid, lang, now),
        OrderCommand::Corrections(waiting) => correction::run(&waiting, lang, now),
        OrderCommand::Approve(approve) => approve::run(&approve, lang, now),
        OrderCommand::Send(send) => send::run(&send, lang),
        OrderCommand::Show(show) => {
            let bytes = read(&show.file, lang)?;
            description::say(&decode(&show.file, &bytes, lang)?, None, lang);
            Ok(())
        }
    }
}

fn read(path: &Path, lang: Lang) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(ORDER_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    let file = path.display();
    read.map(|_| bytes).map_err(|error| {
        Failure::new(lang.pick(
            format!("{file}：无法读取（{error}）。请检查路径和读取权限。"),
            format!("{file}: it cannot be read ({error}); check the path and who may read it"),
        ))
    })
}

fn decode<'b>(path: &Path, bytes: &'b [u8], lang: Lang) -> Result<UnverifiedOrder<'b>, Failure> {
    UnverifiedOrder::decode(bytes).map_err(|cause| words::order::malformed(lang, path, cause))
}

fn unwritable(path: &Path, error: &std::io::Error, lang: Lang) -> Failure {
    let file = path.display();
    Failure::new(match error.kind() {
        std::io::ErrorKind::AlreadyExists => lang.pick(
            format!("{file}：文件已存在，不会覆盖。请换一个文件名。"),
            format!("{file}: it exists already and is not overwritten; give another name"),
        ),
        _ => lang.pick(
            format!("{file}：无法写入（{error}）。请检查文件夹、权限和剩余空间。"),
            format!("{file}: it cannot be written ({error}); check the folder, its permissions and the space left"),
        ),
    })
}
