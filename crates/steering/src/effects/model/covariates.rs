//! What was known of a case before its time zero: what estimates are adjusted for, and the placebo.

use std::collections::HashMap;

use analysis::effects::{Covariate, Values};
use kernel::{Id, Millis};
use rayon::prelude::*;

use super::study::{between, day};
use super::{Case, Cases, Facts, Log};

/// Covariates, and the placebo: what no later activity can have caused.
pub(super) fn before(log: &Log, cases: &Cases) -> (Vec<Covariate>, Vec<Covariate>) {
    let (mail, visit) = (
        log.flags(|key| key == "email.message.sent"),
        log.flags(|key| key == "web.page.viewed"),
    );
    let wins = wins(log);
    let won = |case: &Case| {
        let own = wins.get(&case.company).map_or(&[][..], Vec::as_slice);
        own.iter().filter(|at| **at < case.zero).count() as f64
    };
    let of_case = |case: &Case| counts(log, case, (&mail, &visit));
    let counts = || -> Vec<Counts> { cases.list.par_iter().map(of_case).collect() };
    let (mut covariates, counts) = rayon::join(|| facts(log, cases), counts);
    let counted = |name: &str, of: &dyn Fn(&Counts) -> f64| Covariate {
        name: name.to_owned(),
        values: Values::Numbers(counts.iter().map(of).collect()),
    };
    covariates.extend([
        numbers(cases, "won_before", &won),
        counted("visits_15_days", &|c| c.visits),
        counted("mails_180_days", &|c| c.mails.ln_1p()),
        counted("contacts_180_days", &|c| c.contacts.ln_1p()),
        began(cases),
    ]);
    let placebo = counted("contacts_before", &|c| c.contacts_before.ln_1p());
    (covariates, vec![placebo])
}

/// Touchpoints before time zero.
#[derive(Default)]
struct Counts {
    /// Visits in 15 days.
    visits: f64,
    /// Mails sent in 180 days.
    mails: f64,
    /// Everything else in 180 days.
    contacts: f64,
    /// The same in the days before these, up to a year.
    contacts_before: f64,
}

fn counts(log: &Log, case: &Case, (mail, visit): (&[bool], &[bool])) -> Counts {
    let at = |days: i64| case.zero.plus(-days * Millis::DAY).0;
    let (recent, half, year) = (at(15), at(180), at(365));
    let mut counts = Counts::default();
    for touch in between(log.of(case.company), year, case.zero.0) {
        let kind = usize::from(touch.kind);
        let count = match (mail[kind], visit[kind]) {
            (_, true) if touch.time >= recent => &mut counts.visits,
            (true, _) if touch.time >= half => &mut counts.mails,
            (false, false) if touch.time >= half => &mut counts.contacts,
            (false, false) => &mut counts.contacts_before,
            _ => continue,
        };
        *count += 1.0;
    }
    counts
}

/// Size, industry, country, and whether the company was a customer.
fn facts(log: &Log, cases: &Cases) -> Vec<Covariate> {
    let none = Facts::default();
    let fact = |company: Id| log.facts.get(&company).unwrap_or(&none);
    let words = |name: &str, of: &Word| {
        let words = cases
            .list
            .iter()
            .map(|c| of(fact(c.company)).map_or("", String::as_str));
        Covariate {
            name: name.to_owned(),
            values: Values::Words(words.collect()),
        }
    };
    let dates = Dates::of(cases);
    let is_customer = |case: &Case| {
        let since = fact(case.company).customer_since.as_deref();
        f64::from(u8::from(since.is_some_and(|on| on < dates.of_zero(case))))
    };
    let mut all: Vec<Covariate> = OF_FACTS
        .par_iter()
        .map(|(name, of)| words(name, of))
        .collect();
    all.push(numbers(cases, "customer", &is_customer));
    all
}

/// When each case began. Windows through which companies are followed are each a time of its own, so that those
/// with something and those without it are compared within the same window, whatever the season.
fn began(cases: &Cases) -> Covariate {
    if cases.list.iter().any(|case| case.ended.is_some()) {
        return numbers(cases, "began", &|c| day(c.zero.0));
    }
    let dates = Dates::of(cases);
    let words = cases.list.iter().map(|case| dates.of_zero(case));
    Covariate {
        name: "began".to_owned(),
        values: Values::Words(words.collect()),
    }
}

/// A word of the facts about a company.
type Word = fn(&Facts) -> Option<&String>;

/// The words that are covariates.
const OF_FACTS: [(&str, Word); 3] = [
    ("size", |f| f.size.as_ref()),
    ("industry", |f| f.industry.as_ref()),
    ("country", |f| f.country.as_ref()),
];

/// The date of each day on which a case began, as facts write it.
struct Dates(HashMap<i64, String>);

impl Dates {
    fn of(cases: &Cases) -> Self {
        let mut dates = HashMap::new();
        for case in &cases.list {
            let date = || case.zero.date_in("UTC").to_string();
            dates.entry(Self::day_of(case)).or_insert_with(date);
        }
        Self(dates)
    }

    fn day_of(case: &Case) -> i64 {
        case.zero.0.div_euclid(Millis::DAY)
    }

    fn of_zero(&self, case: &Case) -> &str {
        self.0.get(&Self::day_of(case)).map_or("", String::as_str)
    }
}

fn numbers(cases: &Cases, name: &str, of: &(dyn Fn(&Case) -> f64 + Sync)) -> Covariate {
    Covariate {
        name: name.to_owned(),
        values: Values::Numbers(cases.list.par_iter().map(of).collect()),
    }
}

/// When each company won deals.
fn wins(log: &Log) -> HashMap<Id, Vec<Millis>> {
    let mut wins: HashMap<Id, Vec<Millis>> = HashMap::new();
    for deal in log.deals.iter() {
        if let (Some(company), Some(at)) = (deal.company_id, deal.won_at) {
            wins.entry(company).or_default().push(at);
        }
    }
    wins
}
