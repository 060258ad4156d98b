//! A certificate in a list, as officers see it.

use crate::refusal::Failed;
use crate::store::load::at;
use crate::store::records::{CertificateRecord, Record, StatusRecord};
use crate::store::{AuthorityNumber, Read, StoreError, schema};
use hezheng_core::ids::LeafIndex;
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::status::Status;
use hezheng_core::trust::bundle::TrustBundle;
use serde_json::{Value, json};

/// A registered certificate and its status.
pub(super) struct Row {
    pub(super) leaf: LeafIndex,
    pub(super) record: CertificateRecord,
    pub(super) status: Option<StatusRecord>,
}

/// The certificates at these leaves, in their order; a leaf that is no registration is left out.
pub(super) fn rows(
    reading: &dyn Read,
    authority: AuthorityNumber,
    leaves: &[LeafIndex],
) -> Result<Vec<Row>, StoreError> {
    let keys: Vec<_> = leaves.iter().map(|leaf| at((authority, *leaf)).into_bytes()).collect();
    let records = reading.get_many(schema::CERTIFICATES, &keys)?;
    let statuses = reading.get_many(schema::STATUSES, &keys)?;
    let mut rows = Vec::with_capacity(leaves.len());
    for ((leaf, record), status) in leaves.iter().zip(records).zip(statuses) {
        let Some(record) = record else { continue };
        let status = status.map(|status| StatusRecord::decode(&status)).transpose()?;
        rows.push(Row { leaf: *leaf, record: CertificateRecord::decode(&record)?, status });
    }
    Ok(rows)
}

impl Row {
    pub(super) fn statement(&self) -> Result<UnverifiedStatement<'_>, StoreError> {
        UnverifiedStatement::decode(&self.record.registered).map_err(|_| StoreError::Damaged(None))
    }

    pub(super) fn status(&self) -> Status {
        self.status.map(|record| record.status).unwrap_or_default()
    }

    /// As a list shows it.
    pub(super) fn shown(&self, bundle: &TrustBundle) -> Result<Value, Failed> {
        let statement = self.statement()?;
        let (claims, uscc) = (statement.unverified_claims(), statement.unverified_uscc());
        let institution = bundle.institutions(uscc).next().map(|listed| listed.name_on(claims.issued).to_owned());
        Ok(json!({
            "leaf": self.leaf.0,
            "number": statement.unverified_number().as_str(),
            "holder": claims.holder,
            "id_kind": claims.id_kind.code(),
            "id_tail": claims.id_tail,
            "institution": institution,
            "uscc": uscc.as_str(),
            "programme": claims.programme,
            "class_filing": claims.class_filing,
            "issued": claims.issued.to_string(),
            "registered": statement.unverified_registration().map(|(time, _)| time.to_string()),
            "status": status_name(self.status()),
        }))
    }
}

/// What a certificate says, whole.
pub(super) fn claims_shown(claims: &Claims) -> Value {
    json!({
        "holder": claims.holder,
        "id_kind": claims.id_kind.code(),
        "id_tail": claims.id_tail,
        "programme": claims.programme,
        "first": claims.training.0.to_string(),
        "last": claims.training.1.to_string(),
        "issued": claims.issued.to_string(),
        "class_hours": claims.class_hours,
        "occupation_code": claims.occupation_code,
        "skill_level": claims.skill_level,
        "class_filing": claims.class_filing,
        "portrait": claims.portrait_sha256.is_some(),
    })
}

/// A status as the console's requests and answers write it.
pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Revoked => "revoked",
        Status::Suspended => "suspended",
        Status::Superseded => "superseded",
    }
}

/// The status of this name.
pub(super) fn status_named(name: &str) -> Option<Status> {
    let all = [Status::Valid, Status::Revoked, Status::Suspended, Status::Superseded];
    all.into_iter().find(|status| status_name(*status) == name)
}
