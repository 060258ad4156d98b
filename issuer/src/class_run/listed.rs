//! What the registry lists of a class (`v1/certificates/mine`): who has a certificate, and what waits for an officer or was refused.

use super::PersonState;
use crate::roster::Trainee;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is listed.
pub(super) struct Listed {
    /// The certificates, by the place of their holders on the roster; of several the last.
    have: BTreeMap<u64, String>,
    /// In the registry's order, the newest last.
    held: Vec<Held>,
}

impl Listed {
    /// `None`: not what the registry says.
    pub(super) fn read(certificates: &Value) -> Option<Self> {
        let mut have = BTreeMap::new();
        for certificate in certificates.get("certificates")?.as_array()? {
            let Some(place) = certificate.get("place").and_then(Value::as_u64) else { continue };
            have.insert(place, certificate.get("number")?.as_str()?.to_owned());
        }
        let held = certificates.get("held")?.as_array()?.iter().map(Held::read).collect::<Option<_>>()?;
        Some(Self { have, held })
    }

    /// Where somebody at this place stands; who passed is in order.
    pub(super) fn state(&self, trainee: &Trainee, place: u64, passed: &[u64]) -> PersonState {
        if let Some(number) = self.have.get(&place) {
            return PersonState::Has(number.clone());
        }
        if passed.binary_search(&place).is_err() {
            return PersonState::NotPassed;
        }
        match self.held.iter().rfind(|held| held.is_of(trainee)) {
            None => PersonState::Waits,
            Some(Held { number, refused: None, .. }) => PersonState::AwaitingApproval(number.clone()),
            Some(Held { number, refused: Some(reason), .. }) => {
                PersonState::Declined { number: number.clone(), reason: reason.clone() }
            }
        }
    }
}

/// What waits for an officer, or was refused by one for this reason. It was never registered, so that its holder has no place.
struct Held {
    number: String,
    holder: String,
    id_kind: u64,
    id_tail: String,
    refused: Option<String>,
}

impl Held {
    fn read(held: &Value) -> Option<Self> {
        let text = |name: &str| held.get(name)?.as_str().map(str::to_owned);
        let refused = match text("state")?.as_str() {
            "waiting" => None,
            "refused" => Some(text("reason").unwrap_or_default()),
            _ => return None,
        };
        let id_kind = held.get("id_kind")?.as_u64()?;
        Some(Self { number: text("number")?, holder: text("holder")?, id_kind, id_tail: text("id_tail")?, refused })
    }

    /// As one is found on a roster that was filed, where nobody is like another.
    fn is_of(&self, trainee: &Trainee) -> bool {
        let identity = &trainee.identity;
        (&self.holder, self.id_kind, self.id_tail.as_str()) == (&trainee.name, identity.kind().code(), identity.tail())
    }
}
