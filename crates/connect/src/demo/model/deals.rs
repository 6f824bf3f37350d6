//! Deals with their way through the stages: 1 100, of which 219 are won.

use kernel::{Date, Id, Millis};

use super::time::MONTHS;
use super::{Calendar, Company, Ids, Member, Rng, SALES, Scale, words};

/// Keys of the stages of the default pipeline, in their order.
pub(crate) const STAGES: [&str; 6] = ["qualified", "needs", "offer", "negotiation", "won", "lost"];

/// Product, median value in minor units, margin in percent.
const PRODUCTS: [(usize, i64, i64); 4] = [
    (0, 21_000_000, 24),
    (1, 16_000_000, 24),
    (2, 9_500_000, 24),
    (3, 3_800_000, 31),
];

/// A deal of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) company: usize,
    pub(crate) people: Vec<usize>,
    pub(crate) product: usize,
    pub(crate) value_minor: i64,
    pub(crate) margin_minor: i64,
    pub(crate) owner: Id,
    pub(crate) opened_at: Millis,
    /// When it entered each stage, in the order of the entries.
    pub(crate) entered: Vec<(usize, Millis)>,
    pub(crate) lost_reason: Option<String>,
    pub(crate) close_on: Option<Date>,
    pub(crate) next_step: bool,
}

impl Deal {
    pub(crate) fn stage(&self) -> usize {
        self.entered.last().map_or(0, |(stage, _)| *stage)
    }

    pub(crate) fn won_at(&self) -> Option<Millis> {
        self.entered
            .iter()
            .find(|(s, _)| *s == 4)
            .map(|(_, at)| *at)
    }

    pub(crate) fn lost_at(&self) -> Option<Millis> {
        self.entered
            .iter()
            .find(|(s, _)| *s == 5)
            .map(|(_, at)| *at)
    }

    pub(crate) fn ended_at(&self) -> Option<Millis> {
        self.won_at().or(self.lost_at())
    }
}

pub(crate) fn make(
    scale: Scale,
    seed: u64,
    calendar: &Calendar,
    companies: &[Company],
    staff: &[Vec<usize>],
    members: &[Member],
    ids: &mut Ids,
) -> Vec<Deal> {
    let mut rng = Rng::new(seed, "deals", 0);
    let (count, won) = (scale.of(1_100), scale.of(219));
    let sellers: Vec<Id> = members
        .iter()
        .filter(|m| m.department == Some(SALES))
        .map(|m| m.id)
        .collect();
    let mut months: Vec<usize> = (0..MONTHS).map(|m| calendar.season(m)).collect();
    // The last month brings deals that are still open.
    months[MONTHS - 1] += 40;
    (0..count)
        .map(|n| {
            let month = rng.weighted(&months);
            let company = (n * 37 + rng.below(5)) % companies.len();
            let mut deal = one(
                &mut rng,
                calendar,
                companies,
                staff,
                &sellers,
                ids,
                (n, company, month),
            );
            walk(&mut rng, calendar, &mut deal, n < won);
            deal
        })
        .collect()
}

fn one(
    rng: &mut Rng,
    calendar: &Calendar,
    companies: &[Company],
    staff: &[Vec<usize>],
    sellers: &[Id],
    ids: &mut Ids,
    (n, company, month): (usize, usize, usize),
) -> Deal {
    let (product, median, margin) = PRODUCTS[rng.weighted(&[35, 25, 20, 20])];
    let value = rng.around(median).max(500_000);
    let people: Vec<usize> = staff[company]
        .iter()
        .copied()
        .take(1 + rng.below(4))
        .collect();
    let city = &companies[company].city;
    Deal {
        id: ids.next(),
        name: format!("{}, {city}", words().products[product]),
        company,
        people,
        product,
        value_minor: value,
        margin_minor: value * margin / 100,
        owner: *rng.pick(sellers),
        opened_at: calendar.any(rng, month),
        entered: Vec::new(),
        lost_reason: None,
        close_on: None,
        next_step: n % 11 != 0,
    }
}

/// The way through the stages. Won deals take longer; what would end after today is still open.
fn walk(rng: &mut Rng, calendar: &Calendar, deal: &mut Deal, wins: bool) {
    let mut at = deal.opened_at;
    // Won deals are moved back so far that they have ended by today.
    if wins {
        let latest = calendar.end.plus(-150 * Millis::DAY);
        if at > latest {
            let earlier = rng.between(0, 300) * Millis::DAY;
            at = calendar.on_day(rng, latest.plus(-earlier));
            deal.opened_at = at;
        }
    }
    deal.entered.push((0, at));
    let steps = if wins { 4 } else { 1 + rng.below(4) };
    let (low, high) = if wins { (12, 36) } else { (6, 28) };
    for stage in 1..steps {
        at = calendar.after(rng, at, low, high);
        if at > calendar.end {
            break;
        }
        deal.entered.push((stage, at));
    }
    at = calendar.after(rng, at, low, high);
    if at <= calendar.end {
        deal.entered.push((if wins { 4 } else { 5 }, at));
        if !wins {
            deal.lost_reason = Some(rng.pick(&words().lost_reasons).clone());
        }
    }
    let expected = deal
        .ended_at()
        .unwrap_or_else(|| calendar.end.plus(rng.between(5, 120) * Millis::DAY));
    deal.close_on = Some(expected.date_in("UTC"));
}
