//! Does a call within four business hours of a hot lead bring a meeting?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, classes, yes,
};

/// Business minutes in which a hot lead is to be called: four hours.
const QUICK: i64 = 4 * 60;
/// Days in which a meeting counts.
const WITHIN: i64 = 21;

/// Cases: leads that became hot and were called within two weeks. Exposed: called within four business
/// hours. Outcome: a meeting within three weeks.
pub(super) struct AlertMeeting;

const ABOUT: About = About::share(
    "alert_meeting",
    Basic::Together,
    "sales",
    &["size_a", "size_b", "size_unknown"],
);

impl Question for AlertMeeting {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for hot in history
            .of(Kind::Hot)
            .filter(|f| setting.knows(f.at, 2 * WITHIN))
        {
            let late = hot.at.plus(14 * Millis::DAY);
            let Some(call) = history.sales_call(hot.person, hot.at.plus(1), late) else {
                continue;
            };
            let until = call.at.plus(WITHIN * Millis::DAY);
            let met = history.first(Kind::Met, hot.person, call.at.plus(1), until);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: call.at,
                exposed: setting.minutes(hot.at, call.at) <= QUICK,
                outcome: yes(met.is_some()),
                known: &classes(history.company.class),
                earlier: history.earlier(hot.at),
            });
        }
    }
}
