//! Signed notes: checkpoints, what a witness is asked and what it answers, and keys as people hand them on.

use crate::World;
use crate::world::{ORIGIN, public};
use hezheng_core::log::checkpoint::{CheckpointDraft, UnverifiedCheckpoint};
use hezheng_core::log::cosignature::{Cosignature, Cosigner};
use hezheng_core::log::note::{SignatureType, parse_verifier_key, verifier_key};
use hezheng_core::log::witness::{UnverifiedRequest, encode_request};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let held = UnverifiedCheckpoint::decode(world.checkpoint.as_bytes()).expect("it was drafted");
    let held = held.verify(ORIGIN, &public("log0")).expect("it was signed");
    if let Ok(checkpoint) = UnverifiedCheckpoint::decode(bytes) {
        assert_eq!(checkpoint.note(), bytes);
        let (size, root) = checkpoint.unverified_place();
        if let Ok(draft) = CheckpointDraft::new(checkpoint.unverified_origin(), size, &root) {
            assert!(bytes.starts_with(draft.to_be_signed()), "origin, size and root have one form");
        }
        if let Ok(verified) = checkpoint.verify(ORIGIN, &public("log0")) {
            assert_eq!(verified, held, "a checkpoint that the log never signed");
        }
    }
    if let Ok(request) = UnverifiedRequest::decode(bytes) {
        let note = std::str::from_utf8(request.checkpoint.note()).expect("a note is text");
        assert_eq!(encode_request(request.old_size, &request.proof, note).as_bytes(), bytes, "a request has one form");
    }
    let witness = Cosigner { name: "witness.example.cn", key: public("witness") };
    assert!(!matches!(Cosignature::verify(bytes, &held, &witness), Ok(Some(_))), "the witness never signed");
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for signature_type in [SignatureType::Ed25519, SignatureType::Cosignature] {
        if let Ok((name, key)) = parse_verifier_key(text, signature_type) {
            assert_eq!(verifier_key(name, signature_type, &key), text, "a key is written in one way");
        }
    }
}
