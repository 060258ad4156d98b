//! A pack: what a verifier needs offline, in one file (format.md section 8).
//!
//! ```cddl
//! pack = [ [ + bstr trust-bundle ], [ * bstr snapshot ], [ * tstr checkpoint ] ]   ; bundles in ascending version, the newest last
//! ```
//! A verifier's memory has the same form: [`merge`] gives what to keep of a pack that is offered beside the one held.

use crate::cbor::{Reader, Writer};
use crate::key::PublicKey;
use crate::limits::PACK_BYTES;
use crate::malformed::{Field, Malformed};
use crate::time::Time;
use crate::trust::Trust;
use crate::verify::Evidence;
use alloc::vec::Vec;

/// A pack, taken apart; nothing in it is verified.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnverifiedPack<'a> {
    /// Trust bundles, in the order given.
    pub bundles: Vec<&'a [u8]>,
    /// Revocation snapshots.
    pub snapshots: Vec<&'a [u8]>,
    /// Checkpoints.
    pub checkpoints: Vec<&'a str>,
}

impl<'a> UnverifiedPack<'a> {
    /// Takes a pack apart. No bytes at all are a pack with nothing in it: a verifier that holds nothing yet.
    ///
    /// # Errors
    /// Where the bytes are no pack.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if bytes.len() > PACK_BYTES {
            return Err(Malformed::Size { bytes: bytes.len(), limit: PACK_BYTES });
        }
        let mut reader = Reader::new(bytes);
        reader.tuple(3)?;
        let bundles = list(&mut reader, Reader::bytes)?;
        let snapshots = list(&mut reader, Reader::bytes)?;
        let checkpoints = list(&mut reader, Reader::text)?;
        reader.end()?;
        if bundles.is_empty() {
            Err(Malformed::Count(Field::Pack))
        } else {
            Ok(Self { bundles, snapshots, checkpoints })
        }
    }

    /// The pack as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).array(self.bundles.len());
        self.bundles.iter().for_each(|bundle| {
            writer.bytes(bundle);
        });
        writer.array(self.snapshots.len());
        self.snapshots.iter().for_each(|snapshot| {
            writer.bytes(snapshot);
        });
        writer.array(self.checkpoints.len());
        self.checkpoints.iter().for_each(|checkpoint| {
            writer.text(checkpoint);
        });
        writer.into_bytes()
    }
}

fn list<'a, T>(
    reader: &mut Reader<'a>,
    read: fn(&mut Reader<'a>) -> Result<T, crate::cbor::CborError>,
) -> Result<Vec<T>, Malformed> {
    let count = reader.array()?;
    (0..count).map(|_| read(reader).map_err(Malformed::from)).collect()
}

/// What a verifier with memory keeps when `offered` comes to what it holds: the bundles that lead from its pinned root
/// keys to the newest, and for each authority the snapshot that counts. It never goes back. Both may be empty, and an offer
/// that is malformed is as if it were not there.
#[must_use]
pub fn merge(roots: &[PublicKey], held: &[u8], offered: &[u8], now: Time) -> Vec<u8> {
    let held = UnverifiedPack::decode(held).unwrap_or_default();
    let offered = UnverifiedPack::decode(offered).unwrap_or_default();
    let mut trust = Trust::in_roots(roots);
    let mut bundles: Vec<&[u8]> = Vec::new();
    let mut last_changed_roots = true;
    for bundle in held.bundles.iter().chain(&offered.bundles).copied() {
        let Ok(next) = trust.after(bundle) else { continue };
        // Ages are not judged on the way, but the newest of an offer is taken only while it is not expired.
        let is_expired = next.bundle().is_some_and(|bundle| now >= bundle.body().expires);
        if is_expired && offered.bundles.last() == Some(&bundle) && !held.bundles.contains(&bundle) {
            continue;
        }
        // A bundle that did not change the root keys is not needed once a newer one is there.
        if !last_changed_roots {
            bundles.pop();
        }
        last_changed_roots = next.roots() != trust.roots();
        bundles.push(bundle);
        trust = next;
    }
    let snapshots: Vec<&[u8]> = held.snapshots.iter().chain(&offered.snapshots).copied().collect();
    let evidence = Evidence::collect(&trust, &snapshots, now);
    if bundles.is_empty() {
        return Vec::new();
    }
    let checkpoints = if offered.checkpoints.is_empty() { held.checkpoints } else { offered.checkpoints };
    UnverifiedPack { bundles, snapshots: evidence.snapshots().map(|snapshot| snapshot.bytes()).collect(), checkpoints }
        .encode()
}
