//! When an event happened, as far as the client's clock can be trusted.

use kernel::{Millis, TimestampQuality};

const AHEAD: i64 = 5 * 60 * 1000;

/// The times that came with an event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) original: Option<Millis>,
    pub(crate) sent: Option<Millis>,
    pub(crate) received: Millis,
    /// Browser and app clocks are corrected; servers are trusted.
    pub(crate) is_client: bool,
}

/// The instant of the event and how far it can be trusted.
///
/// Client sources: `received − (sent − original)`; a long delay is legitimate, a wrong clock is not.
/// A result more than five minutes ahead becomes the time of receipt; a clock wrong by more than a day,
/// or sent before it happened, is suspect (our ingest contract, point 5).
pub(crate) fn time_of(times: Times) -> (Millis, TimestampQuality) {
    let Some(original) = times.original else {
        return (times.received, TimestampQuality::Server);
    };
    let limit = times.received.plus(AHEAD);
    let Some(sent) = times.sent.filter(|_| times.is_client) else {
        return match original > limit || original.0 < 0 {
            true => (times.received, TimestampQuality::Suspect),
            false => (original, TimestampQuality::Client),
        };
    };
    let skewed = (times.received.0 - sent.0).abs() > Millis::DAY;
    let corrected = Millis(
        times
            .received
            .0
            .saturating_sub(sent.0.saturating_sub(original.0)),
    );
    if sent < original || skewed || corrected.0 < 0 {
        let kept = if corrected > limit || corrected.0 < 0 {
            times.received
        } else {
            corrected
        };
        return (kept, TimestampQuality::Suspect);
    }
    match corrected > limit {
        true => (times.received, TimestampQuality::Suspect),
        false => (corrected, TimestampQuality::Corrected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_593_600_000;

    fn client(original: i64, sent: i64) -> (i64, TimestampQuality) {
        let times = Times {
            original: Some(Millis(original)),
            sent: Some(Millis(sent)),
            received: Millis(NOW),
            is_client: true,
        };
        let (time, quality) = time_of(times);
        (time.0, quality)
    }

    #[test]
    fn a_clock_an_hour_ahead_is_corrected() {
        let ahead = 3_600_000;
        let answer = client(NOW + ahead - 2_000, NOW + ahead);
        assert_eq!(answer, (NOW - 2_000, TimestampQuality::Corrected));
    }

    #[test]
    fn two_days_offline_are_legitimate() {
        let answer = client(NOW - 2 * Millis::DAY, NOW);
        assert_eq!(answer, (NOW - 2 * Millis::DAY, TimestampQuality::Corrected));
    }

    #[test]
    fn absurd_clocks_are_suspect() {
        assert_eq!(
            client(NOW, NOW - 3 * Millis::DAY).1,
            TimestampQuality::Suspect
        );
        assert_eq!(client(NOW + 10, NOW).1, TimestampQuality::Suspect);
        assert_eq!(client(i64::MIN, i64::MAX).1, TimestampQuality::Suspect);
    }

    #[test]
    fn servers_are_trusted_but_not_about_the_future() {
        let times = |original| Times {
            original: Some(Millis(original)),
            received: Millis(NOW),
            ..Times::default()
        };
        assert_eq!(
            time_of(times(NOW - 5)),
            (Millis(NOW - 5), TimestampQuality::Client)
        );
        assert_eq!(
            time_of(times(NOW + Millis::DAY)),
            (Millis(NOW), TimestampQuality::Suspect)
        );
        assert_eq!(
            time_of(times(-62_000_000_000_000)),
            (Millis(NOW), TimestampQuality::Suspect),
            "nor about the year 5"
        );
    }
}
