//! From what a configuration says to what the service works with: every value judged, every key opened, before anything
//! starts. Each error names the key of the configuration, what is wrong, and what to do.

mod error;
pub(crate) mod store;
pub(crate) mod store_keys;

use crate::authority::ServedAuthority;
use crate::config::{AuthorityConfig, Config, WitnessConfig};
use crate::paper::Paper;
use crate::sealing::SealingKey;
use crate::sequencer::SnapshotTiming;
use crate::store::AuthorityNumber;
use axum::http::HeaderName;
use error::value;
pub use error::{SettingsError, TemplateProblem, ValueRule};
use hezheng_core::key::PublicKey;
use hezheng_core::limits::SNAPSHOT_LIFE_SECS;
use hezheng_core::log::note::is_key_name;
use hezheng_core::number::AuthorityCode;
use hezheng_core::qr::PageAddress;
use hezheng_keys::{Passphrase, Signer, key_file};
use hezheng_pdf::{Fonts, Template};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use store::StoreSettings;
use store_keys::StoreKeys;

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
