//! Cases that are alike side by side: with the same activities and the same words. Models sum up over each such run at
//! once.

use super::columns::Column;
use super::first::First;
use super::rng::mix;

/// The order in which cases are alike side by side: those that have the same activities and say yes in the same
/// columns. Which comes first is arbitrary, and the same for the same cases.
pub(super) fn order(known: &[Column], first: &First) -> Vec<usize> {
    // Each activity and each column stands for a number of its own, and what a case has for all of them together
    // (Zobrist 1970).
    let mut next = 0;
    let mut number = || {
        next += 1;
        mix(next)
    };
    let mut keys: Vec<(u64, usize)> = (0..first.len()).map(|case| (0, case)).collect();
    for column in known {
        let Column::Yes(yes) = column else { continue };
        let own = number();
        for ((key, _), is) in keys.iter_mut().zip(yes) {
            *key ^= if *is { own } else { 0 };
        }
    }
    let last = first.cases().flatten().map(|(activity, _)| *activity).max();
    let numbers: Vec<u64> = (0..last.map_or(0, |last| last + 1))
        .map(|_| number())
        .collect();
    for ((key, _), there) in keys.iter_mut().zip(first.cases()) {
        for (activity, _) in there {
            *key ^= numbers[*activity as usize];
        }
    }
    // Cases that are alike stay in the order they came in.
    keys.sort_unstable();
    keys.into_iter().map(|(_, case)| case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_are_alike_are_one_run() {
        let cases = 4_000;
        let kind = |case: usize| (case % 3 < 1, case % 5 < 2, case % 7 < 4);
        let column = Column::Yes((0..cases).map(|case| kind(case).0).collect());
        let size = Column::Numbers((0..cases).map(|case| case as f64).collect());
        let mut there = Vec::new();
        for case in 0..cases {
            let (_, a, b) = kind(case);
            there.extend(a.then_some((case as u32, 0, 1.0)));
            there.extend(b.then_some((case as u32, 1, 2.0)));
        }
        let first = First::of(cases, &there);
        let order = order(&[size, column], &first);
        let mut all = order.clone();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..cases), "each case once");
        let runs = order.chunk_by(|a, b| kind(*a) == kind(*b));
        assert_eq!(runs.clone().count(), 8);
        assert!(
            runs.clone().all(|run| run.is_sorted()),
            "in the order they came in"
        );
        let ordered = first.ordered(&order);
        for (case, before) in order.iter().enumerate() {
            assert_eq!(ordered.of_case(case), first.of_case(*before));
        }
    }
}
