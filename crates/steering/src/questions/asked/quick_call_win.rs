//! Does a sales call within two business days help when there was no webinar?

use super::super::model::cluster;
use super::super::model::{Basic, Case, Cases, History, Kind, Question, Setting, yes};
use super::deals;
use super::webinar_win::{is_called, known};

/// Cases: deals without a webinar between qualification and opening. Exposed: called within two
/// business days of the qualification.
pub(super) struct QuickCallWin;

impl Question for QuickCallWin {
    fn key(&self) -> &'static str {
        "quick_call_win"
    }

    fn belongs(&self) -> Basic {
        Basic::Together
    }

    fn owner(&self) -> &'static str {
        "sales"
    }

    fn known(&self) -> &'static [&'static str] {
        &["size_a", "size_b", "size_unknown", "intent", "fair"]
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            let Some(qualified) = deal.qualified else {
                continue;
            };
            let attended = history.first(Kind::Attended, deal.person, qualified, deal.opened);
            if attended.is_none() {
                cases.take(&Case {
                    cluster: cluster(history.company.id),
                    decided: deal.opened,
                    exposed: is_called(history, setting, &deal, qualified),
                    outcome: yes(history.won(deal.id).is_some()),
                    known: &known(history, &deal),
                    earlier: history.earlier(qualified),
                });
            }
        }
    }
}
