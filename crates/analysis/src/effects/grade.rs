//! How far a number can be trusted: the evidence grades.
//!
//! **A**: randomised. **B**: exposure decided before outcome (landmark), doubly robust adjustment, probability
//! of exposure within 0.05 and 0.95 for at least 90 % of the cases, standardised differences of means below
//! 0.1, placebo passed. **C**: adjusted, but a check failed. **D**: only counted, no estimate, or more than
//! one check failed: then the adjusted number is no better than a count. Every failed check lowers the grade.

/// Least share of cases with overlap.
const OVERLAP: f64 = 0.9;
/// Largest standardised difference of means.
const IMBALANCE: f64 = 0.1;
/// Standardised difference of means from which models no longer compare but extrapolate (Rubin 2001).
const APART: f64 = 0.25;
/// Smallest p-value with which a placebo counts as passed.
const PLACEBO: f64 = 0.01;

/// An evidence grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Randomised.
    A,
    /// Landmark, adjusted, all checks passed.
    B,
    /// Adjusted, a check failed.
    C,
    /// Counted only, or several checks failed.
    D,
}

impl Grade {
    /// Its letter.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
        }
    }
}

/// What is checked about an adjusted estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// Whether exposure was decided at a landmark before the outcome.
    pub landmark: bool,
    /// Whether anything known before was adjusted for.
    pub covariates: bool,
    /// Share of cases whose probability of exposure lies within 0.05 and 0.95.
    pub overlap: f64,
    /// Largest standardised difference of means before weighting.
    pub imbalance_before: f64,
    /// Largest standardised difference of means after weighting.
    pub imbalance: f64,
    /// p-value of the placebo; nothing when none could be made, which counts as not passed.
    pub placebo: Option<f64>,
}

/// A check by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Exposure before outcome.
    Landmark,
    /// Something known before to adjust for.
    Covariates,
    /// Exposed and unexposed cases of every kind.
    Overlap,
    /// Exposed and weighted controls alike.
    Balance,
    /// No effect where there can be none.
    Placebo,
}

impl Check {
    /// Its word in answers, also its text key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Landmark => "landmark",
            Self::Covariates => "covariates",
            Self::Overlap => "overlap",
            Self::Balance => "balance",
            Self::Placebo => "placebo",
        }
    }
}

impl Checks {
    /// Whether there are controls like the exposed: what was sent to nearly everybody at one time, for example,
    /// has none of that time, and what it changed cannot be told from what else changed then.
    #[must_use]
    pub fn is_like(&self) -> bool {
        is_like(self.imbalance)
    }

    /// The checks that failed.
    #[must_use]
    pub fn failed(&self) -> Vec<Check> {
        let checks = [
            (Check::Landmark, self.landmark),
            (Check::Covariates, self.covariates),
            (Check::Overlap, self.overlap >= OVERLAP),
            (Check::Balance, self.imbalance < IMBALANCE),
            (Check::Placebo, self.placebo.is_some_and(|p| p > PLACEBO)),
        ];
        let failed = checks.iter().filter(|(_, passed)| !passed);
        failed.map(|(check, _)| *check).collect()
    }

    /// The grade of an adjusted estimate with these checks.
    #[must_use]
    pub fn grade(&self) -> Grade {
        match self.failed().len() {
            0 => Grade::B,
            1 => Grade::C,
            _ => Grade::D,
        }
    }
}

/// Whether weighted controls are so little apart that they can be compared.
pub(super) fn is_like(imbalance: f64) -> bool {
    imbalance < APART
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failed_check_lowers_the_grade() {
        let good = Checks {
            landmark: true,
            covariates: true,
            overlap: 0.9,
            imbalance_before: 0.7,
            imbalance: 0.099,
            placebo: Some(0.011),
        };
        assert_eq!(good.grade(), Grade::B);
        let breaks: [fn(&mut Checks); 5] = [
            |c| c.landmark = false,
            |c| c.covariates = false,
            |c| c.overlap = 0.89,
            |c| c.imbalance = 0.1,
            |c| c.placebo = None,
        ];
        for (at, first) in breaks.iter().enumerate() {
            let mut one = good.clone();
            first(&mut one);
            assert_eq!(one.grade(), Grade::C);
            let mut two = one.clone();
            breaks[(at + 1) % 5](&mut two);
            assert_eq!(two.grade(), Grade::D);
        }
        let unknown = Checks {
            overlap: f64::NAN,
            ..good
        };
        assert_eq!(unknown.failed(), [Check::Overlap]);
    }

    #[test]
    fn a_quarter_of_the_spread_apart_is_not_alike() {
        assert!(is_like(0.249));
        assert!(!is_like(0.25));
        assert!(!is_like(f64::NAN), "what cannot be told is not alike");
    }
}
