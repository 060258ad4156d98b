//! What an institution is shown of its own certificates: each with its status, what waits for it, and its PDF, which is the one
//! that its holder gets. No list shows a full identity number.

use crate::desk::held::HeldState;
use crate::limits::DESK_SHOWN;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::records::{CertificateRecord, CorrectionState};
use crate::store::{AuthorityNumber, Load, Read, StoreError};
use hezheng_core::ids::{Kid, LeafIndex};
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use hezheng_pdf::Unprintable;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which certificates are to be shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificatesWanted {
    /// Those of a class; all where nothing is said.
    class: Option<String>,
    /// Those registered before this leaf: the next page.
    before: Option<u64>,
}

impl Service {
    /// The certificates of the institution that asks, newest first, so many at once.
    pub(crate) fn certificates_of(
        &self,
        authority: AuthorityNumber,
        (kid, wanted): (Kid, &CertificatesWanted),
    ) -> Result<Value, Failed> {
        let uscc = self.institution_of(authority, kid)?;
        let reading = self.store.read()?;
        let until = wanted.before.unwrap_or(u64::MAX);
        let mut leaves = match &wanted.class {
            None => reading.leaves_of_institution(authority, &uscc, 0..until)?,
            Some(class) => {
                // Another institution's class is no class here.
                let is_own = reading.class(authority, class)?.is_some_and(|class| class.uscc.0 == uscc);
                if is_own { reading.leaves_of_class_filing(authority, class, until)? } else { Vec::new() }
            }
        };
        leaves.sort_unstable_by(|a, b| b.cmp(a));
        let more = leaves.len().saturating_sub(DESK_SHOWN);
        let shown = leaves.into_iter().take(DESK_SHOWN).map(|leaf| shown(reading.as_ref(), authority, leaf));
        let certificates = shown.collect::<Result<Vec<_>, _>>()?;
        match &wanted.class {
            // Before anything is applied for again, the institution is to know of these.
            Some(class) if wanted.before.is_none() => {
                let held = held_of(reading.as_ref(), authority, (&uscc, class))?;
                Ok(json!({ "certificates": certificates, "more": more, "held": held }))
            }
            _ => Ok(json!({ "certificates": certificates, "more": more })),
        }
    }
}

/// Of a class, what an institution sent that waits for an officer, or that one refused; the oldest first.
fn held_of(
    reading: &dyn Read,
    authority: AuthorityNumber,
    (uscc, class): (&Uscc, &str),
) -> Result<Vec<Value>, StoreError> {
    let (mut found, mut damaged) = (Vec::new(), false);
    reading.each_held(authority, |held| {
        let is_wanted = matches!(held.state, HeldState::Waiting | HeldState::Refused) && held.kept_from.is_none();
        if !is_wanted {
            return;
        }
        let Some(bytes) = held.statement() else { return damaged = true };
        let Ok(statement) = UnverifiedStatement::decode(&bytes) else { return damaged = true };
        let claims = statement.unverified_claims();
        if statement.unverified_uscc() != uscc || claims.class_filing.as_deref() != Some(class) {
            return;
        }
        let decision = held.decision.as_ref();
        let since = decision.map_or(held.held, |decision| decision.time);
        let shown = json!({
            "number": statement.unverified_number().as_str(), "holder": claims.holder, "id_kind": claims.id_kind.code(),
            "id_tail": claims.id_tail, "state": held.state, "since": since,
            "reason": decision.and_then(|decision| decision.reason.as_ref()),
        });
        found.push((since, shown));
    })?;
    if damaged {
        return Err(StoreError::Damaged(None));
    }
    found.sort_by_key(|(since, _)| *since);
    Ok(found.into_iter().map(|(_, shown)| shown).collect())
}

/// Texts that are to be printed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintableAsked {
    texts: Vec<String>,
}

impl Service {
    /// Which of these texts cannot be printed here, each with the first character that no font has: asked before a class is
    /// filed, because what is registered and has no page is of no use to its holder.
    pub(crate) fn unprintable(
        &self,
        authority: AuthorityNumber,
        (kid, asked): (Kid, &PrintableAsked),
    ) -> Result<Value, Failed> {
        self.institution_of(authority, kid)?;
        let paper = self.papers.get(&authority).ok_or(Failed::refused(Unavailable::Page))?;
        let unprintable = asked.texts.iter().enumerate().filter_map(|(index, text)| {
            let character = match paper.fonts.first_unprintable(text)? {
                Unprintable::NoFont(character) | Unprintable::FontUnusable(character, _) => character,
            };
            Some(json!({ "index": index, "character": character }))
        });
        Ok(json!({ "unprintable": unprintable.collect::<Vec<_>>() }))
    }

    /// The PDF of one of the certificates of the institution that asks; `None`: it has no such certificate here, or what was
    /// sealed of it is not kept any more.
    pub(crate) fn own_pdf(
        &self,
        authority: AuthorityNumber,
        (kid, number): (Kid, &CertificateNumber),
    ) -> Result<Option<Vec<u8>>, Failed> {
        let uscc = self.institution_of(authority, kid)?;
        let reading = self.store.read()?;
        let Some(place) = reading.place_of_number(number)?.filter(|place| place.0 == authority) else {
            return Ok(None);
        };
        let record = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?;
        drop(reading);
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        if *statement.unverified_uscc() == uscc { self.holders_pdf(place) } else { Ok(None) }
    }
}

fn shown(reading: &dyn Read, authority: AuthorityNumber, leaf: LeafIndex) -> Result<Value, StoreError> {
    let damaged = || StoreError::Damaged(None);
    let place = (authority, leaf);
    let CertificateRecord { registered, person, .. } = reading.certificate(place)?.ok_or_else(damaged)?;
    let statement = UnverifiedStatement::decode(&registered).map_err(|_| damaged())?;
    let (claims, number) = (statement.unverified_claims(), statement.unverified_number());
    let status = reading.status(place)?;
    let on_roster = match &claims.class_filing {
        Some(class) => reading.on_roster(authority, (class, &[person]))?,
        None => None,
    };
    let correction = reading.correction(authority, number)?;
    let waits = correction.is_some_and(|correction| correction.state == CorrectionState::Open);
    Ok(json!({
        "number": number.as_str(), "leaf": leaf.0, "holder": claims.holder, "id_kind": claims.id_kind.code(),
        "id_tail": claims.id_tail, "programme": claims.programme, "issued": claims.issued.to_string(),
        "training": [claims.training.0.to_string(), claims.training.1.to_string()], "class": claims.class_filing,
        "place": on_roster.map(|person| person.index), "check_code": CheckCode::of(&statement.bare()).to_string(),
        "status": name(status.map(|status| status.status).unwrap_or_default()),
        "since": status.map(|status| status.since.to_string()), "reason": status.map(|status| status.reason.name()),
        "correction_waits": waits,
    }))
}

fn name(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Revoked => "revoked",
        Status::Suspended => "suspended",
        Status::Superseded => "superseded",
    }
}
