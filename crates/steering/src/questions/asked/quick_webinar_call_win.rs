//! Does a sales call within two business days of a webinar make the deal more likely to be won?

use super::super::model::cluster;
use super::super::model::{Basic, Case, Cases, History, Kind, Question, Setting, yes};
use super::deals;
use super::webinar_win::{is_called, known};

/// Cases: deals whose person attended a webinar before. Exposed: called within two business days of it.
pub(super) struct QuickWebinarCallWin;

impl Question for QuickWebinarCallWin {
    fn key(&self) -> &'static str {
        "quick_webinar_call_win"
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
            let from = deal.qualified.unwrap_or(deal.opened);
            let Some(attended) = history.first(Kind::Attended, deal.person, from, deal.opened)
            else {
                continue;
            };
            cases.take(&Case {
                cluster: cluster(history.company.id),
                decided: deal.opened,
                exposed: is_called(history, setting, &deal, attended.at),
                outcome: yes(history.won(deal.id).is_some()),
                known: &known(history, &deal),
                earlier: history.earlier(from),
            });
        }
    }
}
