//! Are deals that began at a fair more likely to be won, among companies of one size?

use super::super::model::cluster;
use super::super::model::source;
use super::super::model::{Basic, Case, Cases, History, Question, Setting, classes, yes};
use super::deals;

/// Cases: deals with a qualified lead. Exposed: the inquiry was made at a fair. Fairs bring small
/// companies, which win less: without the size class a fair looks harmful (Simpson's paradox).
pub(super) struct FairWin;

impl Question for FairWin {
    fn key(&self) -> &'static str {
        "fair_win"
    }

    fn belongs(&self) -> Basic {
        Basic::Q1
    }

    fn owner(&self) -> &'static str {
        "marketing"
    }

    fn known(&self) -> &'static [&'static str] {
        &["size_a", "size_b", "size_unknown", "intent"]
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            let Some(qualified) = deal.qualified else {
                continue;
            };
            let [a, b, unknown] = classes(history.company.class);
            cases.take(&Case {
                cluster: cluster(history.company.id),
                decided: deal.opened,
                exposed: deal.source == source::FAIR,
                outcome: yes(history.won(deal.id).is_some()),
                known: &[a, b, unknown, deal.score as f64],
                earlier: history.earlier(qualified),
            });
        }
    }
}
