//! Flags: what the policy found about a certificate that was registered all the same, for an officer to look at.

use crate::desk::rules::RuleCode;
use crate::desk::text::Text;
use hezheng_core::ids::Kid;
use hezheng_core::time::Time;
use serde::{Deserialize, Serialize};

/// What an officer makes of a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// Nothing is wrong.
    Dismiss,
    /// Something is wrong. The certificate stays as it is: that is what orders are for.
    Confirmed,
}

/// A flag. Nothing in it is personal data; what a certificate's holder wrote is sealed beside it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flag {
    pub(crate) certificate: String,
    pub(crate) leaf: u64,
    pub(crate) rule: RuleCode,
    /// What was found, in numbers.
    pub(crate) detail: String,
    pub(crate) raised: Text<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<Decision>,
}

/// By whom a flag was decided, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
    pub(crate) time: Text<Time>,
    pub(crate) kid: Text<Kid>,
}
