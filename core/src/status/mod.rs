//! A certificate's status: what it can be, who may change it, and how it is published (format.md section 6).

pub mod correction;
pub mod index_set;
pub mod order;
pub mod snapshot;
pub mod status_list;

/// What an authority says of a certificate that it registered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Status {
    /// Never changed, or reinstated.
    #[default]
    Valid,
    /// Revoked.
    Revoked,
    /// Suspended while it is being investigated.
    Suspended,
    /// Replaced by another certificate.
    Superseded,
}

impl Status {
    /// The status with this code.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        [Self::Valid, Self::Revoked, Self::Suspended, Self::Superseded].into_iter().find(|status| status.code() == code)
    }

    /// The code of this status.
    #[must_use]
    pub fn code(self) -> u64 {
        match self {
            Self::Valid => 0,
            Self::Revoked => 1,
            Self::Suspended => 2,
            Self::Superseded => 3,
        }
    }
}
