//! A profile and the template that it names.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_issuer::language::Lang;
use hezheng_issuer::profile::{Profile, ProfileError};
use hezheng_keys::{PrivateKey, Signer, public_file};
use hezheng_pdf::Template;
use std::path::Path;
use tempfile::TempDir;

/// A folder with a root key.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let key = PrivateKey::generate().unwrap().public_key();
    public_file::write(&folder.path().join("root.pub.pem"), &key).unwrap();
    folder
}

/// A profile in this folder, with one more line.
fn load(folder: &Path, line: &str) -> Result<Profile, ProfileError> {
    let text = format!(
        "format = 1\nregistry = \"https://zs.example.cn/130100\"\npage = \"https://zs.example.cn\"\nroots = [\"root.pub.pem\"]\nkey = \"issuer.pem\"\njournal = \"journal\"\n{line}\n"
    );
    std::fs::write(folder.join("hezheng.toml"), text).unwrap();
    Profile::load(&folder.join("hezheng.toml"))
}

#[test]
fn a_template_is_named_or_a_file_beside_the_profile_and_the_default_without_one() {
    let folder = folder();
    let text = Template::built_in_text("bilingual").unwrap();
    std::fs::write(folder.path().join("ours.toml"), text.replace("id = \"bilingual\"", "id = \"ours\"")).unwrap();
    for (line, id) in [("", "default"), ("template = \"bilingual\"", "bilingual"), ("template = \"ours.toml\"", "ours")]
    {
        assert_eq!(load(folder.path(), line).unwrap().template.id, id);
    }
}

#[test]
fn a_template_that_is_not_there_or_wrong_is_named() {
    let folder = folder();
    let error = load(folder.path(), "template = \"bilingal\"").unwrap_err();
    assert!(matches!(&error, ProfileError::NoTemplate(_, file, _) if file.ends_with("bilingal")), "{error}");
    assert!(error.to_string().contains("Built in are default, bilingual"), "{error}");
    let text = Template::built_in_text("default").unwrap();
    std::fs::write(folder.path().join("ours.toml"), text.replace("module_mm = 0.42", "module_mm = 0.3")).unwrap();
    let error = load(folder.path(), "template = \"ours.toml\"").unwrap_err().message(Lang::Zh);
    assert!(error.contains("ours.toml 不能用。部件“qr”：module_mm 应为 0.42 至 2。"), "{error}");
}
