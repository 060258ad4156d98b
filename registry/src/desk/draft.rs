//! An order on its way: one officer signed it, and it waits at the registry until another approves it, or it is given back.
//! It is a document with versions, so that of two who decide at once the second is told.

use crate::desk::DeskRefusal;
use crate::desk::text::Text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::ids::{Hash, Kid};
use serde::{Deserialize, Serialize};

/// What the bureau keeps beside an order, which names its hash only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    pub(crate) salt: Text<[u8; 16]>,
    pub(crate) note: String,
    pub(crate) sha256: Hash,
}

impl Note {
    /// Whether it is the one of this hash.
    pub(crate) fn is(&self, named: Option<Hash>) -> bool {
        named == Some(self.sha256) && Hash::of(&[&self.salt.0, self.note.as_bytes()]) == self.sha256
    }
}

/// An order that an officer signed and files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftFiled {
    /// In base64.
    pub(crate) order: String,
    #[serde(default)]
    pub(crate) note: Option<Note>,
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DraftState {
    /// For another officer's approval.
    Waiting,
    CarriedOut,
    /// Another officer gave it back.
    Returned,
    /// Who signed it took it back.
    Withdrawn,
}

impl DraftState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::CarriedOut => "carried_out",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A version of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    pub(crate) state: DraftState,
    /// The order as it was filed, in base64; its hash is the document's name.
    pub(crate) order: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<Note>,
    pub(crate) ordered_by: Text<Kid>,
    pub(crate) filed: Text<hezheng_core::time::Time>,
    /// How many certificates it would have changed when it was filed; in the last version, how many it changed.
    pub(crate) touched: u64,
    /// Why it was given or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decided_by: Option<Text<Kid>>,
    /// SHA-256 of the approved order that is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) in_force: Option<Hash>,
}

/// What an officer makes of it, having seen this version.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftDecision {
    pub(crate) id: Hash,
    pub(crate) seen: u64,
    /// The order with the approval, in base64; or else why it is given back.
    #[serde(default)]
    pub(crate) approved: Option<String>,
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// The bytes of an order.
pub(crate) fn order_bytes(base64: &str) -> Result<Vec<u8>, DeskRefusal> {
    STANDARD.decode(base64).map_err(|_| DeskRefusal::Value("order"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_that_of_its_hash_only() {
        let note = |salt, text: &str, sha256| Note { salt: Text([salt; 16]), note: text.into(), sha256 };
        let hash = Hash::of(&[&[7; 16], "现场检查".as_bytes()]);
        assert!(note(7, "现场检查", hash).is(Some(hash)));
        for wrong in [note(8, "现场检查", hash), note(7, "现场", hash)] {
            assert!(!wrong.is(Some(hash)));
        }
        assert!(!note(7, "现场检查", hash).is(None), "an order that names none has none");
    }
}
