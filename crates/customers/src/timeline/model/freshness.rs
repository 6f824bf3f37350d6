//! How current a source is.

use kernel::Millis;

/// Whether what a source told is still current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It delivered within its time.
    Fresh,
    /// It has been silent for longer: what is shown may be out of date.
    Stale,
}

/// Days that a file keeps current after its import (our convention).
const DAYS_OF_A_FILE: i64 = 30;

impl Freshness {
    /// A source that delivers by itself is stale after a day of silence, an imported file after thirty
    /// days (our convention for every source).
    #[must_use]
    pub fn of(is_live: bool, delivered_at: Millis, now: Millis) -> Self {
        let days = if is_live { 1 } else { DAYS_OF_A_FILE };
        match now.0 - delivered_at.0 <= days * Millis::DAY {
            true => Self::Fresh,
            false => Self::Stale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_longer_than_a_stream() {
        let now = Millis(100 * Millis::DAY);
        let ago = |days: i64| now.plus(-days * Millis::DAY);
        assert_eq!(Freshness::of(true, ago(1), now), Freshness::Fresh);
        assert_eq!(Freshness::of(true, ago(2), now), Freshness::Stale);
        assert_eq!(Freshness::of(false, ago(30), now), Freshness::Fresh);
        assert_eq!(Freshness::of(false, ago(31), now), Freshness::Stale);
    }
}
