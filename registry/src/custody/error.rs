//! Why something was not done with a store.

use crate::fsck::Report;
use crate::settings::SettingsError;
use crate::store::StoreError;
use hezheng_core::time::Date;
use std::io;
use std::path::PathBuf;

/// Why it was not done. `Display` says what happened, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A store.
    #[error("{store}: {error}")]
    Store {
        /// Which.
        store: String,
        /// What is wrong with it.
        error: StoreError,
    },
    /// A registry that runs has the store open.
    #[error(
        "{store}: a registry that runs has the store open, and only one process can; back it up (hezheng registry backup --out FILE) and name the backup instead, or stop the registry first"
    )]
    Running {
        /// Which.
        store: String,
    },
    /// A registry that runs writes to the database.
    #[error("{store}: a registry that runs writes to this database; stop all its nodes first")]
    Elected {
        /// Which.
        store: String,
    },
    /// A registry that runs has the store open and does not listen to whoever keeps it.
    #[error("{store}: another process has the store open, and answers nobody at {}; stop it and try again", control.display())]
    Deaf {
        /// Which.
        store: String,
        /// Where it should answer.
        control: PathBuf,
    },
    /// There is a file already.
    #[error("{}: there is something already, and it was left as it is; name another file, or move it away", .0.display())]
    Exists(PathBuf),
    /// The store to be filled is not empty.
    #[error("{0}: there is a registry in it already, and it was left as it is; name an empty store")]
    NotEmpty(String),
    /// A copy could not be written or put in its place.
    #[error("{}: it cannot be written ({error}); check the folder, its permissions and the space left", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The registry that runs could not do it.
    #[error("the registry that runs could not do it: {0}")]
    Refused(String),
    /// The registry that runs ended while it made the backup.
    #[error("the registry that runs stopped before the backup was whole, and there is none; try again")]
    BrokenOff,
    /// The registry that runs ended in the middle of a chore.
    #[error("the registry that runs stopped in the middle; what was done stays done: start it, and begin again")]
    ChoreBrokenOff,
    /// No such authority is served.
    #[error("authority {0}: the configuration has none with this code; name one that it has")]
    NoAuthority(String),
    /// Nothing says from which day on data is kept.
    #[error(
        "the configuration has no retention_days for this authority: set it, or name a day with --before; nothing was deleted"
    )]
    NoRetention,
    /// The day named is later than the retention period allows.
    #[error(
        "the day must not be after {latest}, which is today less retention_days of the configuration: what was issued since is still to be kept; nothing was deleted"
    )]
    TooEarly {
        /// The latest day that may be named.
        latest: Date,
    },
    /// The path is of no use to the registry that runs.
    #[error("{}: the registry that runs cannot be told this path; use one of UTF-8 without line ends", .0.display())]
    Path(PathBuf),
    /// Whoever asked has gone.
    #[error("it was stopped before it was whole")]
    Stopped,
    /// The copy is not clean.
    #[error(
        "{store}: the copy is not clean, and must not be used; take another backup. First: {}",
        .report.findings.first().map(ToString::to_string).unwrap_or_default()
    )]
    NotClean {
        /// Of which store, or which.
        store: String,
        /// What is wrong.
        report: Report,
    },
}
