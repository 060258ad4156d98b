//! Why bytes are not what they claim to be. One list for all decoders: callers tell a person what and where.

use crate::cbor::CborError;
use crate::text::TextError;

/// The first rule of format 1 that the bytes break.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Malformed {
    /// Not CBOR as format 1 allows it, or not the items expected.
    Cbor(CborError),
    /// Larger than its kind may be.
    Size {
        /// Bytes there are.
        bytes: usize,
        /// Bytes there may be.
        limit: usize,
    },
    /// A map key or header that format 1 does not list there.
    UnknownKey(i64),
    /// A map key or header that must be there.
    MissingKey(i64),
    /// An algorithm other than -19.
    Algorithm,
    /// Another `typ` than that of the kind of object expected.
    Typ,
    /// A text that breaks the rule for text.
    Text(TextError),
    /// A number, code or enumeration outside what is allowed.
    Value(Field),
    /// More receipts, hashes, leaves or keys than allowed, or none where one must be.
    Count(Field),
    /// The last day of training lies before the first.
    TrainingReversed,
    /// Issued before the last day of training.
    IssuedBeforeTrainingEnded,
    /// One public key or kid at two places of a trust bundle.
    KeyTwice,
    /// A bundle that expires before it is issued, or lives too long.
    Lifetime,
    /// Indices of an index set out of bounds, bits missing or left over, or an index in two sets.
    IndexSet,
    /// No signed note, or no checkpoint or request to a witness in it.
    Note(NoteRule),
}

/// Which value was meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the field of that name in format.md")]
pub enum Field {
    Uscc,
    CertificateNumber,
    IdKind,
    IdTail,
    OccupationCode,
    SkillLevel,
    NumberScheme,
    Receipts,
    Path,
    EntryKind,
    Status,
    Leaves,
    Certificates,
    TreeAlgorithm,
    RootKeys,
    AuthorityCode,
    InstitutionNumber,
    InstitutionNames,
    Uses,
    Roles,
    Witnesses,
    Selector,
    Reason,
    TreeSize,
    Pack,
    StatusList,
    ContentType,
}

/// Which rule of C2SP's text formats is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoteRule {
    /// UTF-8 without control characters but the newline.
    PlainText,
    /// A blank line before the signatures.
    BlankLine,
    /// At least one signature line and not too many, each ended by a newline.
    Signatures,
    /// The form of a signature line.
    SignatureLine,
    /// The name of a key: no space, no plus sign.
    KeyName,
    /// The form of a verifier key (vkey), its id, and its type.
    VerifierKey,
    /// At least three lines in a checkpoint, none empty.
    CheckpointLines,
    /// A tree size in decimal digits without leading zeros.
    TreeSize,
    /// A root of 32 bytes in base64.
    Root,
    /// `old` and a tree size in a request to a witness.
    OldSize,
    /// At most 63 hashes of 32 bytes in base64 in a request to a witness.
    Proof,
}

impl From<CborError> for Malformed {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl From<TextError> for Malformed {
    fn from(error: TextError) -> Self {
        Self::Text(error)
    }
}
