//! A registration that waits for an officer: a rule of the bureau wants its approval. Once it is decided nothing of it can
//! change any more, and the number stays taken whatever was decided.

use crate::desk::rules::RuleCode;
use crate::desk::text::Text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::ids::Kid;
use hezheng_core::time::Time;
use serde::{Deserialize, Serialize};

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HeldState {
    /// For an officer.
    Waiting,
    /// An officer approved it, and it was registered.
    Approved,
    /// An officer refused it.
    Refused,
}

impl HeldState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }
}

/// A rule that wants an officer's approval, and what it found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanting {
    pub(crate) rule: RuleCode,
    /// In numbers and codes.
    pub(crate) detail: String,
}

/// A registration that waits, or waited. The full identity number and the portrait are sealed beside it while it waits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Held {
    pub(crate) state: HeldState,
    /// The statement as it was sent, in base64; its number is the row's name.
    pub(crate) statement: String,
    /// At least one.
    pub(crate) rules: Vec<Wanting>,
    pub(crate) held: Text<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<HeldDecision>,
}

/// By whom it was decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldDecision {
    pub(crate) time: Text<Time>,
    pub(crate) kid: Text<Kid>,
    /// Why it was refused; the institution reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Held {
    /// The bytes of a statement, as a row has them.
    pub(crate) fn written(statement: &[u8]) -> String {
        STANDARD.encode(statement)
    }

    /// The statement's bytes; `None`: the row is damaged.
    pub(crate) fn statement(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.statement).ok()
    }

    /// Whether it is of this statement.
    pub(crate) fn is_of(&self, statement: &[u8]) -> bool {
        self.statement == Self::written(statement)
    }
}

/// An officer approves what these rules hold, and nothing that another rule would hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldApproval {
    pub(crate) number: String,
    pub(crate) rules: Vec<RuleCode>,
}

/// An officer refuses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldRefusal {
    pub(crate) number: String,
    pub(crate) reason: String,
}
