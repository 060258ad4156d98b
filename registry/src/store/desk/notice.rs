//! The public notice of a class, put together from its roster or from its certificates.

use super::LoadDesk;
use crate::desk::notice::{Listed, Notice, OnNotice, mask_id, mask_name, mask_number};
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::Status;

/// The notice of a class as it would be now; `None`: there is no such class.
pub(crate) fn notice_of(
    reading: &(impl LoadDesk + ?Sized),
    authority: AuthorityNumber,
    (number, listed): (&str, Listed),
) -> Result<Option<Notice>, StoreError> {
    let Some(class) = reading.class(authority, number)? else { return Ok(None) };
    let on_notice = |name: &str, tail: &str, certificate: Option<&str>| OnNotice {
        name: mask_name(name),
        id: mask_id(tail),
        certificate: certificate.map(mask_number),
    };
    let mut people = Vec::new();
    if listed == Listed::Certificates {
        for leaf in reading.leaves_of_class_filing(authority, number, u64::MAX)? {
            let is_valid = reading.status((authority, leaf))?.is_none_or(|record| record.status == Status::Valid);
            let Some(record) = reading.certificate((authority, leaf))?.filter(|_| is_valid) else { continue };
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            let claims = statement.unverified_claims();
            people.push(on_notice(&claims.holder, &claims.id_tail, Some(statement.unverified_number().as_str())));
        }
    } else {
        let passed = class.passed.as_deref().unwrap_or_default();
        let roster = reading.roster(authority, number)?;
        let wanted = roster.iter().filter(|one| listed == Listed::Roster || passed.contains(&one.index));
        people.extend(wanted.map(|one| on_notice(&one.name, &one.id_tail, None)));
    }
    Ok(Some(Notice {
        class: class.number,
        listed,
        institution: class.institution,
        programme: class.programme_name,
        first: class.first,
        last: class.last,
        people,
        until: None,
    }))
}
