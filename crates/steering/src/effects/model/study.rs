//! A study of cases: the columns that `analysis::effects` works on.

use std::collections::HashMap;

use analysis::effects::{Covariate, Event, Study, Values};
use kernel::{Id, Millis};

use super::journey::is_entered_after;
use super::{Cases, Dimension, Log, Touch, UNKNOWN, earns_credit};

/// Exposure to the touchpoints of each place. `places` has the place of each code of the dimension, or
/// none; `names` the name of each place. Covariates are what was known before time zero.
#[must_use]
pub fn study(
    log: &Log,
    cases: &Cases,
    dimension: Dimension,
    places: &[Option<u32>],
    names: Vec<String>,
) -> Study {
    let mut study = Study {
        activities: names,
        ..Study::default()
    };
    let mut companies: Vec<Id> = cases.list.iter().map(|case| case.company).collect();
    companies.sort_unstable();
    companies.dedup();
    let (earning, before) = (log.flags(earns_credit), Before::of(log));
    for (number, case) in cases.list.iter().enumerate() {
        study.outcome.push(case.outcome);
        study.worth.push(case.worth);
        study.time_zero.push(day(case.zero.0));
        study
            .outcome_day
            .push(case.ended.map_or(f64::INFINITY, |at| day(at.0)));
        let place = companies.binary_search(&case.company).unwrap_or(0);
        study.company.push(place as u32);
        let until = case.zero.plus(cases.landmark_days * Millis::DAY).0;
        let touches = between(log.of(case.company), case.zero.0, until + 1);
        let own = touches.iter().filter(|t| {
            earning[usize::from(t.kind)]
                && Some(Id(t.id)) != case.about
                && case.ended.is_none_or(|at| !is_entered_after(t, at))
        });
        let mut seen = vec![false; study.activities.len()];
        for touch in own {
            let place = match dimension.code(touch) {
                UNKNOWN => None,
                code => places.get(usize::from(code)).copied().flatten(),
            };
            let Some(activity) = place.filter(|p| !std::mem::replace(&mut seen[*p as usize], true))
            else {
                continue;
            };
            study.events.push(Event {
                case: number as u32,
                activity,
                day: day(touch.time),
            });
        }
    }
    (study.covariates, study.placebos) = before.columns(log, cases);
    study
}

fn day(at: i64) -> f64 {
    at as f64 / Millis::DAY as f64
}

/// The touchpoints from an instant (included) to another (excluded).
fn between(touches: &[Touch], from: i64, to: i64) -> &[Touch] {
    let start = touches.partition_point(|t| t.time < from);
    let end = touches.partition_point(|t| t.time < to);
    &touches[start..end.max(start)]
}

/// What touchpoints say about the time before a case.
struct Before {
    mail: Vec<bool>,
    visit: Vec<bool>,
}

impl Before {
    fn of(log: &Log) -> Self {
        Self {
            mail: log.flags(|key| key == "email.message.sent"),
            visit: log.flags(|key| key == "web.page.viewed"),
        }
    }

    /// Covariates, and the placebo: what no later activity can have caused.
    fn columns(&self, log: &Log, cases: &Cases) -> (Vec<Covariate>, Vec<Covariate>) {
        let none = super::Facts::default();
        let fact = |company: Id| log.facts.get(&company).unwrap_or(&none);
        let words = |name: &str, of: &dyn Fn(&super::Facts) -> Option<&String>| Covariate {
            name: name.to_owned(),
            values: Values::Words(
                cases
                    .list
                    .iter()
                    .map(|c| of(fact(c.company)).cloned().unwrap_or_default())
                    .collect(),
            ),
        };
        let numbers = |name: &str, of: &dyn Fn(&super::Case) -> f64| Covariate {
            name: name.to_owned(),
            values: Values::Numbers(cases.list.iter().map(of).collect()),
        };
        let many = |case: &super::Case, (from, to): (i64, i64), is: &dyn Fn(&Touch) -> bool| {
            let at = |days: i64| case.zero.plus(-days * Millis::DAY).0;
            let touches = between(log.of(case.company), at(from), at(to));
            touches.iter().filter(|t| is(t)).count() as f64
        };
        let mail = |t: &Touch| self.mail[usize::from(t.kind)];
        let visit = |t: &Touch| self.visit[usize::from(t.kind)];
        let contact = |t: &Touch| !mail(t) && !visit(t);
        let mut wins: HashMap<Id, Vec<Millis>> = HashMap::new();
        for deal in log.deals.iter() {
            if let (Some(company), Some(at)) = (deal.company_id, deal.won_at) {
                wins.entry(company).or_default().push(at);
            }
        }
        let won = |case: &super::Case| {
            let own = wins.get(&case.company).map_or(&[][..], Vec::as_slice);
            own.iter().filter(|at| **at < case.zero).count() as f64
        };
        let covariates = vec![
            words("size", &|f| f.size.as_ref()),
            words("industry", &|f| f.industry.as_ref()),
            words("country", &|f| f.country.as_ref()),
            numbers("customer", &|c| {
                let since = fact(c.company).customer_since.as_deref();
                f64::from(u8::from(since.is_some_and(|on| {
                    on < c.zero.date_in("UTC").to_string().as_str()
                })))
            }),
            numbers("won_before", &won),
            numbers("visits_15_days", &|c| many(c, (15, 0), &visit)),
            numbers("mails_180_days", &|c| many(c, (180, 0), &mail).ln_1p()),
            numbers("contacts_180_days", &|c| {
                many(c, (180, 0), &contact).ln_1p()
            }),
            numbers("began", &|c| day(c.zero.0)),
        ];
        let placebo = numbers("contacts_before", &|c| {
            many(c, (365, 180), &contact).ln_1p()
        });
        (covariates, vec![placebo])
    }
}
