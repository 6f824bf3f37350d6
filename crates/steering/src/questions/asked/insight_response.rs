//! Is a campaign answered more often when it builds on an insight of sales?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, Fact, History, Kind, Question, Setting, classes, mail, yes,
};

/// Days in which an answer counts.
const WITHIN: i64 = 8;
/// From this phase on a person is warm.
const WARM: i64 = 3;

/// Cases: mails of campaigns. Exposed: the mail used an insight that sales had noted about the person.
/// Outcome: an answer within a week. Insights exist about warm people, who answer more.
pub(super) struct InsightResponse;

const ABOUT: About = About {
    reads_mails: true,
    ..About::share(
        "insight_response",
        Basic::Q2,
        "sales",
        &["size_a", "size_b", "size_unknown", "warm"],
    )
};

impl Question for InsightResponse {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let says = |f: &&Fact| f.number & mail::SAYS_INSIGHT != 0;
        let mails = history.of(Kind::MailSent).filter(says);
        for sent in mails.filter(|f| setting.knows(f.at, WITHIN)) {
            let until = sent.at.plus(WITHIN * Millis::DAY);
            let mut after = history.between(sent.at, until);
            let answered = after.any(|f| {
                f.kind == Kind::MailReplied && f.word == sent.word && f.person == sent.person
            });
            let phase = sent.person.and_then(|p| history.phases.get(&p));
            let [a, b, unknown] = classes(history.company.class);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: sent.at,
                exposed: sent.number & mail::USES_INSIGHT != 0,
                outcome: yes(answered),
                known: &[a, b, unknown, yes(phase.is_some_and(|p| *p >= WARM))],
                earlier: history.earlier(sent.at),
            });
        }
    }
}
