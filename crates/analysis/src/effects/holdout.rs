//! Hold-outs: a random part of the companies goes without an activity, and the difference is the effect.
//!
//! Who is held out is decided by a hash of the company, so it stays the same for as long as the hold-out has
//! the same name. *Intention to treat* compares the arms as drawn; *per exposed* divides by how much more the
//! one arm was exposed (Wald). The always-valid interval may be looked at as often as one likes (mixture
//! sequential test; Johari, Pekelis & Walsh 2015): `± √(V(V+τ²)/τ² · ln((V+τ²)/(V·α²)))`.

use super::normal::{Z95, p_value, quantile};
use super::rng::mix;

/// Probability of leaving the truth out of an interval.
const ALPHA: f64 = 0.05;

/// Whether a company is held out: a share of all companies, drawn by hash of the hold-out's name (its salt)
/// and the company, the same on every machine and at any time.
#[must_use]
pub fn is_held_out(salt: &str, company: u64, share: f64) -> bool {
    let start = 0xCBF2_9CE4_8422_2325_u64;
    let hashed = salt.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let bits = mix(mix(hashed).wrapping_add(company.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    ((bits >> 11) as f64 / (1_u64 << 53) as f64) < share
}

/// One arm: cases or companies with the sum of their outcomes and of the squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arm {
    /// Number of units.
    pub n: f64,
    /// How many of them were exposed.
    pub exposed: f64,
    /// Sum of their outcomes.
    pub sum: f64,
    /// Sum of the squares of their outcomes.
    pub squares: f64,
    /// Sum of the outcomes of the exposed.
    pub sum_exposed: f64,
}

impl Arm {
    /// Adds a unit.
    pub fn add(&mut self, outcome: f64, exposed: bool) {
        let exposed = f64::from(exposed);
        self.n += 1.0;
        self.exposed += exposed;
        self.sum += outcome;
        self.squares += outcome * outcome;
        self.sum_exposed += outcome * exposed;
    }

    /// Mean outcome.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum / self.n
    }

    /// Share of the exposed.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.exposed / self.n
    }

    /// Variance of the mean of `outcome − effect·exposure`.
    fn variance(&self, effect: f64) -> f64 {
        let mean = self.mean() - effect * self.share();
        let square = (self.squares - 2.0 * effect * self.sum_exposed
            + effect * effect * self.exposed)
            / self.n;
        (square - mean * mean).max(0.0) / (self.n - 1.0)
    }
}

/// The result of a hold-out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldoutEffect {
    /// Mean outcome of the arm that could be reached minus the arm held out.
    pub difference: f64,
    /// 95 % interval, valid for one look at a time set before.
    pub ci: (f64, f64),
    /// 95 % interval that is valid at every look.
    pub always_valid: (f64, f64),
    /// Two-sided p-value for one look.
    pub p: f64,
    /// Effect for each exposed unit.
    pub per_exposed: Option<f64>,
    /// Its 95 % interval.
    pub per_exposed_ci: Option<(f64, f64)>,
    /// Exposed share of the arm that could be reached.
    pub exposed_share: f64,
    /// Exposed share of the arm held out: above zero, the hold-out leaks.
    pub leak: f64,
}

/// Compares the arms. `expected` is the size of the effect for which the always-valid interval is tuned (its
/// mixing scale τ), chosen before the data are seen. Nothing when an arm has fewer than two units.
#[must_use]
pub fn compare(reached: &Arm, held_out: &Arm, expected: f64) -> Option<HoldoutEffect> {
    if reached.n < 2.0 || held_out.n < 2.0 {
        return None;
    }
    let difference = reached.mean() - held_out.mean();
    let variance = reached.variance(0.0) + held_out.variance(0.0);
    let error = variance.sqrt();
    let always = always_valid(variance, expected);
    let more = reached.share() - held_out.share();
    let per_exposed = (more > 0.01).then(|| difference / more);
    // The variance of a ratio of two means (delta method) is that of the residuals over the exposure.
    let per_exposed_ci = per_exposed.map(|effect| {
        let error = (reached.variance(effect) + held_out.variance(effect)).sqrt() / more;
        (effect - Z95 * error, effect + Z95 * error)
    });
    Some(HoldoutEffect {
        difference,
        ci: (difference - Z95 * error, difference + Z95 * error),
        always_valid: (difference - always, difference + always),
        p: p_value(difference, error),
        per_exposed,
        per_exposed_ci,
        exposed_share: reached.share(),
        leak: held_out.share(),
    })
}

/// Half-width of the always-valid 95 % interval of an estimate with this variance.
fn always_valid(variance: f64, expected: f64) -> f64 {
    let tau = expected * expected;
    if variance <= 0.0 || tau <= 0.0 {
        return 0.0;
    }
    let sum = variance + tau;
    (variance * sum / tau * (sum / (variance * ALPHA * ALPHA)).ln()).sqrt()
}

/// Units in each arm to find a difference `d` of two rates from `base`, with the power given (0.8 is usual)
/// at 5 %: `(z₀.₉₇₅·√(2p̄q̄) + z_power·√(p₁q₁ + p₂q₂))²/d²` (Fleiss 1981). About `16·p(1−p)/d²`. Nothing
/// when a rate would leave 0..1 or the difference is zero.
#[must_use]
pub fn sample_size(base: f64, difference: f64, power: f64) -> Option<u64> {
    let other = base + difference;
    let rates = [base, other, power];
    if difference == 0.0 || !rates.iter().all(|r| *r > 0.0 && *r < 1.0) {
        return None;
    }
    let spread = |p: f64| p * (1.0 - p);
    let pooled = (2.0 * spread(f64::midpoint(base, other))).sqrt();
    let apart = (spread(base) + spread(other)).sqrt();
    let sum = quantile(1.0 - ALPHA / 2.0) * pooled + quantile(power) * apart;
    Some((sum * sum / (difference * difference)).ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::super::rng::Rng;
    use super::*;

    #[test]
    fn a_company_stays_where_it_was_drawn() {
        let held = |salt, share| {
            (0..100_000)
                .filter(|c| is_held_out(salt, *c, share))
                .count()
        };
        assert!((held("newsletter", 0.2) as f64 / 100_000.0 - 0.2).abs() < 0.005);
        assert_eq!(held("newsletter", 0.0), 0);
        assert_eq!(held("newsletter", 1.0), 100_000);
        let in_both = |c: &u64| is_held_out("a", *c, 0.2) && is_held_out("b", *c, 0.2);
        let both = (0..100_000).filter(in_both).count() as f64;
        assert!(
            (both / 100_000.0 - 0.04).abs() < 0.004,
            "hold-outs are independent"
        );
        // Growing the share keeps those who are out.
        assert!((0..1000).all(|c| !is_held_out("a", c, 0.1) || is_held_out("a", c, 0.3)));
        assert!(is_held_out("newsletter", 13, 0.5) == is_held_out("newsletter", 13, 0.5));
    }

    #[test]
    fn two_percentage_points_on_ten_need_some_3600_in_each_arm() {
        let n = sample_size(0.10, 0.02, 0.8).expect("a size");
        assert_eq!(n, 3_841);
        let rule: f64 = 16.0 * 0.1 * 0.9 / (0.02 * 0.02);
        assert!((n as f64 / rule - 1.0).abs() < 0.1);
        assert!(sample_size(0.10, 0.0, 0.8).is_none());
        assert!(sample_size(0.10, 0.95, 0.8).is_none());
    }

    fn arms(rng: &mut Rng, n: usize, effect: f64) -> (Arm, Arm) {
        let (mut reached, mut held) = (Arm::default(), Arm::default());
        for _ in 0..n {
            let exposed = rng.uniform() < 0.7;
            let chance = 0.1 + if exposed { effect } else { 0.0 };
            reached.add(f64::from(rng.uniform() < chance), exposed);
            held.add(f64::from(rng.uniform() < 0.1), false);
        }
        (reached, held)
    }

    #[test]
    fn intention_to_treat_is_diluted_and_per_exposed_is_not() {
        let (reached, held) = arms(&mut Rng::new(5), 50_000, 0.05);
        let found = compare(&reached, &held, 0.02).expect("a result");
        assert!((found.difference - 0.035).abs() < 0.006);
        assert!((found.per_exposed.expect("exposed") - 0.05).abs() < 0.009);
        assert!(found.always_valid.0 < found.ci.0 && found.ci.1 < found.always_valid.1);
        assert!(compare(&Arm::default(), &held, 0.02).is_none());
    }

    #[test]
    fn looking_often_does_not_find_what_is_not_there() {
        let (mut once, mut always) = (0, 0);
        for seed in 0..200 {
            let mut rng = Rng::new(seed);
            let (mut reached, mut held) = (Arm::default(), Arm::default());
            let (mut by_once, mut by_always) = (false, false);
            for look in 1..=2_000 {
                reached.add(f64::from(rng.uniform() < 0.1), true);
                held.add(f64::from(rng.uniform() < 0.1), false);
                if look % 20 == 0 && look >= 200 {
                    let found = compare(&reached, &held, 0.02).expect("a result");
                    by_once |= found.ci.0 > 0.0 || found.ci.1 < 0.0;
                    by_always |= found.always_valid.0 > 0.0 || found.always_valid.1 < 0.0;
                }
            }
            once += i32::from(by_once);
            always += i32::from(by_always);
        }
        assert!(once > 30, "the plain interval is fooled: {once} of 200");
        assert!(always <= 14, "the always-valid one seldom: {always} of 200");
    }
}
