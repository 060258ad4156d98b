//! Limits on reports that are kept.

/// Files in a report in PDF: 500 pages, which take 400 MB to make. More belong in a spreadsheet or in several.
pub(crate) const REPORT_ROWS: usize = 10_000;
/// A report in PDF with that many files has some 8 MB; what is read back may be as large as any input.
pub(crate) const REPORT_FILE_BYTES: u64 = 32 << 20;
/// Characters of a file's name that are printed. The record has all of it.
pub(super) const NAME_CHARS: usize = 160;
/// Authorities whose snapshots are listed: a pack has those of one server.
pub(super) const SNAPSHOTS_SHOWN: usize = 12;
/// Root keys that are listed: a province has two or three.
pub(super) const ROOTS_SHOWN: usize = 12;
