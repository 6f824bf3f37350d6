//! Does a webinar before the deal make it more likely to be won, without a quick call after it?

use super::super::model::{Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

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
        KNOWN
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            let Some(qualified) = deal.qualified else {
                continue;
            };
            let attended = deal.webinar();
            if !deal.is_called(attended.unwrap_or(qualified)) {
                deal.take(
                    cases,
                    (deal.zero(), deal.opened),
                    attended.is_some(),
                    &deal.known(),
                );
            }
        }
    }
}
