//! The commands, one file each.

pub(crate) mod keys;
pub(crate) mod order;
pub(crate) mod trust;
