//! COSE by hand, with any content under a right signature: what a forger with keys can write and no draft of core's would.

use hezheng_core::cbor::Writer;
use hezheng_core::ids::Kid;
use hezheng_keys::{PrivateKey, Signer as _};

/// `{1: -19, 4: kid, 16: typ}`.
#[must_use]
pub fn protected(kid: Kid, typ: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).integer(1).integer(-19).integer(4).bytes(&kid.0).integer(16).unsigned(typ);
    writer.into_bytes()
}

/// The protected header of a Token Status List.
#[must_use]
pub fn status_list_protected(kid: Kid) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).integer(1).integer(-19).integer(4).bytes(&kid.0).integer(16).text("application/statuslist+cwt");
    writer.into_bytes()
}

/// A tagged COSE_Sign1 with an empty unprotected map, rightly signed whatever the payload is.
#[must_use]
pub fn signed(protected: &[u8], payload: &[u8], key: &PrivateKey) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(payload);
    let signature = key.sign(&writer.into_bytes());
    let mut writer = Writer::new();
    writer.tag(18).array(4).bytes(protected).map(0).bytes(payload).bytes(&signature);
    writer.into_bytes()
}
