//! Does a webinar before the deal make it more likely to be won, without a quick call after it?

use super::super::model::{About, Basic, Cases, History, Question, Setting};
use super::deal::{KNOWN, deals};

/// Cases: deals whose person was not called within two business days of the webinar, or of the
/// qualification without one. Exposed: attended a webinar between qualification and opening.
pub(super) struct WebinarWin;

const ABOUT: About = About::win("webinar_win", Basic::Q1, "marketing", KNOWN);

impl Question for WebinarWin {
    fn about(&self) -> &'static About {
        &ABOUT
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
