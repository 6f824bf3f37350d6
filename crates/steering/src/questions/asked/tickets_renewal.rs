//! What do grave or many tickets before a renewal cost?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, Fact, History, Kind, Question, Setting, classes, yes,
};

/// Days before the renewal in which tickets count.
const BEFORE: i64 = 90;
/// So many tickets are trouble, whatever their priority.
const MANY: usize = 3;

/// Cases: contracts at the day of their renewal that were not dunned during a grave ticket. Exposed: a P1
/// or P2 ticket was open, or there were three tickets and more, in the 90 days before.
pub(super) struct TicketsRenewal;

const ABOUT: About = About::share(
    "tickets_renewal",
    Basic::Together,
    "service",
    &["size_a", "size_b", "size_unknown"],
);

impl Question for TicketsRenewal {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let first = setting.ground.from.plus(BEFORE * Millis::DAY);
        for end in renewals(history).filter(|f| f.at >= first) {
            let before = end.at.plus(-BEFORE * Millis::DAY);
            let open: Vec<_> = history.tickets(before, end.at).collect();
            if is_dunned(history, &open, end.at) {
                continue;
            }
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: end.at,
                exposed: open.len() >= MANY || open.iter().any(|t| t.2),
                outcome: yes(end.kind == Kind::Renewed),
                known: &classes(history.company.class),
                earlier: history.earlier(before),
            });
        }
    }
}

/// Contracts that were up for renewal.
pub(super) fn renewals(history: &History) -> impl Iterator<Item = &Fact> {
    let ends = |f: &&Fact| matches!(f.kind, Kind::Renewed | Kind::Cancelled);
    history.facts.iter().filter(ends)
}

/// Whether a payment was reminded of while one of these tickets was open and grave, until an instant.
pub(super) fn is_dunned(
    history: &History,
    tickets: &[(Millis, Millis, bool)],
    until: Millis,
) -> bool {
    let grave = tickets.iter().filter(|t| t.2);
    grave.into_iter().any(|(opened, solved, _)| {
        let mut during = history.between(*opened, (*solved).min(until));
        during.any(|f| f.kind == Kind::Dunned)
    })
}
