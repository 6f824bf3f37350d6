//! Does a kick-off within ten business days of the order bring referrals?

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, source, yes,
};
use super::fast_start_nps::projects;

/// Days after the start in which a referral counts; younger projects are no cases.
const WITHIN: i64 = 420;

/// Cases: projects that began at least fourteen months ago. Exposed: kick-off within ten business days of
/// the order. Outcome: the customer introduced somebody.
pub(super) struct FastStartReferral;

const ABOUT: About = About::share(
    "fast_start_referral",
    Basic::Together,
    "onboarding",
    &["size_a", "size_b", "size_unknown", "simple"],
);

impl Question for FastStartReferral {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for project in projects(history, setting) {
            if !setting.knows(project.started, WITHIN) {
                continue;
            }
            let until = project.started.plus(WITHIN * kernel::Millis::DAY);
            let mut after = history.between(project.started, until);
            let thanked = after.any(|f| {
                f.kind == Kind::Inquiry
                    && f.number == source::REFERRAL
                    && f.deal == project.won.deal
            });
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: project.started,
                exposed: project.fast,
                outcome: yes(thanked),
                known: &project.known,
                earlier: history.earlier(project.won.at),
            });
        }
    }
}
