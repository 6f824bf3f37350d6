//! What counts as recent.

use kernel::{Id, Millis};

use super::pairs::recent;
use crate::effects::{Case, Cases};

fn cases(zeros: &[i64], ended: Option<Millis>) -> Cases {
    let case = |day: &i64| Case {
        company: Id(1),
        about: None,
        zero: Millis(day * Millis::DAY),
        ended,
        outcome: 0.0,
        worth: 1.0,
    };
    Cases {
        list: zeros.iter().map(case).collect(),
        landmark_days: 30,
        total: 0.0,
    }
}

#[test]
fn the_last_window_is_recent_however_long_it_is() {
    let until = Millis(1_000 * Millis::DAY);
    let days = |cases: &Cases| recent(cases, until).0 / Millis::DAY;
    // Windows of 60 days: those of a quarter.
    assert_eq!(days(&cases(&[850, 910], None)), 879);
    // Windows of 100 days began before the quarter did.
    assert_eq!(days(&cases(&[770, 870], None)), 870);
    // Deals are recent in the quarter only.
    assert_eq!(days(&cases(&[770], Some(Millis(0)))), 879);
}
