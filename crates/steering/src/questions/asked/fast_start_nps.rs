//! Does a kick-off within ten business days of the order make customers recommend more (NPS)?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, Fact, History, Kind, Measure, Question, Setting, classes, yes,
};

/// Business days in which a start is fast.
const FAST: u32 = 10;
/// Values below this are simple projects, which start faster: 65 000.
const SIMPLE_BELOW: i64 = 6_500_000;

/// Cases: NPS answers to projects. Exposed: kick-off within ten business days of the order. Outcome: 100
/// for a promoter (9, 10), −100 for a detractor (0 to 6), else 0: its mean is the NPS.
pub(super) struct FastStartNps;

const ABOUT: About = About {
    measure: Measure::Points,
    ..About::share(
        "fast_start_nps",
        Basic::Together,
        "onboarding",
        &["size_a", "size_b", "size_unknown", "simple"],
    )
};

impl Question for FastStartNps {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for project in projects(history, setting) {
            let mut rated = history.of(Kind::Rated);
            let Some(rated) = rated.find(|f| f.deal == project.won.deal && f.at > project.started)
            else {
                continue;
            };
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: project.started,
                exposed: project.fast,
                outcome: match rated.number {
                    9.. => 100.0,
                    7.. => 0.0,
                    _ => -100.0,
                },
                known: &project.known,
                earlier: history.earlier(project.won.at),
            });
        }
    }
}

/// A project after an order.
pub(super) struct Project<'a> {
    pub(super) won: &'a Fact,
    pub(super) started: Millis,
    pub(super) fast: bool,
    pub(super) known: [f64; 4],
}

/// Orders whose project began.
pub(super) fn projects<'a>(
    history: &'a History,
    setting: &'a Setting,
) -> impl Iterator<Item = Project<'a>> {
    history.of(Kind::Won).filter_map(|won| {
        let mut starts = history.of(Kind::KickedOff);
        let start = starts.find(|f| f.deal.is_some() && f.deal == won.deal)?;
        let [a, b, unknown] = classes(history.company.class);
        Some(Project {
            won,
            started: start.at,
            fast: start.at <= setting.days_after(won.at, FAST),
            known: [a, b, unknown, yes(won.number < SIMPLE_BELOW)],
        })
    })
}
