//! Whose key it is, by a trust bundle: what a person who opened a key file is told first. It grants nothing; what a key may do
//! is decided where the signature is verified.

use hezheng_core::ids::Kid;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{Authority, Institution, OfficerRole, TrustBundle, Validity};

/// The holder of a key, as a trust bundle has them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Holder {
    /// An institution that issues.
    Institution {
        /// Its name today.
        name: String,
        /// Its 统一社会信用代码.
        uscc: Uscc,
        /// The number that its authority gave it.
        number: InstitutionNumber,
        /// Its authority.
        authority: Bureau,
        /// When the key counts.
        validity: Validity,
        /// Every key of the institution, and when it counts.
        keys: Vec<(Kid, Validity)>,
    },
    /// An officer of an authority.
    Officer {
        /// The person's staff code.
        staff_code: String,
        /// The authority.
        authority: Bureau,
        /// When the key counts.
        validity: Validity,
        /// Whether the officer may sign orders.
        orders: bool,
        /// Whether the officer may approve the orders of another.
        approves: bool,
    },
    /// The bundle has it as something that signs nothing at a desk (a service's, a root's, a witness's), or not at all.
    Nobody,
}

/// An authority, and where it is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bureau {
    /// Its code.
    pub code: AuthorityCode,
    /// Its name.
    pub name: String,
    /// The base URL of its service.
    pub base_url: String,
}

/// Whether a key counts now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counts {
    /// It does.
    Now,
    /// It will.
    NotYet,
    /// It did.
    NoMore,
    /// It is distrusted from some leaf of the log on.
    Distrusted,
}

impl Counts {
    /// By when a key counts, now.
    #[must_use]
    pub fn of(validity: &Validity, now: Time) -> Self {
        match () {
            () if validity.distrusted_from.is_some() => Self::Distrusted,
            () if validity.holds_at(now) => Self::Now,
            () if now < validity.from => Self::NotYet,
            () => Self::NoMore,
        }
    }

    /// Its name, which is an interface.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::NotYet => "not_yet",
            Self::NoMore => "no_more",
            Self::Distrusted => "distrusted",
        }
    }
}

impl Holder {
    /// Whose key this is.
    #[must_use]
    pub fn of(bundle: &TrustBundle, kid: Kid, now: Time) -> Self {
        if let Some((institution, key)) = bundle.issuing_key(kid) {
            let authority = bundle.authority(institution.authority.as_str());
            return authority
                .map_or(Self::Nobody, |authority| Self::institution(institution, authority, key.validity, now));
        }
        let Some((authority, officer)) = bundle.officer_key(kid) else { return Self::Nobody };
        let has = |role: OfficerRole| officer.roles & role.bit() != 0;
        Self::Officer {
            staff_code: officer.staff_code.clone(),
            authority: Bureau::of(authority),
            validity: officer.validity,
            orders: has(OfficerRole::Order),
            approves: has(OfficerRole::Approve),
        }
    }

    fn institution(institution: &Institution, authority: &Authority, validity: Validity, now: Time) -> Self {
        Self::Institution {
            name: institution.name_on(now.shanghai_day()).into(),
            uscc: institution.uscc.clone(),
            number: institution.number.clone(),
            authority: Bureau::of(authority),
            validity,
            keys: institution.keys.iter().map(|key| (key.key.kid(), key.validity)).collect(),
        }
    }
}

impl Bureau {
    fn of(authority: &Authority) -> Self {
        Self { code: authority.code.clone(), name: authority.name.clone(), base_url: authority.base_url.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::ids::LeafIndex;

    #[test]
    fn a_key_counts_from_its_first_second_to_the_last_before_its_end_and_never_once_distrusted() {
        let validity = |distrusted_from| Validity { from: Time(10), until: Some(Time(20)), distrusted_from };
        for (now, counts) in [(9, Counts::NotYet), (10, Counts::Now), (19, Counts::Now), (20, Counts::NoMore)] {
            assert_eq!(Counts::of(&validity(None), Time(now)), counts, "{now}");
            assert_eq!(Counts::of(&validity(Some(LeafIndex(0))), Time(now)), Counts::Distrusted, "{now}");
        }
    }
}
