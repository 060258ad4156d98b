//! An authority's log: its entries, the Merkle tree over them, receipts, and what the log publishes of itself as C2SP
//! specifies it: checkpoints, cosignatures of witnesses, tiles (format.md section 3).

pub mod checkpoint;
pub mod cosignature;
pub mod entry;
pub mod frontier;
pub mod memory;
pub mod note;
pub mod receipt;
pub mod replay;
pub mod tile;
pub mod tiling;
pub mod tree;
pub mod witness;

pub use entry::Entry;
