//! What a new bundle changes, in words, line by line: shown before anybody signs it.

use crate::language::Lang;
use crate::words;
use hezheng_core::ids::Kid;
use hezheng_keys::authoring::{Book, BundleChange};

/// The lines, none where nothing but the dates changes.
pub(super) fn lines(changes: &[BundleChange], book: &Book, lang: Lang) -> Vec<String> {
    changes.iter().map(|change| line(change, book, lang)).collect()
}

fn line(change: &BundleChange, book: &Book, lang: Lang) -> String {
    let owner = |kid: Kid| book.key(kid).map(|record| words::authoring::owner(lang, record)).unwrap_or_default();
    match change {
        BundleChange::RootComes(root) => lang.pick(
            format!("+ 新的根密钥 {} {} 指纹 {}", root.kid(), owner(root.kid()), root.fingerprint()),
            format!("+ root key {} {} fingerprint {}", root.kid(), owner(root.kid()), root.fingerprint()),
        ),
        BundleChange::RootGoes(root) => lang.pick(
            format!("- 退出的根密钥 {} {}", root.kid(), owner(root.kid())),
            format!("- root key {} {}", root.kid(), owner(root.kid())),
        ),
        BundleChange::WitnessComes(name, kid) => {
            lang.pick(format!("+ 见证人 {name} 密钥 {kid}"), format!("+ witness {name} key {kid}"))
        }
        BundleChange::WitnessGoes(name, kid) => {
            lang.pick(format!("- 见证人 {name} 密钥 {kid}"), format!("- witness {name} key {kid}"))
        }
        BundleChange::Quorum(before, after) => lang.pick(
            format!("~ 须有见证人签名 {before} → {after}"),
            format!("~ witnesses that must cosign: {before} → {after}"),
        ),
        BundleChange::EntryComes(name, value) => format!("+ {name}: {value}"),
        BundleChange::EntryDiffers(name, before, after) => format!("~ {name}: {before} → {after}"),
        BundleChange::KeyComes(kid) => {
            lang.pick(format!("+ 密钥 {kid} {}", owner(*kid)), format!("+ key {kid} {}", owner(*kid)))
        }
        BundleChange::KeyEnds(kid, time) => {
            let time = words::time(lang, *time);
            lang.pick(
                format!("~ 密钥 {kid} {} 于 {time} 停用", owner(*kid)),
                format!("~ key {kid} {} ends at {time}", owner(*kid)),
            )
        }
        BundleChange::KeyDistrusted(kid, from) => lang.pick(
            format!("~ 密钥 {kid} {} 从日志第 {} 条起不可信", owner(*kid), from.0),
            format!("~ key {kid} {} distrusted from leaf {}", owner(*kid), from.0),
        ),
    }
}
