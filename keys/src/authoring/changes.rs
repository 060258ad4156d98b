//! What one bundle changes of another, entry by entry: shown to whoever prepares it, and to whoever signs it. Where nothing but the
//! dates differs there is none.

use hezheng_core::ids::{Kid, LeafIndex};
use hezheng_core::key::PublicKey;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{BundleBody, Validity, Witnesses};
use std::collections::BTreeMap;

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BundleChange {
    /// A root key comes.
    RootComes(PublicKey),
    /// A root key goes.
    RootGoes(PublicKey),
    /// A witness comes, by name.
    WitnessComes(String, Kid),
    /// A witness goes, by name.
    WitnessGoes(String, Kid),
    /// So many witnesses were asked for, and so many are.
    Quorum(u64, u64),
    /// An authority or an institution comes, and what the bundle says of it.
    EntryComes(String, String),
    /// What it says of one differs: before, and after.
    EntryDiffers(String, String, String),
    /// A key comes.
    KeyComes(Kid),
    /// A key gets an end.
    KeyEnds(Kid, Time),
    /// A key is distrusted from this leaf on.
    KeyDistrusted(Kid, LeafIndex),
}

/// What `next` changes of `last`; before there was any bundle, of nothing but the first root keys.
#[must_use]
pub fn changes(last: Option<&BundleBody>, next: &BundleBody, first_roots: &[PublicKey]) -> Vec<BundleChange> {
    let roots: &[PublicKey] = last.map_or(first_roots, |last| &last.roots);
    let come = next.roots.iter().filter(|root| !roots.contains(root)).copied().map(BundleChange::RootComes);
    let go = roots.iter().filter(|root| !next.roots.contains(root)).copied().map(BundleChange::RootGoes);
    let mut changes: Vec<BundleChange> = come.chain(go).collect();
    changes.extend(witnesses(last.and_then(|last| last.witnesses.as_ref()), next.witnesses.as_ref()));
    let (old_entries, old_keys) = last.map(|last| (entries(last), keys(last))).unwrap_or_default();
    for (name, value) in entries(next) {
        match old_entries.get(&name) {
            None => changes.push(BundleChange::EntryComes(name, value)),
            Some(old) if *old != value => changes.push(BundleChange::EntryDiffers(name, old.clone(), value)),
            Some(_) => {}
        }
    }
    for (kid, validity) in keys(next) {
        let old = old_keys.get(&kid).copied();
        if old.is_none() {
            changes.push(BundleChange::KeyComes(kid));
        }
        let (until, leaf) = old.map_or((None, None), |old| (old.until, old.distrusted_from));
        if let Some(time) = validity.until.filter(|_| validity.until != until) {
            changes.push(BundleChange::KeyEnds(kid, time));
        }
        if let Some(from) = validity.distrusted_from.filter(|_| validity.distrusted_from != leaf) {
            changes.push(BundleChange::KeyDistrusted(kid, from));
        }
    }
    changes
}

/// What changes of the witnesses, and of how many are asked for.
fn witnesses(last: Option<&Witnesses>, next: Option<&Witnesses>) -> Vec<BundleChange> {
    let of = |witnesses: Option<&Witnesses>| witnesses.map(|found| found.witnesses.clone()).unwrap_or_default();
    let quorum = |witnesses: Option<&Witnesses>| witnesses.map_or(0, |found| found.quorum);
    let (old, new) = (of(last), of(next));
    let come = new.iter().filter(|witness| !old.contains(witness));
    let come = come.map(|(name, key)| BundleChange::WitnessComes(name.clone(), key.kid()));
    let go = old.iter().filter(|witness| !new.contains(witness));
    let go = go.map(|(name, key)| BundleChange::WitnessGoes(name.clone(), key.kid()));
    let (before, after) = (quorum(last), quorum(next));
    let asked = (before != after).then_some(BundleChange::Quorum(before, after));
    come.chain(go).chain(asked).collect()
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
