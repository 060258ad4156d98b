//! How much memory a decoder may hold at once for one input of a corpus, each with its reason. `tests/replay` holds the bodies
//! to it; what is held before the input comes does not count.

/// Formats that are read where they lie: the texts and lists that they name, a copy or two, and the few messages that are
/// hashed or signed on the way.
pub const IN_PLACE_BYTES: usize = 128 << 10;
/// A status list unfolds to a shard of 2^20 statuses, 262,144 bytes; two lists and the compressor's tables are there at once.
pub const STATUS_LIST_BYTES: usize = 1 << 20;
/// Index sets unfold to 16 bytes for a run that takes two bits; the corpus has inputs of some kilobytes.
pub const SNAPSHOT_BYTES: usize = 512 << 10;
/// A PDF file: its objects and one attachment.
pub const ATTACHMENT_BYTES: usize = 2 << 20;
/// The same, its fonts unpacked, and the alignment of the page's text: 2,000 by 2,000 numbers of two bytes.
pub const PAGE_TEXT_BYTES: usize = 16 << 20;
/// A page as a picture: 16 million pixels of four bytes, once drawn and once in grey, and a picture upon it.
pub const PICTURE_BYTES: usize = 128 << 20;
