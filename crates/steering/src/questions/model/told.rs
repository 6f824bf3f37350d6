//! An answer as it is kept and shown.

use analysis::effects::{Grade, q_values};
use serde::{Deserialize, Serialize};

use super::{Adjusted, Cases, Measure, Question, Setting};

/// Days in which cases are counted for what the next quarter may bring.
const QUARTER: i64 = 91;

/// At most this share of all findings of a run may be false on average.
pub const FALSE_SHARE: f64 = 0.05;

/// An effect with its 95 % intervals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Version of the definition.
    pub version: u32,
    /// Cases.
    pub cases: usize,
    /// Of which exposed.
    pub exposed: usize,
    /// Cases to compare with.
    pub controls: usize,
    /// Mean outcome of all cases.
    pub mean: f64,
    /// Difference of the plain means; nothing when one side is empty.
    pub naive_difference: Option<f64>,
    /// Ratio of the plain means.
    pub naive_ratio: Option<f64>,
    /// The adjusted effect on the exposed.
    pub adjusted: Option<Adjusted>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Evidence grade, `A` to `D`.
    pub grade: char,
    /// Checks that failed.
    pub failed: Vec<String>,
    /// Share of cases whose probability of exposure lies within 0.05 and 0.95.
    pub overlap: Option<f64>,
    /// Largest standardised difference of means after weighting.
    pub imbalance: Option<f64>,
    /// p-value of what no exposure can have caused.
    pub placebo: Option<f64>,
    /// Unexposed cases of the last 91 known days: where more could be done in a quarter.
    pub eligible: usize,
    /// Exposed cases of these days: where it could be left.
    pub recent: usize,
    /// Share of false findings that one has to put up with to count this as one, among all questions of the
    /// run (Benjamini & Hochberg 1995); nothing where there is no effect.
    #[serde(default)]
    pub q: Option<f64>,
    /// How many questions of the run had an effect to test.
    #[serde(default)]
    pub tests: usize,
}

impl Told {
    /// Asks the question of its cases.
    #[must_use]
    pub fn of(question: &dyn Question, cases: &Cases, setting: &Setting) -> Self {
        let (others, recent) = cases.recent(QUARTER);
        let eligible = others * usize::try_from(question.stands_for(setting)).unwrap_or(1);
        let Some(answer) = cases.answer(question, &[], 1) else {
            return Self::nothing(question, cases.len());
        };
        let effect = &answer.effect;
        let adjusted = effect.adjusted.as_ref();
        let checks = adjusted.ok().map(|a| &a.checks);
        Self {
            version: question.about().version,
            cases: answer.cases,
            exposed: effect.exposed,
            controls: effect.controls,
            mean: answer.mean,
            naive_difference: effect.naive_difference,
            naive_ratio: effect.naive_ratio,
            adjusted: adjusted.ok().map(|a| Adjusted::from(&a.exposed)),
            reason: adjusted.err().map(|r| r.key().to_owned()),
            grade: answer.grade.map_or('D', Grade::letter),
            failed: checks.map_or_else(Vec::new, |c| {
                c.failed().iter().map(|c| c.key().to_owned()).collect()
            }),
            overlap: checks.map(|c| c.overlap),
            imbalance: checks.map(|c| c.imbalance),
            placebo: checks.and_then(|c| c.placebo),
            eligible,
            recent,
            q: None,
            tests: 0,
        }
    }

    fn nothing(question: &dyn Question, cases: usize) -> Self {
        Self {
            version: question.about().version,
            cases,
            exposed: 0,
            controls: 0,
            mean: 0.0,
            naive_difference: None,
            naive_ratio: None,
            adjusted: None,
            reason: Some("few_exposed".to_owned()),
            grade: 'D',
            failed: Vec::new(),
            overlap: None,
            imbalance: None,
            placebo: None,
            eligible: 0,
            recent: 0,
            q: None,
            tests: 0,
        }
    }

    /// Takes into account that many questions were asked at once.
    pub fn weigh_together(all: &mut [(&dyn Question, Self)]) {
        let tested = |(question, told): &(&dyn Question, Self)| {
            let p = told.adjusted.as_ref()?.p_shown(question.about().measure);
            Some(p).filter(|p| p.is_finite())
        };
        let p: Vec<Option<f64>> = all.iter().map(tested).collect();
        let known: Vec<f64> = p.iter().flatten().copied().collect();
        let mut q = q_values(&known).into_iter();
        for ((_, told), p) in all.iter_mut().zip(p) {
            told.tests = known.len();
            told.q = p.and_then(|_| q.next());
        }
    }

    /// What follows (index I10): do more when the whole interval is good, stop when it is bad, else test.
    #[must_use]
    pub fn verdict(&self, question: &dyn Question) -> Verdict {
        match self.direction(question) {
            Some(up) if self.grade != 'D' && up == question.about().wants_more => Verdict::More,
            Some(_) if self.grade != 'D' => Verdict::Less,
            _ => Verdict::Test,
        }
    }

    /// Whether the outcome goes up or down, when the interval that is shown leaves out no effect and the
    /// number of questions does not explain it either.
    fn direction(&self, question: &dyn Question) -> Option<bool> {
        self.beyond(question).filter(|_| self.stands_out())
    }

    /// Whether it would still be a finding among all questions of the run.
    #[must_use]
    pub fn stands_out(&self) -> bool {
        self.q.is_none_or(|q| q <= FALSE_SHARE)
    }

    fn beyond(&self, question: &dyn Question) -> Option<bool> {
        let effect = self.adjusted.as_ref()?;
        let (low, high) = match (question.about().measure, effect.ratio_ci) {
            (Measure::Rate | Measure::Money, Some((low, high))) => (low - 1.0, high - 1.0),
            _ => effect.ci,
        };
        match (low > 0.0, high < 0.0) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Whether the interval holds no effect at all, or there is none, or so many questions were asked that
    /// one like this had to be expected.
    #[must_use]
    pub fn is_unproven(&self, question: &dyn Question) -> bool {
        self.direction(question).is_none()
    }

    /// Whether the interval alone would have been a finding, but not among so many questions.
    #[must_use]
    pub fn fails_for_number(&self, question: &dyn Question) -> bool {
        self.beyond(question).is_some() && !self.stands_out()
    }

    /// What a quarter brings when the verdict is followed, in outcomes (or in minor units), with its interval:
    /// more of it in all eligible cases, or none of it in the exposed ones. Nothing for points: they do not
    /// add up.
    #[must_use]
    pub fn expected(&self, question: &dyn Question) -> Option<(f64, (f64, f64))> {
        let countable = question.about().measure != Measure::Points;
        let adjusted = self.adjusted.as_ref().filter(|_| countable)?;
        let stops = self.verdict(question) == Verdict::Less;
        let by = match stops {
            true => -(self.recent as f64),
            false => self.eligible as f64,
        };
        let (a, b) = (adjusted.ci.0 * by, adjusted.ci.1 * by);
        Some((adjusted.difference * by, (a.min(b), a.max(b))))
    }

    /// Cases that each side of a test needs to find the effect of the estimate with 80 % power at 5 %, for
    /// shares; nothing for other outcomes and without an effect.
    #[must_use]
    pub fn needed(&self, measure: Measure) -> Option<usize> {
        let a = self
            .adjusted
            .as_ref()
            .filter(|_| measure == Measure::Rate)?;
        let (p, q) = (a.with.clamp(0.0, 1.0), a.without.clamp(0.0, 1.0));
        let difference = p - q;
        if difference.abs() < 1e-9 {
            return None;
        }
        // (z 0.975 + z 0.8)² = 7.849, Fleiss, Levin & Paik 2003, chapter 4.
        let n = 7.849 * (p * (1.0 - p) + q * (1.0 - q)) / (difference * difference);
        Some(n.ceil() as usize)
    }
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Do more of it.
    More,
    /// Leave it.
    Less,
    /// Find out.
    Test,
}

impl Verdict {
    /// Its word in texts and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Test => "test",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::find;

    /// With an interval from 0.7 to 1.43 times the ratio.
    fn told(ratio: f64) -> Told {
        let question = find("webinar_win").expect("a question");
        Told {
            grade: 'B',
            adjusted: Some(Adjusted {
                with: 0.3,
                without: 0.2,
                difference: 0.1,
                ci: (0.01, 0.19),
                ratio: Some(ratio),
                ratio_ci: Some((ratio * 0.7, ratio / 0.7)),
                p: 1.0,
                e_value: None,
            }),
            ..Told::nothing(question, 1_000)
        }
    }

    fn weighed(all: Vec<Told>) -> Vec<Told> {
        let question = find("webinar_win").expect("a question");
        let mut all: Vec<_> = all.into_iter().map(|told| (question, told)).collect();
        Told::weigh_together(&mut all);
        all.into_iter().map(|(_, told)| told).collect()
    }

    #[test]
    fn one_of_many_is_no_finding() {
        let question = find("webinar_win").expect("a question");
        let (weak, strong, none) = (1.5, 3.0, 1.02);
        let alone = weighed(vec![told(weak)]);
        assert_eq!(alone[0].verdict(question), Verdict::More);
        let many = weighed(vec![told(weak), told(strong), told(none)]);
        assert_eq!(many[0].verdict(question), Verdict::More, "q = 0.04");
        let nothing = Told::nothing(question, 9);
        let many = weighed(vec![told(weak), told(none), told(none), nothing]);
        assert_eq!((many[0].tests, many[3].q), (3, None));
        assert!(many[0].is_unproven(question) && many[0].fails_for_number(question));
        assert_eq!(many[0].verdict(question), Verdict::Test);
    }
}
