//! Publications: a checkpoint with the lines of witnesses, kept so that every node gives it out and no start forgets it.

use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::AuthorityNumber;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;

/// A checkpoint that witnesses cosigned.
#[derive(Clone, Debug)]
pub(crate) struct Publication {
    pub(crate) authority: AuthorityNumber,
    /// The signed note, with their lines.
    pub(crate) checkpoint: String,
}

impl Batch<'_> {
    /// Keeps it, where as many witnesses as the bundle wants cosigned it. Fewer are not published: an auditor would turn
    /// from a checkpoint that has enough to one that has not.
    pub(super) fn publish(&mut self, publication: &Publication) -> Result<(), Failed> {
        let text = publication.checkpoint.as_str();
        let checkpoint = UnverifiedCheckpoint::decode(text.as_bytes()).map_err(Failed::refused)?;
        let wanted = self.view.trust.bundle().and_then(|bundle| bundle.body().witnesses.as_ref());
        if wanted.is_some_and(|wanted| checkpoint.cosigned_by(wanted) >= wanted.quorum) {
            self.writing.put_cosigned(publication.authority, text);
            self.view.cosigned.insert(publication.authority, text.into());
        }
        Ok(())
    }
}
