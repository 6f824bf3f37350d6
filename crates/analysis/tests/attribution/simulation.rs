//! A simulated walk over the transitions, written anew from the definition, agrees with the exact
//! effects within five standard errors, at every order.

use std::collections::HashMap;

use analysis::attribution::Seeded;

use crate::data::{Row, lines, rows};

const WALKS: usize = 1_000_000;

/// How a state goes on: cumulated counts and where they lead (none: an end, won or not).
type Next = Vec<(u64, Option<Vec<u32>>, bool)>;

/// The next state, if there is one, and whether the walk converts.
type Step = (Option<Vec<u32>>, bool);

/// States are the last k codes, or the whole of a shorter journey; the empty state is the start.
fn states(codes: &[u32], order: usize) -> Vec<Vec<u32>> {
    if codes.len() < order {
        return vec![codes.to_vec()];
    }
    codes.windows(order).map(<[u32]>::to_vec).collect()
}

fn transitions(rows: &[Row], order: usize) -> HashMap<Vec<u32>, Next> {
    let mut counts: HashMap<Vec<u32>, HashMap<Step, u64>> = HashMap::new();
    for row in rows {
        let ends = u64::from(row.conversions + row.nulls);
        let mut from = Vec::new();
        for state in states(&row.codes, order) {
            *counts
                .entry(from)
                .or_default()
                .entry((Some(state.clone()), false))
                .or_default() += ends;
            from = state;
        }
        let last = counts.entry(from).or_default();
        *last.entry((None, true)).or_default() += u64::from(row.conversions);
        *last.entry((None, false)).or_default() += u64::from(row.nulls);
    }
    let cumulated = |(state, next): (Vec<u32>, HashMap<_, u64>)| {
        let mut next: Vec<_> = next.into_iter().collect();
        next.sort();
        let mut sum = 0;
        let running = next.into_iter().map(|((to, is_won), n)| {
            sum += n;
            (sum, to, is_won)
        });
        (state, running.collect())
    };
    counts.into_iter().map(cumulated).collect()
}

/// Walks from the start to an end: whether it was won, and the codes met.
fn walk(chain: &HashMap<Vec<u32>, Next>, random: &mut Seeded) -> (bool, u32) {
    let (mut state, mut met) = (&Vec::new(), 0_u32);
    loop {
        let next = &chain[state];
        let drawn = random.below(next.last().unwrap().0 as usize) as u64;
        let (_, to, is_won) = &next[next.partition_point(|(sum, ..)| *sum <= drawn)];
        match to {
            None => return (*is_won, met),
            Some(to) => {
                to.iter().for_each(|code| met |= 1 << code);
                state = to;
            }
        }
    }
}

/// Compares walks of an order with the exact effects; answers the largest distance in standard errors.
pub fn agree(order: usize, walks: usize) -> f64 {
    let (rows, names) = rows();
    let chain = transitions(&rows, order);
    let mut random = Seeded::new(order as u64);
    let (mut won, mut lost, mut worst) = (0_u32, vec![0_u32; names.len()], 0.0_f64);
    for _ in 0..walks {
        let (is_won, met) = walk(&chain, &mut random);
        won += u32::from(is_won);
        for (code, lost) in lost.iter_mut().enumerate() {
            *lost += u32::from(is_won) & (met >> code & 1);
        }
    }
    for (line, lost) in lines(&rows, &format!("markov:{order}")).iter().zip(lost) {
        let (effect, n) = (line.removal_effect.unwrap(), f64::from(won));
        let error = (effect * (1.0 - effect) / n).sqrt();
        let distance = (f64::from(lost) / n - effect).abs() / error;
        assert!(
            distance < 5.0,
            "{order}: {lost} of {won}, {effect} ± {error}"
        );
        worst = worst.max(distance);
    }
    worst
}

#[test]
fn a_simulation_agrees_with_the_exact_effects() {
    for order in 1..=4 {
        agree(order, WALKS);
    }
}
