//! What can be given to `hezheng verify`: the kinds of input, what is wrong with each, exit codes and words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use hezheng_keys::{PrivateKey, Signer};
use image::ImageFormat;
use serde_json::json;
use support::{Desk, bytes, case, cases, pem, picture, qr_text};

#[test]
fn a_qr_code_is_judged_as_text_as_digits_and_in_a_file() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let whole = qr_text(&bytes(&case["presented"]));
    let (_, digits) = whole.split_once('#').unwrap();
    desk.write("code.txt", format!("{whole}\r\n").as_bytes());
    let said = desk.verify(&[&whole, digits, "code.txt"], &["--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    let reports = said.json();
    assert_eq!(reports.iter().map(|report| &report["outcome"]).collect::<Vec<_>>(), ["valid"; 3]);
    assert_eq!(reports[0]["host"], "zs.example.cn");
    assert!(reports[1].get("host").is_none());
    assert_eq!(reports[0]["input"], *whole);
}

#[test]
fn a_picture_of_the_qr_code_is_judged() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let code = picture::qr(&qr_text(&bytes(&case["presented"])), 4);
    desk.write("code.png", &picture::encode(&code, ImageFormat::Png));
    // The name says nothing; the first bytes do.
    desk.write("code.dat", &picture::encode(&code, ImageFormat::Jpeg));
    desk.write("turned.png", &picture::encode(&image::imageops::rotate90(&code), ImageFormat::Png));
    let said = desk.verify(&["code.png", "code.dat", "turned.png"], &["--json"]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn a_code_drawn_on_nothing_is_read_as_on_white() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let code = picture::qr(&qr_text(&bytes(&case["presented"])), 4);
    let mut clear = image::GrayAlphaImage::new(code.width(), code.height());
    clear.pixels_mut().zip(code.pixels()).for_each(|(to, from)| *to = image::LumaA([0, 255 - from.0[0]]));
    let mut png = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut png, ImageFormat::Png).unwrap();
    desk.write("clear.png", png.get_ref());
    assert_eq!(desk.verify(&["clear.png"], &[]).code, 0);
}

#[test]
fn a_picture_without_a_code_could_not_be_checked_and_is_not_invalid() {
    let desk = Desk::new(&case("plain"));
    let blank = image::GrayImage::from_pixel(300, 200, image::Luma([200]));
    desk.write("blank.png", &picture::encode(&blank, ImageFormat::Png));
    let said = desk.verify(&["blank.png"], &["--json"]);
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("no_code_found")));
    assert!(said.one().get("outcome").is_none());
}

#[test]
fn two_certificates_in_one_picture_are_a_question() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let other = cases().into_iter().find(|other| other["note"] == "claims: minimal: no optional field").unwrap();
    let codes = [&case, &other].map(|case| picture::qr(&qr_text(&bytes(&case["presented"])), 4));
    desk.write("two.png", &picture::encode(&picture::beside(&codes[0], &codes[1]), ImageFormat::Png));
    let advertisement = picture::qr("https://advertisement.example/", 6);
    desk.write("one.png", &picture::encode(&picture::beside(&codes[0], &advertisement), ImageFormat::Png));
    let said = desk.verify(&["two.png", "one.png"], &["--json"]);
    assert_eq!(said.json()[0]["error"]["code"], "several_codes");
    assert_eq!(said.json()[1]["outcome"], "valid");
    assert_eq!(said.code, 2);
}

#[test]
fn a_pack_that_the_pinned_root_key_did_not_sign_is_named_with_the_keys_file() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let another = PrivateKey::from_seed([7; 32]).public_key();
    desk.write("another.pem", pem(&another.0).as_bytes());
    let judge = |lang: &str, root: &str| {
        let now = case["now"].to_string();
        let arguments =
            ["--lang", lang, "verify", "case.cose", "--pack", "pack.cbor", "--root", root, "--now", &now, "--json"];
        desk.run(&arguments, b"")
    };
    for (lang, why) in [("en", "was not signed by the pinned root key (another.pem)"), ("zh", "根密钥（another.pem）")]
    {
        let said = judge(lang, "another.pem");
        assert_eq!((said.code, &said.one()["reason"]), (3, &json!("no_trust_bundle")));
        assert!(said.stderr.contains(why) && said.stderr.contains("pack.cbor"), "{}", said.stderr);
        assert_eq!(said.stderr.lines().count(), 1);
    }
    let said = judge("en", "root-0.pem");
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
}

#[test]
fn bytes_without_meaning_are_malformed_and_invalid() {
    let desk = Desk::new(&case("plain"));
    desk.write("random", &[0x5A; 300]);
    desk.write("empty", b"");
    desk.write("code.txt", b"https://zs.example.cn/c#12");
    let said = desk.verify(&["random", "empty", "code.txt", "https://elsewhere.example/"], &["--json"]);
    assert_eq!(said.code, 1);
    for report in said.json() {
        assert_eq!((&report["outcome"], &report["reason"]), (&json!("invalid"), &json!("malformed")));
        assert!(report.get("certificate").is_none());
    }
}

#[test]
fn a_file_that_is_not_there_could_not_be_checked() {
    let desk = Desk::new(&case("plain"));
    let said = desk.verify(&["nobody.pdf"], &["--json"]);
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("not_found")));
    let said = desk.verify(&["nobody.pdf"], &["--lang", "en"]);
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(said.stderr.contains("There is no file nobody.pdf"), "{said:?}");
}

#[test]
fn a_damaged_picture_and_a_damaged_pdf_could_not_be_checked() {
    let desk = Desk::new(&case("plain"));
    desk.write("cut.png", b"\x89PNG\r\n\x1A\n");
    desk.write("cut.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF");
    desk.write("cut.pdf", b"%PDF-1.7\nnothing");
    std::fs::create_dir(desk.path("folder")).unwrap();
    let said = desk.verify(&["cut.png", "cut.jpg", "cut.pdf", "folder"], &["--json"]);
    assert_eq!(said.code, 2);
    assert_eq!(said.stderr, "", "no panic and no library speaks");
    said.json().iter().for_each(|line| assert_eq!(line["error"]["code"], "unreadable", "{line}"));
}

#[test]
fn a_picture_of_more_pixels_than_any_scan_is_refused_before_it_is_unpacked() {
    let desk = Desk::new(&case("plain"));
    // A PNG whose header claims 60,000 by 60,000 pixels.
    let small = picture::encode(&image::GrayImage::new(1, 1), ImageFormat::Png);
    let mut header = b"IHDR".to_vec();
    header.extend([60_000_u32.to_be_bytes(), 60_000_u32.to_be_bytes()].concat());
    header.extend(&small[24..29]);
    let claimed = [&small[..12], &header, &crc32(&header).to_be_bytes(), &small[33..]].concat();
    desk.write("huge.png", &claimed);
    let said = desk.verify(&["huge.png"], &["--json"]);
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("unreadable")));
}

/// CRC-32 as PNG has it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[test]
fn standard_input_is_read_for_a_dash() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let arguments = [vec!["verify", "-", "--pack", "pack.cbor", "--json"], desk.judging()].concat();
    let said = desk.run(&arguments, &bytes(&case["presented"]));
    assert_eq!((said.code, &said.one()["input"]), (0, &json!("-")));
    assert_eq!(desk.run(&arguments, b"").code, 1);
}

#[test]
fn the_gravest_input_decides_the_exit_code() {
    let case = case("plain");
    let desk = Desk::new(&case);
    desk.write("random", b"?");
    let unregistered = desk.verify(&["case.cose", "nobody", "random"], &[]);
    assert_eq!(unregistered.code, 1, "any invalid");
    assert_eq!(desk.verify(&["case.cose", "nobody"], &[]).code, 2, "else any that could not run");
    let late = ["--now", "2026-08-01T00:00:00Z", "--pack", "pack.cbor", "--root", "root-0.pem", "--root", "root-1.pem"];
    let stale = desk.run(&[&["verify", "case.cose"][..], &late].concat(), b"");
    assert_eq!(stale.code, 3, "else any indeterminate");
    let both = desk.run(&[&["verify", "case.cose", "nobody"][..], &late].concat(), b"");
    assert_eq!(both.code, 2);
    assert_eq!(desk.verify(&["case.cose"], &[]).code, 0);
}

#[test]
fn a_verdict_is_said_first_and_in_the_words_of_its_language() {
    let desk = Desk::new(&case("plain"));
    let chinese = desk.verify(&["case.cose"], &["--lang", "zh"]).stdout;
    let second = chinese.lines().nth(1).unwrap();
    assert!(second.starts_with("✓ 有效。由石家庄市启明职业培训学校签发，已在"), "{chinese}");
    assert!(chinese.contains("请与持证人身份证核对姓名和尾号。") && chinese.contains("小时前"));
    let english = desk.verify(&["case.cose"], &["--lang", "en"]).stdout;
    assert!(english.lines().nth(1).unwrap().starts_with("✓ Valid. Issued by "), "{english}");
    assert!(!english.contains('\x1b'), "colour only on a terminal");
}

#[test]
fn where_the_signature_was_not_verified_no_claims_are_shown() {
    let forged = cases().into_iter().find(|case| case["expect"]["reason"] == "bad_signature").unwrap();
    let said = Desk::new(&forged).verify(&["case.cose"], &["--lang", "en"]);
    assert_eq!(said.code, 1);
    assert!(said.stdout.contains("probably forged") && !said.stdout.contains("张三"), "{}", said.stdout);
}

#[test]
fn without_root_keys_nothing_is_judged() {
    let case = case("plain");
    let mut desk = Desk::new(&case);
    let now = case["now"].to_string();
    let without = ["verify", "case.cose", "--pack", "pack.cbor", "--now", &now, "--json"];
    let said = desk.run(&without, b"");
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("no_roots")));
    // The user's configuration is where they are looked for.
    std::fs::create_dir_all(desk.path(".config/hezheng/roots")).unwrap();
    std::fs::copy(desk.path("root-0.pem"), desk.path(".config/hezheng/roots/a.pem")).unwrap();
    std::fs::copy(desk.path("root-1.pem"), desk.path(".config/hezheng/roots/b.pem")).unwrap();
    assert_eq!(desk.run(&without, b"").code, 0);
    desk.write("private.pem", b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n");
    desk.pin(&[0; 32]);
    for (file, words) in
        [("private.pem", "private key"), ("case.cose", "no public key"), ("root-2.pem", "cannot verify")]
    {
        let said = desk.run(&[&without[..], &["--root", file, "--lang", "en"]].concat(), b"");
        assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("bad_root")), "{file}");
        assert!(said.one()["error"]["message"].as_str().unwrap().contains(words), "{said:?}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_named() {
    let desk = Desk::new(&case("plain"));
    assert_eq!(desk.run(&["verify", "case.cose"], b"").code, 2, "neither pack nor registry");
    let both = ["verify", "x", "--pack", "pack.cbor", "--registry", "https://a.example"];
    assert_eq!(desk.run(&both, b"").code, 2);
    let said = desk.run(&["verify", "x", "--pack", "pack.cbor", "--now", "yesterday", "--json"], b"");
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("bad_time")));
    desk.write("not-a-pack", b"hello");
    let said = desk.run(&[vec!["verify", "x", "--pack", "not-a-pack", "--json"], desk.judging()].concat(), b"");
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("bad_pack")));
}

#[test]
fn a_missing_file_is_said_as_what_it_was_given_for() {
    let desk = Desk::new(&case("plain"));
    let without_pack = desk.run(&["verify", "case.cose", "--pack", "nothing.cbor", "--root", "root-0.pem"], b"");
    let without_root = desk.run(&["verify", "case.cose", "--pack", "pack.cbor", "--root", "nothing.pem"], b"");
    for said in [without_pack, without_root] {
        assert_eq!(said.code, 2);
        assert!(said.stderr.contains("There is no file nothing.") && !said.stderr.contains("QR"), "{said:?}");
    }
    assert!(desk.verify(&["nothing.pdf"], &[]).stderr.contains("QR code starts with https://"));
    let neither = desk.run(&["verify", "case.cose"], b"");
    assert!(neither.code == 2 && neither.stderr.contains("--pack <FILE>|--registry <URL>"), "{neither:?}");
}

#[test]
fn a_folder_is_called_one() {
    let desk = Desk::new(&case("plain"));
    std::fs::create_dir(desk.path("folder")).unwrap();
    let said = desk.verify(&["folder"], &[]);
    assert_eq!(
        (said.code, said.stderr.as_str()),
        (
            2,
            "! There is no certificate (PDF, PNG, JPEG or .cose file) in the folder folder. Check that it is the right one.\nProgress: 1 of 1\n"
        )
    );
    let said = desk.run(&["--lang", "zh", "inspect", "folder"], b"");
    assert_eq!(said.stderr, "folder 是文件夹，不是文件。请指明其中的文件。\n");
}
