//! The web page, as the program that runs the registry brings it along: the registry knows nothing of what is in it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A file of the page.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// The same as brotli (RFC 7932) compresses them, where that was done.
    pub brotli: Option<Cow<'static, [u8]>>,
    /// As the header says it.
    pub content_type: &'static str,
}

type FileAt = dyn Fn(&str) -> Option<Asset> + Send + Sync;

/// Gives the file at a path of the page (`/`, `/c`, `/assets/…`, `/service-worker.js`, …), if there is one. Files below
/// `/assets/` must have names that change with their content: they are cached for ever.
#[derive(Clone)]
pub struct Assets(Arc<FileAt>);

impl Assets {
    /// Files given by this function.
    pub fn new(file: impl Fn(&str) -> Option<Asset> + Send + Sync + 'static) -> Self {
        Self(Arc::new(file))
    }

    /// No page at all.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|_| None)
    }

    pub(crate) fn file(&self, path: &str) -> Option<Asset> {
        (self.0)(path)
    }
}

impl fmt::Debug for Assets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assets")
    }
}
