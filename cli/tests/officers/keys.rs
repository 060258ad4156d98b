//! `hezheng keys`.

use crate::Desk;
use hezheng_keys::public_file;

#[test]
fn a_new_key_is_shown_the_same_from_either_half() {
    let desk = Desk::new();
    let made = desk.ok("keys new --role root --out root.pem --passphrase-file pass");
    let key = public_file::read(&desk.path("root.pub.pem")).unwrap();
    assert!(made.contains(&key.kid().to_string()) && made.contains(&key.fingerprint()), "{made}");
    assert!(made.trim_end().lines().last().unwrap().contains("hezheng trust init"), "{made}");
    for file in ["root.pub.pem", "root.pem", "root.pem --passphrase-file pass"] {
        assert!(desk.ok(&format!("keys show {file}")).contains(&key.fingerprint()));
    }
    std::fs::remove_file(desk.path("root.pub.pem")).unwrap();
    let shown = desk.ok("keys show root.pem --passphrase-file pass");
    assert!(shown.contains(public_file::to_pem(&key).unwrap().trim_end()), "the public half is said instead: {shown}");
}

#[test]
fn no_file_is_overwritten_and_each_refusal_names_the_file() {
    let desk = Desk::new();
    desk.new_key("officer", "a");
    let before = desk.read("a.pem");
    assert!(desk.fails("keys new --role root --out a.pem --passphrase-file pass").contains("a.pem: it exists already"));
    std::fs::write(desk.path("b.pub.pem"), "x").unwrap();
    assert!(desk.fails("keys new --role root --out b.pem --passphrase-file pass").contains("b.pub.pem"));
    assert!(!desk.path("b.pem").exists());
    assert_eq!(desk.read("a.pem"), before);
    std::fs::write(desk.path("empty"), "\n").unwrap();
    assert!(
        desk.fails("keys new --role root --out c.pem --passphrase-file empty")
            .contains("empty: the passphrase is empty")
    );
    assert!(desk.fails("keys new --role root --out no/c.pem --passphrase-file pass").contains("no/c.pem"));
    assert!(desk.fails("keys show pass").contains("pass: it is not a PEM file"));
    std::fs::write(desk.path("other"), "another passphrase").unwrap();
    assert!(desk.fails("keys show a.pem --passphrase-file other").contains("the passphrase does not open it"));
}

#[test]
fn the_program_speaks_chinese_when_asked() {
    let desk = Desk::new();
    let said = desk.run("--lang zh keys show nothing.pem");
    assert_eq!(said.code, 2, "given twice is a usage error: {}", said.err);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hezheng"))
        .args(["keys", "show", "nothing.pem"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .current_dir(desk.0.path())
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("错误：nothing.pem：无法读取"));
}
