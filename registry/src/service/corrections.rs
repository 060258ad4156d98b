//! Where corrections stand: the one that an institution asks for, and those that wait, as officers are shown them.

use super::Service;
use crate::limits::CORRECTIONS_SHOWN;
use crate::refusal::{CorrectionRefusal, Failed, Unavailable};
use crate::sequencer::{Filed, Withdrawal};
use crate::store::records::{CorrectionRecord, CorrectionState};
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;

/// A correction that waits, as officers are shown it. It names a person and has no `Debug`.
pub(crate) struct OpenCorrection {
    /// The registered statement to be replaced.
    pub(crate) replaced: Vec<u8>,
    /// The new one, bare.
    pub(crate) statement: Vec<u8>,
    pub(crate) reason: Reason,
    pub(crate) filed: Time,
}

impl Service {
    /// Where a correction of this signer's institution stands.
    pub(crate) fn correction(&self, asked: &Withdrawal) -> Result<Filed, Failed> {
        let unknown = || Failed::refused(CorrectionRefusal::Unknown);
        let (reading, view) = (self.store.read()?, self.view());
        let record = reading.correction(asked.authority, &asked.replaces)?.ok_or_else(unknown)?;
        let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let institution = bundle.issuing_key(asked.signer).map(|(institution, _)| &institution.uscc);
        if statement.hash() != asked.statement || institution != Some(statement.unverified_uscc()) {
            return Err(unknown());
        }
        match record.state {
            CorrectionState::Open => Ok(Filed::Waiting(record.filed)),
            CorrectionState::Withdrawn => Err(Failed::refused(CorrectionRefusal::Withdrawn(asked.replaces.clone()))),
            CorrectionState::CarriedOut => {
                let place = reading.place_of_statement(asked.statement)?.ok_or(StoreError::Damaged(None))?;
                let record = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?;
                let registered = with_receipts(&record.registered, &[&record.receipt]);
                Ok(Filed::CarriedOut(registered.map_err(|_| StoreError::Damaged(None))?))
            }
        }
    }

    /// The corrections that wait, of these certificates or of all.
    pub(crate) fn open_corrections(
        &self,
        authority: AuthorityNumber,
        wanted: &[CertificateNumber],
    ) -> Result<Vec<OpenCorrection>, Failed> {
        let (reading, mut open) = (self.store.read()?, Vec::new());
        if wanted.is_empty() {
            reading.corrections(authority, |number, record| {
                if record.state == CorrectionState::Open && open.len() < CORRECTIONS_SHOWN {
                    open.push((number, record));
                }
            })?;
        }
        for number in wanted {
            let record = reading.correction(authority, number)?;
            let record = record.filter(|record| record.state == CorrectionState::Open);
            open.extend(record.map(|record| (number.clone(), record)));
        }
        let shown = open.into_iter().map(|(number, record)| {
            let place = reading.place_of_number(&number)?.ok_or(StoreError::Damaged(None))?;
            let replaced = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?.registered;
            let CorrectionRecord { statement, reason, filed, .. } = record;
            Ok(OpenCorrection { replaced, statement, reason, filed })
        });
        shown.collect()
    }
}
