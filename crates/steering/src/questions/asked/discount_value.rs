//! What does a discount mailing of marketing during an open offer cost?

use kernel::Millis;

use super::super::model::{
    About, Basic, Case, Cases, Fact, History, Kind, Measure, Question, Setting, Side, classes,
    mail, yes,
};

/// Days after the first offer in which a mailing counts.
const WITHIN: i64 = 14;

/// Cases: deals with an offer. Exposed: marketing mailed a discount to them within 14 days of it; deals
/// that ended by then are no cases. Outcome: the value of the order, or of the last offer.
pub(super) struct DiscountValue;

const ABOUT: About = About {
    measure: Measure::Money,
    reads_mails: true,
    ..About::share(
        "discount_value",
        Basic::Q1,
        "marketing",
        &[
            "size_a",
            "size_b",
            "size_unknown",
            "range_middle",
            "range_high",
        ],
    )
};

impl Question for DiscountValue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases) {
        let mut seen = Vec::new();
        for offer in history.of(Kind::OfferSent).filter(|f| f.deal.is_some()) {
            if seen.contains(&offer.deal) || !setting.knows(offer.at, WITHIN) {
                continue;
            }
            seen.push(offer.deal);
            let decided = offer.at.plus(WITHIN * Millis::DAY);
            if history.ended(offer.deal).is_some_and(|end| end <= decided) {
                continue;
            }
            let mut mails = history.between(offer.at, decided);
            cases.take(&Case {
                cluster: history.company.id.0,
                decided,
                exposed: mails.any(|f| offers_discount(f) && f.deal == offer.deal),
                outcome: value(history, offer) as f64,
                known: &known(history, offer),
                earlier: history.earlier(offer.at),
            });
        }
    }
}

fn offers_discount(fact: &Fact) -> bool {
    let by_marketing = fact.kind == Kind::MailSent && fact.side == Side::Marketing;
    by_marketing && fact.number & mail::DISCOUNT != 0
}

/// The value at the end: of the order, or of the last offer.
fn value(history: &History, offer: &Fact) -> i64 {
    let offers = history.of(Kind::OfferSent).filter(|f| f.deal == offer.deal);
    let last = offers.last().map_or(offer.number, |f| f.number);
    history
        .won(offer.deal)
        .map_or(last, |won| if won.number > 0 { won.number } else { last })
}

/// Size class, and in which range of products the deal is, by its first value.
fn known(history: &History, offer: &Fact) -> [f64; 5] {
    let [a, b, unknown] = classes(history.company.class);
    let mut opened = history.of(Kind::DealOpened);
    let first = opened
        .find(|f| f.deal == offer.deal)
        .map_or(offer.number, |f| f.number);
    [
        a,
        b,
        unknown,
        yes((6_000_000..15_000_000).contains(&first)),
        yes(first >= 15_000_000),
    ]
}
