//! A holder's portrait as it is printed: its JPEG stands in the PDF as it is, its SHA-256 in what is signed (format.md 2).

use hezheng_core::ids::Hash;
use std::fmt;

/// A JPEG and its hash. How a photograph becomes one is not known here.
#[derive(Clone, PartialEq, Eq)]
pub struct Portrait {
    jpeg: Vec<u8>,
    sha256: Hash,
}

impl Portrait {
    /// The portrait with this JPEG stream.
    #[must_use]
    pub fn of_jpeg(jpeg: Vec<u8>) -> Self {
        let sha256 = Hash::of(&[&jpeg]);
        Self { jpeg, sha256 }
    }

    /// The JPEG stream.
    #[must_use]
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }

    /// Its SHA-256.
    #[must_use]
    pub fn sha256(&self) -> Hash {
        self.sha256
    }
}

impl fmt::Debug for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Portrait({} bytes)", self.jpeg.len())
    }
}
