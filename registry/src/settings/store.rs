//! Which store the configuration names: a file, or a database that many nodes share.

use super::error::{SettingsError, ValueRule, value};
use crate::config::{Config, StoreAddress};
use crate::nodes::url::NodeUrl;
use std::fs;
use std::path::PathBuf;
use tokio_postgres::config::SslMode;

/// The store, and what it takes to reach it.
#[derive(Debug)]
pub(crate) enum StoreSettings {
    /// An embedded store.
    File(PathBuf),
    /// A store on PostgreSQL.
    Shared(Box<SharedStore>),
}

/// A database, and this node's place among those that share it.
#[derive(Debug)]
pub(crate) struct SharedStore {
    /// The database, with its password where there is one; `Debug` does not show it.
    pub(crate) database: tokio_postgres::Config,
    pub(crate) node_url: NodeUrl,
}

impl StoreSettings {
    /// Judges what the configuration says of the store.
    pub(crate) fn resolve(config: &Config) -> Result<Self, SettingsError> {
        let url = match &config.store {
            StoreAddress::Url(url) => url,
            StoreAddress::File(path) => {
                if let Some(node_url) = &config.node_url {
                    return Err(value("node_url", node_url, ValueRule::ForDatabase));
                }
                if let Some(file) = &config.store_password_file {
                    return Err(value("store_password_file", file.display().to_string(), ValueRule::ForDatabase));
                }
                return Ok(Self::File(path.clone()));
            }
        };
        let database = database_at(config, url)?;
        let node_url = config.node_url.as_deref().unwrap_or_default();
        let node_url = NodeUrl::parse(node_url).ok_or_else(|| value("node_url", node_url, ValueRule::NodeUrl))?;
        Ok(Self::Shared(Box::new(SharedStore { database, node_url })))
    }
}

/// The database at this URL, with the password that the configuration names.
pub(crate) fn database_at(config: &Config, url: &str) -> Result<tokio_postgres::Config, SettingsError> {
    let mut database = database(url)?;
    if let Some(path) = &config.store_password_file {
        let unreadable = |error| SettingsError::StorePassword { path: path.clone(), error };
        let text = zeroize::Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
        database.password(text.lines().next().unwrap_or_default());
    }
    Ok(database)
}

/// Reads the URL of a database.
fn database(url: &str) -> Result<tokio_postgres::Config, SettingsError> {
    if !["postgresql://", "postgres://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(value("store", url, ValueRule::Store));
    }
    let database: tokio_postgres::Config =
        url.parse().map_err(|_| value("store", "postgresql://…", ValueRule::Store))?;
    if database.get_password().is_some() {
        return Err(value("store", "postgresql://…", ValueRule::PasswordInUrl));
    }
    if database.get_hosts().is_empty() || database.get_dbname().is_none() || database.get_user().is_none() {
        return Err(value("store", url, ValueRule::DatabaseParts));
    }
    if database.get_ssl_mode() == SslMode::Require {
        return Err(value("store", url, ValueRule::DatabaseTls));
    }
    Ok(database)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_whole_and_without_its_password() {
        assert!(database("postgresql://hezheng@db.internal/registry").is_ok());
        assert!(
            database("postgresql://hezheng@db1.internal:5433,db2.internal/registry?target_session_attrs=read-write")
                .is_ok()
        );
        assert!(database("postgresql://hezheng@%2Frun%2Fpostgresql/registry").is_ok());
        for (url, said) in [
            ("mysql://hezheng@db.internal/registry", "it must be a file, or a database such as postgresql://"),
            ("postgresql://hezheng@db.internal:port/registry", "it must be a file, or a database"),
            ("postgresql://hezheng@db.internal/registry?colour=red", "it must be a file, or a database"),
            ("postgresql://db.internal/registry", "it must name user"),
            ("postgresql://hezheng@db.internal", "it must name user"),
            ("postgresql://hezheng@db.internal/registry?sslmode=require", "does not speak TLS"),
            ("postgresql://hezheng:s3cret@db.internal/registry", "store_password_file"),
        ] {
            let error = database(url).unwrap_err().to_string();
            assert!(error.contains("store = ") && error.contains(said) && !error.contains("s3cret"), "{url}: {error}");
        }
    }
}
