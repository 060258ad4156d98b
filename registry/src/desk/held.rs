//! A registration that waits for an officer: a rule of the bureau wants its approval. Once it is decided nothing of it can
//! change any more, and the number stays taken whatever was decided.

use crate::desk::rules::RuleCode;
use crate::desk::text::Text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::number::Uscc;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::{Date, Time};
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
    /// Nobody decided it for as long as its person's data is kept.
    Lapsed,
}

impl HeldState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Lapsed => "lapsed",
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
    /// The statement as it was sent, in base64; its number is the row's name. Empty where it is kept no longer.
    pub(crate) statement: String,
    /// At least one.
    pub(crate) rules: Vec<Wanting>,
    pub(crate) held: Text<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<HeldDecision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept_from: Option<KeptFrom>,
}

/// What is left of a statement that names somebody and was never registered, once it is kept no longer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptFrom {
    /// Certificates issued from this day on were kept.
    pub(crate) day: Text<Date>,
    pub(crate) statement_sha256: Hash,
    pub(crate) uscc: Text<Uscc>,
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
        match &self.kept_from {
            None => self.statement == Self::written(statement),
            Some(left) => UnverifiedStatement::decode(statement).is_ok_and(|one| one.hash().0 == left.statement_sha256),
        }
    }

    /// The same without what says whose it is, if it was issued before this day and is none that was registered: then the
    /// certificate has the statement. What still waited has lapsed.
    pub(crate) fn forgotten(&self, before: Date) -> Option<Self> {
        if self.kept_from.is_some() || self.state == HeldState::Approved {
            return None;
        }
        let bytes = self.statement()?;
        let statement = UnverifiedStatement::decode(&bytes).ok()?;
        if statement.unverified_claims().issued >= before {
            return None;
        }
        let left = KeptFrom {
            day: Text(before),
            statement_sha256: statement.hash().0,
            uscc: Text(statement.unverified_uscc().clone()),
        };
        let state = if self.state == HeldState::Waiting { HeldState::Lapsed } else { self.state };
        Some(Self { state, statement: String::new(), kept_from: Some(left), ..self.clone() })
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
