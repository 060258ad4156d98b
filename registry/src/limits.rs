//! Every limit on what comes to the service, each with its reason. Those of the wire format are core's.

use crate::store::port::Table;
use crate::store::schema;

/// A portrait as printed, 26 x 35 mm at 300 dpi, is some 40 KB of JPEG; five times that is plenty.
pub(crate) const PORTRAIT_BYTES: usize = 204_800;
/// A certificate to register: a statement, an identity number, a portrait, and their CBOR heads.
pub(crate) const CERTIFICATE_REQUEST_BYTES: usize = PORTRAIT_BYTES + 4_096;
/// Certificates in one batch (format.md section 8).
pub(crate) const BATCH_CERTIFICATES: usize = 500;
/// A batch: 500 statements with portraits as printed, 40 KB each, are 20 MB.
pub(crate) const BATCH_REQUEST_BYTES: usize = 33_554_432;
/// Bytes of request bodies that are held at once: four of the largest batches.
pub(crate) const INTAKE_BYTES: usize = 4 * BATCH_REQUEST_BYTES + 4_096;
/// A reservation is some 50 bytes.
pub(crate) const RESERVATION_REQUEST_BYTES: usize = 256;
/// A statement with four receipts at their largest (64 hashes each) is below 12 KB.
pub(crate) const VERIFY_REQUEST_BYTES: usize = 16_384;
/// A match request is a code and a number.
pub(crate) const MATCH_REQUEST_BYTES: usize = 1_024;
/// An identity number in a request, in bytes: 100 characters of any text (core's limit), four bytes each.
pub(crate) const IDENTITY_NUMBER_BYTES: usize = 400;
/// Numbers in one reservation: twice the largest roster.
pub(crate) const RESERVATION_COUNT: u64 = 1_000;
/// Serials of one institution in one year (number scheme 1 has six digits).
pub(crate) const LAST_SERIAL: u64 = 999_999;
/// Seconds that the `created` of a signed request may lie from now (format.md section 8).
pub(crate) const REQUEST_AGE_SECS: u64 = 300;
/// Wrong identity numbers for one certificate in one day (format.md section 8).
pub(crate) const WRONG_A_DAY: u64 = 5;
/// Wrong identity numbers for one certificate until the bureau reopens it (format.md section 8).
pub(crate) const WRONG_IN_ALL: u64 = 10;
/// Counters that unknown check codes share, so that asking for many of them does not fill the disk.
pub(crate) const UNKNOWN_CODE_COUNTERS: u64 = 65_536;
/// Bytes beyond its limit that are still read of a body, so that its sender sees that it was too large.
pub(crate) const DRAINED_BYTES: usize = 262_144;
/// Requests that wait for the writer; more are told to come again. Bounds the memory that waiting takes.
pub(crate) const WAITING_REQUESTS: usize = 256;
/// What one commit carries out, a certificate and any other request counting as one: more make a commit last so long that
/// nobody gains by sharing it.
pub(crate) const COMMIT_WEIGHT: usize = 1_024;
/// Milliseconds that a commit waits for as many requests as the one before it carried out.
pub(crate) const COLLECT_MILLIS: u64 = 3;
/// Seconds in which a request must have arrived whole.
pub(crate) const BODY_SECS: u64 = 30;
/// Seconds after which a client that was told to come again should.
pub(crate) const RETRY_SECS: u64 = 1;
/// Seconds between looks at whether a snapshot is due.
pub(crate) const SNAPSHOT_LOOK_SECS: u64 = 5;
/// Bytes of the store that are kept in memory.
pub(crate) const STORE_CACHE_BYTES: usize = 268_435_456;
/// Pairs of a range that are read from the store at once: some 4,000 keys and small values are below 1 MB.
pub(crate) const PAIRS_AT_ONCE: usize = 4_096;
/// Bytes of one commit of a copy, but for its last rows: so much is in memory twice.
pub(crate) const COPY_COMMIT_BYTES: usize = 8_388_608;
/// Seconds in which whoever asks the control socket must have said what.
pub(crate) const CONTROL_SECS: u64 = 5;
/// What is asked of the control socket: a word and a path.
pub(crate) const CONTROL_BYTES: u64 = 8_192;

/// [`PAIRS_AT_ONCE`], but for a table that may have large values: some 16 MB of them at their largest.
pub(crate) fn pairs_at_once(table: Table) -> usize {
    if [schema::BUNDLES, schema::SNAPSHOTS].contains(&table) {
        1
    } else if table == schema::ORDERS {
        16
    } else if table == schema::PERSONAL {
        64
    } else if [schema::ENTRIES, schema::CERTIFICATES].contains(&table) {
        256
    } else {
        PAIRS_AT_ONCE
    }
}
