//! Numbers that people and papers carry: identity numbers, 统一社会信用代码, certificate numbers.
//!
//! Each is parsed once, strictly, and cannot be wrong afterwards. Nothing is normalised here: spaces, full-width digits
//! and a lower-case `x` are for whoever reads a form to put right before, and to say so.

mod certificate;
mod identity;
mod uscc;

pub use certificate::{AuthorityCode, CertificateNumber, CertificateNumberError, InstitutionNumber};
pub use identity::{IdKind, IdentityError, IdentityNumber, kinds_proved_by};
pub use uscc::{Uscc, UsccError};

/// The value of an ASCII digit; `None` for any other character, digits of other scripts among them.
fn digit(c: char) -> Option<u32> {
    c.to_digit(10)
}

/// The number that ASCII digits spell; `None` where one is not a digit, where there is none, or where it is too large.
fn decimal(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}
