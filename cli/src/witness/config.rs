//! A witness's configuration file: what it may say, and the values judged.

use hezheng_core::key::PublicKey;
use hezheng_core::log::note::{SignatureType, is_key_name, parse_verifier_key};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What a configuration file says, in TOML. Keys that are not listed here are errors; paths are relative to the file.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: String,
    name: String,
    key: PathBuf,
    passphrase_file: PathBuf,
    state: PathBuf,
    logs: Vec<String>,
}

/// A configuration whose values were judged. Nothing that it names was opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Config {
    /// Where to listen; port 0 takes any that is free.
    pub(crate) listen: SocketAddr,
    /// The witness's name, as in its signature lines.
    pub(crate) name: String,
    /// Its private key's file.
    pub(crate) key: PathBuf,
    /// The file with that key's passphrase.
    pub(crate) passphrase_file: PathBuf,
    /// The folder of what it remembers.
    pub(crate) state: PathBuf,
    /// The logs watched: origin, and each key that may sign for it.
    pub(crate) logs: BTreeMap<String, Vec<PublicKey>>,
}

/// Why there is no configuration.
#[derive(Debug)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The file is not TOML, or a key is missing, unknown or of the wrong kind.
    Content(PathBuf, Box<toml::de::Error>),
    /// A value of no use: its key, and itself.
    Value(&'static str, String),
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// Where it cannot be read or says something wrong.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.into(), error))?;
        let written: Written =
            toml::from_str(&text).map_err(|error| ConfigError::Content(path.into(), Box::new(error)))?;
        written.judge(path.parent().unwrap_or(Path::new("")))
    }
}

impl Written {
    fn judge(self, folder: &Path) -> Result<Config, ConfigError> {
        let listen = self.listen.parse().map_err(|_| ConfigError::Value("listen", self.listen.clone()))?;
        if !is_key_name(&self.name) {
            return Err(ConfigError::Value("name", self.name));
        }
        let mut logs: BTreeMap<String, Vec<PublicKey>> = BTreeMap::new();
        for text in self.logs {
            let parsed = parse_verifier_key(&text, SignatureType::Ed25519).ok();
            let usable = parsed.filter(|(_, key)| key.is_usable());
            let (origin, key) = usable.ok_or_else(|| ConfigError::Value("logs", text.clone()))?;
            logs.entry(origin.into()).or_default().push(key);
        }
        if logs.is_empty() {
            return Err(ConfigError::Value("logs", "[]".into()));
        }
        Ok(Config {
            listen,
            name: self.name,
            key: folder.join(self.key),
            passphrase_file: folder.join(self.passphrase_file),
            state: folder.join(self.state),
            logs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::log::note::verifier_key;

    fn text(changed: (&str, &str)) -> String {
        let key = PublicKey(hezheng_keys::Signer::public_key(&hezheng_keys::PrivateKey::from_seed([1; 32])).0);
        let vkey = verifier_key("zs.example.cn/130100", SignatureType::Ed25519, &key);
        let text = format!(
            "listen = \"127.0.0.1:0\"\nname = \"witness.example.cn\"\nkey = \"witness.pem\"\npassphrase_file = \"/pass\"\nstate = \"state\"\nlogs = [\"{vkey}\"]\n"
        );
        text.replace(changed.0, changed.1)
    }

    fn load(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("witness.toml"), text).unwrap();
        Config::load(&folder.path().join("witness.toml"))
    }

    #[test]
    fn paths_are_relative_to_the_file_and_keys_gather_by_origin() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("witness.toml");
        fs::write(&path, text(("", ""))).unwrap();
        let config = Config::load(&path).unwrap();
        assert_eq!((config.key, config.passphrase_file), (folder.path().join("witness.pem"), "/pass".into()));
        assert_eq!(config.logs.keys().collect::<Vec<_>>(), ["zs.example.cn/130100"]);
    }

    #[test]
    fn each_wrong_value_is_named() {
        for (from, to, key) in [
            ("127.0.0.1:0", "127.0.0.1", "listen"),
            ("witness.example.cn", "a witness", "name"),
            ("witness.example.cn", "", "name"),
            ("+", "-", "logs"),
        ] {
            let error = load(&text((from, to))).unwrap_err();
            assert!(matches!(error, ConfigError::Value(named, _) if named == key), "{error:?}");
        }
        let none = text(("", "")).lines().take(5).collect::<Vec<_>>().join("\n") + "\nlogs = []\n";
        assert!(matches!(load(&none), Err(ConfigError::Value("logs", _))));
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = load(&text(("listen", "port = 1\nlisten"))).unwrap_err();
        assert!(matches!(error, ConfigError::Content(_, error) if error.to_string().contains("unknown field `port`")));
        assert!(matches!(load(&text(("listen", "#"))), Err(ConfigError::Content(..))));
    }
}
