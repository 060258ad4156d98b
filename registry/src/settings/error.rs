//! What is wrong with a value of the configuration, or with a file that it names.

use crate::sealing::SealingError;
use hezheng_keys::KeyFileError;
use hezheng_pdf::{FontError, TemplateError};
use std::path::PathBuf;

/// A value of the configuration that is of no use.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The value itself.
    #[error("{key} = \"{value}\" in the configuration: {rule}")]
    Value {
        /// Its key.
        key: &'static str,
        /// The value.
        value: String,
        /// What it must be.
        rule: ValueRule,
    },
    /// A key file that it names.
    #[error("{key} in the configuration: {error}")]
    KeyFile {
        /// Its key.
        key: &'static str,
        /// What is wrong with the file.
        error: KeyFileError,
    },
    /// The file with the database's password.
    #[error("store_password_file in the configuration: {}: it cannot be read ({error}); check the path and its permissions", path.display())]
    StorePassword {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A sealing key whose place another takes.
    #[error("old_sealing_key_files in the configuration: {}: {error}", path.display())]
    OldSealing {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: SealingError,
    },
    /// The template of holders' PDFs.
    #[error("template = \"{name}\" in the configuration: {problem}")]
    Template {
        /// As it is written there.
        name: String,
        /// What is wrong with it.
        problem: Box<TemplateProblem>,
    },
    /// The sealing key.
    #[error("sealing_key_file in the configuration: {}: {error}", path.display())]
    Sealing {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: SealingError,
    },
}

/// Why a template is of no use.
#[derive(Debug, thiserror::Error)]
pub enum TemplateProblem {
    /// Its file cannot be read.
    #[error("it is no template that comes with the program, and no file that can be read ({0}); name one of them")]
    Unreadable(#[from] std::io::Error),
    /// It says something wrong.
    #[error(transparent)]
    Content(#[from] TemplateError),
    /// Its main font is not usable.
    #[error(transparent)]
    Font(#[from] FontError),
}

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself, in its sentence")]
pub enum ValueRule {
    #[error("it must be an address and a port, such as 127.0.0.1:8080")]
    Address,
    #[error("name the public half of at least one root key, such as root.pub.pem")]
    NoRoots,
    #[error("it must be https://HOST, or http://127.0.0.1:PORT or http://localhost:PORT for a demo, without a path")]
    Origin,
    #[error("it must be 1 to 604800 (7 days)")]
    NextUpdate,
    #[error("it must be above 0 and below next_update_secs, or snapshots are stale before the next is made")]
    Interval,
    #[error("it must be above 0 and not above snapshot_interval_secs")]
    MaxAge,
    #[error("it must be the six digits of a GB/T 2260 code")]
    AuthorityCode,
    #[error("it is there twice: one [[authority]] for each code")]
    CodeTwice,
    #[error("there must be at least one [[authority]]")]
    NoAuthority,
    #[error("a witness is named as in the trust bundle, without spaces and plus signs")]
    WitnessName,
    #[error("it is there twice: one [[witness]] for each name")]
    WitnessTwice,
    #[error("it must be the witness's address, such as https://witness.example.cn")]
    WitnessUrl,
    #[error("it is for a store on PostgreSQL, and store names a file: take it out, or name a database")]
    ForDatabase,
    #[error("a node on PostgreSQL says where the other nodes reach it: http://HOST:PORT, without a path")]
    NodeUrl,
    #[error("it must be the name of an HTTP header that the proxy in front sets, such as x-forwarded-for")]
    Header,
    #[error("it must be a file, or a database such as postgresql://USER@HOST:5432/DATABASE")]
    Store,
    #[error(
        "a password does not belong into the configuration: put it into a file, and name that as store_password_file"
    )]
    PasswordInUrl,
    #[error("it must name user, host and database: postgresql://USER@HOST/DATABASE")]
    DatabaseParts,
    #[error("this program does not speak TLS to the database: take sslmode out, and protect the way to it")]
    DatabaseTls,
}

pub(super) fn value(key: &'static str, value: impl Into<String>, rule: ValueRule) -> SettingsError {
    SettingsError::Value { key, value: value.into(), rule }
}
