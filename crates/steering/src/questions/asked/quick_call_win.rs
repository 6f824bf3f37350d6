//! Does a sales call within two business days help when there was no webinar?

use super::super::model::{Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

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
        KNOWN
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            if let Some(qualified) = deal.qualified.filter(|_| deal.webinar().is_none()) {
                deal.take(
                    cases,
                    (deal.zero(), deal.opened),
                    deal.is_called(qualified),
                    &deal.known(),
                );
            }
        }
    }
}
