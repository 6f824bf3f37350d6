//! Are deals that began at a fair more likely to be won, among companies of one size?

use super::super::model::{About, Basic, Cases, History, Question, Setting};
use super::deal::deals;

/// Cases: deals with a qualified lead. Exposed: the inquiry was made at a fair. Fairs bring small
/// companies, which win less: without the size class a fair looks harmful (Simpson's paradox).
pub(super) struct FairWin;

const ABOUT: About = About::win(
    "fair_win",
    Basic::Q1,
    "marketing",
    &["size_a", "size_b", "size_unknown", "intent"],
);

impl Question for FairWin {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting).filter(|d| d.qualified.is_some()) {
            let [a, b, unknown, score, fair] = deal.known();
            deal.take(
                cases,
                (deal.zero(), deal.opened),
                fair > 0.0,
                &[a, b, unknown, score],
            );
        }
    }
}
