//! Forges a certificate with full knowledge of the format and keys of the forger's own (INSECURE, from fixed seeds):
//! `forge ORIGIN SECONDS` prints the text of its QR code, registered at that time.

use ed25519_dalek::{Signer, SigningKey};
use hezheng_core::ids::LeafIndex;
use hezheng_core::key::PublicKey;
use hezheng_core::number::{CertificateNumber, IdKind, Uscc};
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::time::{Date, Time};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, origin, seconds] = arguments.as_slice() else { panic!("forge ORIGIN SECONDS") };
    let registered = Time(seconds.parse().expect("seconds"));
    let (issuer, registry) = (SigningKey::from_bytes(&[0x66; 32]), SigningKey::from_bytes(&[0x67; 32]));
    let kid = |key: &SigningKey| PublicKey(key.verifying_key().to_bytes()).kid();
    let issued = registered.shanghai_day();
    let claims = Claims {
        holder: "伪某某".into(),
        id_kind: IdKind::ResidentId,
        id_tail: "0001".into(),
        programme: "保育师".into(),
        training: (Date(issued.0 - 10), issued),
        issued,
        class_hours: Some(72),
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        portrait_sha256: None,
        number_scheme: None,
    };
    let number = CertificateNumber::parse(&format!("130100{}0007000099", issued.year())).expect("a number");
    let uscc = Uscc::parse("521301004JURQ283FE").expect("a code");
    let draft = StatementDraft::new(kid(&issuer), &uscc, &number, &claims).expect("the form is right");
    let statement = draft.finish(&issuer.sign(&draft.to_be_signed()).to_bytes());
    let decoded = UnverifiedStatement::decode(&statement).expect("the form is right");
    let verified = decoded.verify_signature(&PublicKey(issuer.verifying_key().to_bytes())).expect("signed");
    let registration = verified.register(kid(&registry), registered, LeafIndex(3));
    let forged = registration.finish(&registry.sign(registration.to_be_signed()).to_bytes());
    println!("{}", PageAddress::parse(origin).expect("an origin").qr_text(&forged));
}
