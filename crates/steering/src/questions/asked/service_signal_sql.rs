//! Are leads that service heard of more often qualified by sales?

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Lead, Question, Setting, classes, source, yes,
};

/// Days in which the lead can be qualified.
const WITHIN: i64 = 60;

/// Cases: leads of customers, qualified by marketing. Exposed: the need was heard in a ticket. Outcome:
/// qualified by sales within 60 days. Signals come from customers only, who are qualified more often
/// anyway: compared with other leads the effect looks too large.
pub(super) struct ServiceSignalSql;

const ABOUT: About = About::share(
    "service_signal_sql",
    Basic::Q2,
    "service",
    &["size_a", "size_b", "size_unknown", "intent", "fair"],
);

impl Question for ServiceSignalSql {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let Some(since) = history.company.customer_since else {
            return;
        };
        let known = |lead: &Lead| lead.at >= since && setting.knows(lead.at, WITHIN);
        for lead in history.leads().filter(known) {
            let until = lead.within(WITHIN);
            let qualified = history.first(Kind::Sql, lead.person, lead.at, until);
            let [a, b, unknown] = classes(history.company.class);
            let fair = yes(lead.source == source::FAIR);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: lead.at,
                exposed: lead.source == source::SERVICE,
                outcome: yes(qualified.is_some()),
                known: &[a, b, unknown, lead.score as f64, fair],
                earlier: history.earlier(lead.at),
            });
        }
    }
}
