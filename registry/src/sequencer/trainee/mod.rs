//! The trainee's door: who proves a name and an identity number gets what was issued in that name.
//!
//! It is decided here, in the writer, like matching and under the same counts, so that questions asked at once are counted
//! one by one. Whoever proves nothing gets one answer after the same work, whatever was wrong: as many questions to the
//! store, as many keyed hashes, a decoded statement and a commit. Where nothing was found the comparisons are made all the
//! same, with the last certificate of the log.

mod acts;
mod words;

use super::matching::as_printed;
use crate::limits::{SCHOOL_COUNTERS, SCHOOL_SLOTS, UNKNOWN_CODE_COUNTERS};
use crate::policy;
use crate::refusal::{Failed, Refusal};
use crate::sealing::PersonKey;
use crate::sequencer::batch::Batch;
use crate::store::records::CertificateRecord;
use crate::store::{AuthorityNumber, Load, LoadHolders, Place, StoreError};
pub(crate) use acts::{Act, Given};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{CertificateNumber, IdKind, Uscc};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use zeroize::Zeroizing;

/// By what a trainee names a certificate.
pub(crate) enum By {
    Number(CertificateNumber),
    Code(CheckCode),
    /// Both are lost: a school's name, its number or its 统一社会信用代码.
    School(String),
}

/// What a trainee says to prove who asks. It holds personal data and has no `Debug`.
pub(crate) struct Proof {
    pub(crate) by: By,
    pub(crate) name: Zeroizing<String>,
    pub(crate) identity_number: Zeroizing<String>,
}

/// A request of a trainee.
pub(crate) struct TraineeAsked {
    pub(crate) authority: AuthorityNumber,
    pub(crate) proof: Proof,
    /// Which of the certificates, where it is not the one that was named.
    pub(crate) about: Option<CertificateNumber>,
    pub(crate) act: Act,
}

/// What was found for a proof, to be looked at.
struct Named {
    places: Vec<Place>,
    /// How many are looked at, found or not.
    slots: usize,
    /// Whose certificates alone count.
    school: Option<Uscc>,
    counter: (u32, u64),
    forgets: Forgets,
}

/// When wrong answers are forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Forgets {
    Never,
    Daily,
}

/// Who proved it, and by which certificate.
struct Proved {
    place: Place,
    kind: IdKind,
}

impl Batch<'_> {
    /// Does what a trainee asks; `None`: nothing was proved.
    pub(in crate::sequencer) fn trainee(&mut self, asked: &TraineeAsked) -> Result<Option<Given>, Failed> {
        let named = self.named(asked)?;
        let proved = self.prove(asked, &named)?;
        let today = self.now.shanghai_day();
        let so_far = self.writing.match_count(named.counter)?;
        let so_far = so_far.filter(|count| named.forgets == Forgets::Never || count.day == today);
        let one_more = policy::one_more_wrong(so_far, today).ok_or(Failed::Refused(Refusal::MatchClosed))?;
        let Some(proved) = proved else {
            self.writing.put_match_count(named.counter, &one_more);
            return Ok(None);
        };
        self.act(asked, &proved)
    }

    /// Finds what is named.
    fn named(&self, asked: &TraineeAsked) -> Result<Named, Failed> {
        let authority = asked.authority;
        let of_one = |place: Option<Place>, unknown: u64| {
            let place = place.filter(|place| place.0 == authority);
            let counter = place.map_or((0, unknown), |(authority, leaf)| (authority.0, leaf.0));
            Named { places: place.into_iter().collect(), slots: 1, school: None, counter, forgets: Forgets::Never }
        };
        match &asked.proof.by {
            By::Number(number) => {
                let unknown = self.sealing.counter(&[number.as_str().as_bytes()], UNKNOWN_CODE_COUNTERS);
                Ok(of_one(self.writing.place_of_number(number)?, unknown))
            }
            By::Code(code) => {
                let unknown = self.sealing.counter(&[&code.bits().to_be_bytes()], UNKNOWN_CODE_COUNTERS);
                Ok(of_one(self.writing.place_of_check_code(*code)?, unknown))
            }
            By::School(school) => {
                let school = self.school(authority, school);
                let code = school.as_ref().map_or("", Uscc::as_str);
                let counted: [&[u8]; 3] = [code.as_bytes(), b"\0", asked.proof.name.as_bytes()];
                let counter = UNKNOWN_CODE_COUNTERS + self.sealing.counter(&counted, SCHOOL_COUNTERS);
                let mut places = Vec::new();
                for kind in kinds() {
                    places.extend(self.places_of(authority, kind, &asked.proof.identity_number)?);
                }
                places.sort_by_key(|place| std::cmp::Reverse(place.1));
                Ok(Named { places, slots: SCHOOL_SLOTS, school, counter: (0, counter), forgets: Forgets::Daily })
            }
        }
    }

    /// Compares name and identity number with each certificate that was found, and with another where there is none.
    fn prove(&self, asked: &TraineeAsked, named: &Named) -> Result<Option<Proved>, Failed> {
        let nobodys = self.writing.last_certificate(asked.authority)?;
        let mut proved: Option<(bool, Proved)> = None;
        for slot in 0..named.slots {
            let place = named.places.get(slot).copied();
            // Of nobody's authority, and of another leaf each time: what was asked before is not asked of the store again.
            let nowhere = (AuthorityNumber(0), LeafIndex(slot as u64));
            let found = self.found(place.unwrap_or(nowhere))?;
            let Some(record) = found.as_ref().or(nobodys.as_ref()) else { continue };
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            let claims = statement.unverified_claims();
            let typed = as_printed(claims.id_kind, &asked.proof.identity_number);
            let is_school = named.school.as_ref().is_none_or(|school| school == statement.unverified_uscc());
            let is_school = is_school & (named.school.is_some() | !matches!(asked.proof.by, By::School(_)));
            let is_person = self.sealing.is_person(record.person, claims.id_kind, &typed);
            let is_name = self.sealing.is_same_text(&claims.holder, &name_as_signed(&asked.proof.name));
            let is_in_force =
                |place| Ok::<_, StoreError>(self.writing.status(place)?.is_none_or(|one| one.status == Status::Valid));
            if let Some(place) = place.filter(|_| is_person & is_name & is_school & found.is_some()) {
                let is_better = proved.as_ref().is_none_or(|(in_force, _)| !in_force);
                let in_force = is_in_force(place)?;
                if is_better && (in_force || proved.is_none()) {
                    proved = Some((in_force, Proved { place, kind: claims.id_kind }));
                }
            }
        }
        Ok(proved.map(|(_, proved)| proved))
    }

    /// The certificate at a place, admitted in this commit or before.
    fn found(&self, place: Place) -> Result<Option<CertificateRecord>, StoreError> {
        let stored = self.writing.certificate(place)?;
        Ok(stored.or_else(|| self.unsigned.get(&place).cloned()))
    }

    /// Where an authority's certificates of whoever has this document are registered.
    fn places_of(&self, authority: AuthorityNumber, kind: IdKind, typed: &str) -> Result<Vec<Place>, StoreError> {
        let people: Vec<PersonKey> = self.sealing.people(kind, &as_printed(kind, typed));
        let mut places = self.places_of_person(&people)?;
        places.retain(|place| place.0 == authority);
        Ok(places)
    }

    /// The school of this authority's that people mean by a name, a number or a code.
    fn school(&self, authority: AuthorityNumber, said: &str) -> Option<Uscc> {
        let said = said.trim();
        let bundle = self.view.trust.bundle()?;
        let own = bundle.body().institutions.iter().filter(|one| AuthorityNumber::of(&one.authority) == authority);
        let is_meant = |one: &&hezheng_core::trust::bundle::Institution| {
            let is_code = one.uscc.as_str().eq_ignore_ascii_case(said) || one.number.as_str() == said;
            is_code || one.names.iter().any(|(_, name)| name == said)
        };
        let mut meant = own.filter(is_meant);
        let school = meant.next()?;
        meant.next().is_none().then(|| school.uscc.clone())
    }
}

/// Every kind of document.
fn kinds() -> impl Iterator<Item = IdKind> {
    (1..=9).filter_map(IdKind::from_code)
}

/// A name as people type it, as it was signed: no spaces around it, and U+00B7 for what looks like it (民委发〔2016〕33号).
fn name_as_signed(typed: &str) -> Zeroizing<String> {
    Zeroizing::new(typed.trim().chars().map(|c| if "•・‧．".contains(c) { '·' } else { c }).collect())
}

#[cfg(test)]
mod tests;
