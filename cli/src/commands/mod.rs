//! The commands, a file each.

pub(crate) mod inspect;
pub(crate) mod pack;
pub(crate) mod verify;
