//! An answer as it is kept and shown.

use analysis::effects::{Effect, Grade};
use serde::{Deserialize, Serialize};

use super::{Cases, Measure, Question, Setting};

/// Days in which cases are counted for what the next quarter may bring.
const QUARTER: i64 = 91;

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
}

/// The adjusted effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// Mean outcome with the exposure.
    pub with: f64,
    /// Mean outcome of the same cases without it.
    pub without: f64,
    /// Their difference.
    pub difference: f64,
    /// Its 95 % interval.
    pub ci: (f64, f64),
    /// Their ratio.
    pub ratio: Option<f64>,
    /// Its 95 % interval.
    pub ratio_ci: Option<(f64, f64)>,
    /// Two-sided p-value.
    pub p: f64,
    /// How strong an unknown cause would have to be to explain it away (E-value).
    pub e_value: Option<f64>,
}

impl From<&Effect> for Adjusted {
    fn from(effect: &Effect) -> Self {
        Self {
            with: effect.with,
            without: effect.without,
            difference: effect.difference,
            ci: effect.ci,
            ratio: effect.ratio,
            ratio_ci: effect.ratio_ci,
            p: effect.p,
            e_value: effect.e_value(),
        }
    }
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

    /// Whether the outcome goes up or down, when the interval that is shown leaves out no effect.
    fn direction(&self, question: &dyn Question) -> Option<bool> {
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

    /// Whether the interval holds no effect at all, or there is none.
    #[must_use]
    pub fn is_unproven(&self, question: &dyn Question) -> bool {
        self.direction(question).is_none()
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
