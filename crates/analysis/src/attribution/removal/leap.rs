//! Leaps over sweeps. Where only one way of the error is left, each sweep changes every number by the same share λ of
//! the change before, and all sweeps to come together by `λ/(1 − λ)` of the last one (Lyusternik 1947). Journeys that
//! go round and round settle by a few percent a sweep; leaps do in dozens of sweeps what took hundreds.
//!
//! A leap may lead astray, never to a wrong answer: sweeps go on from wherever it led until the error is certified. A
//! column that changes more after it than before is taken back to where it was, so at worst one look in four is lost.

/// How much a share may differ from the one before to be the same, of what it lacks to 1.
const SAME: f64 = 0.2;
/// Changes that are nothing but rounding.
const ROUNDING: f64 = 1e-14;
/// Looks at the changes before the first leap, and between leaps: two shares take three.
const LOOKS: u32 = 3;

/// What is remembered from look to look.
pub(super) struct Leaps {
    /// Sweeps from one look to the next.
    sweeps: usize,
    /// Looks since the last leap.
    looks: u32,
    /// The largest change of each column at the last look, and its share of that at the look before.
    changes: Vec<f64>,
    shares: Vec<f64>,
    /// The numbers before the sweep that is looked at.
    before: Vec<f64>,
    /// After a leap `before` has the numbers before it, and this the largest changes then.
    then: Option<Vec<f64>>,
}

impl Leaps {
    pub(super) fn every(sweeps: usize) -> Self {
        Self {
            sweeps,
            looks: 0,
            changes: Vec::new(),
            shares: Vec::new(),
            before: Vec::new(),
            then: None,
        }
    }

    /// Before a sweep that is looked at.
    pub(super) fn prepare(&mut self, numbers: &[f64]) {
        if self.looks + 1 >= LOOKS && self.then.is_none() {
            self.before.clear();
            self.before.extend_from_slice(numbers);
        }
    }

    /// After it, with the largest change of each column and how large its numbers are: a row of numbers has as many.
    pub(super) fn look(&mut self, numbers: &mut [f64], changes: &[f64], sizes: &[f64]) {
        if let Some(then) = self.then.take() {
            let astray = |((now, then), size): ((&f64, &f64), &f64)| {
                *now > then.max(ROUNDING * size) || !now.is_finite()
            };
            let all = changes.iter().zip(&then).zip(sizes);
            let astray: Vec<bool> = all.map(astray).collect();
            take_back(numbers, &self.before, &astray);
            self.looks = 0;
            self.changes.clear();
            self.shares.clear();
            return;
        }
        let share = |(now, before): (&f64, &f64)| if *before > 0.0 { now / before } else { 0.0 };
        let shares: Vec<f64> = changes.iter().zip(&self.changes).map(share).collect();
        self.looks += 1;
        if self.looks >= LOOKS {
            let factors = self.factors(&shares);
            if factors.iter().any(|factor| *factor > 0.0) {
                self.then = Some(changes.to_vec());
                self.leap(numbers, &factors);
                return;
            }
        }
        (self.changes, self.shares) = (changes.to_vec(), shares);
    }

    /// How many times the last change each column is to go on; 0 where nothing can be told.
    fn factors(&self, shares: &[f64]) -> Vec<f64> {
        let factor = |(now, before): (&f64, &f64)| {
            let is_same = (now - before).abs() <= SAME * (1.0 - now);
            let share = now.powf(1.0 / self.sweeps as f64);
            let factor = share / (1.0 - share);
            let is_told = is_same && *now < 1.0 && factor.is_finite();
            if is_told { factor } else { 0.0 }
        };
        shares.iter().zip(&self.shares).map(factor).collect()
    }

    fn leap(&mut self, numbers: &mut [f64], factors: &[f64]) {
        let before = self.before.chunks_exact_mut(factors.len());
        for (row, before) in numbers.chunks_exact_mut(factors.len()).zip(before) {
            for ((number, before), factor) in row.iter_mut().zip(before).zip(factors) {
                let now = *number;
                *number += (now - *before) * factor;
                *before = now;
            }
        }
    }
}

/// Puts the columns that were led astray back to where they were.
fn take_back(numbers: &mut [f64], then: &[f64], astray: &[bool]) {
    let rows = numbers.chunks_exact_mut(astray.len());
    for (row, then) in rows.zip(then.chunks_exact(astray.len())) {
        for ((number, then), astray) in row.iter_mut().zip(then).zip(astray) {
            *number = if *astray { *then } else { *number };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that sweeps bring to 1, 2 and 3, each by its own share of what is missing.
    fn sweep(numbers: &mut [f64], shares: [f64; 3]) -> Vec<f64> {
        let wanted = [1.0, 2.0, 3.0].iter().zip(shares);
        let changes = numbers
            .iter_mut()
            .zip(wanted)
            .map(|(number, (wanted, share))| {
                let before = *number;
                *number = wanted - share * (wanted - before);
                (*number - before).abs()
            });
        changes.collect()
    }

    /// Sweeps until nothing changes by more than 1e-12.
    fn sweeps(shares: [f64; 3], mut leaps: Option<Leaps>) -> usize {
        let mut numbers = [0.0; 3];
        for done in 1.. {
            let is_looked_at = done % 4 == 0;
            if let Some(leaps) = leaps.as_mut().filter(|_| is_looked_at) {
                leaps.prepare(&numbers);
            }
            let changes = sweep(&mut numbers, shares);
            if changes.iter().all(|change| *change < 1e-12) {
                for (number, wanted) in numbers.iter().zip([1.0, 2.0, 3.0]) {
                    assert!(
                        (number - wanted).abs() < 1e-9,
                        "{number} instead of {wanted}"
                    );
                }
                return done;
            }
            if let Some(leaps) = leaps.as_mut().filter(|_| is_looked_at) {
                leaps.look(&mut numbers, &changes, &[1.0; 3]);
            }
        }
        unreachable!("there is no end to numbers")
    }

    #[test]
    fn a_leap_ends_what_goes_on_by_the_same_share() {
        let shares = [0.97, 0.93, 0.5];
        assert!(sweeps(shares, None) > 700);
        assert!(sweeps(shares, Some(Leaps::every(4))) < 40);
    }

    #[test]
    fn a_leap_that_leads_astray_is_taken_back() {
        let mut leaps = Leaps::every(4);
        let mut numbers = [0.0];
        for (number, change) in [(0.5, 0.2), (0.6, 0.1), (0.65, 0.05)] {
            leaps.prepare(&[number - change]);
            numbers[0] = number;
            leaps.look(&mut numbers, &[change], &[1.0]);
        }
        assert!(numbers[0] > 0.8, "{}", numbers[0]);
        leaps.look(&mut numbers, &[0.3], &[1.0]);
        assert_eq!(numbers, [0.65]);
    }
}
