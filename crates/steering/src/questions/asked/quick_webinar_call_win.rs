//! Does a sales call within two business days of a webinar make the deal more likely to be won?

use super::super::model::{About, Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

/// Cases: deals whose person attended a webinar before. Exposed: called within two business days of it.
pub(super) struct QuickWebinarCallWin;

const ABOUT: About = About::win("quick_webinar_call_win", Basic::Together, "sales", KNOWN);

impl Question for QuickWebinarCallWin {
    fn about(&self) -> &'static About {
        &ABOUT
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
