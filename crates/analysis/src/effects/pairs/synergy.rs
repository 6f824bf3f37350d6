//! Do two activities together change more than each alone?

use super::super::prepared::Prepared;
use super::super::strata::{Cells, Compared};
use super::super::study::Plan;
use super::baselines::{Baselines, Scores};
use super::lag::{Ordered, Place};
use super::scores::Universe;
use super::{Tested, both};

/// Cases of the smallest cell in each stratum, on average.
const PER_STRATUM: usize = 10;

/// What two activities change together beyond what each changes alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synergy {
    /// Interaction contrast `p₁₁ − p₁₀ − p₀₁ + p₀₀`: more than the sum.
    pub difference: Tested,
    /// `p₁₁·p₀₀/(p₁₀·p₀₁)`: more than the product, with its 95 % interval.
    pub ratio: Option<f64>,
    /// 95 % interval of the ratio.
    pub ratio_ci: Option<(f64, f64)>,
    /// p-value of difference and ratio pointing in the same direction.
    pub p: f64,
    /// The same, accounted for the number of tests.
    pub q: f64,
}

/// Two activities without regard to their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// One activity.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Cases with neither, only `b`, only `a`, both.
    pub n: [usize; 4],
    /// Plain mean outcome of the same groups.
    pub rates: [Option<f64>; 4],
    /// The synergy; nothing with too few cases.
    pub synergy: Option<Synergy>,
}

/// The cases of a universe, scored by what was to be expected without the pair.
pub(super) struct Alike {
    cases: Vec<usize>,
    scores: Scores,
}

impl Alike {
    pub(super) fn of(data: &Prepared, baselines: &Baselines, universe: &Universe) -> Option<Self> {
        Some(Self {
            scores: baselines.scores(data, universe)?,
            cases: universe.cases.clone(),
        })
    }

    /// Synergy of an ordered pair within a lag.
    pub(super) fn ordered(&self, data: &Prepared, plan: &Plan, days: &Ordered) -> Option<Synergy> {
        self.compare(data, plan, |case| match days.place[case] {
            Place::Neither => Some(0),
            Place::OnlyThen => Some(1),
            Place::OnlyFirst => Some(2),
            Place::FirstThen => Some(3),
            Place::Reverse | Place::Apart => None,
        })
    }

    /// Synergy of the pair in any order.
    pub(super) fn unordered(
        &self,
        data: &Prepared,
        plan: &Plan,
        a: usize,
        b: usize,
    ) -> Option<Synergy> {
        self.compare(data, plan, |case| Some(cell(data, case, a, b)))
    }

    fn compare(
        &self,
        data: &Prepared,
        plan: &Plan,
        cell: impl Fn(usize) -> Option<u8>,
    ) -> Option<Synergy> {
        let placed = |at: usize| cell(self.cases[at]).map(|cell| (at, cell));
        let kept: Vec<(usize, u8)> = (0..self.cases.len()).filter_map(placed).collect();
        let cell: Vec<u8> = kept.iter().map(|(_, cell)| *cell).collect();
        let smallest = (0..4).map(|c| cell.iter().filter(|x| **x == c).count());
        let smallest = smallest.min().unwrap_or(0);
        if smallest < plan.least_cell {
            return None;
        }
        let at: Vec<usize> = kept.iter().map(|(at, _)| *at).collect();
        let scores = self.scores.take(&at);
        let case = |(at, _): &(usize, u8)| self.cases[*at];
        let cells = Cells::of(
            &Compared {
                y: &kept.iter().map(|k| data.y[case(k)]).collect::<Vec<_>>(),
                cell: &cell,
                stratum: &scores.strata(data.link, smallest / PER_STRATUM),
                company: &kept
                    .iter()
                    .map(|k| data.company[case(k)])
                    .collect::<Vec<_>>(),
                companies: data.companies,
            },
            4,
        )?;
        Some(Synergy::of(&cells))
    }
}

impl Synergy {
    fn of(cells: &Cells) -> Self {
        let factors = [1.0, -1.0, -1.0, 1.0];
        let difference: Tested = cells.contrast(&factors).into();
        let log = cells.log_contrast(&factors).map(Tested::from);
        Self {
            p: log
                .as_ref()
                .map_or(difference.p, |log| both(&difference, log)),
            ratio: log.as_ref().map(|log| log.value.exp()),
            ratio_ci: log.map(|log| (log.ci.0.exp(), log.ci.1.exp())),
            difference,
            q: 1.0,
        }
    }
}

/// Numbers and plain means of the groups of a pair in any order.
pub(super) fn counted(data: &Prepared, universe: &Universe) -> Interaction {
    let (a, b) = (universe.a, universe.b);
    let (mut n, mut sum) = ([0_usize; 4], [0.0; 4]);
    for case in &universe.cases {
        let cell = usize::from(cell(data, *case, a, b));
        n[cell] += 1;
        sum[cell] += data.y[*case];
    }
    let rate = |at: usize| (n[at] > 0).then(|| sum[at] / n[at] as f64);
    Interaction {
        a,
        b,
        n,
        rates: std::array::from_fn(rate),
        synergy: None,
    }
}

/// Neither, only `b`, only `a`, both.
fn cell(data: &Prepared, case: usize, a: usize, b: usize) -> u8 {
    2 * u8::from(data.has(case, a)) + u8::from(data.has(case, b))
}
