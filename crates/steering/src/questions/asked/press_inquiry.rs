//! Does a press item about a company bring inquiries from it in the month after?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, History, Kind, Question, Setting, classes, yes,
};

/// Days of a case, and of the time after it in which an inquiry counts.
const DAYS: i64 = 30;

/// Cases: stretches of 30 days of each company. Exposed: the press wrote about it. Outcome: an inquiry
/// in the 30 days after. The season moves both: the press writes and people ask in autumn.
pub(super) struct PressInquiry;

const ABOUT: About = About::share(
    "press_inquiry",
    Basic::Q1,
    "pr",
    &[
        "size_a",
        "size_b",
        "size_unknown",
        "month_1",
        "month_2",
        "month_3",
        "month_4",
        "month_5",
        "month_6",
        "month_7",
        "month_8",
        "month_9",
        "month_10",
        "month_11",
    ],
);

impl Question for PressInquiry {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn stands_for(&self, setting: &Setting) -> u64 {
        setting.ground.thinning
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let mut from = setting.ground.from;
        while setting.knows(from, 2 * DAYS) {
            let to = from.plus(DAYS * Millis::DAY);
            let exposed = history.between(from, to).any(|f| f.kind == Kind::Press);
            if exposed || is_taken(history, setting, from) {
                let mut after = history.between(to.plus(1), to.plus(DAYS * Millis::DAY));
                cases.take(&Case {
                    cluster: history.company.id.0,
                    decided: to,
                    exposed,
                    outcome: yes(after.any(|f| f.kind == Kind::Inquiry)),
                    known: &known(history, from.plus(DAYS / 2 * Millis::DAY)),
                    earlier: history.earlier(from),
                });
            }
            from = to;
        }
    }
}

fn known(history: &History, at: Millis) -> [f64; 14] {
    let mut known = [0.0; 14];
    known[..3].copy_from_slice(&classes(history.company.class));
    let month = at.date_in("UTC").month();
    if let Some(column) = usize::try_from(month)
        .ok()
        .and_then(|m| known.get_mut(m + 2))
    {
        *column = 1.0;
    }
    known
}

/// Unexposed months are many and alike: where there are very many, a fixed part of them is enough.
fn is_taken(history: &History, setting: &Setting, from: Millis) -> bool {
    let mixed = (history.company.id.0 as u64 ^ (from.0 as u64)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    setting.ground.thinning <= 1 || (mixed >> 33).is_multiple_of(setting.ground.thinning)
}
