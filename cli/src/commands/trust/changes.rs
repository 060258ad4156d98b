//! What a new bundle changes, line by line: shown before anybody signs it.

use crate::language::Lang;
use crate::words;
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::trust::bundle::{BundleBody, Validity, Witnesses};
use hezheng_keys::authoring::Book;
use std::collections::BTreeMap;

/// The lines, none where nothing but the dates changes.
pub(super) fn lines(last: Option<&BundleBody>, next: &BundleBody, book: &Book, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let owner = |kid: Kid| book.key(kid).map(|record| words::authoring::owner(lang, record)).unwrap_or_default();
    let old_roots: &[PublicKey] = last.map_or(&book.initial_roots, |last| &last.roots);
    for root in next.roots.iter().filter(|root| !old_roots.contains(root)) {
        lines.push(lang.pick(
            format!("+ 新的根密钥 {} {} 指纹 {}", root.kid(), owner(root.kid()), root.fingerprint()),
            format!("+ root key {} {} fingerprint {}", root.kid(), owner(root.kid()), root.fingerprint()),
        ));
    }
    for root in old_roots.iter().filter(|root| !next.roots.contains(root)) {
        lines.push(lang.pick(
            format!("- 退出的根密钥 {} {}", root.kid(), owner(root.kid())),
            format!("- root key {} {}", root.kid(), owner(root.kid())),
        ));
    }
    lines.extend(witnesses(last.and_then(|last| last.witnesses.as_ref()), next.witnesses.as_ref(), lang));
    let (old_entries, old_keys) = last.map(|last| (entries(last), keys(last))).unwrap_or_default();
    for (name, value) in entries(next) {
        match old_entries.get(&name) {
            None => lines.push(format!("+ {name}: {value}")),
            Some(old) if *old != value => lines.push(format!("~ {name}: {old} → {value}")),
            Some(_) => {}
        }
    }
    for (kid, validity) in keys(next) {
        let old = old_keys.get(&kid).copied();
        if old.is_none() {
            lines.push(lang.pick(format!("+ 密钥 {kid} {}", owner(kid)), format!("+ key {kid} {}", owner(kid))));
        }
        let (until, leaf) = old.map_or((None, None), |old| (old.until, old.distrusted_from));
        if let Some(time) = validity.until.filter(|_| validity.until != until) {
            let time = words::time(lang, time);
            lines.push(lang.pick(
                format!("~ 密钥 {kid} {} 于 {time} 停用", owner(kid)),
                format!("~ key {kid} {} ends at {time}", owner(kid)),
            ));
        }
        if let Some(from) = validity.distrusted_from.filter(|_| validity.distrusted_from != leaf) {
            lines.push(lang.pick(
                format!("~ 密钥 {kid} {} 从日志第 {} 条起不可信", owner(kid), from.0),
                format!("~ key {kid} {} distrusted from leaf {}", owner(kid), from.0),
            ));
        }
    }
    lines
}

/// What changes of the witnesses, and of how many are asked for.
fn witnesses(last: Option<&Witnesses>, next: Option<&Witnesses>, lang: Lang) -> Vec<String> {
    let of = |witnesses: Option<&Witnesses>| witnesses.map(|found| found.witnesses.clone()).unwrap_or_default();
    let quorum = |witnesses: Option<&Witnesses>| witnesses.map_or(0, |found| found.quorum);
    let (old, new) = (of(last), of(next));
    let come = new.iter().filter(|witness| !old.contains(witness)).map(|(name, key)| {
        let kid = key.kid();
        lang.pick(format!("+ 见证人 {name} 密钥 {kid}"), format!("+ witness {name} key {kid}"))
    });
    let gone = old.iter().filter(|witness| !new.contains(witness)).map(|(name, key)| {
        let kid = key.kid();
        lang.pick(format!("- 见证人 {name} 密钥 {kid}"), format!("- witness {name} key {kid}"))
    });
    let mut lines: Vec<String> = come.chain(gone).collect();
    let (before, after) = (quorum(last), quorum(next));
    if before != after {
        lines.push(lang.pick(
            format!("~ 须有见证人签名 {before} → {after}"),
            format!("~ witnesses that must cosign: {before} → {after}"),
        ));
    }
    lines
}

/// Each authority and institution, and what it says of itself.
fn entries(body: &BundleBody) -> BTreeMap<String, String> {
    let authorities = body.authorities.iter().map(|entry| {
        let value = format!("{} {} {}", entry.name, entry.base_url, entry.log_origin);
        (entry.code.to_string(), value)
    });
    let institutions = body.institutions.iter().map(|entry| {
        let names: Vec<String> = entry.names.iter().map(|(from, name)| format!("{name} ({from})")).collect();
        (format!("{} / {}", entry.uscc, entry.authority), format!("{} {}", entry.number, names.join(", ")))
    });
    authorities.chain(institutions).collect()
}

fn keys(body: &BundleBody) -> BTreeMap<Kid, Validity> {
    let authorities = body.authorities.iter().flat_map(|entry| {
        let service = entry.service_keys.iter().map(|key| (key.key.kid(), key.validity));
        service.chain(entry.officer_keys.iter().map(|key| (key.key.kid(), key.validity)))
    });
    let issuing = body.institutions.iter().flat_map(|entry| &entry.keys).map(|key| (key.key.kid(), key.validity));
    authorities.chain(issuing).collect()
}
