//! A trust bundle that a root key signed, and its keys found by their kids.

use crate::ids::Kid;
use crate::key::DecodedKey;
use crate::malformed::Malformed;
use crate::number::Uscc;
use crate::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, ServiceUse};
use crate::trust::decoded::DecodedKeys;
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;

/// A trust bundle that a trusted root key signed. Only `trust` makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustBundle {
    pub(crate) body: BundleBody,
    pub(crate) bytes: Vec<u8>,
    places: Places,
    decoded: DecodedKeys,
}

/// Where in a bundle a key stands: indices of the entry and of its key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    Root,
    Witness,
    Service(usize, usize),
    Officer(usize, usize),
    Issuing(usize, usize),
}

/// Where each key stands, ascending by kid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Places(Vec<(Kid, Place)>);

impl Places {
    /// Refuses a kid that appears twice.
    pub(super) fn new(places: Vec<(Kid, Place)>) -> Result<Self, Malformed> {
        // A heap sorts as well as the library's own sorting or its maps do, and is a tenth of them in each phone's download.
        let places = BinaryHeap::from(places).into_sorted_vec();
        let is_twice = places.windows(2).any(|pair| matches!(pair, [(one, _), (next, _)] if one == next));
        if is_twice { Err(Malformed::KeyTwice) } else { Ok(Self(places)) }
    }

    fn get(&self, kid: Kid) -> Option<Place> {
        self.find(kid).map(|(_, place)| place)
    }

    /// With its own index, which is below the number of keys.
    fn find(&self, kid: Kid) -> Option<(usize, Place)> {
        let at = self.0.binary_search_by(|(other, _)| other.cmp(&kid)).ok()?;
        self.0.get(at).map(|(_, place)| (at, *place))
    }
}

impl TrustBundle {
    pub(super) fn new(body: BundleBody, bytes: &[u8], places: Places) -> Self {
        let decoded = DecodedKeys::new(places.0.len());
        Self { body, bytes: bytes.into(), places, decoded }
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> &BundleBody {
        &self.body
    }

    /// The bytes as signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The service key with this kid that has this use, and whose it is. Without the use it is unknown for it.
    #[must_use]
    pub fn service_key(&self, kid: Kid, wanted: ServiceUse) -> Option<(&Authority, &ServiceKey)> {
        let Some(Place::Service(authority, key)) = self.places.get(kid) else { return None };
        let authority = self.body.authorities.get(authority)?;
        let key = authority.service_keys.get(key)?;
        (key.uses & wanted.bit() != 0).then_some((authority, key))
    }

    /// The officer's key with this kid, and whose officer it is.
    #[must_use]
    pub fn officer_key(&self, kid: Kid) -> Option<(&Authority, &OfficerKey)> {
        let Some(Place::Officer(authority, key)) = self.places.get(kid) else { return None };
        let authority = self.body.authorities.get(authority)?;
        Some((authority, authority.officer_keys.get(key)?))
    }

    /// The issuing key with this kid, and whose it is.
    #[must_use]
    pub fn issuing_key(&self, kid: Kid) -> Option<(&Institution, &IssuingKey)> {
        let Some(Place::Issuing(institution, key)) = self.places.get(kid) else { return None };
        let institution = self.body.institutions.get(institution)?;
        Some((institution, institution.keys.get(key)?))
    }

    /// The issuing key, or the key of a service, with this kid, decoded once for all that it signed. What it may sign, and when
    /// it counts, is said elsewhere.
    pub(crate) fn decoded(&self, kid: Kid) -> Option<&DecodedKey> {
        let (at, place) = self.places.find(kid)?;
        let key = match place {
            Place::Service(authority, key) => &self.body.authorities.get(authority)?.service_keys.get(key)?.key,
            Place::Issuing(institution, key) => &self.body.institutions.get(institution)?.keys.get(key)?.key,
            Place::Root | Place::Witness | Place::Officer(..) => return None,
        };
        self.decoded.at(at, key)
    }

    /// The authority with this code.
    #[must_use]
    pub fn authority(&self, code: &str) -> Option<&Authority> {
        self.body.authorities.iter().find(|authority| authority.code.as_str() == code)
    }

    /// The entries of this institution: more than one after it moved to another authority.
    pub fn institutions<'b>(&'b self, uscc: &'b Uscc) -> impl Iterator<Item = &'b Institution> {
        self.body.institutions.iter().filter(move |institution| institution.uscc == *uscc)
    }
}
