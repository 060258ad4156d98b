//! What may be registered: pure functions over what the store and the trust bundle know.
//!
//! [`signer`] judges the institution's key, for reservations and certificates alike. [`statement`] judges a certificate
//! for which no answer was given yet, by the rules that hold everywhere; those that a bureau sets are `desk::rules`. The order
//! of the rules is the order in which a person can mend things.

use crate::limits::{LAST_SERIAL, PORTRAIT_BYTES, RESERVATION_COUNT, WRONG_A_DAY, WRONG_IN_ALL};
use crate::refusal::{RegistrationRefusal, ReservationRefusal, SignerRefusal};
use crate::store::records::MatchCount;
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::number::{AuthorityCode, CertificateNumber, IdentityNumber, Uscc};
use hezheng_core::statement::{Claims, VerifiedStatement};
use hezheng_core::status::Status;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{Institution, IssuingKey, TrustBundle};

/// The institution that may register with this authority now with the key of this kid.
pub(crate) fn signer<'b>(
    bundle: &'b TrustBundle,
    authority: &AuthorityCode,
    (kid, uscc): (Kid, &Uscc),
    now: Time,
) -> Result<(&'b Institution, &'b IssuingKey), SignerRefusal> {
    let (institution, key) = bundle.issuing_key(kid).ok_or(SignerRefusal::Unknown)?;
    if institution.uscc != *uscc {
        return Err(SignerRefusal::OtherInstitution);
    }
    if institution.authority != *authority {
        return Err(SignerRefusal::OtherAuthority);
    }
    if key.validity.distrusted_from.is_some() {
        return Err(SignerRefusal::Distrusted);
    }
    if !key.validity.holds_at(now) {
        return Err(SignerRefusal::NotValidNow);
    }
    Ok((institution, key))
}

/// The first serial of a reservation of `count` numbers of this year, where `next` is the first that nobody was given.
pub(crate) fn reservation((year, count): (u64, u64), next: u64, now: Time) -> Result<u64, ReservationRefusal> {
    if !(1..=RESERVATION_COUNT).contains(&count) {
        return Err(ReservationRefusal::Count);
    }
    let this_year = now.shanghai_day().year();
    if year != this_year && year.checked_add(1) != Some(this_year) {
        return Err(ReservationRefusal::Year);
    }
    let is_left = next.checked_add(count - 1).is_some_and(|last| last <= LAST_SERIAL);
    if is_left { Ok(next) } else { Err(ReservationRefusal::Exhausted) }
}

/// What a certificate is judged by.
pub(crate) struct Facts<'f> {
    /// The institution's entry that holds the key.
    pub(crate) institution: &'f Institution,
    /// The time of the entry that it would get.
    pub(crate) time: Time,
    /// Who reserved its number.
    pub(crate) reserved_by: Option<Uscc>,
    /// Whether its number is another certificate's.
    pub(crate) number_is_taken: bool,
    /// Whether its check code is another certificate's.
    pub(crate) check_code_is_taken: bool,
    /// The person's certificates so far.
    pub(crate) earlier: Vec<Earlier>,
}

/// A certificate that a person has.
pub(crate) struct Earlier {
    pub(crate) uscc: Uscc,
    pub(crate) number: CertificateNumber,
    pub(crate) claims: Claims,
    pub(crate) status: Status,
}

/// Whether the identity number and the portrait belong to what the statement says.
pub(crate) fn person(
    claims: &Claims,
    identity_number: &str,
    portrait: Option<&[u8]>,
) -> Result<IdentityNumber, RegistrationRefusal> {
    let identity = IdentityNumber::parse(claims.id_kind, identity_number);
    let identity = identity.map_err(|_| RegistrationRefusal::IdentityNumber)?;
    if identity.tail() != claims.id_tail {
        return Err(RegistrationRefusal::IdentityTail);
    }
    match portrait {
        Some(portrait) if portrait.len() > PORTRAIT_BYTES => Err(RegistrationRefusal::PortraitSize),
        Some(portrait) if !is_portrait(claims, portrait) => Err(RegistrationRefusal::Portrait),
        _ => Ok(identity),
    }
}

/// Whether this is the portrait that the statement names.
pub(crate) fn is_portrait(claims: &Claims, portrait: &[u8]) -> bool {
    claims.portrait_sha256 == Some(Hash::of(&[portrait]))
}

/// Whether this statement may be registered, as far as the rules go that hold whatever a bureau says.
pub(crate) fn statement(statement: VerifiedStatement<'_>, facts: &Facts<'_>) -> Result<(), RegistrationRefusal> {
    let refusal = fixed(statement, facts).into_iter().find_map(|(_, refusal)| refusal);
    refusal.map_or(Ok(()), Err)
}

/// The same, rule by rule: the code that a refusal has outside, and the refusal.
pub(crate) fn fixed(
    statement: VerifiedStatement<'_>,
    facts: &Facts<'_>,
) -> [(&'static str, Option<RegistrationRefusal>); 8] {
    let (number, claims) = (statement.number(), statement.claims());
    let where_not = |is_met: bool, refusal| if is_met { None } else { Some(refusal) };
    let is_own = number.institution() == facts.institution.number.as_str();
    let second = facts.earlier.iter().find(|earlier| earlier.stands_for(claims)).map(|earlier| {
        let is_own = earlier.uscc == *statement.uscc();
        RegistrationRefusal::AlreadyIssued(is_own.then(|| earlier.number.clone()))
    });
    [
        (
            "number_authority",
            where_not(number.authority() == facts.institution.authority.as_str(), RegistrationRefusal::NumberAuthority),
        ),
        ("number_institution", where_not(is_own, RegistrationRefusal::NumberInstitution)),
        ("number_year", where_not(number.year() == claims.issued.year(), RegistrationRefusal::NumberYear)),
        (
            "issued_in_future",
            where_not(claims.issued <= facts.time.shanghai_day(), RegistrationRefusal::IssuedInFuture),
        ),
        ("number_taken", where_not(!facts.number_is_taken, RegistrationRefusal::NumberTaken)),
        (
            "number_not_reserved",
            where_not(facts.reserved_by.as_ref() == Some(statement.uscc()), RegistrationRefusal::NumberNotReserved),
        ),
        ("already_issued", second),
        ("check_code_taken", where_not(!facts.check_code_is_taken, RegistrationRefusal::CheckCodeTaken)),
    ]
}

impl Earlier {
    /// Whether a certificate of these claims would be a second one for the same training.
    fn stands_for(&self, claims: &Claims) -> bool {
        let is_in_force = matches!(self.status, Status::Valid | Status::Suspended);
        is_in_force && self.claims.programme == claims.programme && self.claims.training == claims.training
    }
}

/// The count after one more wrong identity number today; `None` where the certificate is closed for matching.
pub(crate) fn one_more_wrong(so_far: Option<MatchCount>, today: Date) -> Option<MatchCount> {
    let (wrong_that_day, wrong_in_all) = match so_far {
        Some(count) if count.day == today => (count.wrong_that_day, count.wrong_in_all),
        Some(count) => (0, count.wrong_in_all),
        None => (0, 0),
    };
    let is_closed = wrong_that_day >= WRONG_A_DAY || wrong_in_all >= WRONG_IN_ALL;
    let counted =
        MatchCount { day: today, wrong_that_day: wrong_that_day + 1, wrong_in_all: wrong_in_all.saturating_add(1) };
    (!is_closed).then_some(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_a_day_and_ten_in_all_close_a_certificate() {
        let (mut count, mut taken) = (None, Vec::new());
        for day in [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3] {
            let next = one_more_wrong(count, Date(day));
            taken.push(next.is_some());
            count = next.or(count);
        }
        let day_one = [true, true, true, true, true, false];
        assert_eq!(taken, [&day_one[..], &day_one[..], &[false]].concat());
    }

    /// 2027-01-01T00:00:00 in Asia/Shanghai.
    const NEW_YEAR: Time = Time(1_798_732_800);

    #[test]
    fn numbers_are_reserved_for_this_year_and_the_one_before() {
        let last_second = Time(NEW_YEAR.0 - 1);
        assert_eq!(reservation((2026, 1), 7, last_second), Ok(7));
        assert_eq!(reservation((2027, 1), 7, last_second), Err(ReservationRefusal::Year));
        assert_eq!(reservation((2027, 1), 7, NEW_YEAR), Ok(7));
        assert_eq!(reservation((2026, 1), 7, NEW_YEAR), Ok(7));
        assert_eq!(reservation((2025, 1), 7, NEW_YEAR), Err(ReservationRefusal::Year));
        assert_eq!(reservation((u64::MAX, 1), 7, NEW_YEAR), Err(ReservationRefusal::Year));
    }

    #[test]
    fn a_reservation_has_one_to_a_thousand_numbers() {
        for (count, expected) in [
            (0, Err(ReservationRefusal::Count)),
            (1, Ok(1)),
            (1_000, Ok(1)),
            (1_001, Err(ReservationRefusal::Count)),
            (u64::MAX, Err(ReservationRefusal::Count)),
        ] {
            assert_eq!(reservation((2027, count), 1, NEW_YEAR), expected);
        }
    }

    #[test]
    fn the_last_serial_of_a_year_is_999999() {
        assert_eq!(reservation((2027, 1), 999_999, NEW_YEAR), Ok(999_999));
        assert_eq!(reservation((2027, 1), 1_000_000, NEW_YEAR), Err(ReservationRefusal::Exhausted));
        assert_eq!(reservation((2027, 1_000), 999_000, NEW_YEAR), Ok(999_000));
        assert_eq!(reservation((2027, 1_000), 999_001, NEW_YEAR), Err(ReservationRefusal::Exhausted));
    }
}
