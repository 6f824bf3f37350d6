//! An allowance of events for each source: the generic cell rate algorithm, a token bucket that needs
//! one instant a source.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::{Id, Millis};

/// When each source will have its whole allowance again, in milliseconds.
#[derive(Default)]
pub(super) struct Limits(Mutex<HashMap<Id, f64>>);

impl Limits {
    /// Takes events from the allowance of a source (`rate` a second, `burst` at once), or answers
    /// after how many seconds there are enough.
    pub(super) fn take(
        &self,
        source: Id,
        events: usize,
        (rate, burst): (f64, f64),
        now: Millis,
    ) -> Result<(), u64> {
        let each = 1000.0 / rate;
        let mut times = super::lock(&self.0);
        let (now, whole) = (now.0 as f64, burst * each);
        let full_at = times.entry(source).or_insert(0.0);
        if *full_at > now + whole {
            // Nobody owes more than a whole allowance: the clock was set back, and it begins anew.
            *full_at = now;
        }
        // A batch larger than the whole allowance must not wait for ever: it costs all of it.
        let wanted = full_at.max(now) + (events as f64 * each).min(whole);
        let over = wanted - now - whole;
        if over > 0.0 {
            return Err((over / 1000.0).ceil().max(1.0) as u64);
        }
        *full_at = wanted;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: (f64, f64) = (10.0, 20.0);

    #[test]
    fn a_source_that_sends_too_fast_waits_and_others_do_not() {
        let (limits, now) = (Limits::default(), Millis(1_000_000));
        assert_eq!(limits.take(Id(1), 20, RATE, now), Ok(()));
        assert_eq!(limits.take(Id(1), 15, RATE, now), Err(2));
        assert_eq!(limits.take(Id(2), 20, RATE, now), Ok(()));
        assert_eq!(limits.take(Id(1), 15, RATE, now.plus(1_500)), Ok(()));
        assert_eq!(limits.take(Id(1), 1, RATE, now.plus(1_500)), Err(1));
    }

    #[test]
    fn a_clock_set_back_shuts_nobody_out() {
        let (limits, now) = (Limits::default(), Millis(1_000_000_000));
        assert_eq!(limits.take(Id(1), 20, RATE, now), Ok(()));
        let earlier = now.plus(-Millis::DAY);
        assert_eq!(limits.take(Id(1), 20, RATE, earlier), Ok(()));
        assert_eq!(limits.take(Id(1), 1, RATE, earlier), Err(1));
    }

    #[test]
    fn a_batch_larger_than_the_allowance_takes_all_of_it() {
        let (limits, now) = (Limits::default(), Millis(1_000_000));
        assert_eq!(limits.take(Id(1), 100, RATE, now), Ok(()));
        assert_eq!(limits.take(Id(1), 100, RATE, now.plus(500)), Err(2));
        assert_eq!(limits.take(Id(1), 100, RATE, now.plus(2_000)), Ok(()));
    }
}
