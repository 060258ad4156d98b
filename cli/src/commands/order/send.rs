//! `hezheng order send`: an order to the registry, and what it touched.

use super::{decode, read};
use crate::failure::Failure;
use crate::http::Registry;
use crate::language::Lang;
use crate::terminal;
use clap::Args;
use hezheng_core::cbor::{CborError, Reader};
use hezheng_core::limits::ORDER_BYTES;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Send {
    /// 状态令文件 The order
    file: PathBuf,
    /// 人社局的基础网址 The base URL of the authority's registry
    #[arg(long)]
    registry: String,
}

pub(super) fn run(send: &Send, lang: Lang) -> Result<(), Failure> {
    let bytes = read(&send.file, lang)?;
    let order = decode(&send.file, &bytes, lang)?;
    let answer = Registry::at(&send.registry, lang).post("v1/orders", "application/cose", &bytes, ORDER_BYTES)?;
    let Ok((touched, leaves)) = decode_answer(&answer) else {
        return Err(Failure::new(lang.pick(
            "备案系统接受了状态令，但应答无法读懂。请用 hezheng verify 查看证书状态；再次发送不会造成重复处理。",
            "the registry took the order, but its answer cannot be read; check a certificate with hezheng verify: sending again changes nothing twice",
        )));
    };
    let entries: Vec<String> = leaves.iter().map(u64::to_string).collect();
    let hash = order.hash();
    if touched == 0 {
        terminal::say(lang.pick(
            "没有改动任何证书：它们已是这个状态，或其状态不能由这份状态令改变。",
            "Nothing changed: the certificates are in that state already, or in one that this order cannot change.",
        ));
        return Ok(());
    }
    terminal::say(&lang.pick(
        format!("已执行：涉及证书 {touched} 张，日志第 {} 条。", entries.join("、")),
        format!("Done. Certificates touched: {touched}; log entries: {}.", entries.join(", ")),
    ));
    terminal::say(&lang.pick(
        format!("状态令已公布：{}/v1/orders/{hash}", send.registry.trim_end_matches('/')),
        format!("The order is published: {}/v1/orders/{hash}", send.registry.trim_end_matches('/')),
    ));
    terminal::say(lang.pick(
        "下一步：请核验方更新数据（hezheng pack fetch）。撤回请用：hezheng order reinstate",
        "Next: verifiers update (hezheng pack fetch). To undo: hezheng order reinstate",
    ));
    Ok(())
}

/// `{1: certificates touched, 2: [leaf index of each entry]}` (format.md section 8).
fn decode_answer(bytes: &[u8]) -> Result<(u64, Vec<u64>), CborError> {
    let mut reader = Reader::new(bytes);
    let mut keys = reader.map()?;
    let (mut touched, mut leaves) = (0, Vec::new());
    while let Some(key) = keys.next(&mut reader)? {
        match key {
            1 => touched = reader.unsigned()?,
            2 => {
                let count = reader.array()?;
                leaves = (0..count).map(|_| reader.unsigned()).collect::<Result<_, _>>()?;
            }
            // A later registry may say more.
            _ => reader.item().map(|_| ())?,
        }
    }
    reader.end()?;
    Ok((touched, leaves))
}
