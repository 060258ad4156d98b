//! Why the service does not start: what is wrong with a configuration, its files or its store.

use crate::config::StoreAddress;
use crate::settings::SettingsError;
use crate::store::StoreError;
use hezheng_core::trust::BundleRefusal;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the service does not start. `Display` says what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The store.
    #[error("store in the configuration: {address}: {error}")]
    Store {
        /// Where it is.
        address: StoreAddress,
        /// What is wrong with it.
        error: StoreError,
    },
    /// The trust bundle's file.
    #[error("trust_bundle in the configuration: {}: {problem}", path.display())]
    Bundle {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: BundleProblem,
    },
    /// The stored bundles do not follow from the configured roots.
    #[error(
        "roots in the configuration: the trust bundles in the store were not signed by these root keys, so nothing in it can be trusted; name the root keys that the store was made with"
    )]
    Roots,
    /// An authority is not as the bundle has it.
    #[error("authority {code} in the configuration: {problem}")]
    Authority {
        /// Its code.
        code: String,
        /// What is wrong with it.
        problem: AuthorityProblem,
    },
    /// The address cannot be listened at.
    #[error(
        "listen = \"{address}\" in the configuration: {error}; stop the other program there, or choose another port"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// No thread could be started.
    #[error("the writer's thread cannot be started ({0}); look at the limits of this machine")]
    Thread(#[source] io::Error),
}

/// Why an authority of the configuration cannot be served.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthorityProblem {
    /// It is not in the trust bundle.
    #[error("the trust bundle does not list it; ask the province to add it")]
    NotListed,
    /// A key of it is not in the trust bundle, or for another use.
    #[error("the trust bundle does not list {0} for this use; ask the province to enter it")]
    KeyNotListed(&'static str),
    /// Its log origin cannot name a key of signed notes.
    #[error(
        "its log origin in the trust bundle cannot name a key (C2SP signed notes: no spaces, no plus sign); ask the province to correct it"
    )]
    LogOrigin,
    /// Its base URL cannot be served.
    #[error("its base URL in the trust bundle has a path that cannot be served; ask the province to correct it")]
    Path,
    /// Its base URL is another's too.
    #[error("its base URL in the trust bundle has the same path as another authority's; serve it with another process")]
    SamePath,
}

/// What is wrong with the trust bundle that the configuration names.
#[derive(Debug, thiserror::Error)]
pub enum BundleProblem {
    /// It cannot be read.
    #[error("the file cannot be read ({0}); fetch the province's current trust bundle")]
    Unreadable(#[source] io::Error),
    /// It cannot be taken.
    #[error("the trust bundle cannot be taken ({}); fetch the province's current one, and check the root keys", refusal_words(*.0))]
    Refused(BundleRefusal),
}

fn refusal_words(refusal: BundleRefusal) -> &'static str {
    match refusal {
        BundleRefusal::Malformed(_) => "it is damaged, or no trust bundle",
        BundleRefusal::UnknownRoot => "no root key named in roots signed it",
        BundleRefusal::BadSignature => "its signature is wrong",
        BundleRefusal::SecondRootMissing => "it changes the root keys without a second root key's signature",
        BundleRefusal::NotNewer => "the store has a newer one",
        BundleRefusal::Expired => "it has expired",
    }
}
