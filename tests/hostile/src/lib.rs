//! What must hold whatever bytes come: for each decoder one function, its body, that takes any bytes and panics where a promise is
//! broken. The fuzzers of `fuzz/` run the bodies on bytes of their own; `tests/replay` runs them on what the fuzzers kept.
//!
//! Beside "it does not panic" the promises are: what is decoded encodes to the bytes it came from where the format has one
//! form, what is malformed is never valid, and nothing but the one certificate of [`World`] is ever valid.
//!
//! It is a test program, not a library: a broken promise is a panic. Start reading at [`DECODERS`].

pub mod contained;
pub mod decoders;
pub mod envelope;
pub mod limits;
pub mod world;

pub use decoders::{DECODERS, Decoder};
pub use world::World;
