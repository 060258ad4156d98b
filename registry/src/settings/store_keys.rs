//! The keys that reading a store takes.

use super::error::{SettingsError, ValueRule, value};
use crate::config::Config;
use crate::sealing::SealingKey;
use hezheng_core::key::PublicKey;
use hezheng_keys::public_file;

/// The pinned root keys and the sealing key: none that signs, and no passphrase.
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
