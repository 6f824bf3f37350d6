//! What does a first answer after more than 24 business hours cost?

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, classes, source, yes,
};

/// Business minutes after which an answer is slow: 24 hours.
const SLOW: i64 = 24 * 60;
/// Days in which the lead can be qualified.
const WITHIN: i64 = 60;

/// Cases: leads qualified by marketing, offered to sales and called. Exposed: the first call came after more
/// than 24 business hours. Outcome: qualified by sales within 60 days.
pub(super) struct SlowResponseSql;

const ABOUT: About = About::share(
    "slow_response_sql",
    Basic::Q2,
    "sales",
    &[
        "size_a",
        "size_b",
        "size_unknown",
        "intent",
        "fair",
        "service_signal",
        "customer",
    ],
);

impl Question for SlowResponseSql {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for lead in history.leads().filter(|l| setting.knows(l.at, WITHIN)) {
            let until = lead.within(WITHIN);
            let Some(offered) = history.first(Kind::Offered, lead.person, lead.at, until) else {
                continue;
            };
            let Some(call) = history.sales_call(lead.person, offered.at, until) else {
                continue;
            };
            let waited = setting.minutes(offered.at, call.at);
            let decided = call.at;
            let qualified = history.first(Kind::Sql, lead.person, offered.at, until);
            // Qualified before anybody called: the answer cannot have caused it.
            if qualified.is_some_and(|f| f.at < decided) {
                continue;
            }
            let [a, b, unknown] = classes(history.company.class);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided,
                exposed: waited > SLOW,
                outcome: yes(qualified.is_some()),
                known: &[
                    a,
                    b,
                    unknown,
                    lead.score as f64,
                    yes(lead.source == source::FAIR),
                    yes(lead.source == source::SERVICE),
                    yes(history
                        .company
                        .customer_since
                        .is_some_and(|at| at <= lead.at)),
                ],
                earlier: history.earlier(lead.at),
            });
        }
    }
}
