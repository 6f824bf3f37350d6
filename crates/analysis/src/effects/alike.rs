//! Cases that are alike side by side: with the same activities and the same words, and among them those with the same
//! numbers. Models sum up over each such run at once.

use super::columns::Column;
use super::first::First;
use super::rng::mix;

/// The order in which cases are alike side by side: those that have the same activities and say yes in the same
/// columns, and among them those with the same numbers. Which comes first is arbitrary, and the same for the same cases.
pub(super) fn order(known: &[Column], first: &First) -> Vec<usize> {
    // Each activity and each column stands for a number of its own, and what a case has for all of them together
    // (Zobrist 1970).
    let mut next = 0;
    let mut number = || {
        next += 1;
        mix(next)
    };
    let mut keys: Vec<(u64, u64, usize)> = (0..first.len()).map(|case| (0, 0, case)).collect();
    for column in known {
        match column {
            Column::Yes(yes) => {
                let own = number();
                for ((key, ..), is) in keys.iter_mut().zip(yes) {
                    *key ^= if *is { own } else { 0 };
                }
            }
            Column::Numbers(numbers) => {
                for ((_, key, _), number) in keys.iter_mut().zip(numbers) {
                    *key = mix(*key ^ number.to_bits());
                }
            }
        }
    }
    let last = first.cases().flatten().map(|(activity, _)| *activity).max();
    let numbers: Vec<u64> = (0..last.map_or(0, |last| last + 1))
        .map(|_| number())
        .collect();
    for ((key, ..), there) in keys.iter_mut().zip(first.cases()) {
        for (activity, _) in there {
            *key ^= numbers[*activity as usize];
        }
    }
    // Cases that are alike stay in the order they came in.
    keys.sort_unstable();
    keys.into_iter().map(|(.., case)| case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_are_alike_are_one_run() {
        let cases = 4_000;
        let kind = |case: usize| (case % 3 < 1, case % 5 < 2, case % 7 < 4);
        let column = Column::Yes((0..cases).map(|case| kind(case).0).collect());
        let size = |case: usize| (case % 11) as f64;
        let sizes = Column::Numbers((0..cases).map(size).collect());
        let mut there = Vec::new();
        for case in 0..cases {
            let (_, a, b) = kind(case);
            there.extend(a.then_some((case as u32, 0, 1.0)));
            there.extend(b.then_some((case as u32, 1, 2.0)));
        }
        let first = First::of(cases, &there);
        let order = order(&[sizes, column], &first);
        let mut all = order.clone();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..cases), "each case once");
        let runs = order.chunk_by(|a, b| kind(*a) == kind(*b));
        assert_eq!(runs.clone().count(), 8);
        let alike = runs.flat_map(|run| run.chunk_by(|a, b| size(*a) == size(*b)));
        assert_eq!(alike.clone().count(), 8 * 11, "and of the same numbers");
        assert!(
            alike.clone().all(|own| own.is_sorted()),
            "in the order they came in"
        );
        let ordered = first.ordered(&order);
        for (case, before) in order.iter().enumerate() {
            assert_eq!(ordered.of_case(case), first.of_case(*before));
        }
    }
}
