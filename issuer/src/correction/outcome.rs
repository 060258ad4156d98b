//! What came of a correction: what the registry answered is written down, and a new certificate's PDF is made.

use super::{Correcting, CorrectionError, Filed, signed_claims};
use crate::journal::{Event, Issued, OpenCorrection, hex};
use crate::page::{PageError, Print, Printed};
use crate::print::portrait;
use crate::register::proves;
use crate::registry_port::{RegistryError, Said};
use crate::reissue::{in_roster, names};
use crate::roster::Trainee;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;

/// What came of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The number of the certificate to be replaced.
    pub replaces: String,
    /// The new number.
    pub number: String,
    /// What came of it.
    pub result: CorrectionResult,
}

/// What came of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionResult {
    /// Filed then, it waits for the officers.
    Waiting(Time),
    /// The new certificate is registered and printed, the old one superseded.
    CarriedOut(Printed),
    /// The new certificate is registered, the old one superseded; its page needs a roster.
    NotPrinted,
    /// The registry refused it, or has it no more.
    Refused {
        /// The stable code.
        code: String,
        /// Why, in the registry's words.
        detail: Said,
    },
}

impl Correcting<'_> {
    /// Writes down what the registry answered, and prints what was carried out.
    pub(super) fn came_of(
        &mut self,
        waits: &OpenCorrection,
        answer: Result<Filed, RegistryError>,
        trainees: &[Trainee],
    ) -> Result<Outcome, CorrectionError> {
        let number = waits.number.clone();
        let result = match answer {
            Ok(Filed::Waiting(since)) => CorrectionResult::Waiting(since),
            Ok(Filed::CarriedOut(registered)) => {
                proves(&registered, &waits.statement, self.standing, (self.clock)())
                    .map_err(|reason| CorrectionError::NotProved(number.clone(), reason))?;
                let registered = hex(&registered);
                self.journal.record(&Event::Corrected { number: number.clone(), registered })?;
                self.print(&number, trainees)?
            }
            Err(RegistryError::Refused { code, detail, .. }) if is_of_the_correction(&code) => {
                self.journal.record(&Event::CorrectionRefused { number: number.clone(), code: code.clone() })?;
                CorrectionResult::Refused { code, detail }
            }
            Err(error) => return Err(CorrectionError::Registry(error)),
        };
        Ok(Outcome { replaces: waits.replaces.clone(), number, result })
    }

    /// Makes the PDF of a correction's certificate.
    pub(super) fn print(&mut self, number: &str, trainees: &[Trainee]) -> Result<CorrectionResult, CorrectionError> {
        let page = |error| CorrectionError::Page(number.into(), error);
        let new = self.journal.numbered(number)?.ok_or_else(|| page(PageError::NotOurs))?;
        let Issued { statement, registered, .. } = new;
        let registered = registered.ok_or_else(|| page(PageError::NotOurs))?;
        let claims = signed_claims(number, &statement)?;
        let identity = in_roster(trainees, &claims).map(|trainee| self.printer.id_text(&trainee.identity));
        let Some(id_text) = self.printer.id_text_without_number(&claims).or(identity) else {
            return Ok(CorrectionResult::NotPrinted);
        };
        // The officers may have taken their time: the names and the key are those of the day of issue.
        let statement = UnverifiedStatement::decode(&statement).map_err(|_| page(PageError::NotOurs))?;
        let (standing, key) = names(&statement, &self.standing.trust).ok_or_else(|| page(PageError::NotOurs))?;
        let portrait = portrait(self.journal, &registered).map_err(page)?;
        let printer = self.printer;
        let made =
            printer.page(Print::First, &registered, (&standing, &key), id_text, portrait.as_ref()).map_err(page)?;
        let printed = printer.print_durably(made.0, &registered).map_err(page)?;
        self.journal.record(&Event::CorrectionPrinted { number: number.into() })?;
        Ok(CorrectionResult::CarriedOut(printed))
    }
}

/// Whether a refusal says something of the correction: one of the request itself (a clock that is wrong, say) leaves it as
/// it is.
fn is_of_the_correction(code: &str) -> bool {
    !(code.starts_with("signature") || code.starts_with("http_") || ["digest", "too_slow", "not_found"].contains(&code))
}

/// A correction that was signed and that the registry has not seen: it is filed again with its roster.
pub(super) fn never_arrived(waits: &OpenCorrection) -> Outcome {
    let replaces = &waits.replaces;
    let detail = Said {
        zh: format!("已签名但还没有提交到备案系统。请用更正后的名册再运行：hezheng correct {replaces} 名册"),
        en: format!(
            "signed, but the registry has not got it; run again with the corrected roster: hezheng correct {replaces} ROSTER"
        ),
    };
    let result = CorrectionResult::Refused { code: "not_filed".into(), detail };
    Outcome { replaces: replaces.clone(), number: waits.number.clone(), result }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_request_says_nothing_of_the_correction() {
        for code in ["signature_time", "signature", "digest", "not_found", "http_404", "too_slow"] {
            assert!(!is_of_the_correction(code), "{code}");
        }
        for code in ["correction_withdrawn", "not_in_force", "number_taken", "issuer_key_distrusted"] {
            assert!(is_of_the_correction(code), "{code}");
        }
    }
}
