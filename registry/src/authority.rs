//! An authority that this server serves: its code and its service keys.

use crate::refusal::Unavailable;
use crate::store::AuthorityNumber;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{Authority, ServiceUse, TrustBundle};
use hezheng_keys::Signer;
use std::fmt;
use std::sync::Arc;

/// An authority served, with the keys that sign for it.
pub(crate) struct ServedAuthority {
    pub(crate) code: AuthorityCode,
    pub(crate) number: AuthorityNumber,
    pub(crate) countersign: Arc<dyn Signer>,
    pub(crate) snapshot: Arc<dyn Signer>,
    pub(crate) log: Arc<dyn Signer>,
}

impl ServedAuthority {
    /// The key for this use.
    pub(crate) fn signer(&self, wanted: ServiceUse) -> &dyn Signer {
        match wanted {
            ServiceUse::Countersign => self.countersign.as_ref(),
            ServiceUse::Snapshot => self.snapshot.as_ref(),
            ServiceUse::Log => self.log.as_ref(),
        }
    }

    /// Its entry in this bundle, where the bundle lists its key for this use as its own.
    pub(crate) fn listed<'b>(&self, bundle: &'b TrustBundle, wanted: ServiceUse) -> Option<&'b Authority> {
        let (authority, _) = bundle.service_key(self.signer(wanted).kid(), wanted)?;
        (authority.code == self.code).then_some(authority)
    }

    /// The key for this use and its entry, where verifiers take what the key signs at this time.
    pub(crate) fn usable<'b>(
        &self,
        bundle: &'b TrustBundle,
        wanted: ServiceUse,
        time: Time,
    ) -> Result<(&'b Authority, &dyn Signer), Unavailable> {
        let signer = self.signer(wanted);
        let authority = self.listed(bundle, wanted).ok_or(Unavailable::ServiceKey)?;
        let (_, key) = bundle.service_key(signer.kid(), wanted).ok_or(Unavailable::ServiceKey)?;
        if !key.validity.holds_at(time) || key.validity.distrusted_from.is_some() || key.key != signer.public_key() {
            return Err(Unavailable::ServiceKey);
        }
        Ok((authority, signer))
    }
}

impl fmt::Debug for ServedAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServedAuthority({})", self.code)
    }
}
