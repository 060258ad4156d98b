//! The commands, one file each.

pub(crate) mod bureau;
pub(crate) mod class;
pub(crate) mod correct;
pub(crate) mod custody;
pub(crate) mod inspect;
pub(crate) mod issue;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod order;
pub(crate) mod pack;
pub(crate) mod read_untrusted;
pub(crate) mod registry;
pub(crate) mod reissue;
pub(crate) mod report;
pub(crate) mod roster;
pub(crate) mod sealed_data;
pub(crate) mod setup;
pub(crate) mod template;
pub(crate) mod trust;
pub(crate) mod verify;
pub(crate) mod witness;
