//! On what terms a bundle is signed: its version, when it is issued, how long it lives.

use hezheng_core::time::Time;
use hezheng_core::trust::bundle::BundleBody;

const DAY_SECS: u64 = 86_400;

/// On what terms a bundle is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Its version: above every one before.
    pub version: u64,
    /// When it is issued: now.
    pub now: Time,
    /// How many days it lives, 1 to 100.
    pub days: u64,
}

impl Terms {
    /// Those of a bundle that was made.
    pub(super) fn of(body: &BundleBody) -> Self {
        let days = body.expires.secs_since(body.issued) / DAY_SECS;
        Self { version: body.version, now: body.issued, days }
    }

    /// When the bundle expires.
    pub(super) fn expires(self) -> Time {
        self.now.plus_secs(self.days.saturating_mul(DAY_SECS))
    }
}
