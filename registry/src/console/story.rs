//! A certificate's whole story: what it says, when and by which key it was registered, its class, every order that touched
//! it, flags, corrections, and who read whose identity number why.

use super::rows::{claims_shown, rows, status_name};
use crate::desk::DeskRefusal;
use crate::desk::audit::AuditEntry;
use crate::desk::rules::RuleCode;
use crate::limits::AUDIT_ROWS;
use crate::refusal::{Failed, Unavailable};
use crate::sealing::SealingKey;
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::records::CorrectionState;
use crate::store::{AuthorityNumber, Load, Read, StoreError};
use hezheng_core::ids::{Kid, LeafIndex};
use hezheng_core::log::Entry;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::order::UnverifiedOrder;
use hezheng_core::trust::bundle::TrustBundle;
use serde_json::{Value, json};
use zeroize::Zeroizing;

impl Service {
    pub(crate) fn story(&self, authority: AuthorityNumber, number: &str) -> Result<Value, Failed> {
        let unknown = || Failed::refused(DeskRefusal::Unknown);
        let number = CertificateNumber::parse(number).map_err(|_| unknown())?;
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let reading = reading.as_ref();
        let place = reading.place_of_number(&number)?.filter(|place| place.0 == authority).ok_or_else(unknown)?;
        let row = rows(reading, authority, &[place.1])?.pop().ok_or(StoreError::Damaged(None))?;
        let statement = row.statement()?;
        let claims = statement.unverified_claims();
        let class = claims.class_filing.as_deref().map(|class| reading.class(authority, class)).transpose()?.flatten();
        Ok(json!({
            "certificate": row.shown(bundle)?,
            "claims": claims_shown(claims),
            "kid": statement.unverified_kid().to_string(),
            "statement_sha256": statement.hash().0,
            "status": row.status.map(|record| json!({
                "status": status_name(record.status), "since": record.since.to_string(),
                "reason": record.reason.name(), "order": record.order,
            })),
            "class": class.map(|class| json!({
                "number": class.number, "state": class.state, "since": class.since, "people": class.people,
                "first": class.first, "last": class.last, "place": class.place, "reason": class.reason,
            })),
            "orders": orders(reading, place, bundle)?,
            "flags": flags(reading, place, &self.sealing)?,
            "corrections": corrections(reading, authority, &number)?,
            "acts": acts(reading, authority, (number.as_str(), bundle))?,
        }))
    }
}

/// Every order that changed its status, oldest first.
fn orders(
    reading: &dyn Read,
    (authority, leaf): (AuthorityNumber, LeafIndex),
    bundle: &TrustBundle,
) -> Result<Vec<Value>, Failed> {
    let mut touching = Vec::new();
    reading.orders(authority, |hash, record| {
        for entry in &record.entries {
            let encoded = reading.entry((authority, *entry))?.ok_or(StoreError::Damaged(None))?;
            let decoded = Entry::decode(&encoded).map_err(|_| StoreError::Damaged(None))?;
            if let Entry::StatusChange { time, leaves, .. } = decoded
                && leaves.binary_search(&leaf).is_ok()
            {
                touching.push((*entry, time, hash, record.order.clone(), record.touched));
            }
        }
        Ok(())
    })?;
    touching.sort_by_key(|(entry, ..)| *entry);
    let shown = touching.into_iter().map(|(entry, time, hash, order, touched)| {
        let order = UnverifiedOrder::decode(&order).map_err(|_| StoreError::Damaged(None))?;
        let (body, (ordered_by, approved_by)) = (order.unverified_body(), order.unverified_kids());
        Ok(json!({
            "leaf": entry.0, "entered": time.to_string(), "hash": hash, "status": status_name(body.status),
            "reason": body.reason.name(), "ordered": body.ordered.to_string(), "touched": touched,
            "ordered_by": officer(bundle, ordered_by), "approved_by": approved_by.map(|kid| officer(bundle, kid)),
        }))
    });
    shown.collect()
}

/// Whose an officer's key is.
pub(super) fn officer(bundle: &TrustBundle, kid: Kid) -> Value {
    let staff_code = bundle.officer_key(kid).map(|(_, officer)| officer.staff_code.clone());
    json!({ "kid": kid.to_string(), "staff_code": staff_code })
}

/// With what the holder wrote, where that raised it.
fn flags(
    reading: &dyn Read,
    (authority, leaf): (AuthorityNumber, LeafIndex),
    sealing: &SealingKey,
) -> Result<Vec<Value>, StoreError> {
    let mut found = Vec::new();
    reading.flags(authority, |serial, flag| {
        if flag.leaf == leaf.0 {
            found.push((serial, flag));
        }
    })?;
    let shown = found.into_iter().map(|(serial, flag)| {
        let words = match flag.rule {
            RuleCode::NeverTaken => reading.words_beside_flag((authority, serial), sealing)?,
            _ => Zeroizing::default(),
        };
        let words = std::str::from_utf8(&words).map_err(|_| StoreError::Damaged(None))?;
        Ok(json!({ "serial": serial, "flag": flag, "words": (!words.is_empty()).then_some(words) }))
    });
    shown.collect()
}

/// What was filed to replace it, and what it was filed to replace.
fn corrections(
    reading: &dyn Read,
    authority: AuthorityNumber,
    number: &CertificateNumber,
) -> Result<Value, StoreError> {
    let filed = reading.correction(authority, number)?.map(|record| {
        let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
        let state = match record.state {
            CorrectionState::Open => "open",
            CorrectionState::CarriedOut => "carried_out",
            CorrectionState::Withdrawn => "withdrawn",
        };
        Ok::<_, StoreError>(json!({
            "state": state, "number": statement.unverified_number().as_str(), "reason": record.reason.name(),
            "filed": record.filed.to_string(), "since": record.since.to_string(),
            "claims": claims_shown(statement.unverified_claims()),
        }))
    });
    let replaces = reading.correction_of_number(number)?.map(|record| record.replaces.as_str().to_owned());
    Ok(json!({ "replaced_by": filed.transpose()?, "replaces": replaces }))
}

/// What officers did about it at the desk, from the audit trail.
fn acts(
    reading: &dyn Read,
    authority: AuthorityNumber,
    (number, bundle): (&str, &TrustBundle),
) -> Result<Vec<Value>, StoreError> {
    let (size, mut found, mut from) = (reading.desk_head(authority)?.audit, Vec::new(), 0);
    while from < size {
        let until = size.min(from.saturating_add(AUDIT_ROWS));
        let about = |(_, entry): &(u64, AuditEntry)| entry.on == number;
        found.extend(reading.audit(authority, from..until)?.into_iter().filter(about).map(|(serial, entry)| {
            json!({
                "serial": serial, "time": entry.time, "action": entry.action, "reason": entry.reason,
                "by": officer(bundle, entry.kid.0),
            })
        }));
        from = until;
    }
    Ok(found)
}
