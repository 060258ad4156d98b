//! The same certificate is the same file, on every machine and for ever: a trainee who downloads it again holds what was
//! printed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_pdf::{Fonts, Template, render};
use sha2::{Digest, Sha256};

mod samples;

/// SHA-256 of samples in each template. A change of the code must leave them as they are, or every certificate printed
/// before it would come out otherwise: where that is wanted, the template gets a new version, and this its new hashes,
/// which the failure prints.
const PINNED: [(&str, &str, &str); 8] = [
    ("default", "ordinary", "6ee0ec5d1a0a6d3959900be3ba3504fa6a2db3e5dcfe4e145d32a2ed91501d7b"),
    ("default", "rare-2", "f2eb2b9c15365d9ee99bf2ec77133cc2e76c63a54d9bfb515fa256ac597b7d93"),
    ("default", "everything-long", "3820a8e734e57e72415d3fa71297812e164c1a21ac6b465ae0583c711751c3fe"),
    ("default", "pictures", "82d339e6d3601890b045bb196aeb3e8f8fffd30b905dbfeb66456f6a45e497f2"),
    ("bilingual", "ordinary", "37b80752f6ec3ec3e2367732374544fa4bfa6649b085d96c5883d25c655b2caf"),
    ("bilingual", "rare-2", "415068f5bceb41f07070ad43dadab75b0806a82c9a4e9aa40944dacf4254c559"),
    ("bilingual", "everything-long", "0f89bd313386762da586482e9103a05c51897ad9356541202f25dc2ec2284df6"),
    ("bilingual", "pictures", "d62304e820cbd59a75dde88237be7860639064e851deb029cea1ebfb18aba207"),
];

#[test]
fn samples_have_the_bytes_that_they_always_had() {
    let mut now = Vec::new();
    for name in ["default", "bilingual"] {
        let template = Template::parse(Template::built_in_text(name).unwrap()).unwrap();
        let fonts = Fonts::from_system(&template).unwrap();
        for (sample, page) in samples::samples() {
            if PINNED.iter().any(|(_, pinned, _)| *pinned == sample) {
                let pdf = render(&template, &fonts, &page, b"statement").unwrap();
                now.push((name, sample, hex(&Sha256::digest(pdf))));
            }
        }
    }
    let pinned = PINNED.map(|(name, sample, hash)| (name, sample, hash.to_owned()));
    assert!(now == pinned, "the bytes changed; now they are\n{now:#?}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
