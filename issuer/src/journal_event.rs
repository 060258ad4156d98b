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
    },
}
