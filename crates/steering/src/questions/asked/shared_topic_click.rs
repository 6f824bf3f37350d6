//! Is a mailing clicked more often when sales shared its topic before?

use std::collections::HashMap;

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, Fact, History, Kind, Question, Setting, Side, classes, mail, yes,
};

/// Days in which a click counts.
const WITHIN: i64 = 7;

/// Cases: mailings to people whose clicks may be measured. Exposed: sales shared the topic before it was
/// sent. Outcome: a click within a week. Good topics are shared more. It was decided for a mailing as a
/// whole: the mailing is the cluster.
pub(super) struct SharedTopicClick;

const ABOUT: About = About {
    reads_mails: true,
    ..About::share(
        "shared_topic_click",
        Basic::Q2,
        "sales",
        &["size_a", "size_b", "size_unknown", "liked_topic"],
    )
};

impl Question for SharedTopicClick {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        // Whose clicks may be measured shows in what was measured before.
        let mut measured = HashMap::new();
        let seen = |f: &&Fact| matches!(f.kind, Kind::MailOpened | Kind::MailClicked);
        for fact in history.facts.iter().filter(seen) {
            measured.entry(fact.person).or_insert(fact.at);
        }
        let [a, b, unknown] = classes(history.company.class);
        let sent = history.of(Kind::MailSent).filter(|f| {
            f.side == Side::Marketing && f.deal.is_none() && f.number & mail::SAYS_INSIGHT == 0
        });
        for sent in sent.filter(|f| f.word > 0 && setting.knows(f.at, WITHIN)) {
            if measured
                .get(&sent.person)
                .is_none_or(|first| *first >= sent.at)
            {
                continue;
            }
            let shared = setting.ground.shared.get(&sent.word);
            let until = sent.at.plus(WITHIN * Millis::DAY);
            let mut after = history.between(sent.at, until);
            let clicked = after.any(|f| {
                f.kind == Kind::MailClicked && f.word == sent.word && f.person == sent.person
            });
            cases.take(&Case {
                cluster: sent.word as i64,
                decided: sent.at,
                exposed: shared.is_some_and(|at| *at < sent.at),
                outcome: yes(clicked),
                known: &[a, b, unknown, yes(sent.number & mail::LIKED_TOPIC != 0)],
                earlier: history.earlier(sent.at),
            });
        }
    }
}
