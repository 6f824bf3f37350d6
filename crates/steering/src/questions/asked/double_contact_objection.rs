//! Do people object when marketing and sales write within 24 hours?

use kernel::{Id, Millis};

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, Side, classes, yes,
};

/// Cases: people whom marketing wrote to and who had not objected before. Exposed: sales wrote within 24
/// hours of a mailing. Outcome: a consent was withdrawn after that.
pub(super) struct DoubleContactObjection;

// Whoever objects early cannot be written to twice later: there is no landmark before all outcomes.
const ABOUT: About = About {
    wants_more: false,
    has_landmark: false,
    reads_mails: true,
    ..About::share(
        "double_contact_objection",
        Basic::Together,
        "marketing",
        &["size_a", "size_b", "size_unknown"],
    )
};

impl Question for DoubleContactObjection {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, _: &Setting, cases: &mut Cases) {
        let mut seen: Vec<Option<Id>> = Vec::new();
        let mails = history.of(Kind::MailSent);
        for first in mails.filter(|f| f.side == Side::Marketing && f.person.is_some()) {
            if seen.contains(&first.person) {
                continue;
            }
            seen.push(first.person);
            let mut objections = history
                .of(Kind::Objected)
                .filter(|f| f.person == first.person);
            let objected = objections.next().map(|f| f.at);
            if objected.is_some_and(|at| at <= first.at) {
                continue;
            }
            let doubled = doubled(history, first.person, objected);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: doubled.unwrap_or(first.at),
                exposed: doubled.is_some(),
                outcome: yes(objected.is_some()),
                known: &classes(history.company.class),
                earlier: history.earlier(first.at),
            });
        }
    }
}

/// When sales first wrote to a person within 24 hours of marketing, before an objection.
fn doubled(history: &History, person: Option<Id>, objected: Option<Millis>) -> Option<Millis> {
    let of_sales = history
        .of(Kind::MailSent)
        .filter(|f| f.side == Side::Sales && f.person == person);
    let found = of_sales.into_iter().find(|sent| {
        let day = Millis::DAY;
        let mut near = history.between(sent.at.plus(-day), sent.at.plus(day));
        near.any(|f| f.kind == Kind::MailSent && f.side == Side::Marketing && f.person == person)
    });
    found
        .map(|f| f.at)
        .filter(|at| objected.is_none_or(|o| *at < o))
}
