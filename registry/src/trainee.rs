//! What is given to a trainee after the writer found the proof right: pages, and what a list shows. It reads, and decides
//! nothing but what a link still shows.

use crate::desk::flag::Flag;
use crate::limits::{READINGS_SHOWN, SHARE_SECRET_BYTES};
use crate::paper::IdentityOnPage;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::records::{CertificateRecord, decode_personal};
use crate::store::{AuthorityNumber, Load, LoadHolders, Place, Read, StoreError};
use hezheng_core::ids::{Hash, LeafIndex, parse_hex, to_hex};
use hezheng_core::number::IdentityNumber;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{Claims, UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::time::{Date, Time};
use hezheng_pdf::CertificatePage;

/// A certificate, as its holder sees it in a list. It names a person and has no `Debug`.
pub(crate) struct OwnCertificate {
    pub(crate) number: String,
    pub(crate) programme: String,
    pub(crate) training: (Date, Date),
    pub(crate) issued: Date,
    pub(crate) institution: String,
    pub(crate) status: Status,
    pub(crate) qr_text: String,
    /// The flag that was raised because its holder never took the training.
    pub(crate) objected: Option<Flag>,
    pub(crate) shares: Vec<OwnShare>,
    pub(crate) readings: Vec<Time>,
}

/// A link, as whoever made it sees it.
pub(crate) struct OwnShare {
    pub(crate) share: Hash,
    pub(crate) purpose: String,
    pub(crate) until: Time,
}

/// What a link shows.
pub(crate) struct SharedCopy {
    pub(crate) qr_text: String,
    pub(crate) purpose: String,
    pub(crate) until: Time,
}

/// A link's token: the leaf, and a secret that only it holds.
#[derive(Clone, Copy)]
pub(crate) struct ShareToken {
    pub(crate) leaf: LeafIndex,
    pub(crate) secret: [u8; SHARE_SECRET_BYTES],
}

impl ShareToken {
    /// As it stands in a link: 48 digits.
    pub(crate) fn text(&self) -> String {
        format!("{:016x}{}", self.leaf.0, to_hex(&self.secret))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = parse_hex::<{ 8 + SHARE_SECRET_BYTES }>(text)?;
        let (leaf, secret) = bytes.split_first_chunk::<8>()?;
        Some(Self { leaf: LeafIndex(u64::from_be_bytes(*leaf)), secret: secret.try_into().ok()? })
    }
}

impl Service {
    /// The PDF of a certificate, the same bytes that its institution printed where template, seal and identity number are
    /// the same; `None`: what was sealed is not kept any more.
    pub(crate) fn holders_pdf(&self, place: Place) -> Result<Option<Vec<u8>>, Failed> {
        let damaged = || StoreError::Damaged(None);
        let reading = self.store.read()?;
        let (Some(record), Some(sealed)) = (reading.certificate(place)?, reading.personal(place)?) else {
            return Ok(None);
        };
        drop(reading);
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| damaged())?;
        let opened = self.sealing.open(&statement.hash().0.0, &sealed).ok_or_else(damaged)?;
        let personal = decode_personal(&opened).map_err(StoreError::damaged)?;
        let claims = statement.unverified_claims();
        let identity = IdentityNumber::parse(claims.id_kind, &personal.identity_number).map_err(|_| damaged())?;
        let paper = self.papers.get(&place.0).ok_or(Failed::refused(Unavailable::Page))?;
        let view = self.view();
        let listed = self.listed(&view, place.0).ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let page = CertificatePage {
            number: statement.unverified_number().to_string(),
            holder: claims.holder.clone(),
            id_kind: u8::try_from(claims.id_kind.code()).unwrap_or(9),
            id_text: match paper.identity {
                IdentityOnPage::Full => identity.full_number().into(),
                IdentityOnPage::LastFour => identity.masked(),
            },
            programme: claims.programme.clone(),
            training: claims.training,
            issued: claims.issued,
            class_hours: claims.class_hours,
            occupation_code: claims.occupation_code.clone(),
            skill_level: claims.skill_level.and_then(|level| u8::try_from(level).ok()),
            class_filing: claims.class_filing.clone(),
            institution: self.institution(&statement, claims).unwrap_or_default(),
            authority: listed.name,
            check_code: CheckCode::of(&statement.bare()).to_string(),
            qr_text: self.page.qr_text(&record.registered),
            address: self.page.host().into(),
            portrait: personal.portrait.map(|portrait| portrait.to_vec()),
            seal: None,
            reissued: false,
        };
        let attached = with_receipts(&record.registered, &[&record.receipt]).map_err(|_| damaged())?;
        let pdf = hezheng_pdf::render(&paper.template, &paper.fonts, &page, &attached).map_err(|error| {
            // An error of the template names fields and characters, never what stands in them.
            tracing::error!(%error, authority = place.0.0, leaf = place.1.0, "a page could not be made");
            Failed::refused(Unavailable::Page)
        })?;
        Ok(Some(pdf))
    }

    /// What a holder is shown of these certificates.
    pub(crate) fn own_certificates(&self, places: &[Place]) -> Result<Vec<OwnCertificate>, Failed> {
        let reading = self.store.read()?;
        let own = places.iter().map(|place| self.own_certificate(reading.as_ref(), *place));
        Ok(own.collect::<Result<Vec<_>, _>>()?)
    }

    fn own_certificate(&self, reading: &dyn Read, place: Place) -> Result<OwnCertificate, StoreError> {
        let record = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?;
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        let (claims, now) = (statement.unverified_claims(), self.now());
        let shares = reading.shares(place)?.into_iter().filter(|(_, share)| share.until > now);
        let readings = reading.readings(place)?;
        let objected = reading.objection(place)?.map(|serial| reading.flag(place.0, serial)).transpose()?;
        Ok(OwnCertificate {
            number: statement.unverified_number().to_string(),
            programme: claims.programme.clone(),
            training: claims.training,
            issued: claims.issued,
            institution: self.institution(&statement, claims).unwrap_or_default(),
            status: reading.status(place)?.map(|record| record.status).unwrap_or_default(),
            qr_text: self.page.qr_text(&record.registered),
            objected: objected.flatten(),
            shares: shares.map(|(share, one)| OwnShare { share, purpose: one.purpose, until: one.until }).collect(),
            readings: readings.iter().rev().take(READINGS_SHOWN).map(|reading| reading.time).collect(),
        })
    }

    /// The name of a certificate's institution on the day of issue.
    fn institution(&self, statement: &UnverifiedStatement<'_>, claims: &Claims) -> Option<String> {
        let view = self.view();
        let institutions = &view.trust.bundle()?.body().institutions;
        let institution = institutions.iter().find(|one| one.uscc == *statement.unverified_uscc())?;
        Some(institution.name_on(claims.issued).into())
    }

    /// What a link shows; `None`: it was never made, is over, or was taken back.
    pub(crate) fn shared(&self, authority: AuthorityNumber, token: ShareToken) -> Result<Option<SharedCopy>, Failed> {
        let (reading, place) = (self.store.read()?, (authority, token.leaf));
        let share = reading.share(place, Hash::of(&[&token.secret]))?.filter(|share| share.until > self.now());
        let Some(share) = share else { return Ok(None) };
        let CertificateRecord { registered, .. } = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?;
        let qr_text = self.page.qr_text(&registered);
        Ok(Some(SharedCopy { qr_text, purpose: share.purpose, until: share.until }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_links_token_is_read_back_and_nothing_else_is_one() {
        let token = ShareToken { leaf: LeafIndex(7), secret: [0xAB; SHARE_SECRET_BYTES] };
        let text = token.text();
        assert_eq!(text.len(), 48);
        let read = ShareToken::parse(&text).unwrap();
        assert_eq!((read.leaf, read.secret), (token.leaf, token.secret));
        for other in ["", "7", &text[1..], &format!("{text}0"), &text.replace('a', "g")] {
            assert!(ShareToken::parse(other).is_none(), "{other}");
        }
    }
}
