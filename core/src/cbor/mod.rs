//! Strict CBOR (RFC 8949) in core deterministic encoding (section 4.2.1): one way to write each item, and a reader that
//! refuses every other. Integers, byte strings, text, arrays, maps, tags and null are all that format 1 uses.
//!
//! The reader walks the bytes and allocates nothing, so hostile input costs its own length and no more.

mod map_keys;
mod reader;
mod writer;

pub use map_keys::MapKeys;
pub use reader::{Reader, check_item};
pub use writer::Writer;

/// Why bytes are not the item expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CborError {
    /// The bytes end inside an item.
    Truncated,
    /// Bytes follow the item.
    Trailing,
    /// An integer or a length is not in its shortest form.
    NotShortest,
    /// An indefinite length, or a break.
    Indefinite,
    /// Additional information 28 to 30, a float, or a simple value other than null.
    Unsupported,
    /// Another kind of item than the one expected here.
    Kind,
    /// Map keys not in bytewise order.
    KeyOrder,
    /// A map key twice.
    KeyTwice,
    /// Text that is not UTF-8.
    Utf8,
    /// More than [`NESTING`](crate::limits::NESTING) arrays, maps and tags around an item.
    Nesting,
}

/// What an item is, with the number in its head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// An unsigned integer.
    Unsigned(u64),
    /// The negative integer -1 - n.
    Negative(u64),
    /// A byte string of so many bytes.
    Bytes(u64),
    /// Text of so many bytes.
    Text(u64),
    /// An array of so many items.
    Array(u64),
    /// A map of so many pairs.
    Map(u64),
    /// A tag; one item follows.
    Tag(u64),
    /// null.
    Null,
}
