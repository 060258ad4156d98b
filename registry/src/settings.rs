//! From what a configuration says to what the service works with: every value judged, every key opened, before anything
//! starts. Each error names the key of the configuration, what is wrong, and what to do.

use crate::authority::ServedAuthority;
use crate::config::{AuthorityConfig, Config, WitnessConfig};
use crate::sealing::{SealingError, SealingKey};
use crate::sequencer::SnapshotTiming;
use crate::store::AuthorityNumber;
use crate::store_settings::StoreSettings;
use crate::trainee::Paper;
use axum::http::HeaderName;
use hezheng_core::key::PublicKey;
use hezheng_core::limits::SNAPSHOT_LIFE_SECS;
use hezheng_core::log::note::is_key_name;
use hezheng_core::number::AuthorityCode;
use hezheng_core::qr::PageAddress;
use hezheng_keys::{KeyFileError, Passphrase, Signer, key_file, public_file};
use hezheng_pdf::{FontError, Fonts, Template, TemplateError};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

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

/// What the service works with.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    /// `host:port` of the page, as QR codes name it.
    pub(crate) official_host: String,
    pub(crate) store: StoreSettings,
    pub(crate) sealing: SealingKey,
    pub(crate) roots: Vec<PublicKey>,
    pub(crate) trust_bundle: PathBuf,
    pub(crate) timing: SnapshotTiming,
    pub(crate) witnesses: Vec<WitnessAddress>,
    pub(crate) served: Vec<ServedAuthority>,
    /// The page that QR codes name.
    pub(crate) page: PageAddress,
    pub(crate) papers: BTreeMap<AuthorityNumber, Paper>,
    pub(crate) client_address_header: Option<HeaderName>,
}

/// Where a witness is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WitnessAddress {
    pub(crate) name: String,
    pub(crate) url: String,
}

impl Settings {
    /// Judges a configuration and opens the keys that it names.
    pub(crate) fn resolve(config: &Config) -> Result<Self, SettingsError> {
        let listen = config.listen.parse().map_err(|_| value("listen", &config.listen, ValueRule::Address))?;
        let official_host = official_host(&config.page_origin)?;
        let timing = timing(config)?;
        let store = StoreSettings::resolve(config)?;
        let StoreKeys { roots, sealing } = StoreKeys::resolve(config)?;
        let passphrase = Passphrase::from_file(&config.passphrase_file)
            .map_err(|error| SettingsError::KeyFile { key: "passphrase_file", error })?;
        let page = PageAddress::parse(&config.page_origin);
        let page = page.map_err(|_| value("page_origin", &config.page_origin, ValueRule::Origin))?;
        let header = config.client_address_header.as_ref().map(|name| {
            let header = HeaderName::from_bytes(name.as_bytes());
            header.map_err(|_| value("client_address_header", name, ValueRule::Header))
        });
        let client_address_header = header.transpose()?;
        let served = served(&config.authorities, &passphrase)?;
        Ok(Self {
            listen,
            official_host,
            store,
            sealing,
            roots,
            trust_bundle: config.trust_bundle.clone(),
            timing,
            witnesses: witnesses(&config.witnesses)?,
            papers: papers(&config.authorities)?,
            served,
            page,
            client_address_header,
        })
    }
}

/// What reading a store takes: no key that signs, and no passphrase.
#[derive(Debug)]
pub(crate) struct StoreKeys {
    pub(crate) roots: Vec<PublicKey>,
    pub(crate) sealing: SealingKey,
}

impl StoreKeys {
    /// Opens the keys that a configuration names.
    pub(crate) fn resolve(config: &Config) -> Result<Self, SettingsError> {
        if config.roots.is_empty() {
            return Err(value("roots", "[]", ValueRule::NoRoots));
        }
        let roots = config.roots.iter().map(|path| public_file::read(path)).collect::<Result<_, _>>();
        let roots = roots.map_err(|error| SettingsError::KeyFile { key: "roots", error })?;
        let sealing = SealingKey::read(&config.sealing_key_file)
            .map_err(|error| SettingsError::Sealing { path: config.sealing_key_file.clone(), error })?;
        let mut sealing = sealing;
        for path in &config.old_sealing_key_files {
            sealing =
                sealing.and_older(path).map_err(|error| SettingsError::OldSealing { path: path.clone(), error })?;
        }
        Ok(Self { roots, sealing })
    }
}

fn value(key: &'static str, value: impl Into<String>, rule: ValueRule) -> SettingsError {
    SettingsError::Value { key, value: value.into(), rule }
}

/// The host and port of an origin: `https`, or `http` for this machine alone (format.md section 4).
fn official_host(origin: &str) -> Result<String, SettingsError> {
    let rule = ValueRule::Origin;
    let (host, is_secure) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(host), _) => (host, true),
        (_, Some(host)) => (host, false),
        _ => return Err(value("page_origin", origin, rule)),
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_plain = !name.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
    let is_local = matches!(name, "127.0.0.1" | "localhost");
    if is_plain && (is_secure || is_local) { Ok(host.into()) } else { Err(value("page_origin", origin, rule)) }
}

fn timing(config: &Config) -> Result<SnapshotTiming, SettingsError> {
    let life = config.next_update_secs;
    if life == 0 || life > SNAPSHOT_LIFE_SECS {
        return Err(value("next_update_secs", life.to_string(), ValueRule::NextUpdate));
    }
    let interval = config.snapshot_interval_secs;
    if interval == 0 || interval >= life {
        let rule = ValueRule::Interval;
        return Err(value("snapshot_interval_secs", interval.to_string(), rule));
    }
    let max_age = config.snapshot_max_age_secs;
    if max_age == 0 || max_age > interval {
        let rule = ValueRule::MaxAge;
        return Err(value("snapshot_max_age_secs", max_age.to_string(), rule));
    }
    Ok(SnapshotTiming { interval_secs: interval, max_age_secs: max_age, next_update_secs: life })
}

fn witnesses(witnesses: &[WitnessConfig]) -> Result<Vec<WitnessAddress>, SettingsError> {
    let mut addresses: Vec<WitnessAddress> = Vec::new();
    for WitnessConfig { name, url } in witnesses {
        if !is_key_name(name) {
            return Err(value("name", name, ValueRule::WitnessName));
        }
        if addresses.iter().any(|other| other.name == *name) {
            return Err(value("name", name, ValueRule::WitnessTwice));
        }
        if !["https://", "http://"].iter().any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty())) {
            return Err(value("url", url, ValueRule::WitnessUrl));
        }
        addresses.push(WitnessAddress { name: name.clone(), url: url.trim_end_matches('/').into() });
    }
    Ok(addresses)
}

/// How each authority has its certificates printed for their holders.
fn papers(authorities: &[AuthorityConfig]) -> Result<BTreeMap<AuthorityNumber, Paper>, SettingsError> {
    let mut papers = BTreeMap::new();
    for config in authorities {
        let name = config.template.as_deref().unwrap_or("default");
        let failed =
            |problem: TemplateProblem| SettingsError::Template { name: name.into(), problem: Box::new(problem) };
        let text = match Template::built_in_text(name) {
            Some(text) => text.to_owned(),
            None => std::fs::read_to_string(name).map_err(|error| failed(error.into()))?,
        };
        let template = Template::parse(&text).map_err(|error| failed(error.into()))?;
        let fonts = Fonts::from_system(&template).map_err(|error| failed(error.into()))?;
        let paper = Paper { template, fonts, identity: config.identity_on_page };
        papers.insert(AuthorityNumber::of_text(&config.code), paper);
    }
    Ok(papers)
}

fn served(authorities: &[AuthorityConfig], passphrase: &Passphrase) -> Result<Vec<ServedAuthority>, SettingsError> {
    let mut served: Vec<ServedAuthority> = Vec::new();
    // Opening a key file is slow on purpose: one that is named for several uses is opened once.
    let mut opened: BTreeMap<PathBuf, Arc<dyn Signer>> = BTreeMap::new();
    for config in authorities {
        let code = AuthorityCode::parse(&config.code)
            .ok()
            .filter(|code| AuthorityNumber::of(code) != AuthorityNumber(0))
            .ok_or_else(|| value("code", &config.code, ValueRule::AuthorityCode))?;
        if served.iter().any(|other| other.code == code) {
            return Err(value("code", &config.code, ValueRule::CodeTwice));
        }
        let mut read = |key, path: &PathBuf| -> Result<Arc<dyn Signer>, SettingsError> {
            if let Some(signer) = opened.get(path) {
                return Ok(Arc::clone(signer));
            }
            let signer = key_file::read(path, passphrase).map_err(|error| SettingsError::KeyFile { key, error })?;
            let signer: Arc<dyn Signer> = Arc::new(signer);
            opened.insert(path.clone(), Arc::clone(&signer));
            Ok(signer)
        };
        served.push(ServedAuthority {
            number: AuthorityNumber::of(&code),
            code,
            countersign: read("countersign_key", &config.countersign_key)?,
            snapshot: read("snapshot_key", &config.snapshot_key)?,
            log: read("log_key", &config.log_key)?,
        });
    }
    if served.is_empty() {
        return Err(value("authority", "[]", ValueRule::NoAuthority));
    }
    Ok(served)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for (origin, host) in [
            ("https://verify.example.cn", Some("verify.example.cn")),
            ("https://verify.example.cn:8443", Some("verify.example.cn:8443")),
            ("http://127.0.0.1:8080", Some("127.0.0.1:8080")),
            ("http://localhost", Some("localhost")),
            ("http://verify.example.cn", None),
            ("https://verify.example.cn/", None),
            ("https://verify.example.cn/page", None),
            ("https://", None),
            ("verify.example.cn", None),
        ] {
            assert_eq!(official_host(origin).ok().as_deref(), host, "{origin}");
        }
    }
}
