//! Chores as an operator has them done: by the registry that runs, or by this program where none does.

use crate::chores::{self, Chore, Done, Due};
use crate::config::{Config, StoreAddress};
use crate::custody::CustodyError;
use crate::custody::stores::Source;
use crate::settings::store::database_at;
use crate::settings::store_keys::StoreKeys;
use crate::store::embedded::Embedded;
use crate::store::open::{check_format, check_sealing};
use crate::store::port::Store;
use crate::store::postgres::Postgres;
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::time::{Date, Time};

/// Seals everything with the newest sealing key of the configuration. Begun again, it goes on.
///
/// # Errors
/// Why it could not be done to its end. What was done stays done.
pub fn reseal(config: &Config, progress: &mut dyn FnMut(Done)) -> Result<Done, CustodyError> {
    carry_out(config, Chore::Reseal, progress)
}

/// What is to be deleted: decided, and nothing done yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purge {
    /// Of certificates issued before this day, and of classes that ended before it.
    pub before: Date,
    /// Of how many certificates and classes something is to be deleted.
    pub due: Due,
    authority: AuthorityNumber,
}

/// Says what would be deleted of an authority's: what was issued before this day, or before what its retention period says.
///
/// # Errors
/// Where there is no such authority, the period allows no such day, or the store cannot be read.
pub fn purge(config: &Config, authority: &str, before: Option<Date>, now: Time) -> Result<Purge, CustodyError> {
    let found = config.authorities.iter().find(|one| one.code == authority);
    let found = found.ok_or_else(|| CustodyError::NoAuthority(authority.into()))?;
    let today = now.shanghai_day();
    let latest = found.retention_days.map(|days| Date(today.0.saturating_sub(days)));
    let before = before.or(latest).ok_or(CustodyError::NoRetention)?;
    let latest = latest.unwrap_or(today);
    if before > latest {
        return Err(CustodyError::TooEarly { latest });
    }
    let authority = AuthorityNumber::of_text(authority);
    #[cfg(unix)]
    if let Some(socket) = super::control::socket_of_config(config)
        && let Some(due) = super::control::ask_count(&socket, authority, before)?
    {
        return Ok(Purge { before, due, authority });
    }
    let source = Source::of(config)?;
    let counted = chores::count_purgeable(source.read.as_ref(), authority, before);
    let due = counted.map_err(|error| source.refused(error))?;
    Ok(Purge { before, due, authority })
}

impl Purge {
    /// Deletes it. Begun again, it goes on.
    ///
    /// # Errors
    /// Why it could not be done to its end. What was done stays done.
    pub fn carry_out(&self, config: &Config, progress: &mut dyn FnMut(Done)) -> Result<Done, CustodyError> {
        carry_out(config, Chore::Purge(self.authority, self.before), progress)
    }
}

fn carry_out(config: &Config, chore: Chore, progress: &mut dyn FnMut(Done)) -> Result<Done, CustodyError> {
    let keys = StoreKeys::resolve(config)?;
    #[cfg(unix)]
    if let Some(socket) = super::control::socket_of_config(config)
        && let Some(done) = super::control::ask_chore(&socket, (chore, &keys.sealing), progress)?
    {
        return Ok(done);
    }
    let refused = |error| match error {
        StoreError::Busy => CustodyError::Running { store: config.store.to_string() },
        error => CustodyError::Store { store: config.store.to_string(), error },
    };
    let store: Box<dyn Store> = match &config.store {
        StoreAddress::File(path) => Box::new(Embedded::open_existing(path).map_err(refused)?),
        StoreAddress::Url(url) => {
            let database = Postgres::open_existing(database_at(config, url)?).map_err(refused)?;
            match database.campaign_once().map_err(refused)? {
                true => Box::new(database),
                false => return Err(CustodyError::Elected { store: url.clone() }),
            }
        }
    };
    let reading = store.read().map_err(refused)?;
    check_format(reading.as_ref()).and_then(|_| check_sealing(reading.as_ref(), &keys.sealing)).map_err(refused)?;
    drop(reading);
    let done = chores::carry_out(store.as_ref(), &keys.sealing, chore, progress).map_err(refused);
    store.resign();
    done
}
