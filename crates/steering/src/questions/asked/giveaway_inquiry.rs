//! Do giveaways at a fair bring inquiries?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, classes, yes,
};

/// Days after the fair in which an inquiry counts.
const WITHIN: i64 = 90;

/// Cases: badges scanned at a fair. Exposed: with a giveaway. Outcome: an inquiry within 90 days.
pub(super) struct GiveawayInquiry;

const ABOUT: About = About::share(
    "giveaway_inquiry",
    Basic::Q1,
    "marketing",
    &["size_a", "size_b", "size_unknown"],
);

impl Question for GiveawayInquiry {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let scans = history.of(Kind::Scanned);
        for scan in scans.filter(|f| setting.knows(f.at, WITHIN)) {
            let until = scan.at.plus(WITHIN * Millis::DAY);
            let asked = history.first(Kind::Inquiry, scan.person, scan.at.plus(1), until);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided: scan.at,
                exposed: scan.number == 1,
                outcome: yes(asked.is_some()),
                known: &classes(history.company.class),
                earlier: history.earlier(scan.at),
            });
        }
    }
}
