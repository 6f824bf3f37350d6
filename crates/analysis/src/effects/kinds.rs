//! Cases of one kind: with the same activities, words and numbers. No model tells them apart, so a model of many cases
//! is one of their kinds, each of which counts as often as there are cases of it.

use super::matrix::Matrix;

/// The kinds of cases that lie side by side as they are alike.
#[derive(Clone, Debug)]
pub(crate) struct Kinds {
    /// Covariates and then activities side by side, behind an intercept: a row of each kind.
    pub(crate) all: Matrix,
    /// The kind of each case. Cases of one kind are side by side.
    pub(crate) of_case: Vec<u32>,
    /// The first case of each kind, and the end.
    starts: Vec<usize>,
}

impl Kinds {
    /// Of a row of each case.
    pub(crate) fn of(cases: &Matrix) -> Self {
        let mut starts: Vec<usize> = (0..cases.len())
            .filter(|case| !cases.is_as_before(*case))
            .collect();
        let all = match starts.len() == cases.len() {
            true => cases.clone(),
            false => cases.picked(&starts),
        };
        starts.push(cases.len());
        let of_case = (0_u32..).zip(starts.windows(2));
        let of_case = of_case.flat_map(|(kind, ends)| std::iter::repeat_n(kind, ends[1] - ends[0]));
        Self {
            all,
            of_case: of_case.collect(),
            starts,
        }
    }

    /// The first case of each kind.
    pub(crate) fn firsts(&self) -> &[usize] {
        &self.starts[..self.starts.len() - 1]
    }

    /// How many cases are of a kind.
    pub(crate) fn len_of(&self, kind: usize) -> usize {
        self.starts[kind + 1] - self.starts[kind]
    }

    /// How many cases are of each kind.
    pub(crate) fn counts(&self) -> Vec<f64> {
        let kinds = 0..self.starts.len() - 1;
        kinds.map(|kind| self.len_of(kind) as f64).collect()
    }

    /// The mean of a number of each case over those of each kind.
    pub(crate) fn means(&self, numbers: &[f64]) -> Vec<f64> {
        means(&self.of_case, &self.counts(), numbers)
    }
}

/// The sum of a number of each case over those of each kind; `kinds` has that of each case.
pub(crate) fn sums(of_case: &[u32], kinds: usize, numbers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; kinds];
    for (kind, number) in of_case.iter().zip(numbers) {
        sums[*kind as usize] += number;
    }
    sums
}

/// Their mean, where each kind counts so much; 0 where it counts nothing.
pub(crate) fn means(of_case: &[u32], counts: &[f64], numbers: &[f64]) -> Vec<f64> {
    let sums = sums(of_case, counts.len(), numbers).into_iter();
    let mean = |(sum, count): (f64, &f64)| if *count > 0.0 { sum / count } else { 0.0 };
    sums.zip(counts).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::super::activity::{Adjusted, estimate};
    use super::super::near::Known;
    use super::super::prepared::Prepared;
    use super::super::rng::Rng;
    use super::super::study::{Covariate, Event, Plan, Study, Values};
    use super::*;

    impl Kinds {
        /// Each case a kind of its own.
        fn each(cases: &Matrix) -> Self {
            Self {
                all: cases.clone(),
                of_case: (0..cases.len() as u32).collect(),
                starts: (0..=cases.len()).collect(),
            }
        }
    }

    /// Cases of three sizes, each company with some of them: a webinar, a call, a visit only after a call, and a letter
    /// in most cases.
    fn study(cases: u32, has_placebo: bool) -> Study {
        let mut rng = Rng::new(17);
        let mut study = Study {
            activities: ["webinar", "call", "visit", "letter"]
                .map(str::to_owned)
                .to_vec(),
            company: (0..cases).map(|case| case / 3).collect(),
            ..Study::default()
        };
        let (mut sizes, mut before) = (Vec::new(), Vec::new());
        for case in 0..cases {
            let size = rng.below(3) as f64;
            let mut score = -1.5 + 0.4 * size;
            let called = rng.uniform() < 0.2 + 0.1 * size;
            let chances = [0.1, f64::from(called), 0.4 * f64::from(called), 0.7];
            for (activity, (chance, effect)) in
                (0..).zip(chances.into_iter().zip([0.8, 0.5, 0.6, 0.1]))
            {
                if rng.uniform() < chance {
                    score += effect;
                    study.events.push(Event {
                        case,
                        activity,
                        day: 1.0 + f64::from(activity),
                    });
                }
            }
            study
                .outcome
                .push(f64::from(rng.uniform() < 1.0 / (1.0 + (-score).exp())));
            sizes.push(size);
            before.push(size + rng.normal());
        }
        let covariate = |name: &str, values| Covariate {
            name: name.to_owned(),
            values: Values::Numbers(values),
        };
        study.value = before
            .iter()
            .zip(&study.outcome)
            .map(|(v, y)| v * y)
            .collect();
        study.covariates.push(covariate("size", sizes));
        if has_placebo {
            study.placebos.push(covariate("before", before));
        }
        study
    }

    /// What is told of an effect: estimates with the width of their interval, and checks.
    fn told(found: &Adjusted) -> Vec<(f64, f64)> {
        let effects = [
            Some(&found.exposed),
            found.all.as_ref(),
            found.value.as_ref(),
        ];
        let bounds = effects.into_iter().flatten().flat_map(|effect| {
            let width = effect.ci.1 - effect.ci.0;
            [effect.difference, effect.ci.0, effect.ci.1].map(|value| (value, width))
        });
        let checks = &found.checks;
        let rest = [
            checks.overlap,
            checks.imbalance_before,
            checks.imbalance,
            checks.placebo.unwrap_or(-1.0),
            found.effective_controls / 1e3,
            found.largest_weight,
        ];
        bounds.chain(rest.map(|value| (value, 1.0))).collect()
    }

    #[test]
    fn kinds_say_what_their_cases_say() {
        let plan = Plan {
            samples: 60,
            ..Plan::default()
        };
        // Few cases have intervals from drawn companies, many start from what is known of all.
        for (cases, has_placebo) in [(1_500, true), (1_500, false), (30_000, true)] {
            let mut data = Prepared::of(&study(cases, has_placebo), &plan).expect("cases");
            let of = |data: &Prepared| -> Vec<_> {
                let known = Known::of(data);
                assert_eq!(known.is_some(), cases > 20_000);
                (0..4)
                    .map(|at| estimate(data, &plan, known.as_ref(), at))
                    .collect()
            };
            let by_kinds = of(&data);
            assert!(data.kinds.firsts().len() < 60, "cases of the same kind");
            assert_eq!(by_kinds[2].within, [1], "a visit needs a call");
            data.kinds = Kinds::each(&data.all);
            for (kinds, each) in by_kinds.iter().zip(of(&data)) {
                assert_eq!(
                    (kinds.exposed, kinds.controls),
                    (each.exposed, each.controls)
                );
                let told =
                    [kinds, &each].map(|one| told(one.adjusted.as_ref().expect("an effect")));
                for ((a, width), (b, _)) in told[0].iter().zip(&told[1]) {
                    assert!(
                        (a - b).abs() < 1e-4 * width,
                        "{cases} {}: {told:?}",
                        kinds.activity
                    );
                }
            }
        }
    }

    #[test]
    fn cases_with_the_same_row_are_one_kind() {
        let number = [0.5, 0.5, 0.5, -1.0, -1.0, 0.5];
        let yes = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let kinds = Kinds::of(&Matrix::of(&[&number, &yes], 6));
        assert_eq!(kinds.of_case, [0, 0, 1, 2, 2, 3]);
        assert_eq!(kinds.firsts(), [0, 2, 3, 5]);
        assert_eq!(kinds.counts(), [2.0, 1.0, 2.0, 1.0]);
        assert_eq!(kinds.all.len(), 4);
        assert_eq!(kinds.all.times(&[0.0, 2.0, 10.0]), [11.0, 1.0, -2.0, 1.0]);
        let y = [1.0, 0.0, 3.0, 4.0, 6.0, 7.0];
        assert_eq!(kinds.means(&y), [0.5, 3.0, 5.0, 7.0]);
        let drawn = [0.0, 2.0, 0.0, 1.0, 1.0, 3.0];
        let counts = sums(&kinds.of_case, 4, &drawn);
        assert_eq!(counts, [2.0, 0.0, 2.0, 3.0]);
        assert_eq!(
            means(&kinds.of_case, &counts, &[0.0, 2.0, 0.0, 1.0, 2.0, 6.0]),
            [1.0, 0.0, 1.5, 2.0]
        );
    }
}
