//! People: certificates found by an identity number, and an identity number read in full. Each is entered in the audit trail
//! with its reason before it is answered: both are decided by the writer, and answered after its commit.

use super::DeskAsk;
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::class::check_reason;
use crate::desk::person::{PersonRead, PersonSought};
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::records::decode_personal;
use crate::store::{Load, LoadHolders, StoreError};
use hezheng_core::ids::to_hex;
use hezheng_core::number::{CertificateNumber, IdentityNumber};
use hezheng_core::statement::UnverifiedStatement;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Batch<'_> {
    /// Where this person's certificates are registered. The trail names the person by the keyed HMAC.
    pub(super) fn seek_person(&mut self, ask: &DeskAsk, sought: &PersonSought) -> Result<Value, Failed> {
        check_reason(&sought.reason).map_err(Failed::refused)?;
        let kind = hezheng_core::number::IdKind::from_code(sought.id_kind);
        let identity = kind.and_then(|kind| IdentityNumber::parse(kind, &sought.id_number).ok());
        let identity = identity.ok_or(Failed::refused(DeskRefusal::Value("id_number")))?;
        let people = self.sealing.people(identity.kind(), identity.full_number());
        let mut leaves = BTreeSet::new();
        for person in &people {
            let places = self.writing.places_of_person(*person)?;
            leaves.extend(places.iter().filter(|place| place.0 == ask.authority).map(|place| place.1.0));
        }
        // The newest of the person's look-up keys.
        let on = people.first().map(|person| to_hex(&person.0)).unwrap_or_default();
        self.audit_with(ask, (Action::PersonSought, &on, None), Some(sought.reason.clone()))?;
        Ok(json!({ "leaves": leaves }))
    }

    /// The full identity number of a certificate's holder.
    pub(super) fn read_person(&mut self, ask: &DeskAsk, wanted: &PersonRead) -> Result<Value, Failed> {
        check_reason(&wanted.reason).map_err(Failed::refused)?;
        let unknown = || Failed::refused(DeskRefusal::Unknown);
        let number = CertificateNumber::parse(&wanted.number).map_err(|_| unknown())?;
        let place = self.writing.place_of_number(&number)?.filter(|place| place.0 == ask.authority);
        let place = place.ok_or_else(unknown)?;
        let damaged = || StoreError::Damaged(None);
        let record = self.certificate(place)?;
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| damaged())?;
        let gone = Failed::refused(DeskRefusal::PersonGone);
        let sealed = self.writing.personal(place)?.filter(|sealed| !sealed.is_empty()).ok_or(gone)?;
        let opened = self.sealing.open(&statement.hash().0.0, &sealed).ok_or_else(damaged)?;
        let personal = decode_personal(&opened).map_err(|_| damaged())?;
        self.audit_with(ask, (Action::PersonRead, number.as_str(), None), Some(wanted.reason.clone()))?;
        let kind = statement.unverified_claims().id_kind.code();
        Ok(json!({ "number": number.as_str(), "id_kind": kind, "id_number": personal.identity_number.as_str() }))
    }
}
