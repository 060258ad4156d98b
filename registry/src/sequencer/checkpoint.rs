//! Checkpoints: where each log stands, signed (C2SP tlog-checkpoint), in the commit that brought it there.

use crate::authority::ServedAuthority;
use crate::sequencer::batch::Batch;
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::log::checkpoint::{CheckpointDraft, UnverifiedCheckpoint};
use hezheng_core::log::tree;
use hezheng_core::trust::bundle::ServiceUse;
use std::sync::Arc;

impl Batch<'_> {
    /// Signs the checkpoints of logs that grew in this commit, or whose checkpoint another key signed.
    pub(super) fn make_checkpoints(&mut self) -> Result<(), StoreError> {
        for authority in self.served {
            self.make_checkpoint(authority)?;
        }
        Ok(())
    }

    fn make_checkpoint(&mut self, authority: &ServedAuthority) -> Result<(), StoreError> {
        let (number, trust) = (authority.number, Arc::clone(&self.view.trust));
        let Some(bundle) = trust.bundle() else { return Ok(()) };
        let size = self.head(number).size;
        let Ok((listed, signer)) = authority.usable(bundle, ServiceUse::Log, self.now) else {
            if self.has_grown(number) {
                tracing::error!(authority = %authority.code, "no checkpoint: the trust bundle does not let its key sign one now");
            }
            return Ok(());
        };
        if let Some(held) = self.view.checkpoints.get(&number)
            && !self.has_grown(number)
            && is_of(held, &listed.log_origin, &signer.public_key())
        {
            return Ok(());
        }
        let root = tree::root(&self.writing.nodes(number), size)?;
        let draft = match CheckpointDraft::new(&listed.log_origin, size, &root) {
            Ok(draft) => draft,
            Err(rule) => {
                tracing::error!(authority = %authority.code, ?rule, "no checkpoint: the log's origin cannot name a key");
                return Ok(());
            }
        };
        let checkpoint = draft.finish(&signer.public_key(), &signer.sign(draft.to_be_signed()));
        self.writing.put_checkpoint(number, &checkpoint);
        self.view.checkpoints.insert(number, checkpoint.into());
        Ok(())
    }

    fn has_grown(&self, number: AuthorityNumber) -> bool {
        self.before.get(&number).is_none_or(|before| before.size != self.head(number).size)
    }
}

fn is_of(checkpoint: &str, origin: &str, key: &hezheng_core::key::PublicKey) -> bool {
    let decoded = UnverifiedCheckpoint::decode(checkpoint.as_bytes());
    decoded.is_ok_and(|checkpoint| checkpoint.verify(origin, key).is_ok())
}
