//! Flags: raised with what they are about, in the same commit, and decided by officers.

use super::DeskAsk;
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::class::check_reason;
use crate::desk::flag::{Decision, Flag, Verdict};
use crate::desk::rules::RuleCode;
use crate::desk::text::Text;
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::desk::LoadDesk;
use crate::store::key::Key;
use crate::store::{Place, StoreError, schema};
use serde::Deserialize;
use serde_json::{Value, json};

/// What an officer makes of a flag.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlagDecision {
    pub(crate) serial: u64,
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
}

impl Batch<'_> {
    /// Raises a flag about the certificate at a place.
    pub(in crate::sequencer) fn raise(
        &mut self,
        place: Place,
        certificate: &str,
        found: (RuleCode, &str),
    ) -> Result<(), StoreError> {
        self.raise_with_words(place, certificate, found, &[]).map(drop)
    }

    /// The same, with what somebody wrote about it, which is sealed. Gives the flag's serial.
    pub(in crate::sequencer) fn raise_with_words(
        &mut self,
        (authority, leaf): Place,
        certificate: &str,
        (rule, detail): (RuleCode, &str),
        words: &[u8],
    ) -> Result<u64, StoreError> {
        let mut head = self.writing.desk_head(authority)?;
        let serial = head.flags;
        let flag = Flag {
            certificate: certificate.into(),
            leaf: leaf.0,
            rule,
            detail: detail.into(),
            raised: Text(self.now),
            decision: None,
        };
        self.put_desk((schema::FLAGS, Key::of(authority).u64(serial)), &flag, words)?;
        head.flags = serial.saturating_add(1);
        self.put_desk_head(authority, &head)?;
        Ok(serial)
    }

    pub(super) fn decide_flag(&mut self, ask: &DeskAsk, asked: &FlagDecision) -> Result<Value, Failed> {
        check_reason(&asked.reason).map_err(Failed::refused)?;
        let flag = self.writing.flag(ask.authority, asked.serial)?;
        let flag = flag.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        let answer = json!({ "serial": asked.serial, "verdict": asked.verdict });
        if let Some(before) = &flag.decision {
            let is_same = before.verdict == asked.verdict && before.reason == asked.reason;
            return if is_same { Ok(answer) } else { Err(Failed::refused(DeskRefusal::FlagDecided)) };
        }
        let decision = Decision {
            verdict: asked.verdict,
            reason: asked.reason.clone(),
            time: Text(self.now),
            kid: Text(ask.act.kid),
        };
        let flag = Flag { decision: Some(decision), ..flag };
        let words = self.writing.words_beside_flag((ask.authority, asked.serial), self.sealing)?;
        self.put_desk((schema::FLAGS, Key::of(ask.authority).u64(asked.serial)), &flag, &words)?;
        let on = asked.serial.to_string();
        self.audit_with(ask, (Action::FlagDecided, &on, None), Some(asked.reason.clone()))?;
        Ok(answer)
    }
}
