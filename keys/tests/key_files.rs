//! Key files, held to OpenSSL: it reads ours, and we read its.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use hezheng_keys::{KeyFileProblem, Passphrase, PrivateKey, PublicKey, Signer, key_file, public_file};
use pkcs8::der::pem;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHINESE: &str = "核证 口令 2026";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// Runs openssl and gives what it printed; fails where it is missing or says no.
fn openssl(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).output().expect("openssl runs (Debian package: openssl)");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn passphrase() -> Passphrase {
    Passphrase::new(CHINESE.into()).unwrap()
}

fn key() -> PrivateKey {
    PrivateKey::from_seed([0x42; 32])
}

fn problem_of(path: &Path) -> KeyFileProblem {
    key_file::read(path, &passphrase()).unwrap_err().problem
}

#[test]
fn openssl_reads_a_key_file_and_gives_the_same_public_half() {
    let folder = Folder::new();
    let (private, secret) = (folder.path("key.pem"), folder.file("passphrase", format!("{CHINESE}\n")));
    key_file::write(&private, &key(), &passphrase()).unwrap();
    let public = openssl(&["pkey", "-in", text(&private), "-passin", &format!("file:{}", text(&secret)), "-pubout"]);
    assert_eq!(String::from_utf8(public).unwrap(), public_file::to_pem(&key().public_key()).unwrap());
}

#[test]
fn the_file_says_scrypt_with_the_parameters_that_openssl_takes_and_aes_256_cbc() {
    let folder = Folder::new();
    let private = folder.path("key.pem");
    key_file::write(&private, &key(), &passphrase()).unwrap();
    let structure = String::from_utf8(openssl(&["asn1parse", "-in", text(&private)])).unwrap();
    // INTEGER 4000 hexadecimal is 2^14, then r = 8 and p = 1.
    for part in
        ["PBES2", "scrypt", "INTEGER           :4000", "INTEGER           :08", "INTEGER           :01", "aes-256-cbc"]
    {
        assert!(structure.contains(part), "{part} in {structure}");
    }
}

#[test]
fn a_key_file_made_by_openssl_is_read() {
    let folder = Folder::new();
    let secret = folder.file("passphrase", CHINESE);
    let plain = folder.path("plain.pem");
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", text(&plain)]);
    let pem = String::from_utf8(openssl(&["pkey", "-in", text(&plain), "-pubout"])).unwrap();
    let public = public_file::parse(&pem).unwrap();
    let passout = format!("file:{}", text(&secret));
    let common = ["pkcs8", "-topk8", "-in", text(&plain), "-passout", &passout, "-v2", "aes-256-cbc"];
    for (name, more) in [("scrypt.pem", &["-scrypt"][..]), ("pbkdf2.pem", &[])] {
        let path = folder.path(name);
        let arguments = [&common[..], more, &["-out", text(&path)]].concat();
        openssl(&arguments);
        assert_eq!(key_file::read(&path, &Passphrase::from_file(&secret).unwrap()).unwrap().public_key(), public);
    }
    assert!(matches!(problem_of(&plain), KeyFileProblem::NotEncrypted));
}

#[test]
fn openssl_verifies_a_signature_made_with_a_key_file() {
    let folder = Folder::new();
    let private = folder.path("key.pem");
    key_file::write(&private, &key(), &passphrase()).unwrap();
    let read = key_file::read(&private, &passphrase()).unwrap();
    let (public, message) = (folder.path("key.pub.pem"), folder.file("message", "培训合格证书"));
    public_file::write(&public, &read.public_key()).unwrap();
    let signature = folder.file("signature", read.sign("培训合格证书".as_bytes()));
    openssl(&[
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        text(&public),
        "-rawin",
        "-in",
        text(&message),
        "-sigfile",
        text(&signature),
    ]);
}

#[cfg(unix)]
#[test]
fn a_key_file_is_its_owners_alone_and_is_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.path("key.pem");
    key_file::write(&path, &key(), &passphrase()).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!key_file::is_open_to_others(&path));
    let before = std::fs::read(&path).unwrap();
    let again = key_file::write(&path, &PrivateKey::from_seed([1; 32]), &passphrase()).unwrap_err();
    assert!(matches!(again.problem, KeyFileProblem::Exists));
    assert!(again.to_string().starts_with(text(&path)), "{again}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(key_file::is_open_to_others(&path), "a note, not a refusal:");
    assert!(key_file::read(&path, &passphrase()).is_ok());
}

#[test]
fn each_wrong_file_has_its_own_name() {
    let folder = Folder::new();
    let path = folder.path("key.pem");
    key_file::write(&path, &key(), &passphrase()).unwrap();
    let other = Passphrase::new("another".into()).unwrap();
    assert!(matches!(key_file::read(&path, &other).unwrap_err().problem, KeyFileProblem::WrongPassphrase));

    assert!(matches!(problem_of(&folder.path("absent")), KeyFileProblem::Unreadable(_)));
    assert!(matches!(problem_of(&folder.file("text", "my key")), KeyFileProblem::NotPem));
    assert!(matches!(problem_of(&folder.file("gbk", b"\xC3\xDC\xD4\xBF")), KeyFileProblem::NotPem));
    assert!(matches!(problem_of(&folder.file("large", vec![b'-'; 100_000])), KeyFileProblem::TooLarge));
    let public = folder.path("p.pub.pem");
    public_file::write(&public, &key().public_key()).unwrap();
    assert!(matches!(problem_of(&public), KeyFileProblem::PublicHalf));
    assert!(matches!(public_file::read(&path).unwrap_err().problem, KeyFileProblem::PrivateHalf));

    let rsa = folder.path("rsa.pem");
    let secret = folder.file("passphrase", CHINESE);
    let pass = format!("file:{}", text(&secret));
    openssl(&["genpkey", "-algorithm", "x25519", "-aes-256-cbc", "-pass", &pass, "-out", text(&rsa)]);
    assert!(matches!(problem_of(&rsa), KeyFileProblem::NotEd25519));
}

#[test]
fn the_public_half_of_another_key_beside_it_is_noticed() {
    let folder = Folder::new();
    let path = folder.path("key.pem");
    key_file::write(&path, &key(), &passphrase()).unwrap();
    public_file::write(&folder.path("key.pub.pem"), &PrivateKey::from_seed([1; 32]).public_key()).unwrap();
    assert!(matches!(problem_of(&path), KeyFileProblem::PublicHalfDiffers(_)));
}

#[test]
fn a_file_that_asks_for_more_work_than_any_honest_one_is_refused_at_once() {
    let folder = Folder::new();
    let path = folder.path("key.pem");
    key_file::write(&path, &key(), &passphrase()).unwrap();
    let pem = std::fs::read_to_string(&path).unwrap();
    let (_, mut der) = pem::decode_vec(pem.as_bytes()).unwrap();
    // scrypt's r = 8 and p = 1, as INTEGERs; p becomes 127.
    let place = der.windows(6).position(|window| window == [2, 1, 8, 2, 1, 1]).unwrap();
    der[place + 5] = 127;
    let costly = pem::encode_string("ENCRYPTED PRIVATE KEY", pem::LineEnding::LF, &der).unwrap();
    assert!(matches!(problem_of(&folder.file("costly.pem", costly)), KeyFileProblem::TooCostly));
}

/// Every cut and every changed character gives an error, or the key that was written: never a panic, never another key.
#[test]
fn damaged_files_never_give_another_key() {
    let folder = Folder::new();
    let path = folder.path("key.pem");
    key_file::write(&path, &key(), &passphrase()).unwrap();
    public_file::write(&folder.path("key.pub.pem"), &key().public_key()).unwrap();
    let pem = std::fs::read(&path).unwrap();
    let read = |bytes: &[u8]| -> Option<PublicKey> {
        std::fs::write(&path, bytes).unwrap();
        key_file::read(&path, &passphrase()).ok().map(|key| key.public_key())
    };
    for length in (0..pem.len() - 1).step_by(41) {
        assert_eq!(read(&pem[..length]), None, "cut to {length} bytes");
    }
    for place in (0..pem.len()).step_by(9) {
        let mut changed = pem.clone();
        changed[place] ^= 1;
        if let Some(public) = read(&changed) {
            assert_eq!(public, key().public_key(), "changed at {place}");
        }
    }
}
