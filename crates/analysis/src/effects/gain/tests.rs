//! A gain that is there is found, and none is found where there is none.

use super::*;

/// Cases whose outcome depends on two numbers, one known to each side; `weight` of the second.
fn sides(n: usize, weight: f64, seed: u64) -> Sides {
    let mut rng = Rng::new(seed);
    let mut sides = Sides::default();
    let mut columns = [Vec::new(), Vec::new()];
    for case in 0..n {
        let (a, b) = (rng.uniform() * 4.0 - 2.0, rng.uniform() * 4.0 - 2.0);
        let chance = super::super::regression::logistic(a + weight * b);
        sides
            .outcome
            .push(f64::from(u8::from(rng.uniform() < chance)));
        sides.decided.push((case / 3) as f64);
        sides.company.push((case % (n / 2)) as u32);
        columns[0].push(a);
        columns[1].push(b);
    }
    let [a, b] = columns;
    sides.known = [vec![a], vec![b]];
    sides
}

#[test]
fn two_halves_of_a_cause_are_worth_more_together() {
    let gain = gain(&sides(2_000, 1.0, 1), 7).expect("a gain");
    assert!(gain.bits > 0.08 && gain.bits_ci.expect("an interval").0 > 0.0);
    assert!(gain.auc > 0.03 && gain.both.auc > 0.8);
    assert_eq!(gain.learned + gain.tested, 2_000);
}

#[test]
fn what_says_nothing_adds_nothing() {
    let mut open = 0;
    for seed in 0..20 {
        let gain = gain(&sides(1_000, 0.0, seed), 7).expect("a gain");
        assert_eq!(gain.best, 0);
        assert!(gain.bits.abs() < 0.02, "{gain:?}");
        open += usize::from(gain.bits_ci.expect("an interval").0 <= 0.0);
    }
    assert!(open >= 18, "{open} of 20");
}

#[test]
fn sides_and_rows_may_be_swapped() {
    let plain = sides(900, 0.7, 3);
    let mut turned = plain.clone();
    turned.known.swap(0, 1);
    let swap = |v: &mut Vec<f64>| v.reverse();
    swap(&mut turned.outcome);
    swap(&mut turned.decided);
    turned.company.reverse();
    turned.known.iter_mut().flatten().for_each(swap);
    let (a, b) = (
        gain(&plain, 5).expect("one"),
        gain(&turned, 5).expect("one"),
    );
    assert!((a.bits - b.bits).abs() < 1e-9 && (a.auc - b.auc).abs() < 1e-9);
    assert_eq!(a.best, 1 - b.best);
}

#[test]
fn few_cases_cannot_tell() {
    assert_eq!(gain(&sides(60, 1.0, 1), 7), None);
    assert_eq!(gain(&Sides::default(), 7), None);
    let mut same = sides(500, 1.0, 1);
    same.outcome.fill(1.0);
    assert_eq!(gain(&same, 7), None);
}
