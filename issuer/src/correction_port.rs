//! What corrections ask of a registry, beside what issuing does. `http_corrections` asks it over HTTP.

use crate::registry_port::{Registration, Registry, RegistryError};
use hezheng_core::ids::StatementHash;
use hezheng_core::time::Time;

/// A correction to file. Sent again it gets the same answer.
pub struct Filing<'f> {
    /// The new certificate.
    pub new: Registration<'f>,
    /// The number of the certificate to be replaced.
    pub replaces: &'f str,
    /// Why.
    pub reason: u64,
}

/// Where a correction stands at the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// Filed then, it waits for the officers.
    Waiting(Time),
    /// The new certificate, registered, with its receipt.
    CarriedOut(Vec<u8>),
}

/// What corrections ask of a registry, beside what issuing does.
pub trait Corrections: Registry {
    /// Files a correction.
    ///
    /// # Errors
    /// Not reached, refused, or not understood.
    fn file(&mut self, filing: &Filing<'_>) -> Result<Filed, RegistryError>;

    /// Asks where a correction stands.
    ///
    /// # Errors
    /// As [`Corrections::file`].
    fn collect(&mut self, replaces: &str, statement: StatementHash) -> Result<Filed, RegistryError>;

    /// Withdraws a correction that waits.
    ///
    /// # Errors
    /// As [`Corrections::file`].
    fn withdraw(&mut self, replaces: &str, statement: StatementHash) -> Result<(), RegistryError>;
}
