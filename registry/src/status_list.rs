//! Token Status Lists: the same states as in the snapshot, for other people's verifiers (format.md section 6). They are
//! packed and signed when they are asked for, and kept until the snapshot is another.

use crate::authority::ServedAuthority;
use crate::refusal::{Failed, Unavailable};
use crate::store::AuthorityNumber;
use hezheng_core::status::snapshot::Snapshot;
use hezheng_core::status::status_list::{PackedStatuses, SHARD_LEAVES, StatusListDraft, StatusListTerms};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{ServiceUse, TrustBundle};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

type Made = BTreeMap<(AuthorityNumber, u64), (Time, Arc<[u8]>)>;

/// The lists made from the newest snapshots.
#[derive(Default, Debug)]
pub(crate) struct StatusLists(Mutex<Made>);

impl StatusLists {
    /// The list of this shard, as this snapshot has it; `None` where the tree has no such leaves.
    pub(crate) fn list(
        &self,
        authority: &ServedAuthority,
        (snapshot, shard, ttl_secs): (&Snapshot, u64, u64),
        bundle: &TrustBundle,
    ) -> Result<Option<Vec<u8>>, Failed> {
        let body = snapshot.body();
        let is_there = shard.checked_mul(SHARD_LEAVES).is_some_and(|first| first < body.size.0);
        if !is_there {
            return Ok(None);
        }
        let (key, as_of) = ((authority.number, shard), body.as_of);
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((_, list)) = held.filter(|(made, _)| *made == as_of) {
            return Ok(Some(list.to_vec()));
        }
        let usable = authority.usable(bundle, ServiceUse::Snapshot, as_of).map_err(Failed::refused)?;
        let (listed, signer) = usable;
        let address = format!("{}/v1/status-lists/{shard}", listed.base_url);
        let terms = StatusListTerms { address, issued: as_of, expires: body.next_update, ttl_secs };
        let packed = PackedStatuses::of(&body.sets, shard, body.size);
        let draft = StatusListDraft::new(signer.kid(), &terms, &packed);
        let draft = draft.map_err(|_| Failed::refused(Unavailable::Snapshot))?;
        let list = draft.finish(&signer.sign(&draft.to_be_signed()));
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(key, (as_of, list.as_slice().into()));
        Ok(Some(list))
    }
}
