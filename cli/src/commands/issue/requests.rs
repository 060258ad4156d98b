//! `--requests FOLDER`: each request to register, kept as it is sent, so that what the registry would make of it can be asked
//! (`hezheng registry policy explain`). They hold whole identity numbers: only their owner can read them.

use crate::language::Lang;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_issuer::registry_port::{Answered, Registration, Registry, RegistryError, Reservation, Reserved};
use hezheng_issuer::wire;
use hezheng_keys::new_file::{self, ReadableBy};
use std::io;
use std::path::PathBuf;

/// A registry, whose requests to register are kept where a folder is named.
pub(super) struct KeepsRequests<'r, R> {
    pub(super) registry: &'r mut R,
    pub(super) folder: Option<PathBuf>,
    /// The first that could not be kept. Issuing does not stop for it: the certificate matters more.
    pub(super) failed: Option<(PathBuf, String)>,
}

impl<R> KeepsRequests<'_, R> {
    fn keep(&mut self, registration: Registration<'_>) {
        let (Some(folder), None) = (&self.folder, &self.failed) else { return };
        let Ok(statement) = UnverifiedStatement::decode(registration.statement) else { return };
        let path = folder.join(format!("{}.cbor", statement.unverified_number().as_str()));
        let replaced = match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.to_string()),
            _ => Ok(()),
        };
        let request = wire::registration(registration);
        let kept = replaced.and_then(|()| {
            new_file::create(&path, &request, ReadableBy::Owner).map(drop).map_err(|error| error.to_string())
        });
        if let Err(why) = kept {
            self.failed = Some((path, why));
        }
    }

    /// What is to be said of what could not be kept.
    pub(super) fn problem(&self, lang: Lang) -> Option<String> {
        let (path, why) = self.failed.as_ref()?;
        let path = path.display();
        Some(lang.pick(
            format!("请求没有存下来：{path}（{why}）。签发不受影响；要留存请求，请换一个 --requests。"),
            format!(
                "A request was not kept: {path} ({why}). Issuing went on; to keep requests, give another --requests."
            ),
        ))
    }
}

impl<R: Registry> Registry for KeepsRequests<'_, R> {
    fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
        self.registry.pack()
    }

    fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
        self.registry.reserve(reservation)
    }

    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        self.keep(registration);
        self.registry.register(registration)
    }

    fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError> {
        registrations.iter().for_each(|registration| self.keep(*registration));
        self.registry.register_batch(registrations)
    }
}
