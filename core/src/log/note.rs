//! Signed notes (C2SP signed-note): a text and the signature lines under it. What the text says is for others:
//! checkpoints are signed notes, and what a witness answers is signature lines alone.
//!
//! ```text
//! note = text LF signature-line+                          ; the text ends in a newline; the last blank line divides
//! signature-line = "— " key-name " " base64(key-id || signature) LF
//! ```

use crate::ids::Hash;
use crate::key::PublicKey;
use crate::limits::{NOTE_BYTES, NOTE_SIGNATURES};
use crate::malformed::{Malformed, NoteRule};
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What every signature line begins with: an em dash and a space.
const LINE_START: &str = "— ";
/// Bytes of a key id.
const KEY_ID_BYTES: usize = 4;

/// Which kind of signature a key makes: part of what its id is made from, so that none passes for the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SignatureType {
    /// Ed25519 over the note's text.
    Ed25519 = 0x01,
    /// A timestamped Ed25519 cosignature (C2SP tlog-cosignature).
    Cosignature = 0x04,
}

/// The four bytes that, with its name, tell a note's key from others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyId(pub [u8; KEY_ID_BYTES]);

impl KeyId {
    /// The id of a key of this name that makes signatures of this type.
    #[must_use]
    pub fn of(name: &str, signature_type: SignatureType, key: &PublicKey) -> Self {
        let Hash([a, b, c, d, ..]) = Hash::of(&[name.as_bytes(), b"\n", &[signature_type as u8], &key.0]);
        Self([a, b, c, d])
    }
}

/// A key as people hand it on (`vkey`): its name, its id in hexadecimal, and its type and bytes in base64.
#[must_use]
pub fn verifier_key(name: &str, signature_type: SignatureType, key: &PublicKey) -> String {
    let id = crate::ids::to_hex(&KeyId::of(name, signature_type, key).0);
    let mut typed = Vec::from([signature_type as u8]);
    typed.extend_from_slice(&key.0);
    alloc::format!("{name}+{id}+{}", to_base64(&typed))
}

/// Reads a verifier key of this type: its name and the key.
///
/// # Errors
/// Where it is none, its id is not the key's, or it is of another type.
pub fn parse_verifier_key(text: &str, signature_type: SignatureType) -> Result<(&str, PublicKey), Malformed> {
    let bad = Malformed::Note(NoteRule::VerifierKey);
    let (name, typed) =
        text.split_once('+').and_then(|(name, rest)| Some((name, rest.split_once('+')?.1))).ok_or(bad)?;
    let typed: [u8; 33] = from_base64(typed).and_then(|bytes| bytes.try_into().ok()).ok_or(bad)?;
    let [kind, key @ ..] = typed;
    let key = PublicKey(key);
    // One way to write each: the id is compared with the rest.
    let is_right =
        is_key_name(name) && kind == signature_type as u8 && verifier_key(name, signature_type, &key) == text;
    if is_right { Ok((name, key)) } else { Err(bad) }
}

/// Whether a text can be the name of a key: not empty, no Unicode space, no plus sign, no control character.
#[must_use]
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

/// A signed note, taken apart; no signature is verified.
#[derive(Clone, Debug)]
pub(crate) struct Note<'a> {
    /// The text that is signed, its last newline included.
    pub(crate) text: &'a str,
    /// The signature lines.
    pub(crate) signatures: Vec<SignatureLine<'a>>,
}

impl<'a> Note<'a> {
    /// Decodes a note.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let note = plain_text(bytes)?;
        let division = note.rfind("\n\n").ok_or(Malformed::Note(NoteRule::BlankLine))?;
        let (text, signatures) = note.split_at_checked(division + 1).ok_or(Malformed::Note(NoteRule::BlankLine))?;
        let signatures = signatures.strip_prefix('\n').unwrap_or_default();
        Ok(Self { text, signatures: signature_lines(signatures)? })
    }
}

/// One signature line.
#[derive(Clone, Debug)]
pub(crate) struct SignatureLine<'a> {
    name: &'a str,
    id: KeyId,
    signature: Vec<u8>,
}

impl<'a> SignatureLine<'a> {
    fn parse(line: &'a str) -> Result<Self, Malformed> {
        let bad = Malformed::Note(NoteRule::SignatureLine);
        let (name, signature) = line.strip_prefix(LINE_START).and_then(|rest| rest.split_once(' ')).ok_or(bad)?;
        let signature = from_base64(signature).ok_or(bad)?;
        let (id, signature) = signature.split_first_chunk::<KEY_ID_BYTES>().ok_or(bad)?;
        if !is_key_name(name) || signature.is_empty() {
            return Err(bad);
        }
        Ok(Self { name, id: KeyId(*id), signature: signature.into() })
    }

    /// The signature's bytes, where this line is by the key of this name and id.
    pub(crate) fn by(&self, name: &str, id: KeyId) -> Option<&[u8]> {
        (self.name == name && self.id == id).then_some(&*self.signature)
    }
}

/// Decodes signature lines: one or more, each ended.
pub(crate) fn signature_lines(text: &str) -> Result<Vec<SignatureLine<'_>>, Malformed> {
    let lines = text.strip_suffix('\n').ok_or(Malformed::Note(NoteRule::Signatures))?;
    if lines.split('\n').count() > NOTE_SIGNATURES {
        return Err(Malformed::Note(NoteRule::Signatures));
    }
    lines.split('\n').map(SignatureLine::parse).collect()
}

/// Writes a signature line.
pub(crate) fn encode_signature_line(name: &str, id: KeyId, signature: &[u8]) -> String {
    let mut bytes = Vec::from(id.0);
    bytes.extend_from_slice(signature);
    alloc::format!("{LINE_START}{name} {}\n", to_base64(&bytes))
}

/// Text as a note may hold it: UTF-8 without control characters but the newline.
pub(crate) fn plain_text(bytes: &[u8]) -> Result<&str, Malformed> {
    if bytes.len() > NOTE_BYTES {
        return Err(Malformed::Size { bytes: bytes.len(), limit: NOTE_BYTES });
    }
    let text = core::str::from_utf8(bytes).map_err(|_| Malformed::Note(NoteRule::PlainText))?;
    let is_control = |byte: u8| byte < b' ' && byte != b'\n';
    if text.bytes().any(is_control) { Err(Malformed::Note(NoteRule::PlainText)) } else { Ok(text) }
}

/// Standard base64 with padding (RFC 4648 section 4), in the only way each value is written.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// What [`to_base64`] writes, read back.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A number as these texts write it: decimal digits, no sign, no leading zero.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let is_plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if is_plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: PublicKey = PublicKey([7; 32]);

    #[test]
    fn a_verifier_key_reads_back_and_nothing_else_does() {
        let text = verifier_key("log.example/1", SignatureType::Ed25519, &KEY);
        assert_eq!(parse_verifier_key(&text, SignatureType::Ed25519), Ok(("log.example/1", KEY)));
        assert!(parse_verifier_key(&text, SignatureType::Cosignature).is_err());
        let spaced = alloc::format!("{text} ");
        let padded = alloc::format!("{text}=");
        for wrong in [text.replace("log", "lag"), text.to_uppercase(), spaced, padded, String::new()] {
            assert!(parse_verifier_key(&wrong, SignatureType::Ed25519).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_blank_line_divides_text_from_signatures() {
        let line = encode_signature_line("a", KeyId([1, 2, 3, 4]), b"signature");
        let bytes = alloc::format!("one\n\ntwo\n\n{line}{line}");
        let note = Note::decode(bytes.as_bytes()).unwrap();
        assert_eq!(note.text, "one\n\ntwo\n");
        assert_eq!(note.signatures.len(), 2);
        assert_eq!(note.signatures[0].by("a", KeyId([1, 2, 3, 4])), Some(&b"signature"[..]));
        assert_eq!(note.signatures[0].by("b", KeyId([1, 2, 3, 4])), None);
        assert_eq!(note.signatures[0].by("a", KeyId([0; 4])), None);
    }

    #[test]
    fn what_is_not_a_signed_note_is_refused() {
        let line = encode_signature_line("a", KeyId([1, 2, 3, 4]), b"signature");
        let with = |line: &str| alloc::format!("text\n\n{line}");
        for (note, rule) in [
            (with(""), NoteRule::Signatures),
            (with(line.trim_end()), NoteRule::Signatures),
            (with(&line.replace('—', "-")), NoteRule::SignatureLine),
            (with(&line.replace(" a ", "  ")), NoteRule::SignatureLine),
            (with(&line.replace(" a ", " a+b ")), NoteRule::SignatureLine),
            (with(&line.replace(" a ", " a\u{3000}b ")), NoteRule::SignatureLine),
            (with(&encode_signature_line("a", KeyId([0; 4]), b"")), NoteRule::SignatureLine),
            (with(&line.replace('\n', "=\n")), NoteRule::SignatureLine),
            (with(&line.repeat(NOTE_SIGNATURES + 1)), NoteRule::Signatures),
            (alloc::format!("text\n{line}"), NoteRule::BlankLine),
            (with(&line).replace("text", "te\txt"), NoteRule::PlainText),
            (with(&line).replace('\n', "\r\n"), NoteRule::PlainText),
        ] {
            assert_eq!(Note::decode(note.as_bytes()).map(|_| ()), Err(Malformed::Note(rule)), "{note:?}");
        }
        assert!(Note::decode(b"\xFF\n\n").is_err());
        assert!(Note::decode(with(&line.repeat(NOTE_SIGNATURES)).as_bytes()).is_ok());
        let large = with(&line).replace("text", &"x".repeat(NOTE_BYTES));
        assert!(matches!(Note::decode(large.as_bytes()), Err(Malformed::Size { .. })));
    }

    #[test]
    fn numbers_have_one_way_to_be_written() {
        assert_eq!((parse_decimal("0"), parse_decimal("10")), (Some(0), Some(10)));
        assert_eq!(parse_decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "18446744073709551616"] {
            assert_eq!(parse_decimal(wrong), None, "{wrong:?}");
        }
    }
}
