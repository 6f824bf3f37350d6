//! The cases in which an activity can be compared, with the columns of the models.

use super::aipw::{Outcome, Sample};
use super::kinds::{means, sums};
use super::matrix::Matrix;
use super::prepared::Prepared;

/// The part of the data in which an activity can be compared.
pub(crate) struct Comparison {
    /// A row of each kind of cases.
    x: Matrix,
    /// Which columns of all of them `x` has.
    pub(crate) columns: Vec<usize>,
    /// Whether a kind is exposed, 1 or 0.
    pub(crate) exposed: Vec<f64>,
    /// How many cases are of each kind.
    pub(crate) counts: Vec<f64>,
    /// The kind of each case, as a row of `x`.
    of_case: Vec<u32>,
    /// Which of all kinds each is.
    pub(crate) kinds: Vec<usize>,
    /// Column of each other activity in `x`.
    pub(crate) others: Vec<(usize, usize)>,
    /// Company of each case.
    pub(crate) company: Vec<u32>,
}

impl Comparison {
    /// Of cases among which either all of a kind are or none.
    pub(crate) fn of(data: &Prepared, activity: usize, cases: &[usize]) -> Self {
        let first = data.covariates.len() + 1;
        let (mut kinds, mut counts, mut of_case) = (Vec::new(), Vec::new(), Vec::new());
        let kind_of = |case: &usize| data.kinds.of_case[*case];
        for own in cases.chunk_by(|a, b| kind_of(a) == kind_of(b)) {
            of_case.resize(of_case.len() + own.len(), kinds.len() as u32);
            debug_assert_eq!(
                own.len(),
                data.kinds.len_of(kind_of(&own[0]) as usize),
                "all of a kind"
            );
            kinds.push(kind_of(&own[0]) as usize);
            counts.push(own.len() as f64);
        }
        let adjusts = |column| data.adjusts(activity, column);
        let (x, places) = data.kinds.all.part(&kinds, adjusts);
        let exposed = |kind: &usize| f64::from(data.has(data.kinds.firsts()[*kind], activity));
        let others = places.iter().enumerate();
        let others = others.filter_map(|(at, place)| Some((at, place.checked_sub(first)?)));
        Self {
            others: others.collect(),
            columns: places,
            x,
            exposed: kinds.iter().map(exposed).collect(),
            counts,
            of_case,
            kinds,
            company: cases.iter().map(|i| data.company[*i]).collect(),
        }
    }

    /// All cases, each once.
    pub(crate) fn sample(&self) -> Sample<'_> {
        self.counting(&self.counts)
    }

    /// Where each kind counts so much.
    pub(crate) fn counting<'a>(&'a self, counts: &'a [f64]) -> Sample<'a> {
        Sample {
            x: &self.x,
            exposed: &self.exposed,
            weights: counts,
            of_case: &self.of_case,
        }
    }

    /// An outcome, of which there is that of each case.
    pub(crate) fn outcome<'a>(&self, each: &'a [f64]) -> Outcome<'a> {
        Outcome {
            each,
            means: means(&self.of_case, &self.counts, each),
        }
    }

    /// How often each kind was drawn where each case was so often, and the outcome of those drawn.
    pub(crate) fn drawn<'a>(&self, draws: &[f64], each: &'a [f64]) -> (Vec<f64>, Outcome<'a>) {
        let counts = sums(&self.of_case, self.kinds.len(), draws);
        let own = draws.iter().zip(each).map(|(n, y)| n * y);
        let means = means(&self.of_case, &counts, &own.collect::<Vec<f64>>());
        (counts, Outcome { each, means })
    }
}
