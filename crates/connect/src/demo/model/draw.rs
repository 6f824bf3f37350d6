//! Drawing exactly so many cases, each with a probability in proportion to its weight.

use super::Rng;

/// Chooses exactly `n` cases (fewer only when fewer have a weight). The probability of a case is
/// `n · weight / sum of weights`, so a factor in the weight is a risk ratio of being chosen.
pub(crate) fn exactly(rng: &mut Rng, weights: &[u64], n: usize) -> Vec<bool> {
    let mut chosen = vec![false; weights.len()];
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] > 0).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, rng.below(at + 1));
    }
    let n = n.min(order.len());
    let step: u128 = order.iter().map(|at| u128::from(weights[*at])).sum();
    // Marks at equal distances on the row of all weights laid end to end; a case under one is chosen.
    let mut mark = rng.below(usize::try_from(step).unwrap_or(usize::MAX)) as u128;
    let (mut reached, mut missing) = (0_u128, n);
    for at in &order {
        reached += u128::from(weights[*at]) * n as u128;
        if reached > mark && missing > 0 {
            chosen[*at] = true;
            missing -= 1;
            mark += step;
        }
    }
    // A case longer than the distance takes one place only; the next ones take the rest.
    for at in &order {
        if missing > 0 && !chosen[*at] {
            chosen[*at] = true;
            missing -= 1;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_exact_and_a_factor_is_a_risk_ratio() {
        let weights: Vec<u64> = (0..4_000)
            .map(|n| if n % 2 == 0 { 10 } else { 20 })
            .collect();
        let (mut single, mut double) = (0, 0);
        for seed in 0..20 {
            let chosen = exactly(&mut Rng::new(seed, "draw", 0), &weights, 600);
            assert_eq!(chosen.iter().filter(|c| **c).count(), 600);
            for (at, _) in chosen.iter().enumerate().filter(|(_, c)| **c) {
                if at % 2 == 0 {
                    single += 1
                } else {
                    double += 1
                }
            }
        }
        let ratio = double * 1_000 / single;
        assert!((1_900..2_100).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_case_without_weight_is_never_chosen() {
        let chosen = exactly(&mut Rng::new(1, "draw", 0), &[0, 5, 0, 1_000], 3);
        assert_eq!(chosen, [false, true, false, true]);
    }
}
