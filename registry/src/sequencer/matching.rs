//! Matching: whether an identity number is that of a certificate's holder, and the counting of wrong ones.
//!
//! It is decided here, in the writer, so that questions asked at once cannot all be asked before any is counted. Unknown
//! check codes get the same answers after the same work: a keyed hash, a comparison, a counter, a commit.

use crate::limits::UNKNOWN_CODE_COUNTERS;
use crate::policy;
use crate::refusal::{Failed, Refusal};
use crate::sealing::PersonKey;
use crate::sequencer::batch::Batch;
use crate::store::{AuthorityNumber, Load, LoadHolders, StoreError};
use hezheng_core::number::IdKind;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use zeroize::Zeroizing;

/// A check code and an identity number. It holds personal data and has no `Debug`.
pub(crate) struct MatchQuestion {
    pub(crate) authority: AuthorityNumber,
    pub(crate) code: CheckCode,
    pub(crate) identity_number: Zeroizing<String>,
}

impl Batch<'_> {
    pub(super) fn match_person(&mut self, question: &MatchQuestion) -> Result<bool, Failed> {
        let place = self.writing.place_of_check_code(question.code)?;
        let place = place.filter(|(authority, _)| *authority == question.authority);
        let (kind, person, counter) = match place {
            Some(place) => {
                let record = self.certificate(place)?;
                let statement = UnverifiedStatement::decode(&record.registered);
                let kind = statement.map_err(|_| StoreError::Damaged(None))?.unverified_claims().id_kind;
                (kind, record.person, (place.0.0, place.1.0))
            }
            None => {
                let counter = self.sealing.counter(&[&question.code.bits().to_be_bytes()], UNKNOWN_CODE_COUNTERS);
                (IdKind::ResidentId, PersonKey::GONE, (0, counter))
            }
        };
        let typed = as_printed(kind, &question.identity_number);
        let is_match = self.sealing.is_person(person, kind, &typed) && place.is_some();
        let count = self.writing.match_count(counter)?;
        let one_more = policy::one_more_wrong(count, self.now.shanghai_day());
        let one_more = one_more.ok_or(Failed::Refused(Refusal::MatchClosed))?;
        if !is_match {
            self.writing.put_match_count(counter, &one_more);
        }
        Ok(is_match)
    }
}

/// What a person types, as documents print it: no spaces around it, capitals (a small x at the end is common). Kind 9 may
/// hold any text, and stays as typed.
pub(super) fn as_printed(kind: IdKind, typed: &str) -> Zeroizing<String> {
    let typed = typed.trim();
    Zeroizing::new(if kind == IdKind::Other { typed.to_owned() } else { typed.to_ascii_uppercase() })
}
