//! Every limit on what comes from outside, each with its reason (format.md section 1 unless said otherwise).

/// A signed statement without its receipts. A QR code at level M holds less than this; a PDF needs no more.
pub const STATEMENT_BYTES: usize = 1_024;
/// Receipts beside one statement: one from each of a few logs is enough.
pub const RECEIPTS: usize = 4;
/// Hashes in an inclusion path: a tree of 2^64 leaves has no longer one.
pub const PATH_HASHES: usize = 64;
/// Arrays, maps and tags around one CBOR item: bounds the reader's stack.
pub const NESTING: usize = 16;
/// A revocation order: room for some 45,000 numbers.
pub const ORDER_BYTES: usize = 1_048_576;
/// A trust bundle: room for some 50,000 institutions.
pub const BUNDLE_BYTES: usize = 8_388_608;
/// A revocation snapshot: 100 million certificates with 1 % revoked at random fit.
pub const SNAPSHOT_BYTES: usize = 16_777_216;
/// A Token Status List: a shard of 2^20 statuses that cannot be compressed has half of this.
pub const STATUS_LIST_BYTES: usize = 524_288;
/// A pack: one snapshot at its largest, a few bundles, and what a province adds to them.
pub const PACK_BYTES: usize = 67_108_864;
/// A signed note: 16 signatures of the largest kind that C2SP signed-note speaks of fit.
pub const NOTE_BYTES: usize = 131_072;
/// Signature lines under a note; C2SP signed-note asks for 16 at least.
pub const NOTE_SIGNATURES: usize = 100;
/// A log entry: what the length prefix of an entry bundle can say (C2SP tlog-tiles). The largest, a status change of
/// [`STATUS_CHANGE_LEAVES`], has 45,049.
pub const LOG_ENTRY_BYTES: usize = 65_535;
/// Leaves that one status-change entry names; a larger order makes several entries (section 3).
pub const STATUS_CHANGE_LEAVES: usize = 5_000;
/// Text where nothing narrower is said, in Unicode scalar values.
pub const TEXT_CHARS: usize = 100;
/// A holder's name (section 2).
pub const NAME_CHARS: usize = 50;
/// A training programme (section 2).
pub const PROGRAMME_CHARS: usize = 60;
/// A class filing number (section 2).
pub const CLASS_FILING_CHARS: usize = 32;
/// An officer's staff code (section 5).
pub const STAFF_CODE_CHARS: usize = 32;
/// Most seconds that a trust bundle lives: 100 days (section 5).
pub const BUNDLE_LIFE_SECS: u64 = 100 * 86_400;
/// Most seconds from a snapshot's as-of to its next update: 7 days (section 6).
pub const SNAPSHOT_LIFE_SECS: u64 = 7 * 86_400;
/// Most seconds from ordering to the entry in the log: 7 days (section 6).
pub const ORDER_LIFE_SECS: u64 = 7 * 86_400;
/// Seconds that two honest clocks may differ by (sections 6 and 7).
pub const CLOCK_SKEW_SECS: u64 = 300;
/// Certificates that one officer alone may suspend, named by number (section 6).
pub const LONE_SUSPENSION: usize = 60;
/// Findings that the replay of one log keeps; of more only the number is of use.
pub const FINDINGS: usize = 1_000;
/// Characters of a page that are compared with what was signed (section 9): a page in two languages with every field at its
/// longest has under a thousand.
pub const PAGE_TEXT_CHARS: usize = 2_000;
/// A signed verification report: 10,000 files with a Report of some 3 KB each, twice over.
pub const SIGNED_REPORT_BYTES: usize = 67_108_864;
