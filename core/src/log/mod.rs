//! An authority's log: its entries, the Merkle tree over them, and receipts (format.md section 3).

pub mod entry;
pub mod receipt;
pub mod tree;

pub use entry::Entry;
