//! How much depends on touchpoints that may be missing.

use analysis::attribution::{How, Journeys, Spec, each};
use kernel::{Error, Result};
use rayon::prelude::*;
use serde::Serialize;

use super::credit::{ModelCredit, chosen, credit_of, direct, draw};
use super::gathered::paths;
use super::sensitivity::{share_of, shares_of};
use super::{Gathered, Places, Question, Taken};
use crate::effects::Touch;

/// Shares of the touchpoints of a row that are taken away.
const LOST: [f64; 3] = [0.1, 0.2, 0.3];

/// What would change if a part of a row's touchpoints were missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Loss {
    /// The row.
    pub row: usize,
    /// Its share of the credit with everything.
    pub share: f64,
    /// Its share without 10, 20 and 30 percent of its touchpoints.
    pub without: Vec<f64>,
}

/// What is asked again and again.
struct Asked<'a> {
    question: &'a Question,
    places: &'a Places,
    spec: Spec,
    is_direct: Vec<bool>,
}

/// Takes a part of the touchpoints of each row away, the same ones each time.
///
/// # Errors
/// `Invalid` when the chosen model is none.
pub fn losses(gathered: &Gathered, question: &Question, places: &Places) -> Result<Vec<Loss>> {
    let spec =
        Spec::parse(chosen(&question.model)).map_err(|_| Error::field("model", "error.choice"))?;
    let asked = Asked {
        question,
        places,
        spec,
        is_direct: direct(question.dimension, places),
    };
    match asked.spec.model.how {
        How::Weigh(_) => Ok(asked.journey_by_journey(gathered)),
        // The others look at lost chances as well, and at all journeys at once.
        How::Chain | How::Rates | How::Hazard => Ok(asked.at_once(gathered)),
    }
}

/// A journey with what it credits to a row.
#[derive(Clone, Copy)]
struct Own {
    journey: usize,
    outcomes: f64,
    value: i64,
    /// The share from which on a touchpoint of the row is taken from it.
    from: f64,
}

impl Asked<'_> {
    /// Only journeys from which something is taken are looked at anew: the others credit what they did.
    fn journey_by_journey(&self, gathered: &Gathered) -> Vec<Loss> {
        let list: Vec<&Taken> = gathered.outcomes().collect();
        let unknown = self.places.unknown();
        let mut all = ModelCredit {
            model: self.spec.word.clone(),
            outcomes: vec![0.0; unknown + 1],
            values: vec![0; unknown + 1],
        };
        let mut own: Vec<Vec<Own>> = vec![Vec::new(); unknown + 1];
        let paths = self.paths(&list, |_| true);
        each(&paths, unknown + 1, &self.spec, &self.is_direct, |told| {
            let row = told.code.min(unknown);
            all.outcomes[row] += told.outcomes;
            all.values[row] += told.value;
            own[row].push(Own {
                journey: told.journey,
                outcomes: told.outcomes,
                value: told.value,
                from: self.first_lost(list[told.journey], row),
            });
        });
        let shares = shares_of(&all);
        let loss = |row: usize| {
            let without = |lost: &f64| {
                let less = || own[row].iter().filter(|own| own.from < *lost);
                let anew: Vec<&Taken> = less().map(|own| list[own.journey]).collect();
                let mut part = self.without(&anew, row, *lost);
                let outcomes: f64 = less().map(|own| own.outcomes).sum();
                part.outcomes[row] += all.outcomes[row] - outcomes;
                part.values[row] += all.values[row] - less().map(|own| own.value).sum::<i64>();
                share_of(&part, &all, row)
            };
            Loss {
                row,
                share: shares[row],
                without: LOST.par_iter().map(without).collect(),
            }
        };
        self.of_rows(gathered, loss)
    }

    fn at_once(&self, gathered: &Gathered) -> Vec<Loss> {
        let list: Vec<&Taken> = gathered.list.iter().collect();
        let shares = shares_of(&self.credit(&list, |_| true));
        let loss = |row: usize| {
            let without = |lost: &f64| {
                let left = self.without(&list, row, *lost);
                share_of(&left, &left, row)
            };
            Loss {
                row,
                share: shares[row],
                without: LOST.par_iter().map(without).collect(),
            }
        };
        self.of_rows(gathered, loss)
    }

    /// The losses of the rows that have touchpoints at all.
    fn of_rows(
        &self,
        gathered: &Gathered,
        loss: impl Fn(usize) -> Loss + Sync + Send,
    ) -> Vec<Loss> {
        let mut met = vec![false; self.places.unknown() + 1];
        let touches = gathered.list.iter().flat_map(|one| &one.journey.touches);
        touches.for_each(|touch| met[self.row_of(touch)] = true);
        let rows = (0..self.places.unknown()).into_par_iter();
        rows.filter(|row| met[*row]).map(loss).collect()
    }

    fn row_of(&self, touch: &Touch) -> usize {
        self.places.row_of(self.question.dimension, touch)
    }

    fn is_lost(&self, touch: &Touch, row: usize, lost: f64) -> bool {
        self.row_of(touch) == row && draw(touch.id) < lost
    }

    /// The share from which on something of a row is taken from a journey.
    fn first_lost(&self, taken: &Taken, row: usize) -> f64 {
        let own = taken.journey.touches.iter();
        let own = own.filter(|touch| self.row_of(touch) == row);
        own.map(|touch| draw(touch.id)).fold(1.0, f64::min)
    }

    fn paths(&self, list: &[&Taken], keeps: impl Fn(&Touch) -> bool) -> Journeys {
        let (by, days) = (self.question.dimension, self.question.window_days);
        paths(list.iter().copied(), by, self.places, days, keeps)
    }

    fn credit(&self, list: &[&Taken], keeps: impl Fn(&Touch) -> bool) -> ModelCredit {
        let paths = self.paths(list, keeps);
        credit_of(&paths, self.places.unknown(), &self.spec, &self.is_direct)
    }

    fn without(&self, list: &[&Taken], row: usize, lost: f64) -> ModelCredit {
        self.credit(list, |touch| !self.is_lost(touch, row, lost))
    }
}

#[cfg(test)]
mod tests {
    use analysis::attribution::MODELS;
    use kernel::{Id, Millis};
    use org::settings::Company;

    use super::super::Place;
    use super::*;
    use crate::effects::{Dimension, End, Journey, UNKNOWN};

    fn touch(id: i64, channel: u16) -> Touch {
        Touch {
            id,
            time: id,
            person: 0,
            late_min: 0,
            kind: 0,
            activity: UNKNOWN,
            campaign: UNKNOWN,
            department: UNKNOWN,
            channel,
        }
    }

    /// Outcomes of the value given, each after some touchpoints of four channels and of none.
    fn gathered(value_minor: i64) -> Gathered {
        let taken = |case: i64| {
            let touches = (0..case % 7).map(|at| touch(case * 10 + at, (case * at % 5) as u16));
            Taken {
                end: End {
                    id: Id(case),
                    company: Some(Id(case % 40)),
                    deal: None,
                    person: 0,
                    at: Millis(case * 10 + 9),
                    since: Millis(case * 10 + 9),
                    value_minor: value_minor * case,
                },
                journey: Journey {
                    touches: touches.collect(),
                    ..Journey::default()
                },
                happened: case % 3 > 0,
            }
        };
        Gathered {
            list: (0..300).map(taken).collect(),
        }
    }

    fn places() -> Places {
        let keys = ["email", "phone", "event", "web"].map(str::to_owned);
        let place = |key: &String| Place {
            key: key.clone(),
            de: key.clone(),
            en: key.clone(),
            class: String::new(),
        };
        Places::new(
            keys.iter().map(place).collect(),
            keys.clone().into_iter(),
            None,
        )
    }

    /// Only the journeys of a row are looked at: the shares are those from all journeys.
    #[test]
    fn a_loss_is_what_all_journeys_without_these_touchpoints_say() {
        let places = places();
        for (model, value) in MODELS.iter().flat_map(|model| [(model, 0), (model, 7)]) {
            let question = Question {
                dimension: Dimension::Channel,
                model: model.id.to_owned(),
                ..Question::of_revenue(Millis(0), Millis(i64::MAX), &Company::default())
            };
            let gathered = gathered(value);
            let found = losses(&gathered, &question, &places).expect("a model");
            let asked = Asked {
                question: &question,
                places: &places,
                spec: Spec::parse(chosen(model.id)).expect("a model"),
                is_direct: direct(Dimension::Channel, &places),
            };
            let whole: Vec<&Taken> = gathered.list.iter().collect();
            assert_eq!(found.len(), 4, "{}", model.id);
            let is_less = |loss: &Loss| loss.without[2] < loss.share;
            assert!(found.iter().any(is_less), "{}: nothing was lost", model.id);
            for loss in &found {
                for (lost, share) in LOST.iter().zip(&loss.without) {
                    let plain = shares_of(&asked.without(&whole, loss.row, *lost))[loss.row];
                    assert!(
                        (plain - share).abs() < 1e-12,
                        "{} {plain} {share}",
                        model.id
                    );
                }
            }
        }
    }
}
