//! One question to one witness: `POST add-checkpoint`.

use crate::limits::WITNESS_SECS;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::log::checkpoint::VerifiedCheckpoint;
use hezheng_core::log::cosignature::{Cosignature, Cosigner};
use hezheng_core::log::witness::{ADD_CHECKPOINT, encode_request, parse_size};
use std::time::Duration;

/// The longest answer: some signature lines, or a size.
const ANSWER_BYTES: u64 = 4_096;

/// A witness, and how to reach it.
pub(super) struct Witness<'w> {
    pub(super) agent: &'w ureq::Agent,
    /// Its submission prefix, without a slash at its end.
    pub(super) url: &'w str,
    pub(super) cosigner: Cosigner<'w>,
}

/// What it answered.
pub(super) enum Answer {
    /// Its signature line, verified.
    Cosigned(String),
    /// It holds a checkpoint of this size.
    Holds(TreeSize),
    /// Something else, or nothing.
    Failed(String),
}

pub(super) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.timeout_global(Some(Duration::from_secs(WITNESS_SECS))).build().new_agent()
}

impl Witness<'_> {
    /// Asks it to cosign a checkpoint, which this proof shows to follow one of the old size.
    pub(super) fn ask(&self, old: TreeSize, proof: &[Hash], checkpoint: &str, verified: &VerifiedCheckpoint) -> Answer {
        let request = encode_request(old, proof, checkpoint);
        match self.post(&request) {
            Err(error) => Answer::Failed(error.to_string()),
            Ok((200, lines)) => match Cosignature::verify(&lines, verified, &self.cosigner) {
                Ok(Some(cosignature)) => Answer::Cosigned(cosignature.line().into()),
                Ok(None) | Err(_) => Answer::Failed("its answer is not its cosignature of this checkpoint".into()),
            },
            Ok((409, size)) => match std::str::from_utf8(&size).ok().and_then(parse_size) {
                Some(size) if size != old => Answer::Holds(size),
                // It holds another tree of this very size: one of the two was changed.
                _ => Answer::Failed("it has seen another log of this size under this name".into()),
            },
            Ok((status, _)) => Answer::Failed(format!("it answered {status}")),
        }
    }

    fn post(&self, request: &str) -> Result<(u16, Vec<u8>), ureq::Error> {
        let url = format!("{}/{ADD_CHECKPOINT}", self.url);
        let mut response = self.agent.post(url).content_type("text/plain; charset=utf-8").send(request)?;
        let status = response.status().as_u16();
        Ok((status, response.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec()?))
    }
}
