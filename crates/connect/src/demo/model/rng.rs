//! Random numbers that are the same everywhere: splitmix64, integers only.

/// A stream of numbers for one purpose and month.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

/// exp(0.55·z) in thousandths at the midpoints of 20 equal parts of the normal distribution:
/// the spread of order values (log-normal, σ = 0.55).
const SPREAD: [u64; 20] = [
    340, 453, 531, 599, 662, 723, 783, 843, 904, 966, 1035, 1106, 1186, 1277, 1383, 1510, 1669,
    1883, 2207, 2941,
];

impl Rng {
    /// The stream of a purpose: the same seed and words give the same numbers.
    pub(crate) fn new(seed: u64, purpose: &str, n: u64) -> Self {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in purpose.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut rng = Self(state ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n` (0 when `n` is 0).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True in so many of a thousand cases.
    pub(crate) fn chance(&mut self, of_thousand: usize) -> bool {
        self.below(1000) < of_thousand
    }

    /// One of the values.
    pub(crate) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// One position, drawn by weights.
    pub(crate) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// A value around a median, spread log-normally, rounded to thousands of minor units.
    pub(crate) fn around(&mut self, median_minor: i64) -> i64 {
        let factor = *self.pick(&SPREAD) as i64;
        let jitter = self.between(970, 1030);
        median_minor * factor / 1000 * jitter / 1000 / 10_000 * 10_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_and_fair() {
        let mut a = Rng::new(1, "calls", 3);
        let mut b = Rng::new(1, "calls", 3);
        assert_eq!(a.next(), b.next());
        let mut c = Rng::new(1, "calls", 4);
        assert_ne!(a.next(), c.next());
        let hits = (0..100_000).filter(|_| a.chance(300)).count();
        assert!((29_000..31_000).contains(&hits), "{hits}");
    }
}
