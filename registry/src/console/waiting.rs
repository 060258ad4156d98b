//! How much waits for officers, for whoever watches the service.

use crate::desk::catalogue::Versioned;
use crate::desk::class::ClassState;
use crate::desk::draft::{Draft, DraftState};
use crate::desk::held::HeldState;
use crate::refusal::Failed;
use crate::service::Service;
use crate::store::AuthorityNumber;
use crate::store::desk::{Kind, LoadDesk};

/// What waits at a desk.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct DeskWaiting {
    /// To be accepted.
    pub(crate) classes: u64,
    /// To be decided.
    pub(crate) flags: u64,
    /// To be approved.
    pub(crate) orders: u64,
    /// Registrations to be approved.
    pub(crate) held: u64,
}

impl Service {
    pub(crate) fn desks_waiting(&self) -> Result<Vec<(AuthorityNumber, DeskWaiting)>, Failed> {
        let reading = self.store.read()?;
        let of_desk = |authority| {
            let mut waiting = DeskWaiting::default();
            reading.classes(authority, |class| waiting.classes += u64::from(class.state == ClassState::Waiting))?;
            reading.flags(authority, |_, flag| waiting.flags += u64::from(flag.decision.is_none()))?;
            reading.each_document(authority, Kind::OrderDraft, |_, draft: Versioned<Draft>| {
                waiting.orders += u64::from(draft.value.state == DraftState::Waiting);
                Ok(())
            })?;
            reading.each_held(authority, |held| waiting.held += u64::from(held.state == HeldState::Waiting))?;
            Ok((authority, waiting))
        };
        self.served.iter().map(|served| of_desk(served.number)).collect()
    }
}
