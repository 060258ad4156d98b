//! How long to wait for a registry that cannot be reached or is busy, and when to give up. Pure: the time that has passed and
//! the randomness come in.

use std::time::Duration;

/// The first wait; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(500);
/// No wait is longer, unless the registry asks for it: whoever watches wants to see that something happens.
const LONGEST: Duration = Duration::from_secs(30);

/// Waits between the tries of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// How long one request is tried in all.
    pub patience: Duration,
    tries: u32,
}

impl Backoff {
    /// With this patience.
    #[must_use]
    pub fn new(patience: Duration) -> Self {
        Self { patience, tries: 0 }
    }

    /// How long to wait before the next try, `elapsed` after the first began; `None` to give up.
    ///
    /// `asked` is what the registry asks for (`Retry-After`). Of the wait a random half is left out, so that schools that
    /// lost one registry at one moment do not all come back at another.
    pub fn next_wait(&mut self, elapsed: Duration, asked: Option<Duration>, random: u64) -> Option<Duration> {
        let whole = FIRST.saturating_mul(1 << self.tries.min(16)).min(LONGEST);
        self.tries += 1;
        let jitter = (whole / 2).mul_f64(f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX));
        let wait = (whole / 2 + jitter).max(asked.unwrap_or_default());
        (elapsed.saturating_add(wait) <= self.patience).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn waits_double_up_to_the_longest_and_end_with_the_patience() {
        let mut backoff = Backoff::new(2 * MINUTE);
        let (mut elapsed, mut waits) = (Duration::ZERO, Vec::new());
        while let Some(wait) = backoff.next_wait(elapsed, None, u64::MAX) {
            elapsed += wait;
            waits.push(wait.as_millis());
        }
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert!(elapsed <= 2 * MINUTE);
    }

    #[test]
    fn chance_leaves_out_half_of_a_wait_at_most() {
        let wait = |random| Backoff::new(MINUTE).next_wait(Duration::ZERO, None, random).unwrap();
        assert_eq!((wait(0), wait(u64::MAX)), (FIRST / 2, FIRST));
        assert!(FIRST / 2 < wait(u64::MAX / 3) && wait(u64::MAX / 3) < FIRST);
    }

    #[test]
    fn a_registry_that_asks_for_more_gets_it_and_one_that_asks_for_too_much_is_given_up() {
        let asked = |asked| Backoff::new(MINUTE).next_wait(Duration::ZERO, Some(asked), 0);
        assert_eq!(asked(MINUTE), Some(MINUTE));
        assert_eq!(asked(MINUTE + Duration::from_millis(1)), None);
    }
}
