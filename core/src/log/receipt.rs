//! Receipts (RFC 9942): proof that a registration is in the log of its authority (format.md section 3).
//!
//! ```cddl
//! receipt = #6.18([ bstr .cbor { 1: -19, 4: bstr .size 8, 15: { 1: origin, 2: certificate-number, 6: time, -65538: tree-size }, 395: 1 },
//!                   { 396: { -1: [ bstr .cbor [ tree-size, leaf-index, [ * bstr .size 32 ] ] ] } }, nil, bstr .size 64 ])
//! ```

use crate::cbor::{Reader, Writer};
use crate::cose::{self, read_map};
use crate::ids::{Hash, Kid, LeafIndex, TreeSize};
use crate::key::{ALGORITHM, PublicKey};
use crate::limits::{PATH_HASHES, TEXT_CHARS};
use crate::log::tree;
use crate::malformed::{Field, Malformed};
use crate::number::CertificateNumber;
use crate::statement::claims::text;
use crate::time::Time;
use alloc::string::String;
use alloc::vec::Vec;

/// Claim of this project in a receipt's CWT claims: the signed tree size.
const TREE_SIZE: i64 = -65_538;
/// Header 395: the verifiable data structure; 1 is RFC 9162's SHA-256 tree.
const STRUCTURE: i64 = 395;
/// Header 396: the proofs.
const PROOFS: i64 = 396;

/// A receipt that was decoded and nothing more.
#[derive(Clone, Debug)]
pub struct UnverifiedReceipt<'a> {
    protected: &'a [u8],
    signature: [u8; 64],
    pub(crate) kid: Kid,
    pub(crate) origin: String,
    pub(crate) number: CertificateNumber,
    pub(crate) time: Time,
    signed_size: TreeSize,
    size: TreeSize,
    pub(crate) leaf: LeafIndex,
    path: Vec<Hash>,
}

impl<'a> UnverifiedReceipt<'a> {
    /// Decodes a receipt that fills `bytes`.
    ///
    /// # Errors
    /// The first rule of the format that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut proof = None;
        let protected = cose::open(&mut reader, |key, reader| match key {
            PROOFS => read_map(reader, |key, reader| match key {
                -1 => {
                    reader.tuple(1)?;
                    proof = Some(decode_proof(reader.bytes()?)?);
                    Ok(())
                }
                _ => Err(Malformed::UnknownKey(key)),
            }),
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        reader.null()?;
        let signature = reader.array_of()?;
        reader.end()?;
        let (size, leaf, path) = proof.ok_or(Malformed::MissingKey(PROOFS))?;
        let mut claims = SignedClaims::default();
        let (mut named, mut structure) = (false, None);
        let kid = cose::protected_header(protected, None, |key, reader| match key {
            15 => {
                named = true;
                read_map(reader, |key, reader| claims.value(key, reader))
            }
            STRUCTURE => {
                structure = Some(reader.unsigned()?);
                Ok(())
            }
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        if structure.ok_or(Malformed::MissingKey(STRUCTURE))? != 1 {
            return Err(Malformed::Value(Field::TreeAlgorithm));
        }
        if !named {
            return Err(Malformed::MissingKey(15));
        }
        Ok(Self {
            protected,
            signature,
            kid,
            origin: claims.origin.ok_or(Malformed::MissingKey(1))?,
            number: claims.number.ok_or(Malformed::MissingKey(2))?,
            time: claims.time.ok_or(Malformed::MissingKey(6))?,
            signed_size: claims.size.ok_or(Malformed::MissingKey(TREE_SIZE))?,
            size,
            leaf,
            path,
        })
    }

    /// The kid that the receipt names, not verified.
    #[must_use]
    pub fn unverified_kid(&self) -> Kid {
        self.kid
    }

    /// The leaf index and tree size that the receipt names, not verified.
    #[must_use]
    pub fn unverified_place(&self) -> (LeafIndex, TreeSize) {
        (self.leaf, self.size)
    }

    /// The root that the path leads to from the leaf with this hash: whoever holds the log compares it with its own.
    #[must_use]
    pub fn root_from(&self, leaf_hash: &Hash) -> Option<Hash> {
        tree::root_from_inclusion(self.size, self.leaf, leaf_hash, &self.path)
    }

    /// Whether this proves, signed by `key`, that the leaf with this hash is in the log of this origin.
    #[must_use]
    pub fn proves(&self, leaf_hash: &Hash, origin: &str, key: &PublicKey) -> bool {
        self.origin == origin
            && self.signed_size == self.size
            && self
                .root_from(leaf_hash)
                .is_some_and(|root| key.has_signed(&cose::to_be_signed(self.protected, &root.0), &self.signature))
    }
}

#[derive(Default)]
struct SignedClaims {
    origin: Option<String>,
    number: Option<CertificateNumber>,
    time: Option<Time>,
    size: Option<TreeSize>,
}

impl SignedClaims {
    fn value(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        match key {
            1 => self.origin = Some(text(reader, 1, TEXT_CHARS)?),
            2 => {
                let number = CertificateNumber::parse(reader.text()?);
                self.number = Some(number.map_err(|_| Malformed::Value(Field::CertificateNumber))?);
            }
            6 => self.time = Some(Time(reader.unsigned()?)),
            TREE_SIZE => self.size = Some(TreeSize(reader.unsigned()?)),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    }
}

fn decode_proof(bytes: &[u8]) -> Result<(TreeSize, LeafIndex, Vec<Hash>), Malformed> {
    let mut reader = Reader::new(bytes);
    reader.tuple(3)?;
    let (size, leaf) = (TreeSize(reader.unsigned()?), LeafIndex(reader.unsigned()?));
    let count = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if count > PATH_HASHES {
        return Err(Malformed::Count(Field::Path));
    }
    let path = (0..count).map(|_| reader.array_of().map(Hash).map_err(Malformed::from)).collect::<Result<_, _>>()?;
    reader.end()?;
    Ok((size, leaf, path))
}

/// A receipt about to be signed: sign [`ReceiptDraft::to_be_signed`], then [`ReceiptDraft::finish`].
#[derive(Clone, Debug)]
pub struct ReceiptDraft {
    protected: Vec<u8>,
    proof: Vec<u8>,
    to_be_signed: Vec<u8>,
}

/// What a receipt is about: one certificate, in one log.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptSubject<'n> {
    /// The log's origin.
    pub origin: &'n str,
    /// The certificate.
    pub number: &'n CertificateNumber,
}

impl ReceiptDraft {
    /// Lays out a receipt by the key with this kid, at this time, for a leaf of a tree with this root.
    #[must_use]
    pub fn new(kid: Kid, subject: ReceiptSubject<'_>, time: Time, proof: &tree::Inclusion) -> Self {
        let mut writer = Writer::new();
        writer.map(4).integer(1).integer(ALGORITHM).integer(4).bytes(&kid.0);
        writer.integer(15).map(4).integer(1).text(subject.origin).integer(2).text(subject.number.as_str());
        writer.integer(6).unsigned(time.0).integer(TREE_SIZE).unsigned(proof.size.0);
        writer.integer(STRUCTURE).unsigned(1);
        let protected = writer.into_bytes();
        let mut writer = Writer::new();
        writer.array(3).unsigned(proof.size.0).unsigned(proof.leaf.0).array(proof.path.len());
        proof.path.iter().for_each(|hash| {
            writer.bytes(&hash.0);
        });
        let to_be_signed = cose::to_be_signed(&protected, &proof.root.0);
        Self { protected, proof: writer.into_bytes(), to_be_signed }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The receipt.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.tag(18).array(4).bytes(&self.protected);
        writer.map(1).integer(PROOFS).map(1).integer(-1).array(1).bytes(&self.proof);
        writer.null().bytes(signature);
        writer.into_bytes()
    }
}
