//! Having checkpoints cosigned by witnesses (C2SP tlog-witness), and publishing their lines.
//!
//! A thread beside the writer looks for checkpoints that are newer than what is published, asks every witness that the
//! configuration names, and hands what they answered to the writer, which keeps it. Whom to believe is the bundle's word
//! (field 7): a name, a key; the configuration only says where they are reached. Nobody who registers waits for a witness.

mod ask;

use crate::authority::ServedAuthority;
use crate::limits::{WITNESS_LOOK_MILLIS, WITNESS_RETRY_SECS};
use crate::nodes::Elected;
use crate::sequencer::{Asked, Publication};
use crate::service::Service;
use crate::settings::WitnessAddress;
use crate::store::{AuthorityNumber, Load, StoreError};
use crate::view::View;
use ask::{Answer, Witness};
use hezheng_core::ids::TreeSize;
use hezheng_core::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::cosignature::Cosigner;
use hezheng_core::log::tree::prove_consistency;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::ServiceUse;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// What asks the witnesses.
pub(crate) struct Witnesses {
    pub(crate) addresses: Vec<WitnessAddress>,
    pub(crate) service: Arc<Service>,
}

/// What is known of a witness about one log.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// The last size that it cosigned, as far as we know.
    seen: Option<TreeSize>,
    /// When it failed last, how often in a row.
    failed: Option<(Time, u32)>,
}

type Standings = BTreeMap<(AuthorityNumber, String), Standing>;

impl Witnesses {
    /// Asks until the other end of `stop` is gone.
    pub(crate) fn run(self, stop: &Receiver<()>) {
        let agent = ask::agent();
        let mut standings = Standings::new();
        while stop.recv_timeout(Duration::from_millis(WITNESS_LOOK_MILLIS)) == Err(RecvTimeoutError::Timeout) {
            // Of nodes that share a store, the one that writes asks.
            if self.addresses.is_empty() || self.service.nodes.elected() != Elected::Here {
                continue;
            }
            let view = self.service.view();
            for authority in self.service.served.iter() {
                if let Err(error) = self.have_cosigned(authority, &view, &agent, &mut standings) {
                    tracing::error!(authority = %authority.code, %error, "the log could not be shown to the witnesses");
                }
            }
        }
    }

    /// Has the newest checkpoint of an authority cosigned where it is not, and published when enough have cosigned it.
    fn have_cosigned(
        &self,
        authority: &ServedAuthority,
        view: &View,
        agent: &ureq::Agent,
        standings: &mut Standings,
    ) -> Result<(), StoreError> {
        let number = authority.number;
        let Some((checkpoint, verified)) = newest(authority, view) else { return Ok(()) };
        let published =
            view.cosigned.get(&number).map(|text| text.as_ref()).filter(|text| text.starts_with(verified.text()));
        let Some(named) = view.trust.bundle().and_then(|bundle| bundle.body().witnesses.as_ref()) else {
            return Ok(());
        };
        let held = UnverifiedCheckpoint::decode(published.unwrap_or(&checkpoint).as_bytes());
        let held = held.map_err(|_| StoreError::Damaged(None))?;
        let mut lines = String::new();
        for (name, key) in &named.witnesses {
            let cosigner = Cosigner { name, key: *key };
            let Some(address) = self.addresses.iter().find(|address| address.name == *name) else { continue };
            if held.cosigned_at(&cosigner).is_some() {
                continue;
            }
            let standing = standings.entry((number, name.clone())).or_default();
            if standing.rests(self.service.now()) {
                continue;
            }
            let witness = Witness { agent, url: &address.url, cosigner };
            match self.ask(&witness, number, (&checkpoint, &verified), standing)? {
                Some(line) => lines += &line,
                None => standing.fail(self.service.now(), name),
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        let text = format!("{}{lines}", published.unwrap_or(&checkpoint));
        // A refusal means that the writer could not write: the next look tries again.
        let _ = self.service.queue.ask_blocking(Publication { authority: number, checkpoint: text }, Asked::Publish);
        Ok(())
    }

    /// Asks one witness; where it holds another size than we thought, once more from there.
    fn ask(
        &self,
        witness: &Witness<'_>,
        authority: AuthorityNumber,
        (checkpoint, verified): (&str, &VerifiedCheckpoint),
        standing: &mut Standing,
    ) -> Result<Option<String>, StoreError> {
        for _ in 0..2 {
            let old = standing.seen.unwrap_or(TreeSize(0));
            if old > verified.size() {
                tracing::error!(
                    witness = witness.cosigner.name,
                    witnessed = old.0,
                    ours = verified.size().0,
                    "a witness has seen a larger log than this: this store is not the newest copy"
                );
                return Ok(None);
            }
            let proof = prove_consistency(&self.service.store.read()?.nodes(authority), old, verified.size())?;
            match witness.ask(old, &proof, checkpoint, verified) {
                Answer::Cosigned(line) => {
                    *standing = Standing { seen: Some(verified.size()), failed: None };
                    return Ok(Some(line));
                }
                Answer::Holds(size) => standing.seen = Some(size),
                Answer::Failed(why) => {
                    tracing::warn!(witness = witness.cosigner.name, why, "a witness did not cosign");
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }
}

/// The newest checkpoint of an authority, as text and verified.
fn newest(authority: &ServedAuthority, view: &View) -> Option<(Arc<str>, VerifiedCheckpoint)> {
    let checkpoint = view.checkpoints.get(&authority.number)?;
    let listed = authority.listed(view.trust.bundle()?, ServiceUse::Log)?;
    let decoded = UnverifiedCheckpoint::decode(checkpoint.as_bytes()).ok()?;
    let verified = decoded.verify(&listed.log_origin, &authority.log.public_key()).ok()?;
    Some((Arc::clone(checkpoint), verified))
}

impl Standing {
    /// Whether it failed so lately that it is not asked yet.
    fn rests(&self, now: Time) -> bool {
        self.failed.is_some_and(|(at, times)| {
            let wait = WITNESS_RETRY_SECS.saturating_mul(1 << times.min(6));
            now.secs_since(at) < wait
        })
    }

    fn fail(&mut self, now: Time, name: &str) {
        let times = self.failed.map_or(0, |(_, times)| times.saturating_add(1));
        self.failed = Some((now, times));
        tracing::warn!(witness = name, times = times + 1, "a witness failed; it is asked again later");
    }
}
