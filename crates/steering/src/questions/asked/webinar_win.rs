//! Does a webinar before the deal make it more likely to be won, without a quick call after it?

use kernel::Millis;

use super::super::model::cluster;
use super::super::model::source;
use super::super::model::{Basic, Case, Cases, History, Kind, Question, Setting, classes, yes};
use super::{Deal, deals};

/// Cases: deals whose person was not called within two business days of the webinar, or of the
/// qualification without one. Exposed: attended a webinar between qualification and opening.
pub(super) struct WebinarWin;

impl Question for WebinarWin {
    fn key(&self) -> &'static str {
        "webinar_win"
    }

    fn belongs(&self) -> Basic {
        Basic::Q1
    }

    fn owner(&self) -> &'static str {
        "marketing"
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
            let anchor = attended.map_or(qualified, |f| f.at);
            if !is_called(history, setting, &deal, anchor) {
                cases.take(&Case {
                    cluster: cluster(history.company.id),
                    decided: deal.opened,
                    exposed: attended.is_some(),
                    outcome: yes(history.won(deal.id).is_some()),
                    known: &known(history, &deal),
                    earlier: history.earlier(qualified),
                });
            }
        }
    }
}

/// Whether sales called within two business days of an instant.
pub(super) fn is_called(history: &History, setting: &Setting, deal: &Deal, at: Millis) -> bool {
    let until = setting.days_after(at, 2);
    history
        .sales_call(deal.person, at.plus(1), until.min(deal.opened))
        .is_some()
}

/// What is known of a deal when it is qualified.
pub(super) fn known(history: &History, deal: &Deal) -> [f64; 5] {
    let [a, b, unknown] = classes(history.company.class);
    let fair = yes(deal.source == source::FAIR);
    [a, b, unknown, deal.score as f64, fair]
}
