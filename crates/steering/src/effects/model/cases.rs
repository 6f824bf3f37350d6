//! Cases: chances of an outcome, each with time zero, landmark, outcome and what it is worth.
//!
//! Deals: time zero is the last inquiry of the company in the 120 days before the deal was opened, else 30
//! days before it; exposure is decided 30 days later; a deal that ended before is no case. Renewals: 120
//! days before the contract ended, decided after 90. What is counted as touchpoints or as new deals has no
//! chances of its own: each company known by then is followed through windows of about 60 days that cover
//! the period without gap, with exposure decided in the 30 days before each (a sequence of target trials:
//! Hernán et al. 2016). Such a case has the outcome or not; each one with it stands for their average number.

use kernel::{Id, Millis};

use super::{End, Log, Outcome, Touch, ends};

/// Days from time zero to the landmark, where nothing else is said.
const LANDMARK_DAYS: i64 = 30;
/// Days before a deal was opened in which its inquiry is looked for.
const INQUIRY_DAYS: i64 = 120;
/// Days from time zero to the landmark and to the end of a contract.
const RENEWAL_DAYS: (i64, i64) = (90, 120);
/// Days that a window of followed companies has.
const WINDOW_DAYS: i64 = 60;
/// Most windows of a period; longer periods have longer ones.
const MOST_WINDOWS: i64 = 12;

/// What a customer does to say that there is an interest.
const INQUIRIES: [&str; 8] = [
    "ad.lead.received",
    "chat.started",
    "fair.booth_visited",
    "fair.lead_scanned",
    "referral.introduced",
    "social.message.received",
    "web.form.submitted",
    "webinar.question_asked",
];

/// One chance of an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// The company.
    pub company: Id,
    /// The deal or touchpoint that it is about; none for a followed company.
    pub about: Option<Id>,
    /// When it began: what was known before may be adjusted for.
    pub zero: Millis,
    /// When the outcome was decided; none while a company is only followed.
    pub ended: Option<Millis>,
    /// The outcome: 0 or 1.
    pub outcome: f64,
    /// What an outcome is worth: minor units, or how many it stands for; 0 for cases outside of the period, which teach only.
    pub worth: f64,
}

/// The cases of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    /// The cases in a fixed order.
    pub list: Vec<Case>,
    /// Days from time zero to the landmark.
    pub landmark_days: i64,
    /// What came out in the period in all, whether or not it has a case.
    pub total: f64,
}

/// The cases behind an outcome in a period, and earlier ones to learn from.
#[must_use]
pub fn cases(log: &Log, outcome: Outcome, period: (Millis, Millis), currency: &str) -> Cases {
    let happened = ends(log, outcome, period, currency);
    let total = match outcome.is_money() {
        true => happened.iter().map(|end| end.value_minor as f64).sum(),
        false => happened.len() as f64,
    };
    let (list, landmark_days) = match outcome {
        Outcome::Revenue | Outcome::Margin => {
            (of_deals(log, outcome, period, currency), LANDMARK_DAYS)
        }
        Outcome::Renewals => (of_contracts(log, period), RENEWAL_DAYS.0),
        _ => (followed(log, &happened, period), LANDMARK_DAYS),
    };
    Cases {
        list,
        landmark_days,
        total,
    }
}

fn of_deals(
    log: &Log,
    outcome: Outcome,
    (from, to): (Millis, Millis),
    currency: &str,
) -> Vec<Case> {
    let inquiry = log.flags(|key| INQUIRIES.contains(&key));
    let case = |deal: &super::Deal| {
        let (company, ended) = (deal.company_id?, deal.ended_at()?);
        let value = match outcome {
            Outcome::Margin => deal.margin_minor,
            _ => deal.value_minor,
        };
        let value = value.filter(|_| deal.currency == currency && ended >= from);
        let earliest = deal.opened_at.plus(-INQUIRY_DAYS * Millis::DAY).0;
        let asked = |t: &&Touch| {
            inquiry[usize::from(t.kind)] && t.time >= earliest && t.time <= deal.opened_at.0
        };
        let last = log.of(company).iter().rev().find(asked);
        Some(Case {
            company,
            about: Some(deal.id),
            zero: last.map_or(deal.opened_at.plus(-LANDMARK_DAYS * Millis::DAY), |t| {
                Millis(t.time)
            }),
            ended: Some(ended),
            outcome: f64::from(u8::from(deal.won_at.is_some())),
            worth: value.unwrap_or(0).max(0) as f64,
        })
    };
    let ended = log
        .deals
        .iter()
        .filter(|d| d.ended_at().is_some_and(|at| at < to));
    ended.filter_map(case).collect()
}

fn of_contracts(log: &Log, (from, to): (Millis, Millis)) -> Vec<Case> {
    let renewed = log.flags(|key| key == "contract.renewed");
    let ended = log.flags(|key| super::CONTRACT_ENDS.contains(&key));
    let mut found = Vec::new();
    for (company, touches) in log.companies() {
        let ends = touches
            .iter()
            .filter(|t| ended[usize::from(t.kind)] && t.time < to.0);
        found.extend(ends.map(|touch| Case {
            company,
            about: Some(Id(touch.id)),
            zero: Millis(touch.time).plus(-RENEWAL_DAYS.1 * Millis::DAY),
            ended: Some(Millis(touch.time)),
            outcome: f64::from(u8::from(renewed[usize::from(touch.kind)])),
            worth: f64::from(u8::from(touch.time >= from.0)),
        }));
    }
    found
}

/// Every company known by then, window by window.
fn followed(log: &Log, happened: &[End], (from, to): (Millis, Millis)) -> Vec<Case> {
    let length = to.0 - from.0;
    let windows = (length as f64 / (WINDOW_DAYS * Millis::DAY) as f64).round() as i64;
    let windows = windows.clamp(1, MOST_WINDOWS);
    let start = |n: i64| from.0 + length / windows * n + length % windows * n / windows;
    let mut of_company: std::collections::HashMap<Id, Vec<i64>> = std::collections::HashMap::new();
    for end in happened {
        if let Some(company) = end.company {
            of_company.entry(company).or_default().push(end.at.0);
        }
    }
    let mut found = Vec::new();
    for (company, touches) in log.companies() {
        let own = of_company.get(&company).map_or(&[][..], Vec::as_slice);
        for n in 0..windows {
            let zero = Millis(start(n)).plus(-LANDMARK_DAYS * Millis::DAY);
            if touches.first().is_none_or(|first| first.time >= zero.0) {
                continue;
            }
            let inside = own
                .iter()
                .filter(|at| **at >= start(n) && **at < start(n + 1));
            found.push(Case {
                company,
                about: None,
                zero,
                ended: None,
                outcome: inside.count() as f64,
                worth: 1.0,
            });
        }
    }
    whether_at_all(&mut found);
    found
}

/// Asks whether there was an outcome at all, and lets each case with one count as many as there were on
/// average: the sum stays what was observed, and no estimate falls below nothing.
fn whether_at_all(cases: &mut [Case]) {
    let all: f64 = cases.iter().map(|case| case.outcome).sum();
    let with = cases.iter().filter(|case| case.outcome > 0.0).count();
    for case in cases {
        case.worth = all / with.max(1) as f64;
        case.outcome = case.outcome.min(1.0);
    }
}
