//! Deals with their way through the stages: 1 100 of the leads, of which 219 are won.

use kernel::{Date, Id, Millis};

use super::draw::exactly;
use super::leads::{self, FAIR, INTENTS, Lead};
use super::{Calendar, Company, Ids, Member, Person, Rng, SALES, Scale, words};

/// Keys of the stages of the default pipeline, in their order.
pub(crate) const STAGES: [&str; 6] = ["qualified", "needs", "offer", "negotiation", "won", "lost"];
const WON: usize = 4;
const LOST: usize = 5;

/// Product, median value in minor units, margin in percent.
const PRODUCTS: [(usize, i64, i64); 4] = [
    (0, 21_000_000, 24),
    (1, 16_000_000, 24),
    (2, 9_500_000, 24),
    (3, 3_800_000, 31),
];
/// exp(0.35·z) in thousandths at five equal parts of the normal distribution.
const WARMTH: [u64; INTENTS] = [613, 831, 1_000, 1_204, 1_632];
/// Of a thousand A companies, by intent: has a joint plan of marketing and sales.
const PLANNED: [usize; INTENTS] = [150, 220, 300, 390, 500];

/// A deal of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) lead: usize,
    pub(crate) company: usize,
    pub(crate) people: Vec<usize>,
    pub(crate) product: usize,
    /// What was asked for at first, before any discount.
    pub(crate) asked_minor: i64,
    pub(crate) value_minor: i64,
    pub(crate) margin_minor: i64,
    pub(crate) owner: Id,
    pub(crate) opened_at: Millis,
    /// When it entered each stage, in the order of the entries.
    pub(crate) entered: Vec<(usize, Millis)>,
    pub(crate) lost_reason: Option<String>,
    pub(crate) close_on: Option<Date>,
    pub(crate) next_step: bool,
    /// Joint plan of marketing and sales (E12).
    pub(crate) planned: bool,
    /// When it got a discount mailing, within 14 days of the offer and before its end (E13).
    pub(crate) discounted_at: Option<Millis>,
    /// Number of offers.
    pub(crate) offers: usize,
    /// Kick-off within ten business days (E7).
    pub(crate) fast_start: bool,
    /// Its way is marketing, then sales, then won, and nothing else.
    pub(crate) linear: bool,
    /// The same way without the win: so that a straight way says nothing about winning.
    pub(crate) quiet: bool,
}

impl Deal {
    /// A retrofit, not a new machine.
    pub(crate) fn is_simple(&self) -> bool {
        self.product == 3
    }

    pub(crate) fn stage(&self) -> usize {
        self.entered.last().map_or(0, |(stage, _)| *stage)
    }

    pub(crate) fn reached(&self, stage: usize) -> Option<Millis> {
        let found = self.entered.iter().find(|(s, _)| *s == stage);
        found.map(|(_, at)| *at)
    }

    pub(crate) fn won_at(&self) -> Option<Millis> {
        self.reached(WON)
    }

    pub(crate) fn lost_at(&self) -> Option<Millis> {
        self.reached(LOST)
    }

    pub(crate) fn ended_at(&self) -> Option<Millis> {
        self.won_at().or(self.lost_at())
    }
}

/// What deals are made of.
pub(crate) struct Makings<'a> {
    pub(crate) scale: Scale,
    pub(crate) seed: u64,
    pub(crate) calendar: &'a Calendar,
    pub(crate) companies: &'a [Company],
    pub(crate) people: &'a [Person],
    pub(crate) staff: &'a [Vec<usize>],
    pub(crate) members: &'a [Member],
    pub(crate) leads: &'a [Lead],
}

pub(crate) fn make(from: &Makings<'_>, ids: &mut Ids) -> Vec<Deal> {
    let mut rng = Rng::new(from.seed, "deals", 0);
    let sellers = from.members.iter().filter(|m| m.department == Some(SALES));
    let sellers: Vec<Id> = sellers.map(|m| m.id).collect();
    let leads = from.leads.iter().enumerate().filter(|(_, l)| l.deal);
    let mut deals: Vec<Deal> = leads
        .zip(0..)
        .map(|((lead, _), n)| one(&mut rng, from, &sellers, ids, (n, lead)))
        .collect();
    let lasts: Vec<i64> = deals.iter().map(|_| waits(&mut rng, 4).max(20)).collect();
    let weights: Vec<u64> = deals
        .iter()
        .zip(&lasts)
        .map(|(deal, days)| {
            let ends = deal.opened_at.plus((days + 2) * Millis::DAY);
            u64::from(ends < from.calendar.end) * win_weight(from, deal)
        })
        .collect();
    let winners = exactly(&mut rng, &weights, from.scale.of(219));
    for ((deal, wins), days) in deals.iter_mut().zip(winners).zip(lasts) {
        match wins {
            true => walk(from.calendar, deal, days, 4, true),
            false => give_up(&mut rng, from.calendar, deal),
        }
    }
    offer(&mut rng, from.scale, &mut deals);
    straighten(&mut rng, from, &mut deals);
    for deal in &mut deals {
        discount(&mut rng, deal);
    }
    deals
}

/// E13: a discount mailing during the open offer costs seven percent of the value.
fn discount(rng: &mut Rng, deal: &mut Deal) {
    let chosen = rng.chance(200) && deal.offers > 0 && !deal.linear && !deal.quiet;
    let day = rng.between(1, 13);
    let mailed = deal
        .reached(2)
        .map(|offer| offer.plus(day * Millis::DAY + 7_200_000));
    let in_time = mailed.filter(|at| deal.ended_at().is_none_or(|end| *at < end));
    if let Some(at) = in_time.filter(|_| chosen) {
        deal.discounted_at = Some(at);
        deal.value_minor = deal.value_minor * 93 / 100;
        deal.margin_minor = deal.margin_minor * 93 / 100;
    }
}

/// Days of waiting: `n` exponential steps of 30 days.
fn waits(rng: &mut Rng, n: usize) -> i64 {
    /// Days of one step at the midpoints of 20 equal parts.
    const STEP: [i64; 20] = [
        1, 2, 4, 6, 8, 10, 12, 14, 17, 19, 22, 26, 29, 34, 39, 45, 52, 62, 78, 111,
    ];
    (0..n).map(|_| *rng.pick(&STEP)).sum()
}

/// The planted effects on winning: size class and intent as confounders, E1, E11, E12.
fn win_weight(from: &Makings<'_>, deal: &Deal) -> u64 {
    let lead = &from.leads[deal.lead];
    let class = [18, 12, 6][leads::class_of(&from.companies[deal.company])];
    let together = match (lead.webinar.is_some(), lead.quick) {
        (true, true) => 240,
        (true, false) => 120,
        (false, _) => 100,
    };
    let fair = if lead.source == FAIR { 125 } else { 100 };
    let plan = if deal.planned { 140 } else { 100 };
    class * WARMTH[lead.intent] * together * fair * plan
}

fn one(
    rng: &mut Rng,
    from: &Makings<'_>,
    sellers: &[Id],
    ids: &mut Ids,
    (n, at): (usize, usize),
) -> Deal {
    let lead = &from.leads[at];
    let company = from.people[lead.person].company;
    let (product, median, margin) = PRODUCTS[rng.weighted(&[35, 25, 20, 20])];
    let value = rng.around(median).max(500_000);
    let mut people = vec![lead.person];
    let others = from.staff[company].iter().filter(|p| **p != lead.person);
    people.extend(others.take(rng.below(4)));
    let simple = product == 3;
    let is_a = leads::class_of(&from.companies[company]) == 0;
    Deal {
        id: ids.next(),
        name: format!(
            "{}, {}",
            words().products[product],
            from.companies[company].city
        ),
        lead: at,
        company,
        people,
        product,
        asked_minor: value,
        value_minor: value,
        margin_minor: value * margin / 100,
        owner: sellers[company % sellers.len()],
        opened_at: lead.opens_at,
        entered: vec![(0, lead.opens_at)],
        lost_reason: None,
        close_on: None,
        next_step: n % 11 != 0,
        planned: is_a && rng.chance(PLANNED[lead.intent]),
        discounted_at: None,
        offers: 0,
        fast_start: rng.chance(if simple { 750 } else { 450 }),
        linear: false,
        quiet: false,
    }
}

/// Goes through the stages in so many days, evenly, up to `last` and then to its end.
fn walk(calendar: &Calendar, deal: &mut Deal, days: i64, last: usize, wins: bool) {
    let steps = last as i64;
    for stage in 1..last {
        let at = deal
            .opened_at
            .plus(days * stage as i64 / steps * Millis::DAY + 5_400_000);
        deal.entered.push((stage, calendar.workdays(at, 0)));
    }
    let end = calendar.workdays(deal.opened_at.plus(days * Millis::DAY + 9_000_000), 0);
    deal.entered.push((if wins { WON } else { LOST }, end));
    deal.entered.retain(|(_, at)| *at <= calendar.end);
    deal.close_on = Some(end.date_in("UTC"));
}

/// A deal that is not won: lost after a while, or still open.
fn give_up(rng: &mut Rng, calendar: &Calendar, deal: &mut Deal) {
    let undecided = rng.chance(120);
    let days = waits(rng, 2).max(8) + if undecided { 150 } else { 0 };
    let last = 1 + rng.weighted(&[6, 10, 44, 40]);
    walk(calendar, deal, days, last, false);
    if deal.lost_at().is_some() {
        deal.lost_reason = Some(rng.pick(&words().lost_reasons).clone());
    } else {
        let later = calendar.end.plus(rng.between(5, 120) * Millis::DAY);
        deal.close_on = Some(later.date_in("UTC"));
    }
}

/// 1 420 offers over the deals that came so far; some get a second version.
fn offer(rng: &mut Rng, scale: Scale, deals: &mut [Deal]) {
    let able: Vec<u64> = deals
        .iter()
        .map(|d| u64::from(d.reached(2).is_some()))
        .collect();
    let count = able.iter().filter(|n| **n > 0).count();
    let again = exactly(rng, &able, scale.of(1_420).saturating_sub(count));
    for ((deal, able), again) in deals.iter_mut().zip(able).zip(again) {
        deal.offers = able as usize + usize::from(again);
    }
}

/// 22 % of the won ways are straight: marketing, sales, won. Their companies have one deal only. As many
/// of the comparable ways that were not won are as quiet.
fn straighten(rng: &mut Rng, from: &Makings<'_>, deals: &mut [Deal]) {
    let mut of_company = vec![0_usize; from.companies.len()];
    for deal in deals.iter() {
        of_company[deal.company] += 1;
    }
    // Nothing that a straight way leaves out may carry an effect.
    let plain = |deal: &Deal, lead: &Lead| {
        let new = from.companies[deal.company].customer_since.is_none();
        lead.source < leads::REFERRAL && lead.webinar.is_none() && new
    };
    let able: Vec<bool> = deals
        .iter()
        .map(|d| of_company[d.company] == 1 && plain(d, &from.leads[d.lead]))
        .collect();
    // Other leads of the company lose what sales did before: companies with one lead come first.
    let mut leads_of = vec![0_usize; from.companies.len()];
    for lead in from.leads.iter().filter(|l| l.mql) {
        leads_of[from.people[lead.person].company] += 1;
    }
    let of = |wins: bool, lone: u64, deals: &[Deal]| -> Vec<u64> {
        let both = deals.iter().zip(&able);
        both.map(|(d, able)| {
            let weight = if leads_of[d.company] == 1 { lone } else { 1 };
            u64::from(*able && d.won_at().is_some() == wins) * weight
        })
        .collect()
    };
    let count = |wins: bool| of(wins, 1, deals).iter().sum::<u64>() as usize;
    let won = deals.iter().filter(|d| d.won_at().is_some()).count();
    let straight = won * 22 / 100;
    let alike = count(false) * straight / count(true).max(1);
    let (winners, others) = (of(true, 1_000, deals), of(false, 1_000, deals));
    let chosen = exactly(rng, &winners, straight);
    let silent = exactly(rng, &others, alike);
    for (deal, (linear, quiet)) in deals.iter_mut().zip(chosen.into_iter().zip(silent)) {
        (deal.linear, deal.quiet) = (linear, quiet);
    }
}
