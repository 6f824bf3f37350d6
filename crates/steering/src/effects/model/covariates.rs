//! What was known of a case before its time zero: what estimates are adjusted for, and the placebo.

use std::collections::HashMap;

use analysis::effects::{Covariate, Values};
use kernel::{Id, Millis};
use rayon::prelude::*;

use super::study::{PART, between, day};
use super::{Case, Cases, Facts, Log, Touch};

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
    let of_company = |cases: &[Case]| counts(log.of(cases[0].company), cases, (&mail, &visit));
    let of_part = |part: &[Case]| -> Vec<Counts> {
        let companies = part.chunk_by(|a, b| a.company == b.company);
        companies.flat_map(of_company).collect()
    };
    let counts = || -> Vec<Counts> {
        let parts = cases.list.par_chunks(PART).map(of_part);
        parts.collect::<Vec<_>>().into_iter().flatten().collect()
    };
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

/// Of the cases of a company. Its touchpoints are gone through once, however many windows it is followed through.
fn counts(touches: &[Touch], cases: &[Case], (mail, visit): (&[bool], &[bool])) -> Vec<Counts> {
    let zeros = || cases.iter().map(|case| case.zero);
    let first = zeros().min().unwrap_or_default().plus(-365 * Millis::DAY);
    let touches = between(touches, first.0, zeros().max().unwrap_or_default().0);
    // Visits, mails and contacts before each touchpoint, and at the end.
    let mut before = Vec::with_capacity(touches.len() + 1);
    before.push([0.0; 3]);
    for touch in touches {
        let kind = usize::from(touch.kind);
        let mut sums = before[before.len() - 1];
        sums[match (visit[kind], mail[kind]) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        }] += 1.0;
        before.push(sums);
    }
    let of_case = |case: &Case| {
        let at = |days: i64| {
            let from = case.zero.plus(-days * Millis::DAY).0;
            before[touches.partition_point(|touch| touch.time < from)]
        };
        let [zero, recent, half, year] = [0, 15, 180, 365].map(at);
        Counts {
            visits: zero[0] - recent[0],
            mails: zero[1] - half[1],
            contacts: zero[2] - half[2],
            contacts_before: half[2] - year[2],
        }
    };
    cases.iter().map(of_case).collect()
}

/// Size, industry, country, and whether the company was a customer.
fn facts(log: &Log, cases: &Cases) -> Vec<Covariate> {
    let none = Facts::default();
    let fact = |case: &Case| log.facts.get(&case.company).unwrap_or(&none);
    let facts: Vec<&Facts> = cases.list.par_iter().map(fact).collect();
    let words = |name: &str, of: &Word| {
        let words = facts.iter().map(|f| of(f).map_or("", String::as_str));
        Covariate {
            name: name.to_owned(),
            values: Values::Words(words.collect()),
        }
    };
    let dates = Dates::of(cases);
    let is_customer = |(case, facts): (&Case, &&Facts)| {
        let since = facts.customer_since.as_deref();
        f64::from(u8::from(since.is_some_and(|on| on < dates.of_zero(case))))
    };
    let customers = cases.list.par_iter().zip(&facts).map(is_customer);
    let mut all: Vec<Covariate> = OF_FACTS
        .par_iter()
        .map(|(name, of)| words(name, of))
        .collect();
    all.push(Covariate {
        name: "customer".to_owned(),
        values: Values::Numbers(customers.collect()),
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_before_each_window_is_counted() {
        // A touchpoint every 11 days: visits, mails and calls in turn.
        let day = |day: i64| day * Millis::DAY;
        let touch = |at: i64| Touch {
            id: at,
            time: day(at * 11),
            person: 0,
            late_min: 0,
            kind: (at % 3) as u16,
            activity: 0,
            campaign: 0,
            department: 0,
            channel: 0,
        };
        let touches: Vec<Touch> = (0..60).map(touch).collect();
        let case = |zero: i64| Case {
            company: Id(1),
            about: None,
            zero: Millis(day(zero)),
            ended: None,
            outcome: 0.0,
            worth: 1.0,
        };
        let cases = [-5, 0, 110, 400, 401, 660].map(case);
        let (visit, mail) = ([true, false, false], [false, true, false]);
        let found = counts(&touches, &cases, (&mail, &visit));
        for (case, found) in cases.iter().zip(&found) {
            let plain = |kind: u16, days: i64, until: i64| {
                let from = case.zero.0 - day(days)..case.zero.0 - day(until);
                let own = touches.iter().filter(|t| t.kind == kind);
                own.filter(|t| from.contains(&t.time)).count() as f64
            };
            assert_eq!(found.visits, plain(0, 15, 0));
            assert_eq!(found.mails, plain(1, 180, 0));
            assert_eq!(found.contacts, plain(2, 180, 0));
            assert_eq!(found.contacts_before, plain(2, 365, 180));
        }
        assert!(found[3].contacts_before > 4.0 && found[3].visits == 1.0);
    }
}
