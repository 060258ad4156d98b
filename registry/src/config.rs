//! The configuration file: what it may say, and reading it. Nothing is opened here but the file itself; what it names is
//! opened by [`settings`](crate::settings).

use crate::paper::IdentityOnPage;
use hezheng_pdf::Template;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// What a configuration file says, in TOML. Keys that are not listed here are errors; paths are relative to the file.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen: `127.0.0.1:8080`; port 0 takes any that is free.
    pub listen: String,
    /// Where the web page is reached from outside: `https://verify.example.cn`, no path.
    pub page_origin: String,
    /// The store: a file, made at the first start; or `postgresql://USER@HOST/DATABASE`, which many nodes may share.
    pub store: StoreAddress,
    /// For PostgreSQL: a file whose first line is the password, where one is asked.
    pub store_password_file: Option<PathBuf>,
    /// For PostgreSQL: where the other nodes reach this one, `http://HOST:PORT`.
    pub node_url: Option<String>,
    /// The key that seals personal data: made once by `create_sealing_key`, never lost, never in the store's backups.
    pub sealing_key_file: PathBuf,
    /// Sealing keys whose place it takes, until `hezheng registry reseal` has gone through the store.
    #[serde(default)]
    pub old_sealing_key_files: Vec<PathBuf>,
    /// Where whoever keeps the store asks a registry that runs; beside a store's file, where absent.
    pub control_socket: Option<PathBuf>,
    /// The header in which the proxy in front says who asks: `x-forwarded-for`. Only where there is one, and it sets it.
    pub client_address_header: Option<String>,
    /// The public halves of the root keys that are pinned.
    pub roots: Vec<PathBuf>,
    /// A trust bundle that is taken at the start where it is newer than the one in the store.
    pub trust_bundle: PathBuf,
    /// The passphrase of the service keys' files.
    pub passphrase_file: PathBuf,
    /// A snapshot is made after so many seconds, asked for or not.
    #[serde(default = "hour")]
    pub snapshot_interval_secs: u64,
    /// A snapshot is stale after so many seconds; at most 7 days.
    #[serde(default = "three_days")]
    pub next_update_secs: u64,
    /// A snapshot that is asked for is at most so many seconds old.
    #[serde(default = "minute")]
    pub snapshot_max_age_secs: u64,
    /// Where the witnesses are reached that the trust bundle names.
    #[serde(rename = "witness", default)]
    pub witnesses: Vec<WitnessConfig>,
    /// The authorities served.
    #[serde(rename = "authority")]
    pub authorities: Vec<AuthorityConfig>,
}

/// Where the store is.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(from = "String")]
pub enum StoreAddress {
    /// A file.
    File(PathBuf),
    /// A database, by its URL.
    Url(String),
}

impl From<String> for StoreAddress {
    fn from(text: String) -> Self {
        if text.contains("://") { Self::Url(text) } else { Self::File(text.into()) }
    }
}

impl From<PathBuf> for StoreAddress {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

/// As a person reads it. No password is in a URL that was taken.
impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// An authority served: `[[authority]]`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityConfig {
    /// Its GB/T 2260 code.
    pub code: String,
    /// The private key that countersigns.
    pub countersign_key: PathBuf,
    /// The private key that signs snapshots; it may be the same.
    pub snapshot_key: PathBuf,
    /// The private key that signs receipts; it may be the same.
    pub log_key: PathBuf,
    /// How holders' PDFs look: the name of a template that comes with the program, or a file; `default` where absent.
    pub template: Option<String>,
    /// What of the identity number stands on them.
    #[serde(default)]
    pub identity_on_page: IdentityOnPage,
    /// Days from the date of issue for which identity numbers and portraits are kept; without end where absent.
    pub retention_days: Option<u64>,
}

/// Where a witness is reached: `[[witness]]`. Its key is the trust bundle's to say.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Its name in the trust bundle.
    pub name: String,
    /// Its submission prefix, to which `/add-checkpoint` is appended.
    pub url: String,
}

/// Why there is no configuration. `Display` says what happened, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: the configuration cannot be read ({error}); check the path", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not TOML, or a key is missing, unknown or of the wrong kind.
    #[error("{}, line {line}: {rule}; correct it and start again", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// Where; the first line where it is the file as a whole.
        line: usize,
        /// What, as the TOML reader says it.
        rule: String,
    },
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// Where it cannot be read or says something wrong.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
        let mut config = Self::parse(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            ConfigError::Content { path: path.to_owned(), line, rule: error.message().replace('\n', " ") }
        })?;
        config.resolve(path.parent().unwrap_or(Path::new("")));
        Ok(config)
    }

    /// Reads the text of a configuration file; paths stay as they are written.
    ///
    /// # Errors
    /// Where it says something wrong.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Makes every path relative to this folder absolute.
    fn resolve(&mut self, folder: &Path) {
        let store = if let StoreAddress::File(path) = &mut self.store { Some(path) } else { None };
        let stores = store.into_iter().chain(&mut self.store_password_file);
        let here = [&mut self.sealing_key_file, &mut self.trust_bundle, &mut self.passphrase_file];
        let keys = self.authorities.iter_mut().flat_map(|authority| {
            [&mut authority.countersign_key, &mut authority.snapshot_key, &mut authority.log_key]
        });
        let others = self.old_sealing_key_files.iter_mut().chain(&mut self.control_socket);
        for path in stores.chain(here).chain(others).chain(&mut self.roots).chain(keys) {
            *path = folder.join(&*path);
        }
        for template in self.authorities.iter_mut().filter_map(|authority| authority.template.as_mut()) {
            if Template::built_in_text(template).is_none() {
                *template = folder.join(&*template).to_string_lossy().into_owned();
            }
        }
    }
}

fn hour() -> u64 {
    3_600
}

fn three_days() -> u64 {
    259_200
}

fn minute() -> u64 {
    60
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        listen = "127.0.0.1:8080"
        page_origin = "http://127.0.0.1:8080"
        store = "registry.redb"
        sealing_key_file = "sealing.key"
        roots = ["root.pub.pem"]
        trust_bundle = "trust-bundle.cose"
        passphrase_file = "/etc/passphrase"
        [[authority]]
        code = "130100"
        countersign_key = "countersign.pem"
        snapshot_key = "snapshot.pem"
        log_key = "log.pem"
    "#;

    #[test]
    fn paths_are_relative_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.toml");
        fs::write(&path, TEXT).unwrap();
        let config = Config::load(&path).unwrap();
        assert_eq!(config.store, folder.path().join("registry.redb").into());
        assert_eq!(config.authorities[0].log_key, folder.path().join("log.pem"));
        assert_eq!(config.passphrase_file, Path::new("/etc/passphrase"));
        assert_eq!((config.snapshot_interval_secs, config.next_update_secs), (3_600, 259_200));
    }

    #[test]
    fn a_database_is_no_path_and_its_password_file_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.toml");
        let database = "store_password_file = \"password\"\nstore = \"postgresql://hezheng@db.internal/registry\"";
        fs::write(&path, TEXT.replace("store = \"registry.redb\"", database)).unwrap();
        let config = Config::load(&path).unwrap();
        assert_eq!(config.store, StoreAddress::Url("postgresql://hezheng@db.internal/registry".into()));
        assert_eq!(config.store_password_file, Some(folder.path().join("password")));
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        for (text, key) in [(format!("sotre = \"x\"\n{TEXT}"), "sotre"), (format!("{TEXT}\nkey = \"x\""), "key")] {
            let error = Config::parse(&text).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown field `{key}`")), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_in_the_file_is_one_line_that_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.toml");
        fs::write(&path, format!("{TEXT}\ncolour = \"red\"\n")).unwrap();
        let said = Config::load(&path).unwrap_err().to_string();
        let line = TEXT.lines().count() + 1;
        assert!(said.contains(&format!("registry.toml, line {line}: unknown field `colour`")), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }

    #[test]
    fn a_missing_key_is_an_error_that_names_it() {
        let error = Config::parse(&TEXT.replace("listen", "snapshot_max_age_secs = 1\n#")).unwrap_err().to_string();
        assert!(error.contains("missing field `listen`"), "{error}");
    }
}
