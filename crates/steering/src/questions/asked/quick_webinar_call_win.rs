//! Does a sales call within two business days of a webinar make the deal more likely to be won?

use super::super::model::{Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

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
        KNOWN
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            if let Some(attended) = deal.webinar() {
                deal.take(
                    cases,
                    (deal.zero(), deal.opened),
                    deal.is_called(attended),
                    &deal.known(),
                );
            }
        }
    }
}
