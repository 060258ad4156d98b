//! Certificates forged with full knowledge of the format: what each forger has, what it makes of that, and the reason for which it
//! is refused. The vectors have each rule at its limits (tests/vectors/verify.json); here is what people try.

use hezheng_core::Malformed;
use hezheng_core::log::checkpoint::{CheckpointRefusal, UnverifiedCheckpoint};

use hezheng_core::number::AuthorityCode;
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement, with_receipts};
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody, SnapshotRefusal};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_core::verify::{Evidence, Outcome, Presented, verify};
use hezheng_hostile::World;
use hezheng_hostile::world::{
    AS_OF, LEAF, NOW, NUMBER, ORIGIN, REGISTERED, USCC, bundle, bundle_body, checkpoint, claims, kid, leaves, number,
    public, receipt, register, snapshot, snapshot_body, statement, uscc,
};

/// A statement by this key for this institution, number and day, and its registration.
fn certificate(issuer: &str, code: &str, text: &str, registrar: &str, time: Time) -> Vec<u8> {
    register(&statement(issuer, code, text, &claims()), issuer, registrar, time, LEAF)
}

/// Bytes with the first `from` in them replaced by as many others.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let place = bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect("it is there");
    let mut bytes = bytes.to_vec();
    bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    bytes
}

/// `of` with the registration of `from`: its unprotected map, which both have at the same place.
fn with_registration_of(of: &[u8], from: &[u8]) -> Vec<u8> {
    let (ours, theirs) = (bare(of), bare(from));
    let map = ours.iter().zip(of).position(|(bare, registered)| bare != registered).expect("of is registered");
    let registration = &from[map..from.len() - (theirs.len() - map - 1)];
    [&of[..map], registration, &ours[map + 1..]].concat()
}

fn bare(bytes: &[u8]) -> Vec<u8> {
    UnverifiedStatement::decode(bytes).expect("it was drafted").bare()
}

fn issued(days_later: u64) -> Claims {
    Claims { issued: Date(claims().issued.0 + days_later), ..claims() }
}

#[test]
fn every_forged_certificate_is_refused_with_its_reason() {
    let world = World::get();
    let (after, future) = (Time(AS_OF.0 + 60), Time(NOW.0 + 301));
    let other = certificate("issuer0", USCC[0], "13010020260007000043", "countersign0", REGISTERED);
    let dated = |claims: &Claims, time| {
        register(&statement("issuer0", USCC[0], NUMBER, claims), "issuer0", "countersign0", time, LEAF)
    };
    let beside = |receipt: &[u8]| with_receipts(&world.registered, &[receipt]).expect("a receipt");
    let mut forked = world.leaves.clone();
    forked[0] = forked[1];
    let mut without = world.leaves.clone();
    without[5] = without[0];
    let forgeries: [(&str, Vec<u8>, Outcome, &str); 28] = [
        (
            "keys of the forger's own",
            certificate("own", USCC[0], NUMBER, "own", REGISTERED),
            Outcome::Invalid,
            "unknown_issuer_key",
        ),
        // A newer bundle could know them: not yet refused, and never valid.
        (
            "the same, registered just now",
            certificate("own", USCC[0], NUMBER, "own", after),
            Outcome::Indeterminate,
            "trust_bundle_too_old",
        ),
        (
            "a key of one's own, registered by the bureau's real key",
            certificate("own", USCC[0], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "unknown_issuer_key",
        ),
        (
            "a school's real key, registered with a key of one's own",
            certificate("issuer0", USCC[0], NUMBER, "own", REGISTERED),
            Outcome::Invalid,
            "unknown_registry_key",
        ),
        (
            "another school's key under this one's name",
            certificate("issuer1", USCC[0], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "issuer_mismatch",
        ),
        (
            "another school's key and name on this one's number",
            certificate("issuer1", USCC[1], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "number_mismatch",
        ),
        (
            "a school of another bureau on a number of this one",
            certificate("issuer2", USCC[2], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "number_mismatch",
        ),
        (
            "a number of another year",
            certificate("issuer0", USCC[0], "13010020250007000042", "countersign0", REGISTERED),
            Outcome::Invalid,
            "number_mismatch",
        ),
        (
            "a number of another bureau",
            certificate("issuer0", USCC[0], "13060020260007000042", "countersign0", REGISTERED),
            Outcome::Invalid,
            "number_mismatch",
        ),
        (
            "countersigned by another bureau's registry",
            certificate("issuer0", USCC[0], NUMBER, "countersign1", REGISTERED),
            Outcome::Invalid,
            "number_mismatch",
        ),
        (
            "countersigned by the school itself",
            certificate("issuer0", USCC[0], NUMBER, "issuer0", REGISTERED),
            Outcome::Invalid,
            "unknown_registry_key",
        ),
        (
            "countersigned by the key of the log",
            certificate("issuer0", USCC[0], NUMBER, "log0", REGISTERED),
            Outcome::Invalid,
            "unknown_registry_key",
        ),
        (
            "countersigned by an officer",
            certificate("issuer0", USCC[0], NUMBER, "officer", REGISTERED),
            Outcome::Invalid,
            "unknown_registry_key",
        ),
        (
            "issued by the registry's own key",
            certificate("countersign0", USCC[0], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "unknown_issuer_key",
        ),
        (
            "issued by a root key",
            certificate("root", USCC[0], NUMBER, "countersign0", REGISTERED),
            Outcome::Invalid,
            "unknown_issuer_key",
        ),
        ("never registered", world.statement.clone(), Outcome::Invalid, "not_registered"),
        (
            "the registration of another certificate",
            with_registration_of(&world.registered, &other),
            Outcome::Invalid,
            "bad_registration",
        ),
        ("registered tomorrow", dated(&claims(), future), Outcome::Indeterminate, "registered_in_future"),
        ("dated after its registration", dated(&issued(1), REGISTERED), Outcome::Invalid, "registered_before_issue"),
        (
            "dated and registered next month",
            dated(&issued(30), Time(REGISTERED.0 + 30 * 86_400)),
            Outcome::Indeterminate,
            "registered_in_future",
        ),
        (
            "registered before the keys were",
            dated(&Claims { issued: Date(claims().issued.0 - 3), ..claims() }, Time(REGISTERED.0 - 3 * 86_400)),
            Outcome::Invalid,
            "issuer_key_not_valid_then",
        ),
        (
            "a name changed after signing, 未 for 末",
            replaced(&world.registered, "林未晚", "林末晚"),
            Outcome::Invalid,
            "bad_signature",
        ),
        (
            "a number changed after signing",
            replaced(&world.registered, NUMBER, "13010020260007000041"),
            Outcome::Invalid,
            "bad_signature",
        ),
        (
            "a receipt of another bureau's log",
            beside(&receipt(&world.leaves, "zs.example.cn/log/130600", "log1", AS_OF)),
            Outcome::Invalid,
            "bad_registration",
        ),
        (
            "a receipt of another log by this one's key",
            beside(&receipt(&world.leaves, "zs.example.cn/log/130600", "log0", AS_OF)),
            Outcome::Invalid,
            "bad_registration",
        ),
        (
            "a receipt of a fork, signed by the forger",
            beside(&receipt(&forked, ORIGIN, "own", AS_OF)),
            Outcome::Invalid,
            "unknown_registry_key",
        ),
        (
            "a receipt of a tree without this certificate",
            beside(&receipt(&without, ORIGIN, "log0", AS_OF)),
            Outcome::Invalid,
            "bad_registration",
        ),
        (
            "a receipt older than the registration",
            beside(&receipt(&world.leaves, ORIGIN, "log0", Time(REGISTERED.0 - 1))),
            Outcome::Invalid,
            "bad_registration",
        ),
    ];
    for (what, bytes, outcome, reason) in &forgeries {
        let report = world.judge(bytes);
        let found = (report.outcome, report.reason.map(|reason| reason.code()));
        assert_eq!(found, (*outcome, Some(*reason)), "{what}");
        // The same in a QR code of the official address: where it leads is no reason to trust it.
        let official = PageAddress::parse("https://zs.example.cn").expect("an address");
        let bare = if UnverifiedStatement::decode(bytes).is_ok_and(|statement| statement.has_receipts()) {
            continue;
        } else {
            bytes
        };
        let scanned = verify(Presented::QrText(&official.qr_text(bare)), &world.evidence, &world.trust, NOW);
        assert_eq!((scanned.outcome, scanned.reason), (report.outcome, report.reason), "{what}, scanned");
        assert_eq!(scanned.host.as_deref(), Some("zs.example.cn"), "{what}");
    }
}

#[test]
fn a_genuine_statement_behind_an_address_that_looks_official_is_judged_by_itself_and_the_address_is_told() {
    let world = World::get();
    for host in
        ["zs.example.cn.evil.example", "zs-example.cn", "xn--zs-example-0f6g.cn", "zs.examp1e.cn", "127.0.0.1:8080"]
    {
        let text = PageAddress::parse(&format!("https://{host}")).expect("an address").qr_text(&world.registered);
        let report = verify(Presented::QrText(&text), &world.evidence, &world.trust, NOW);
        assert_eq!((report.outcome, report.host.as_deref()), (Outcome::Valid, Some(host)));
    }
    // What only looks like an address is none: letters that are not ASCII, a user before the host, a path, another scheme.
    for origin in [
        "https://zs.ехаmple.cn",
        "https://zs.example.cn@evil.example",
        "https://zs.example.cn/x",
        "http://zs.example.cn",
        "HTTPS://zs.example.cn",
        "https://zs．example.cn",
    ] {
        let text = format!("{origin}/c#{}", hezheng_core::qr::encode_digits(&world.registered));
        let report = verify(Presented::QrText(&text), &world.evidence, &world.trust, NOW);
        assert_eq!(report.reason.map(|reason| reason.code()), Some("malformed"), "{origin}");
    }
}

#[test]
fn a_bundle_of_the_forgers_own_makes_nobody_trusted() {
    let world = World::get();
    let mut body = bundle_body();
    body.version = 4;
    body.institutions[0].keys[0].key = public("own");
    body.authorities[0].service_keys[0].key = public("own registry");
    let forged = certificate("own", USCC[0], NUMBER, "own registry", REGISTERED);
    let roots = [public("root"), public("root2")];
    let own_roots = hezheng_core::trust::bundle::BundleBody { roots: vec![public("own root")], ..body.clone() };
    for (what, bytes, refusal) in [
        ("signed with a root key of its own", bundle(&body, "own root"), BundleRefusal::UnknownRoot),
        ("signed by the bureau's service key", bundle(&body, "snapshot0"), BundleRefusal::UnknownRoot),
        (
            "its root keys changed, with one stolen root key",
            bundle(&own_roots, "root"),
            BundleRefusal::SecondRootMissing,
        ),
        ("an older bundle again", bundle(&bundle_body(), "root2"), BundleRefusal::NotNewer),
    ] {
        assert_eq!(world.trust.after(&bytes).expect_err(what), refusal, "{what}");
        let trust = Trust::follow(&roots, &[&world.bundle, &bytes]);
        let report = verify(Presented::Statement(&forged), &world.evidence, &trust, NOW);
        assert_eq!(report.reason.map(|reason| reason.code()), Some("unknown_issuer_key"), "{what}");
    }
    let alone = Trust::follow(&roots, &[&bundle(&body, "own root")]);
    let report = verify(Presented::Statement(&forged), &Evidence::none(), &alone, NOW);
    assert_eq!(
        (report.outcome, report.reason.map(|reason| reason.code())),
        (Outcome::Indeterminate, Some("no_trust_bundle"))
    );
}

#[test]
fn a_snapshot_of_the_forgers_own_hides_no_revocation() {
    let world = World::get();
    let held = world.trust.bundle().expect("a bundle is held");
    let mut revoking = snapshot_body();
    revoking.sets.revoked = IndexSet::from_runs(&[(LEAF.0, LEAF.0 + 1)]);
    let now = Time(NOW.0 + 600);
    let clean = SnapshotBody { as_of: Time(NOW.0 + 60), ..snapshot_body() };
    let of_the_other = SnapshotBody { authority: AuthorityCode::parse("130600").expect("a code"), ..clean.clone() };
    // The clean snapshot of yesterday, its times those of today, under the old signature.
    let old = snapshot(&snapshot_body(), "snapshot0");
    let (from, to) = (AS_OF.0.to_be_bytes(), clean.as_of.0.to_be_bytes());
    let place = old.windows(4).position(|window| *window == from[4..]).expect("the time is there");
    let redated = [&old[..place], &to[4..], &old[place + 4..]].concat();
    let revoked = snapshot(&revoking, "snapshot0");
    for (what, bytes, refusal) in [
        ("by a key of the forger's own", snapshot(&clean, "own"), Some(SnapshotRefusal::UnknownKey)),
        (
            "by the registry's key, which makes none",
            snapshot(&clean, "countersign0"),
            Some(SnapshotRefusal::UnknownKey),
        ),
        ("by another bureau's key", snapshot(&clean, "snapshot1"), Some(SnapshotRefusal::UnknownKey)),
        ("an old one with another date", redated, Some(SnapshotRefusal::BadSignature)),
        (
            "from the future",
            snapshot(
                &SnapshotBody { as_of: Time(now.0 + 301), next_update: Time(now.0 + 900), ..clean.clone() },
                "snapshot0",
            ),
            Some(SnapshotRefusal::FromTheFuture),
        ),
        (
            "that never ends",
            snapshot(&SnapshotBody { next_update: Time(u64::MAX), ..clean.clone() }, "snapshot0"),
            Some(SnapshotRefusal::Lifetime),
        ),
        ("another bureau's, by its own key", snapshot(&of_the_other, "snapshot1"), None),
        ("an old one as it was", old.clone(), None),
    ] {
        assert_eq!(Snapshot::accept(&bytes, held, now).err(), refusal, "{what}");
        let alone = Evidence::collect(&world.trust, &[&bytes], now);
        let report = verify(Presented::Statement(&world.registered), &alone, &world.trust, now);
        let expected = if bytes == old { None } else { Some("status_unknown") };
        assert_eq!(report.reason.map(|reason| reason.code()), expected, "{what}, alone");
        for snapshots in [[&revoked[..], &bytes], [&bytes, &revoked]] {
            let evidence = Evidence::collect(&world.trust, &snapshots, now);
            let report = verify(Presented::Statement(&world.registered), &evidence, &world.trust, now);
            // Of two of the same time and tree the one held counts: then the first.
            let is_first_held = bytes == old && snapshots[0] == bytes;
            assert_eq!(
                report.reason.map(|reason| reason.code()),
                (!is_first_held).then_some("revoked"),
                "{what}, beside"
            );
        }
    }
}

#[test]
fn a_checkpoint_of_a_fork_is_the_logs_only_with_its_key_and_origin() {
    let world = World::get();
    let mut forked = leaves(&world.statement);
    forked[0] = forked[1];
    for (what, note, refusal) in [
        ("by a key of the forger's own", checkpoint(&forked, ORIGIN, "own"), CheckpointRefusal::UnknownKey),
        ("by another bureau's log", checkpoint(&forked, ORIGIN, "log1"), CheckpointRefusal::UnknownKey),
        ("of another origin", checkpoint(&forked, "zs.example.cn/log/130600", "log0"), CheckpointRefusal::OtherOrigin),
        (
            "the fork's lines over the log's signature",
            [
                checkpoint(&forked, ORIGIN, "own").split_once("\n\n").expect("a note").0,
                world.checkpoint.split_once("\n\n").expect("a note").1,
            ]
            .join("\n\n"),
            CheckpointRefusal::BadSignature,
        ),
    ] {
        let decoded = UnverifiedCheckpoint::decode(note.as_bytes()).expect("its form is right");
        assert_eq!(decoded.verify(ORIGIN, &public("log0")), Err(refusal), "{what}");
    }
}

#[test]
fn no_statement_can_be_made_with_a_character_that_is_not_seen_or_stands_for_another() {
    let draft = |claims: &Claims| StatementDraft::new(kid("issuer0"), &uscc(USCC[0]), &number(NUMBER), claims);
    assert!(draft(&claims()).is_ok());
    for (what, name) in [
        ("a zero-width space", "林\u{200B}未晚"),
        ("a zero-width joiner", "林\u{200D}未晚"),
        ("a word joiner", "林未晚\u{2060}"),
        ("a byte order mark", "\u{FEFF}林未晚"),
        ("a right-to-left override", "\u{202E}晚未林"),
        ("a left-to-right isolate", "\u{2066}林未晚\u{2069}"),
        ("a right-to-left mark", "林未晚\u{200F}"),
        ("a variation selector", "林\u{FE00}未晚"),
        ("an ideographic variation selector", "林\u{E0100}未晚"),
        ("a Hangul filler", "林\u{3164}未晚"),
        ("a soft hyphen", "林\u{AD}未晚"),
        ("a Braille blank", "林\u{2800}未晚"),
        ("an ideographic space", "林\u{3000}未晚"),
        ("a no-break space", "林\u{A0}未晚"),
        ("a private-use character", "林\u{E000}晚"),
        ("a compatibility ideograph (U+F9F4 for 林)", "\u{F9F4}未晚"),
        ("a compatibility ideograph beyond the first plane (U+2F80A for 偺)", "\u{2F80A}未晚"),
        ("a letter and an accent that have a character of their own", "Ame\u{301}lie"),
        ("a tag character", "林\u{E0041}未晚"),
        ("a line end", "林\n未晚"),
    ] {
        let refusal = draft(&Claims { holder: name.into(), ..claims() }).err();
        assert!(matches!(refusal, Some(Malformed::Text(_))), "{what}: {refusal:?}");
        let refusal = draft(&Claims { programme: name.into(), ..claims() }).err();
        assert!(matches!(refusal, Some(Malformed::Text(_))), "{what} in the programme: {refusal:?}");
    }
    for tail in ["０００２", "000O2", "000\u{0445}", "٠٠٠٢"] {
        assert!(draft(&Claims { id_tail: tail.into(), ..claims() }).is_err(), "{tail}");
    }
    for text in ["１３０１００２０２６０００７００００４２", "1301002026000700004２", "1301002026000700004O"]
    {
        assert!(hezheng_core::number::CertificateNumber::parse(text).is_err(), "{text}");
    }
    for code in ["52130100４JURQ283FE", "521301004JURQ283F\u{0415}", "521301004JURQ283FЕ"] {
        assert!(hezheng_core::number::Uscc::parse(code).is_err(), "{code}");
    }
}
