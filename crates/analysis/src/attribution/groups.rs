//! Intervals: the delete-a-group jackknife over 64 groups of companies.
//!
//! Source: Kott 2001, "The delete-a-group jackknife", Journal of Official Statistics 17. Every sum is
//! kept per group; an estimate without a group follows by subtraction, so no second pass over the
//! journeys is needed, and the result depends on nothing but the journeys.

use super::hash::{Seeded, mix};

/// Number of groups.
pub const GROUPS: usize = 64;

/// With fewer conversions than this no interval is stated (our convention: too few).
pub const FEWEST_CONVERSIONS: i64 = 30;

/// The group of a company (or of a row of a file), from its id.
#[must_use]
pub fn group_of(id: u64) -> u8 {
    (mix(id) >> 58) as u8
}

/// Draws one by one up to this many; beyond it by the normal approximation.
const ONE_BY_ONE: u32 = 1024;

/// Spreads journeys that are known only as a number over the groups, each by chance: the line of a file
/// that stands for many journeys is not one company.
#[must_use]
pub(super) fn spread(count: u32, random: &mut Seeded) -> [u32; GROUPS] {
    let mut groups = [0; GROUPS];
    if count <= ONE_BY_ONE {
        for _ in 0..count {
            groups[random.below(GROUPS)] += 1;
        }
        return groups;
    }
    let mut left = count;
    for (at, cell) in groups.iter_mut().enumerate().take(GROUPS - 1) {
        let share = 1.0 / (GROUPS - at) as f64;
        let mean = f64::from(left) * share;
        // The sum of twelve uniform numbers is nearly normal with variance 1.
        let normal: f64 = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
        let drawn = (mean + (mean * (1.0 - share)).sqrt() * normal).round();
        *cell = (drawn.max(0.0) as u32).min(left);
        left -= *cell;
    }
    groups[GROUPS - 1] = left;
    groups
}

/// The standard error from the estimates without each group:
/// `SE² = (G − 1) / G · Σ (θ₋g − mean)²`. None when an estimate is missing or there are not two.
#[must_use]
pub fn standard_error(without: &[f64]) -> Option<f64> {
    let groups = without.len() as f64;
    if without.len() < 2 || without.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let mean = without.iter().sum::<f64>() / groups;
    let squares: f64 = without.iter().map(|x| (x - mean) * (x - mean)).sum();
    Some(((groups - 1.0) / groups * squares).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreading_loses_nothing_and_varies_as_chance_does() {
        for count in [0, 1, 5, 640, 64_000, 4_000_000_000] {
            let groups = spread(count, &mut Seeded::new(u64::from(count)));
            assert_eq!(
                groups.iter().map(|n| u64::from(*n)).sum::<u64>(),
                u64::from(count)
            );
            let mean = f64::from(count) / GROUPS as f64;
            let squares: f64 = groups.iter().map(|n| (f64::from(*n) - mean).powi(2)).sum();
            let ratio = squares / GROUPS as f64 / mean;
            assert!(
                count < 64 || (0.5..2.0).contains(&ratio),
                "{count}: {ratio}"
            );
        }
    }

    #[test]
    fn a_sum_of_equal_parts_has_no_error_and_one_estimate_none() {
        assert_eq!(standard_error(&[3.0, 3.0, 3.0]), Some(0.0));
        assert_eq!(standard_error(&[3.0]), None);
        assert_eq!(standard_error(&[3.0, f64::NAN]), None);
    }
}
