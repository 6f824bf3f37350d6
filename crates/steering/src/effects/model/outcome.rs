//! Outcomes, and when and for whom they happened.

use kernel::{Id, Millis};

use super::{Log, Touch};

/// What is to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Value of deals won.
    Revenue,
    /// Margin of deals won.
    Margin,
    /// Meetings held.
    Meetings,
    /// Deals opened.
    Deals,
    /// Contracts renewed.
    Renewals,
    /// Introductions by referral.
    Referrals,
}

impl Outcome {
    /// Every outcome in its order on the page.
    pub const ALL: [Outcome; 6] = [
        Outcome::Revenue,
        Outcome::Margin,
        Outcome::Meetings,
        Outcome::Deals,
        Outcome::Renewals,
        Outcome::Referrals,
    ];

    /// Its word in addresses and answers.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Revenue => "revenue",
            Outcome::Margin => "margin",
            Outcome::Meetings => "meetings",
            Outcome::Deals => "deals",
            Outcome::Renewals => "renewals",
            Outcome::Referrals => "referrals",
        }
    }

    /// The outcome of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Outcome::ALL.into_iter().find(|o| o.key() == key)
    }

    /// Whether it is an amount of money; else a number of outcomes.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Outcome::Revenue | Outcome::Margin)
    }

    /// The type of touchpoint that is the outcome, where no record is.
    pub(super) fn kind(self) -> Option<&'static str> {
        match self {
            Outcome::Meetings => Some("meeting.held"),
            Outcome::Renewals => Some("contract.renewed"),
            Outcome::Referrals => Some("referral.introduced"),
            Outcome::Revenue | Outcome::Margin | Outcome::Deals => None,
        }
    }
}

/// One outcome that happened: 1.0 credit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The deal or touchpoint that is the outcome.
    pub id: Id,
    /// The company; none: nobody knows whose it is.
    pub company: Option<Id>,
    /// The deal, where it is one.
    pub deal: Option<Id>,
    /// The person of the touchpoint; 0: not known.
    pub person: i64,
    /// When it happened: later touchpoints earn nothing.
    pub at: Millis,
    /// From when the window of touchpoints counts back.
    pub since: Millis,
    /// What it is worth in minor units; 0 for outcomes that are counted.
    pub value_minor: i64,
}

/// The outcomes from an instant (included) to another (excluded) in the order of time. Amounts in other
/// currencies than the one named are 0.
#[must_use]
pub fn ends(log: &Log, outcome: Outcome, (from, to): (Millis, Millis), currency: &str) -> Vec<End> {
    let inside = |at: Millis| at >= from && at < to;
    let mut found: Vec<End> = match outcome.kind() {
        Some(kind) => of_type(log, kind),
        None => log
            .deals
            .iter()
            .filter_map(|deal| of_deal(deal, outcome, currency))
            .collect(),
    };
    found.retain(|end| inside(end.at));
    found.sort_unstable_by_key(|end| (end.at, end.id));
    found
}

fn of_deal(deal: &super::Deal, outcome: Outcome, currency: &str) -> Option<End> {
    let at = match outcome {
        Outcome::Deals => deal.opened_at,
        _ => deal.won_at?,
    };
    let value = match outcome {
        Outcome::Revenue => deal.value_minor,
        Outcome::Margin => deal.margin_minor,
        _ => None,
    };
    let value = value.filter(|_| deal.currency == currency);
    Some(End::of_deal(deal, at, value.unwrap_or(0).max(0)))
}

impl End {
    /// Something that happened to a deal as a whole.
    #[must_use]
    pub fn of_deal(deal: &super::Deal, at: Millis, value_minor: i64) -> Self {
        Self {
            id: deal.id,
            company: deal.company_id,
            deal: Some(deal.id),
            person: 0,
            at,
            since: deal.opened_at,
            value_minor,
        }
    }
}

fn of_type(log: &Log, kind: &str) -> Vec<End> {
    let is = log.flags(|key| key == kind);
    let end = |company: Id, touch: &Touch| End {
        id: Id(touch.id),
        company: Some(company),
        deal: None,
        person: touch.person,
        at: Millis(touch.time),
        since: Millis(touch.time),
        value_minor: 0,
    };
    let mut found = Vec::new();
    for (company, touches) in &log.blocks {
        let those = touches.iter().filter(|t| is[usize::from(t.kind)]);
        found.extend(those.map(|t| end(*company, t)));
    }
    found
}
