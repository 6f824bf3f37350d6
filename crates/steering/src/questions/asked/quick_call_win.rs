//! Does a sales call within two business days help when there was no webinar?

use super::super::model::{About, Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

/// Cases: deals without a webinar between qualification and opening. Exposed: called within two
/// business days of the qualification.
pub(super) struct QuickCallWin;

const ABOUT: About = About::win("quick_call_win", Basic::Together, "sales", KNOWN);

impl Question for QuickCallWin {
    fn about(&self) -> &'static About {
        &ABOUT
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
