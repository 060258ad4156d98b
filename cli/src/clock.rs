//! The one place of this program that asks what time it is.

use hezheng_core::time::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, by this machine's clock; 1970 where it stands before that.
pub(crate) fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}
