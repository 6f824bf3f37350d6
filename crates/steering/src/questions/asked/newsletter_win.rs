//! Do opened newsletters in the first weeks of a deal make it more likely to be won?

use kernel::Millis;

use super::super::model::{About, Basic, Cases, History, Kind, Question, Setting, Side, yes};
use super::deal::deals;

/// The day of a deal at which it is decided who is exposed. Deals that ended before are no cases: a deal
/// that lasts longer collects more newsletters, and won deals last longer (immortal time).
const LANDMARK: i64 = 45;

/// Cases: deals still open on day 45. Exposed: somebody of the company opened a mailing until then.
pub(super) struct NewsletterWin;

const ABOUT: About = About {
    reads_mails: true,
    ..About::win(
        "newsletter_win",
        Basic::Q1,
        "marketing",
        &[
            "size_a",
            "size_b",
            "size_unknown",
            "intent",
            "fair",
            "webinar",
        ],
    )
};

impl Question for NewsletterWin {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        for deal in deals(history, setting) {
            let decided = deal.opened.plus(LANDMARK * Millis::DAY);
            if deal.has_ended(decided) {
                continue;
            }
            let mut seen = history.between(deal.opened, decided);
            let exposed = seen.any(|f| f.kind == Kind::MailOpened && f.side == Side::Marketing);
            let [a, b, unknown, score, fair] = deal.known();
            let known = [a, b, unknown, score, fair, yes(deal.webinar().is_some())];
            deal.take(cases, (deal.opened, decided), exposed, &known);
        }
    }
}
