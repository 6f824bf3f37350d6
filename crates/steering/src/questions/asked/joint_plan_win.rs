//! Does a joint plan of marketing and sales make deals with large companies more likely to be won?

use kernel::Millis;

use super::super::model::{About, Basic, Cases, History, Kind, Question, Setting};
use super::deal::deals;

/// Time after the opening in which the plan is made.
const WITHIN: i64 = 2 * Millis::DAY;

/// Cases: deals with A companies. Exposed: a joint plan within two days of the opening. Plans go to
/// promising companies.
pub(super) struct JointPlanWin;

const ABOUT: About = About::win(
    "joint_plan_win",
    Basic::Together,
    "sales",
    &["intent", "fair"],
);

impl Question for JointPlanWin {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        if history.company.class != 0 {
            return;
        }
        for deal in deals(history, setting) {
            let decided = deal.opened.plus(WITHIN);
            if deal.has_ended(decided) {
                continue;
            }
            let mut plans = history.between(deal.opened, decided);
            let exposed = plans.any(|f| f.kind == Kind::Planned && f.deal == deal.id);
            let [_, _, _, score, fair] = deal.known();
            deal.take(cases, (deal.opened, decided), exposed, &[score, fair]);
        }
    }
}
