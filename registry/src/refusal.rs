//! Why a request is refused, in the domain's words: the rule that was broken. Nothing here knows HTTP (`http::problem`
//! translates), and nothing here can hold personal data.

use crate::desk::DeskRefusal;
use crate::desk::rules::RuleCode;
use crate::store::StoreError;
use hezheng_core::Malformed;
use hezheng_core::number::CertificateNumber;
use hezheng_core::status::order::OrderRefusal;
use hezheng_core::trust::BundleRefusal;

/// The rule of the registry, or of the format, that a request breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// The bytes are not what they must be.
    Malformed(Malformed),
    /// The institution's key.
    Signer(SignerRefusal),
    /// A reservation.
    Reservation(ReservationRefusal),
    /// A certificate.
    Registration(RegistrationRefusal),
    /// An order.
    Order(OrderRule),
    /// A correction.
    Correction(CorrectionRefusal),
    /// A correction that an order would carry out, named by the certificate that it replaces, breaks a rule.
    OfCorrection(CertificateNumber, Box<Refusal>),
    /// A request at the desk.
    Desk(DeskRefusal),
    /// A trust bundle.
    Bundle(BundleRefusal),
    /// Too many wrong identity numbers were given for this certificate.
    MatchClosed,
    /// There are as many links to this certificate as there may be.
    TooManyShares,
    /// The service cannot answer now.
    Unavailable(Unavailable),
}

/// What is wrong with an institution's key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignerRefusal {
    /// No issuing key of the bundle in force has this kid.
    Unknown,
    /// It is of an institution that registers with another authority.
    OtherAuthority,
    /// It is another institution's than the one named.
    OtherInstitution,
    /// It is not valid now.
    NotValidNow,
    /// It was stolen: distrusted from some leaf on.
    Distrusted,
}

/// What is wrong with a reservation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReservationRefusal {
    /// Not 1 to 1,000 numbers.
    Count,
    /// Neither this year in Asia/Shanghai nor the one before.
    Year,
    /// The id was used for a reservation of another year or count.
    IdTaken,
    /// Not so many numbers are left in this year.
    Exhausted,
}

/// What is wrong with a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum RegistrationRefusal {
    /// The request was signed with another key than the statement.
    OtherSigner,
    /// The key named did not sign the statement.
    BadSignature,
    /// The statement bears a countersignature or receipts already.
    NotBare,
    /// The number names another authority.
    NumberAuthority,
    /// The number names another institution.
    NumberInstitution,
    /// The number's year is not the year of issue.
    NumberYear,
    /// The number was not reserved by this institution.
    NumberNotReserved,
    /// The number is another certificate's.
    NumberTaken,
    /// The check code is another certificate's.
    CheckCodeTaken,
    /// Issued on a day to come.
    IssuedInFuture,
    /// The identity number is none of its kind.
    IdentityNumber,
    /// The identity number does not end in the four characters of the statement.
    IdentityTail,
    /// The portrait is not the one that the statement names, or it names none.
    Portrait,
    /// The portrait is too large.
    PortraitSize,
    /// The person has a certificate of this programme and these days; its number where it is the same institution's.
    AlreadyIssued(Option<CertificateNumber>),
    /// The statement is registered, with another identity number or portrait.
    RegisteredDifferently,
    /// A rule that the bureau set.
    Rule(RuleCode),
    /// It waits for an officer, because of this rule: not registered, and not refused either.
    Held(RuleCode),
    /// It waited, and an officer refused it for this reason.
    ApprovalRefused(String),
}

/// What is wrong with a correction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CorrectionRefusal {
    /// The certificate to be replaced is none of this institution's, registered here.
    NotOwn(CertificateNumber),
    /// The certificate to be replaced is revoked or superseded.
    NotInForce(CertificateNumber),
    /// Another correction of this certificate waits for an order.
    Pending(CertificateNumber),
    /// It was withdrawn.
    Withdrawn(CertificateNumber),
    /// It was carried out.
    CarriedOut(CertificateNumber),
    /// Nothing like it was filed.
    Unknown,
}

/// What is wrong with an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum OrderRule {
    /// A rule that core judges: signatures, roles, times.
    Core(OrderRefusal),
    /// It is for another authority.
    OtherAuthority,
    /// Its id was taken by another order.
    IdTaken,
    /// It names a certificate that this authority did not register.
    UnknownNumber(CertificateNumber),
    /// It names a certificate at or above the tree size that the officers saw.
    NotSeen(CertificateNumber),
    /// It supersedes a certificate of which a correction waits, and its id names other statements, or none; or the order was
    /// given before that correction was filed.
    CorrectionDiffers(CertificateNumber),
    /// It supersedes a certificate whose correction was withdrawn after the order was given.
    CorrectionWithdrawn(CertificateNumber),
}

/// Why the service cannot answer now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unavailable {
    /// Too many requests wait.
    Busy,
    /// The store failed, or the writer stopped.
    Store,
    /// The trust bundle is expired.
    BundleExpired,
    /// A service key is not usable now by the trust bundle.
    ServiceKey,
    /// There is no snapshot that is not stale.
    Snapshot,
    /// The clock is far behind the log.
    ClockBehind,
    /// A page cannot be made here.
    Page,
}

/// A refusal, which is an answer; or a failure of the store, which is none.
#[derive(Debug)]
pub(crate) enum Failed {
    Refused(Refusal),
    Store(StoreError),
}

impl<E: Into<StoreError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}

macro_rules! refusals {
    ($($kind:ty => $name:ident),*) => {$(
        impl From<$kind> for Refusal {
            fn from(refusal: $kind) -> Self {
                Self::$name(refusal)
            }
        }
    )*};
}

refusals!(Malformed => Malformed, SignerRefusal => Signer, ReservationRefusal => Reservation,
    RegistrationRefusal => Registration, OrderRule => Order, CorrectionRefusal => Correction, DeskRefusal => Desk, BundleRefusal => Bundle, Unavailable => Unavailable);

impl Failed {
    /// For `map_err`.
    pub(crate) fn refused(refusal: impl Into<Refusal>) -> Self {
        Self::Refused(refusal.into())
    }
}
