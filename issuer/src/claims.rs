//! What a row of a roster says, as the claims of a statement.

use crate::portrait::Portrait;
use crate::roster::Trainee;
use hezheng_core::statement::Claims;
use hezheng_core::time::Date;

/// What a row says, as claims.
pub(crate) fn claims(trainee: &Trainee, issued: Date) -> Claims {
    Claims {
        holder: trainee.name.clone(),
        id_kind: trainee.identity.kind(),
        id_tail: trainee.identity.tail().into(),
        programme: trainee.programme.clone(),
        training: trainee.training,
        issued,
        class_hours: trainee.hours.map(u64::from),
        occupation_code: trainee.occupation_code.clone(),
        skill_level: trainee.skill_level.map(u64::from),
        class_filing: trainee.class_filing.clone(),
        portrait_sha256: trainee.portrait.as_ref().map(Portrait::sha256),
        number_scheme: None,
    }
}

/// What a row says, to be held beside what was signed for its person: of the same day of issue, and with the same portrait
/// and class where the row has none, because a run without the photographs, or without the class, says nothing about them.
pub(crate) fn claims_beside(trainee: &Trainee, signed: &Claims) -> Claims {
    let row = claims(trainee, signed.issued);
    let class_filing = row.class_filing.clone().or_else(|| signed.class_filing.clone());
    Claims { portrait_sha256: row.portrait_sha256.or(signed.portrait_sha256), class_filing, ..row }
}
