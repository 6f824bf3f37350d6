//! What does a reminder of a payment during a grave ticket cost?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, classes, yes,
};
use super::tickets_renewal::{is_dunned, renewals};

/// Days before the renewal in which tickets count.
const BEFORE: i64 = 90;

/// Cases: contracts at the day of their renewal with a grave ticket in the 90 days before. Exposed: a
/// payment was reminded of while it was open.
pub(super) struct DunningRenewal;

const ABOUT: About = About::share(
    "dunning_renewal",
    Basic::Together,
    "accounting",
    &["size_a", "size_b", "size_unknown", "tickets"],
);

impl Question for DunningRenewal {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let first = setting.ground.from.plus(BEFORE * Millis::DAY);
        for end in renewals(history).filter(|f| f.at >= first) {
            let before = end.at.plus(-BEFORE * Millis::DAY);
            let open: Vec<_> = history.tickets(before, end.at).collect();
            if !open.iter().any(|t| t.2) {
                continue;
            }
            let [a, b, unknown] = classes(history.company.class);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: end.at,
                exposed: is_dunned(history, &open, end.at),
                outcome: yes(end.kind == Kind::Renewed),
                known: &[a, b, unknown, open.len() as f64],
                earlier: history.earlier(before),
            });
        }
    }
}
