//! Who signed the checkpoint and the snapshot, and who cosigned.

use crate::bureau::{Log, NOW, ORIGIN, WITNESSES, bundle_body, key, public, witnessed};
use crate::site::{Files, Site, cosign, publish};
use crate::{Desk, audited};
use hezheng_core::ids::TreeSize;
use hezheng_core::log::checkpoint::CheckpointDraft;
use hezheng_core::time::Time;
use hezheng_keys::Signer;

#[test]
fn as_many_witnesses_as_the_bundle_asks_for_must_have_cosigned() {
    for (quorum, cosigners, is_enough) in
        [(0, 0, true), (1, 0, false), (1, 1, true), (2, 1, false), (2, 2, true), (3, 2, false)]
    {
        let mut files = publish(&Log::under(&witnessed(quorum), 5));
        WITNESSES.iter().take(cosigners).for_each(|witness| cosign(&mut files, *witness));
        let said = audited(files);
        let expected: &[&str] = if is_enough { &[] } else { &["witnesses_missing"] };
        assert_eq!(said.codes(), expected, "{quorum} {cosigners}");
        assert_eq!(said.json()["witnesses"]["cosigned"], cosigners);
    }
}

#[test]
fn a_stranger_and_a_witness_who_signs_twice_count_for_nothing_more() {
    let mut files = publish(&Log::under(&witnessed(2), 5));
    cosign(&mut files, WITNESSES[0]);
    cosign(&mut files, WITNESSES[0]);
    cosign(&mut files, ("witness-2.example.cn", 77));
    assert_eq!(audited(files).codes(), ["witnesses_missing"]);
}

#[test]
fn a_checkpoint_that_no_key_of_the_log_signed_is_found() {
    let mut files = publish(&Log::of(5));
    let root = crate::site::verified(&files["checkpoint"]).root();
    let draft = CheckpointDraft::new(ORIGIN, TreeSize(5), &root).unwrap();
    let forged = draft.finish(&public(66), &key(66).sign(draft.to_be_signed()));
    files.insert("checkpoint".into(), forged.into_bytes());
    assert_eq!(audited(files.clone()).codes(), ["checkpoint_not_signed"]);
    files.insert("checkpoint".into(), b"<html>".to_vec());
    assert_eq!(audited(files).codes(), ["bad_checkpoint"]);
}

#[test]
fn a_service_key_without_the_use_signs_no_checkpoint() {
    let mut body = bundle_body();
    body.authorities[0].service_keys[0].uses = 3;
    assert_eq!(audited(publish(&Log::under(&body, 5))).codes(), ["checkpoint_not_signed"]);
}

#[test]
fn the_key_of_a_checkpoint_must_count_now() {
    for (until, counts) in [(NOW.0 + 1, true), (NOW.0, false)] {
        let mut body = bundle_body();
        body.authorities[0].service_keys[0].validity.until = Some(Time(until));
        let expected: &[&str] = if counts { &[] } else { &["checkpoint_key_ended"] };
        assert_eq!(audited(publish(&Log::under(&body, 5))).codes(), expected);
    }
}

#[test]
fn a_log_that_no_authority_has_or_another_has_is_found() {
    let mut body = bundle_body();
    body.authorities[0].log_origin = "zs.example.cn/elsewhere".into();
    assert_eq!(audited(publish(&Log::under(&body, 5))).codes(), ["unknown_log"]);
    // The authority of this address has a log of its own, and another's is served there.
    let site = Site::of(Files::new());
    let mut body = bundle_body();
    let mut other = body.authorities[0].clone();
    other.code = hezheng_core::number::AuthorityCode::parse("130600").unwrap();
    (other.base_url, other.log_origin) = (site.url.clone(), "zs.example.cn/130600".into());
    (other.service_keys, other.officer_keys) = (Vec::new(), Vec::new());
    body.authorities.push(other);
    site.serve(publish(&Log::under(&body, 5)));
    assert_eq!(Desk::new().audit(&site, &["--json"]).codes(), ["other_log"]);
}

#[test]
fn a_snapshot_that_is_missing_stale_or_by_another_key_is_found() {
    let log = Log::of(5);
    let mut files = publish(&log);
    files.remove("v1/snapshot");
    assert_eq!(audited(files.clone()).codes(), ["no_snapshot"]);
    files.insert("v1/snapshot".into(), b"\xA0".to_vec());
    assert_eq!(audited(files.clone()).codes(), ["bad_snapshot"]);
    for (next_update, is_stale) in [(NOW.0, false), (NOW.0 - 1, true)] {
        let mut log = log.clone();
        log.snapshot.next_update = Time(next_update);
        let expected: &[&str] = if is_stale { &["snapshot_stale"] } else { &[] };
        assert_eq!(audited(publish(&log)).codes(), expected);
    }
    let mut ahead = log;
    ahead.snapshot.bundle_version = 2;
    assert_eq!(audited(publish(&ahead)).codes(), ["snapshot_bundle"]);
}
