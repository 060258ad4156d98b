//! What the issuer asks of a registry. One implementation speaks HTTP ([`crate::http_registry`]), the tests' twin does not.

use crate::language::Lang;
use crate::portrait::Portrait;
use hezheng_core::number::{IdentityNumber, Uscc};
use std::fmt;

/// A range of serials that nobody else is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserved {
    /// The first serial.
    pub first: u64,
    /// How many.
    pub count: u64,
}

/// A request for numbers. Sent again it gets the first answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// For whom.
    pub uscc: Uscc,
    /// Of which year.
    pub year: u64,
    /// How many.
    pub count: u64,
    /// Its id, random.
    pub id: [u8; 16],
}

/// Why the registry did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// Not reached, or busy, after all retries: try again later, nothing is lost.
    Unavailable(String),
    /// Refused, with the stable code of the problem document, its sentence, and the certificate it names, if any.
    Refused {
        /// The stable code.
        code: String,
        /// What it means, for people.
        detail: Said,
        /// The certificate number that stands in the way.
        number: Option<String>,
    },
    /// An answer that is not what the registry promises.
    Answer(String),
}

/// A registry's own words, in each language that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// The one of the two in this language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> &str {
        lang.choose(&self.zh, &self.en)
    }
}

impl RegistryError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Unavailable(why) => lang.choose(
                format!("连不上备案系统（{why}）。已备案的不会丢，稍后用同样的命令再运行，会接着做。"),
                format!("The registry cannot be reached ({why}); nothing is lost: run the same command later and it goes on."),
            ),
            Self::Refused { code, detail, .. } => lang.choose(
                format!("备案系统拒绝（{code}）：{}", detail.in_language(lang)),
                format!("Refused by the registry ({code}): {}", detail.in_language(lang)),
            ),
            Self::Answer(why) => lang.choose(
                format!("备案系统的回答不对（{why}）。请停止并联系人社局。"),
                format!("The registry's answer is not right ({why}); stop and tell the bureau."),
            ),
        }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for RegistryError {}

/// A certificate to be registered.
#[derive(Clone, Copy, Debug)]
pub struct Registration<'r> {
    /// The statement as signed.
    pub statement: &'r [u8],
    /// The holder's full identity number, which goes beside it.
    pub identity: &'r IdentityNumber,
    /// The portrait that the statement names.
    pub portrait: Option<&'r Portrait>,
}

/// The code of a certificate that waits for an officer of the bureau: neither registered nor refused.
pub const AWAITING_APPROVAL: &str = "awaiting_approval";

/// What a registry answers to one certificate of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The registered statement with its receipt.
    Registered(Vec<u8>),
    /// It waits for an officer of the bureau, because of this rule. Sent again it gets whatever has become of it.
    AwaitingApproval {
        /// The rule's code, where it is said.
        rule: Option<String>,
    },
    /// Refused. A batch has no room for words: asked for this certificate alone, the registry says them.
    Refused {
        /// The stable code.
        code: String,
        /// The certificate number that stands in the way.
        number: Option<String>,
    },
}

/// A registry. The promise: what it answers is durable there, and a request sent again gets the first answer.
pub trait Registry {
    /// The pack: trust bundles and snapshots, not verified.
    ///
    /// # Errors
    /// As the other requests.
    fn pack(&mut self) -> Result<Vec<u8>, RegistryError>;

    /// Reserves serials.
    ///
    /// # Errors
    /// Not reached, refused, or not understood.
    fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError>;

    /// Registers a signed statement. Gives the registered statement with its receipt.
    ///
    /// # Errors
    /// Not reached, refused, or not understood.
    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError>;

    /// Registers signed statements, each by itself: one that is refused stops no other. Gives an answer for each, in order.
    ///
    /// # Errors
    /// Not reached, refused as a whole, or not understood: then any of them may have been registered.
    fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError>;
}
