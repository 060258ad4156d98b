//! What is checked, why a check fails, and what that makes of the answer: the words of a verdict (format.md section 7).

/// The three answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Proved, and not revoked as of the evidence.
    Valid,
    /// Proved wrong, or revoked.
    Invalid,
    /// Cannot be confirmed: evidence is missing, stale or from another time.
    Indeterminate,
}

/// What is checked, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the check of that name in format.md section 7")]
pub enum Check {
    Decode,
    Trust,
    IssuerKey,
    IssuerSignature,
    Registration,
    Consistency,
    Status,
}

/// Why a check failed, in the order in which reasons come within a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the reason of that name in format.md section 7")]
pub enum Reason {
    Malformed,
    NoTrustBundle,
    ClockBehind,
    TrustBundleExpired,
    TrustBundleTooOld,
    UnknownIssuerKey,
    IssuerMismatch,
    IssuerKeyNotValidThen,
    IssuerKeyDistrusted,
    BadSignature,
    NotRegistered,
    UnknownRegistryKey,
    RegistryKeyNotValidThen,
    RegistryKeyDistrusted,
    BadRegistration,
    ReceiptRequired,
    LogContradicted,
    RegisteredInFuture,
    NumberMismatch,
    RegisteredBeforeIssue,
    Revoked,
    Suspended,
    Superseded,
    StatusUnknown,
    StatusStale,
    /// The page's text is not what was signed (section 9).
    Altered,
}

impl Check {
    /// All checks, in order.
    pub const ALL: [Self; 7] = [
        Self::Decode,
        Self::Trust,
        Self::IssuerKey,
        Self::IssuerSignature,
        Self::Registration,
        Self::Consistency,
        Self::Status,
    ];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Trust => "trust",
            Self::IssuerKey => "issuer_key",
            Self::IssuerSignature => "issuer_signature",
            Self::Registration => "registration",
            Self::Consistency => "consistency",
            Self::Status => "status",
        }
    }
}

impl Reason {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoTrustBundle => "no_trust_bundle",
            Self::ClockBehind => "clock_behind",
            Self::TrustBundleExpired => "trust_bundle_expired",
            Self::TrustBundleTooOld => "trust_bundle_too_old",
            Self::UnknownIssuerKey => "unknown_issuer_key",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::IssuerKeyNotValidThen => "issuer_key_not_valid_then",
            Self::IssuerKeyDistrusted => "issuer_key_distrusted",
            Self::BadSignature => "bad_signature",
            Self::NotRegistered => "not_registered",
            Self::UnknownRegistryKey => "unknown_registry_key",
            Self::RegistryKeyNotValidThen => "registry_key_not_valid_then",
            Self::RegistryKeyDistrusted => "registry_key_distrusted",
            Self::BadRegistration => "bad_registration",
            Self::ReceiptRequired => "receipt_required",
            Self::LogContradicted => "log_contradicted",
            Self::RegisteredInFuture => "registered_in_future",
            Self::NumberMismatch => "number_mismatch",
            Self::RegisteredBeforeIssue => "registered_before_issue",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Superseded => "superseded",
            Self::StatusUnknown => "status_unknown",
            Self::StatusStale => "status_stale",
            Self::Altered => "altered",
        }
    }

    /// What a failure with this reason makes of the outcome.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::NoTrustBundle
            | Self::ClockBehind
            | Self::TrustBundleExpired
            | Self::TrustBundleTooOld
            | Self::ReceiptRequired
            | Self::LogContradicted
            | Self::RegisteredInFuture
            | Self::StatusUnknown
            | Self::StatusStale => Outcome::Indeterminate,
            _ => Outcome::Invalid,
        }
    }
}

impl Outcome {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Indeterminate => "indeterminate",
        }
    }
}

/// How a check came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CheckResult {
    /// It holds.
    Passed,
    /// It does not hold, or cannot be known to.
    Failed(Reason),
    /// Its precondition is missing.
    #[default]
    NotChecked,
}

impl CheckResult {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::NotChecked => "not_checked",
        }
    }
}

/// A check and how it came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CheckOutcome {
    /// Which check.
    pub check: Check,
    /// How it came out.
    pub result: CheckResult,
}
