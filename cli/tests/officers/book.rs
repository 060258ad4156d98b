//! `hezheng trust`.

use crate::registry::Registry;
use crate::{Desk, USCC};
use hezheng_core::trust::Trust;
use hezheng_keys::public_file;

#[test]
fn a_verifier_that_pinned_the_first_roots_follows_a_rotation() {
    let desk = Desk::province();
    desk.new_key("root", "root3");
    let root1 = public_file::read(&desk.path("root1.pub.pem")).unwrap();
    let root2 = public_file::read(&desk.path("root2.pub.pem")).unwrap();
    desk.ok(&format!("trust rotate --add root3.pub.pem --person 钱十 --remove {}", root1.kid()));
    let said = desk.ok("trust sign --key root1.pem --passphrase-file pass");
    assert!(said.contains("+ root key") && said.contains("- root key"), "{said}");
    assert!(said.contains("countersign"), "{said}");
    assert!(desk.fails("trust sign --key root1.pem --passphrase-file pass").contains("awaits its second signature"));
    assert!(
        desk.fails("trust countersign --key root2.pem --passphrase-file pass").contains("--yes"),
        "no terminal, no consent"
    );
    assert!(desk.fails("trust countersign --yes --key root1.pem --passphrase-file pass").contains("another root key"));
    assert!(
        desk.fails("trust countersign --yes --key root3.pem --passphrase-file pass")
            .contains("no root key that verifiers")
    );
    desk.ok("trust countersign --yes --key root2.pem --passphrase-file pass");
    desk.ok("trust sign --key root3.pem --passphrase-file pass");
    assert!(desk.fails("trust sign --key root1.pem --passphrase-file pass").contains("no root key that verifiers"));

    let bundles = [desk.read("bundles/0002.cbor"), desk.read("bundles/0003.cbor")];
    let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
    assert_eq!(Trust::follow(&[root1, root2], &bundles).bundle().unwrap().body().version, 3);
    let shown = desk.ok("trust show");
    assert!(shown.contains("root keys changed") && shown.contains("officer A1001 王五"), "{shown}");

    let registry = Registry::start(vec![("PUT", "/130100/v1/trust-bundle", 204, vec![])]);
    desk.ok(&format!("trust send --registry {}/130100/", registry.url));
    let sent: Vec<Vec<u8>> = registry.received().into_iter().map(|request| request.body).collect();
    assert_eq!(sent, bundles, "the one that changed the roots, then the newest");
}

#[test]
fn what_cannot_be_entered_is_said_in_words() {
    let desk = Desk::province();
    let name = |name: &str| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_hezheng"));
        program.args(["--lang", "zh", "trust", "add-authority", "--code", "130200", "--name", name]);
        let said = program.args(["--base-url", "https://r.example"]).current_dir(desk.path("")).output().unwrap();
        String::from_utf8(said.stderr).unwrap()
    };
    assert!(name("某  局").contains("人社局名称不能写入名录（首尾有空格，或空格连用）"), "{}", name("某  局"));
    let other = "91350100M000100Y44";
    let said = desk.run(&format!("trust add-key school.pub.pem --role issuer --uscc {other}"));
    assert!(
        said.code == 2 && said.err.contains("the first 17 characters call for 3 at the end, not 4"),
        "{}",
        said.err
    );
}

#[test]
fn a_key_is_entered_once_for_ever() {
    let desk = Desk::province();
    let before = desk.read("trust.json");
    let again = format!("trust add-key wang.pub.pem --role issuer --uscc {USCC}");
    let refusal = desk.fails(&again);
    assert!(refusal.contains("officer A1001 王五") && refusal.contains("never be used again"), "{refusal}");
    assert!(desk.fails("trust add-officer --authority 130100 --staff-code A9 --name 王五").contains("A1001"));
    assert!(desk.fails("trust add-authority --code 130200 --name 乙局 --base-url http://example.cn").contains("https"));
    let private = desk.fails(&format!("trust add-key root1.pem --role issuer --uscc {USCC}"));
    assert!(private.contains("name the .pub.pem file beside it"), "{private}");
    assert_eq!(desk.read("trust.json"), before, "a refusal changes nothing");
}

#[test]
fn a_stolen_key_is_cut_off_and_the_signer_sees_it() {
    let desk = Desk::province();
    let kid = public_file::read(&desk.path("school.pub.pem")).unwrap().kid();
    desk.ok(&format!("trust distrust-key {kid} --from-leaf 500"));
    let said = desk.ok("trust sign --key root2.pem --passphrase-file pass --days 30");
    assert!(said.contains("distrusted from leaf 500") && said.contains("赵六"), "{said}");
    assert!(desk.fails("trust sign --key root2.pem --passphrase-file pass --days 101").contains("1 to 100 days"));
}
