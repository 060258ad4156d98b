//! The bodies, one for each decoder, and the list of them.

pub mod bundle_draft;
pub mod cbor;
pub mod log_entry;
pub mod note;
pub mod order;
pub mod pack;
pub mod pdf_attachment;
pub mod pdf_picture;
pub mod pdf_text;
pub mod qr;
pub mod receipt;
pub mod snapshot;
pub mod statement;
pub mod status_list;
pub mod trust_bundle;

use crate::World;
use crate::limits;
use hezheng_core::verify::{Outcome, Report};

/// A decoder, and what must hold whatever bytes come to it.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    /// The name of its fuzz target and of its corpus.
    pub name: &'static str,
    /// Panics where a promise is broken.
    pub body: fn(&[u8]),
    /// Memory that it may hold at once for an input of the corpus.
    pub memory_bytes: usize,
}

const fn decoder(name: &'static str, body: fn(&[u8]), memory_bytes: usize) -> Decoder {
    Decoder { name, body, memory_bytes }
}

/// All of them.
pub const DECODERS: [Decoder; 15] = [
    decoder("cbor", cbor::body, limits::IN_PLACE_BYTES),
    decoder("qr", qr::body, limits::IN_PLACE_BYTES),
    decoder("statement", statement::body, limits::IN_PLACE_BYTES),
    decoder("trust_bundle", trust_bundle::body, limits::IN_PLACE_BYTES),
    decoder("pack", pack::body, limits::IN_PLACE_BYTES),
    decoder("snapshot", snapshot::body, limits::SNAPSHOT_BYTES),
    decoder("receipt", receipt::body, limits::IN_PLACE_BYTES),
    decoder("note", note::body, limits::IN_PLACE_BYTES),
    decoder("log_entry", log_entry::body, limits::IN_PLACE_BYTES),
    decoder("status_list", status_list::body, limits::STATUS_LIST_BYTES),
    decoder("bundle_draft", bundle_draft::body, limits::IN_PLACE_BYTES),
    decoder("order", order::body, limits::IN_PLACE_BYTES),
    decoder("pdf_attachment", pdf_attachment::body, limits::ATTACHMENT_BYTES),
    decoder("pdf_text", pdf_text::body, limits::PAGE_TEXT_BYTES),
    decoder("pdf_picture", pdf_picture::body, limits::PICTURE_BYTES),
];

/// Nothing but the one certificate is valid, and what is valid has been looked at from end to end.
fn check_report(report: &Report, world: &World) {
    if report.outcome != Outcome::Valid {
        assert!(report.reason.is_some(), "a verdict that is not valid says why");
        return;
    }
    let view = report.certificate.as_ref().expect("what is valid was signed");
    let genuine = world.judge(&world.registered);
    assert_eq!(Some(view), genuine.certificate.as_ref(), "another certificate is valid");
    let registered = report.evidence.registered.as_ref().expect("what is valid was registered");
    assert_eq!((registered.time, registered.leaf), (crate::world::REGISTERED, crate::world::LEAF));
}

/// What a COSE_Sign1 of a draft says, from its payload on and without its signature: all but whose key it names.
fn payload_part(draft: &[u8]) -> &[u8] {
    // Tag, array, the protected header of 17 bytes in its byte string, and the empty map.
    const BEFORE: usize = 2 + 18 + 1;
    &draft[BEFORE..draft.len() - 64]
}
