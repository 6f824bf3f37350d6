//! Exact removal effects from dense inverses.
//!
//! Order 1, one inverse F for all codes at once: `RE_a = F[s,a] · b_a / (F[a,a] · b_s)`, where `F[s,a]`
//! is the counted visits of a per journey. Any order, for small chains that sweeps are slow on: with A
//! the states that contain a, `RE_a = F[s,A] · F[A,A]⁻¹ · b[A] / b_s`.

use super::super::aggregate::CannotTell;
use super::super::chain::Chain;
use super::super::inverse::invert;
use super::{Chances, Removal};

/// `(I − Q)⁻¹`.
pub(super) fn fundamental(chain: &Chain, chances: &Chances) -> Result<Vec<f64>, CannotTell> {
    let n = chain.states.len();
    let mut matrix = vec![0.0; n * n];
    for state in 0..n {
        matrix[state * n + state] = 1.0;
        for at in chain.moves(state) {
            matrix[state * n + chain.targets[at] as usize] -= chances.moves[at];
        }
    }
    match invert(&mut matrix, n) {
        true => Ok(matrix),
        false => Err(CannotTell::TooLarge),
    }
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    let row = |row: &[f64]| row.iter().zip(vector).map(|(a, b)| a * b).sum();
    matrix.chunks_exact(vector.len()).map(row).collect()
}

/// The inverse and what follows from it for every state.
struct Solved {
    inverse: Vec<f64>,
    convert: Vec<f64>,
    worth: Vec<f64>,
    removal: Removal,
}

impl Solved {
    fn of(chain: &Chain, chances: &Chances, codes: usize) -> Result<Self, CannotTell> {
        let inverse = fundamental(chain, chances)?;
        let convert = times(&inverse, &chances.outcomes);
        let worth = times(&inverse, &chances.values);
        let removal = Removal {
            rate: chances.at_start(|state| convert[state]),
            value: chances.at_start(|state| worth[state]),
            effects: vec![0.0; codes],
            value_effects: vec![0.0; codes],
        };
        Ok(Self {
            inverse,
            convert,
            worth,
            removal,
        })
    }

    fn set(&mut self, code: usize, converted: f64, worth: f64) {
        self.removal.effects[code] = share(converted, self.removal.rate);
        self.removal.value_effects[code] = share(worth, self.removal.value);
    }
}

/// Order 1.
pub(super) fn solve(chain: &Chain, chances: &Chances, codes: usize) -> Result<Removal, CannotTell> {
    let n = chain.states.len();
    let mut solved = Solved::of(chain, chances, codes)?;
    for state in 0..n {
        let hit = chances.visits[state] / solved.inverse[state * n + state];
        for code in chain.codes(state) {
            solved.set(code, hit * solved.convert[state], hit * solved.worth[state]);
        }
    }
    Ok(solved.removal)
}

/// Any order, one small inverse per code.
pub(super) fn solve_blocks(
    chain: &Chain,
    chances: &Chances,
    codes: usize,
) -> Result<Removal, CannotTell> {
    let n = chain.states.len();
    let mut solved = Solved::of(chain, chances, codes)?;
    for code in 0..codes {
        let has = |state: &usize| chain.codes(*state).any(|c| c == code);
        let set: Vec<usize> = (0..n).filter(has).collect();
        let mut block = Vec::with_capacity(set.len() * set.len());
        for i in &set {
            block.extend(set.iter().map(|j| solved.inverse[i * n + j]));
        }
        if set.is_empty() || !invert(&mut block, set.len()) {
            continue;
        }
        let lost = |of: &[f64]| -> f64 {
            let of: Vec<f64> = set.iter().map(|state| of[*state]).collect();
            let hits = times(&block, &of);
            let visits = set.iter().map(|state| chances.visits[*state]);
            visits.zip(hits).map(|(visits, x)| visits * x).sum()
        };
        let (converted, worth) = (lost(&solved.convert), lost(&solved.worth));
        solved.set(code, converted, worth);
    }
    Ok(solved.removal)
}

/// A part of a whole; nothing when there is no whole.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}
