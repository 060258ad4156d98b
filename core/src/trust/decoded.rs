//! The keys of a bundle as points of the curve: each decoded when it is first asked for, since a bundle may hold thousands that
//! nobody will. What makes a point of 32 bytes takes a tenth of what a signature takes.
//!
//! It keeps no verdict: what is here follows from the bundle's bytes alone, and every signature is verified each time.

use crate::key::{DecodedKey, PublicKey};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use once_cell::race::OnceBox;

/// A place for each key of a bundle, filled when it is first needed; verifiers in several threads may share it.
#[derive(Default)]
pub(super) struct DecodedKeys(Vec<OnceBox<DecodedKey>>);

impl DecodedKeys {
    /// With room for so many.
    pub(super) fn new(count: usize) -> Self {
        let mut places = Vec::new();
        places.resize_with(count, OnceBox::new);
        Self(places)
    }

    /// The key at this place, which is always this one.
    pub(super) fn at(&self, place: usize, key: &PublicKey) -> Option<&DecodedKey> {
        Some(self.0.get(place)?.get_or_init(|| Box::new(key.decode())))
    }
}

/// A copy decodes for itself.
impl Clone for DecodedKeys {
    fn clone(&self) -> Self {
        Self::new(self.0.len())
    }
}

/// What was decoded already makes no bundle another one.
impl PartialEq for DecodedKeys {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for DecodedKeys {}

impl fmt::Debug for DecodedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecodedKeys")
    }
}
