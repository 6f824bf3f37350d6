//! Inquiries and how far each of them came: 10 800, of which 1 100 became deals.
//!
//! Every lead gets the times of its whole possible way first; then exact numbers are drawn for each
//! step, with weights in which the planted effects are factors (risk ratios).

use std::collections::HashMap;

use kernel::Millis;

use super::draw::exactly;
use super::time::MONTHS;
use super::{Calendar, Company, MARKETING, Person, Rng, SALES, SERVICE, Scale};

/// Where inquiries come from: web, fair, webinar, LinkedIn, referral, service, sales.
const SOURCES: [usize; 7] = [34, 25, 16, 9, 6, 5, 5];
pub(crate) const FAIR: usize = 1;
pub(crate) const WEBINAR: usize = 2;
pub(crate) const REFERRAL: usize = 4;
pub(crate) const SIGNAL: usize = 5;
pub(crate) const FIELD: usize = 6;
/// Interest of a lead from cold to hot in five equal parts; it raises attendance, quick calls and
/// wins, and shows in the number of visits to the price page before the inquiry.
pub(crate) const INTENTS: usize = 5;
/// Of a thousand, by intent: attends a webinar (logistic, slope 0.5), is called at once (slope 0.9).
const ATTENDS: [usize; INTENTS] = [206, 286, 343, 405, 513];
const CALLED: [usize; INTENTS] = [188, 337, 450, 569, 743];

/// An inquiry of a person.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) person: usize,
    pub(crate) source: usize,
    pub(crate) intent: usize,
    pub(crate) at: Millis,
    pub(crate) offered_at: Millis,
    /// Answered after more than 24 business hours.
    pub(crate) slow: bool,
    pub(crate) answered_at: Millis,
    pub(crate) sql_at: Millis,
    /// The webinar attended before the deal: its month.
    pub(crate) webinar: Option<usize>,
    /// Called within two business days of the webinar, or of the qualification without one.
    pub(crate) quick: bool,
    pub(crate) called_at: Millis,
    pub(crate) opens_at: Millis,
    pub(crate) mql: bool,
    pub(crate) sal: bool,
    pub(crate) sql: bool,
    pub(crate) deal: bool,
}

impl Lead {
    /// The department that brought it, and the channel.
    pub(crate) fn origin(&self) -> (usize, &'static str) {
        match self.source {
            0 => (MARKETING, "web"),
            FAIR => (MARKETING, "fair"),
            WEBINAR => (MARKETING, "webinar"),
            3 => (MARKETING, "social"),
            REFERRAL => (SALES, "referral"),
            SIGNAL => (SERVICE, "ticket"),
            _ => (SALES, "meeting"),
        }
    }
}

pub(crate) fn make(
    scale: Scale,
    seed: u64,
    calendar: &Calendar,
    companies: &[Company],
    people: &[Person],
) -> Vec<Lead> {
    let mut rng = Rng::new(seed, "leads", 0);
    let pools = Pools::of(companies, people);
    let months: Vec<usize> = (0..MONTHS).map(|m| calendar.season(m)).collect();
    let mut leads: Vec<Lead> = (0..scale.of(10_800))
        .map(|_| one(&mut rng, calendar, &pools, &months))
        .collect();
    let customer = |lead: &Lead| {
        let since = companies[people[lead.person].company].customer_since;
        since.is_some_and(|day| Millis::of_date(day) <= lead.at)
    };
    advance(&mut rng, scale, calendar, people, &customer, &mut leads);
    leads
}

/// People by the size class of their company, and those of customers.
struct Pools {
    classes: [Vec<usize>; 3],
    customers: Vec<usize>,
}

impl Pools {
    fn of(companies: &[Company], people: &[Person]) -> Self {
        let mut pools = Self {
            classes: [Vec::new(), Vec::new(), Vec::new()],
            customers: Vec::new(),
        };
        for (at, person) in people.iter().enumerate() {
            let company = &companies[person.company];
            pools.classes[class_of(company)].push(at);
            if company.customer_since.is_some() {
                pools.customers.push(at);
            }
        }
        pools
    }

    /// Fairs bring small companies, service signals come from customers.
    fn person(&self, rng: &mut Rng, source: usize) -> usize {
        let weights = if source == FAIR {
            [5, 15, 80]
        } else {
            [35, 35, 30]
        };
        let pool = match source {
            SIGNAL => &self.customers,
            _ => &self.classes[rng.weighted(&weights)],
        };
        if pool.is_empty() { 0 } else { *rng.pick(pool) }
    }
}

/// 0, 1, 2 for the size classes A, B, C.
pub(crate) fn class_of(company: &Company) -> usize {
    match company.size {
        "A" => 0,
        "B" => 1,
        _ => 2,
    }
}

fn one(rng: &mut Rng, calendar: &Calendar, pools: &Pools, months: &[usize]) -> Lead {
    let source = rng.weighted(&SOURCES);
    let person = pools.person(rng, source);
    let intent = rng.below(INTENTS);
    let at = match source {
        FAIR if rng.chance(600) => calendar.after_a_fair(rng),
        _ => {
            let month = rng.weighted(months);
            calendar.any(rng, month)
        }
    };
    let offered_at = calendar
        .workdays(at, rng.between(0, 3))
        .plus(rng.between(20, 90) * 60_000);
    // Leads of fairs are answered later, and are better: a planted confounder.
    let slow = rng.chance(if source == FAIR { 550 } else { 250 });
    let answered_at = match slow {
        true => calendar.workdays(offered_at, rng.between(5, 9)),
        false => offered_at.plus(rng.between(15, 200) * 60_000),
    };
    let sql_at = calendar.workdays(answered_at, rng.between(1, 6));
    let webinar = rng
        .chance(ATTENDS[intent])
        .then(|| calendar.webinar_after(sql_at))
        .flatten();
    let anchor = webinar.map_or(sql_at, |month| calendar.webinar(month));
    let quick = rng.chance(CALLED[intent]);
    let days = if quick { 1 } else { rng.between(5, 8) };
    Lead {
        person,
        source,
        intent,
        at,
        offered_at,
        slow,
        answered_at,
        sql_at,
        webinar,
        quick,
        called_at: calendar
            .workdays(anchor, days)
            .plus(rng.between(10, 50) * 60_000),
        opens_at: calendar.workdays(anchor, rng.between(9, 15)),
        mql: false,
        sal: false,
        sql: false,
        deal: false,
    }
}

/// Draws who comes how far. A step that would lie after today is not taken.
fn advance(
    rng: &mut Rng,
    scale: Scale,
    calendar: &Calendar,
    people: &[Person],
    is_customer: &impl Fn(&Lead) -> bool,
    leads: &mut [Lead],
) {
    let soon = calendar.end.plus(-3 * Millis::DAY);
    let weights: Vec<u64> = leads
        .iter()
        .map(|l| u64::from(l.answered_at < soon) * (80 + 10 * l.intent as u64))
        .collect();
    for (lead, chosen) in leads
        .iter_mut()
        .zip(exactly(rng, &weights, scale.of(3_240)))
    {
        lead.mql = chosen;
    }
    let weights: Vec<u64> = leads
        .iter()
        .map(|l| u64::from(l.mql && l.sql_at < soon) * sql_weight(l, is_customer(l)))
        .collect();
    for (lead, chosen) in leads
        .iter_mut()
        .zip(exactly(rng, &weights, scale.of(1_361)))
    {
        lead.sql = chosen;
        lead.sal = chosen;
    }
    let others = scale.of(2_268).saturating_sub(scale.of(1_361));
    let weights: Vec<u64> = leads.iter().map(|l| u64::from(l.mql && !l.sql)).collect();
    for (lead, chosen) in leads.iter_mut().zip(exactly(rng, &weights, others)) {
        lead.sal |= chosen;
    }
    // A company seldom asks twice within three years.
    let mut asked = HashMap::new();
    for lead in leads.iter().filter(|l| l.sql) {
        *asked.entry(people[lead.person].company).or_insert(0_u64) += 1;
    }
    let once = |lead: &Lead| asked.get(&people[lead.person].company) == Some(&1);
    let weights: Vec<u64> = leads
        .iter()
        .map(|l| u64::from(l.sql && l.opens_at < soon) * if once(l) { 4 } else { 1 })
        .collect();
    for (lead, chosen) in leads
        .iter_mut()
        .zip(exactly(rng, &weights, scale.of(1_100)))
    {
        lead.deal = chosen;
    }
}

/// E2: a slow first answer halves the way to a qualified lead. E14: service signals 1.7; they come from
/// customers, who are qualified more often anyway.
fn sql_weight(lead: &Lead, is_customer: bool) -> u64 {
    let slow = if lead.slow { 50 } else { 100 };
    let source = match lead.source {
        FAIR => 120,
        SIGNAL => 170,
        _ => 100,
    };
    slow * source * if is_customer { 115 } else { 100 }
}
