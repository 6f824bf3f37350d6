//! What was known of a case before its time zero: what estimates are adjusted for, and the placebo.

use std::collections::HashMap;

use analysis::effects::{Covariate, Values};
use kernel::{Id, Millis};
use rayon::prelude::*;

use super::study::{between, day};
use super::{Case, Cases, Facts, Log, Touch};

/// Covariates, and the placebo: what no later activity can have caused.
pub(super) fn before(log: &Log, cases: &Cases) -> (Vec<Covariate>, Vec<Covariate>) {
    let (mail, visit) = (
        log.flags(|key| key == "email.message.sent"),
        log.flags(|key| key == "web.page.viewed"),
    );
    let is_mail = |t: &Touch| mail[usize::from(t.kind)];
    let is_visit = |t: &Touch| visit[usize::from(t.kind)];
    let is_contact = |t: &Touch| !is_mail(t) && !is_visit(t);
    let many = |case: &Case, (from, to): (i64, i64), is: &(dyn Fn(&Touch) -> bool + Sync)| {
        let at = |days: i64| case.zero.plus(-days * Millis::DAY).0;
        let touches = between(log.of(case.company), at(from), at(to));
        touches.iter().filter(|t| is(t)).count() as f64
    };
    let wins = wins(log);
    let won = |case: &Case| {
        let own = wins.get(&case.company).map_or(&[][..], Vec::as_slice);
        own.iter().filter(|at| **at < case.zero).count() as f64
    };
    let mut covariates = facts(log, cases);
    covariates.extend([
        numbers(cases, "won_before", &won),
        numbers(cases, "visits_15_days", &|c| many(c, (15, 0), &is_visit)),
        numbers(cases, "mails_180_days", &|c| {
            many(c, (180, 0), &is_mail).ln_1p()
        }),
        numbers(cases, "contacts_180_days", &|c| {
            many(c, (180, 0), &is_contact).ln_1p()
        }),
        numbers(cases, "began", &|c| day(c.zero.0)),
    ]);
    let placebo = numbers(cases, "contacts_before", &|c| {
        many(c, (365, 180), &is_contact).ln_1p()
    });
    (covariates, vec![placebo])
}

/// Size, industry, country, and whether the company was a customer.
fn facts(log: &Log, cases: &Cases) -> Vec<Covariate> {
    let none = Facts::default();
    let fact = |company: Id| log.facts.get(&company).unwrap_or(&none);
    let words = |name: &str, of: &dyn Fn(&Facts) -> Option<&String>| {
        let words = cases
            .list
            .iter()
            .map(|c| of(fact(c.company)).cloned().unwrap_or_default());
        Covariate {
            name: name.to_owned(),
            values: Values::Words(words.collect()),
        }
    };
    let is_customer = |case: &Case| {
        let since = fact(case.company).customer_since.as_deref();
        let zero = case.zero.date_in("UTC").to_string();
        f64::from(u8::from(since.is_some_and(|on| on < zero.as_str())))
    };
    vec![
        words("size", &|f| f.size.as_ref()),
        words("industry", &|f| f.industry.as_ref()),
        words("country", &|f| f.country.as_ref()),
        numbers(cases, "customer", &is_customer),
    ]
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
