//! What a journal says: one event a line. Events and their members are an interface (docs/PROGRAM.md): a journal of years
//! must be read by whatever comes after it.

use serde::{Deserialize, Serialize};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// About to ask for numbers.
    Reserving {
        /// The reservation's id.
        id: String,
        /// Of which year.
        year: u64,
        /// How many.
        count: u64,
    },
    /// Numbers were given.
    Reserved {
        /// The reservation's id.
        id: String,
        /// The first serial.
        first: u64,
        /// How many.
        count: u64,
    },
    /// A statement was signed and is about to be registered. Its number is used now, whatever happens.
    Signed {
        /// The person and course, as an HMAC.
        person: String,
        /// The certificate number.
        number: String,
        /// The statement, hexadecimal.
        statement: String,
    },
    /// The registry answered.
    Registered {
        /// The certificate number.
        number: String,
        /// The registered statement with its receipt, hexadecimal.
        registered: String,
    },
    /// The registry refused; the number stays used.
    Refused {
        /// The certificate number.
        number: String,
        /// The stable code.
        code: String,
        /// Why, where an officer of the bureau said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A correction was signed and is about to be filed. Its number is used now, whatever happens.
    Correcting {
        /// The person and course as the new certificate has them, as an HMAC.
        person: String,
        /// The number of the certificate to be replaced.
        replaces: String,
        /// The new number.
        number: String,
        /// The new statement, hexadecimal.
        statement: String,
        /// The code of the reason.
        reason: u64,
    },
    /// The officers' order carried the correction out, and the registry gave the new certificate.
    Corrected {
        /// The new number.
        number: String,
        /// The registered statement with its receipt, hexadecimal.
        registered: String,
    },
    /// The PDF of a correction's certificate is there.
    CorrectionPrinted {
        /// The new number.
        number: String,
    },
    /// The registry refused the correction, or has it no more; the number stays used.
    CorrectionRefused {
        /// The new number.
        number: String,
        /// The stable code.
        code: String,
    },
    /// The correction was withdrawn; the number stays used.
    CorrectionWithdrawn {
        /// The new number.
        number: String,
    },
    /// A page with the mark 补发 is about to be printed.
    Reissued {
        /// The certificate number.
        number: String,
        /// The day.
        day: String,
    },
}
