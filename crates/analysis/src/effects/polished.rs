//! The last steps of a fit, all with one information matrix: near the top it changes little.
//!
//! What the steps themselves tell about how the gradient changes is remembered and corrects the next ones
//! (limited-memory BFGS; Nocedal 1980), so that each gains far less than the one before.

use super::arranged::{add_scaled, product};
use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::slope::gradient;

/// Steps that are tried.
const STEPS: usize = 60;
/// Share of the likelihood below which a gain is none; the step that would bring it is still taken. What is left
/// then is less than a hundredth of a standard error.
const ENOUGH: f64 = 1e-9;
/// Each step gains at most this share of the one before.
const SLOWER: f64 = 0.5;

/// Share of what it would be along the step by which the gradient falls at least, to be more than rounding.
const LEAST_BEND: f64 = 1e-12;

/// A step and what it will gain.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) by: Vec<f64>,
    /// Half the Newton decrement is what the step will gain, to its own square.
    pub(super) gain: f64,
}

impl Step {
    pub(super) fn of(factor: &Cholesky, gradient: &[f64]) -> Self {
        Memory::default().step(factor, gradient)
    }
}

/// How the gradient changed with the steps taken.
#[derive(Default)]
struct Memory(Vec<Taken>);

struct Taken {
    by: Vec<f64>,
    /// How much the gradient fell.
    fell: Vec<f64>,
    /// The product of both.
    along: f64,
}

impl Memory {
    fn remember(&mut self, by: Vec<f64>, before: &[f64], after: &[f64]) {
        let fell: Vec<f64> = before.iter().zip(after).map(|(a, b)| a - b).collect();
        let along = product(&by, &fell);
        // The likelihood bends down everywhere; what rounding says otherwise is not remembered.
        let size = (product(&by, &by) * product(&fell, &fell)).sqrt();
        if along > LEAST_BEND * size {
            self.0.push(Taken { by, fell, along });
        }
    }

    fn step(&self, factor: &Cholesky, gradient: &[f64]) -> Step {
        let mut by = gradient.to_vec();
        let mut shares = Vec::with_capacity(self.0.len());
        for taken in self.0.iter().rev() {
            let share = product(&taken.by, &by) / taken.along;
            add_scaled(&mut by, &taken.fell, -share);
            shares.push(share);
        }
        factor.solve(&mut by);
        for (taken, share) in self.0.iter().zip(shares.into_iter().rev()) {
            let already = product(&taken.fell, &by) / taken.along;
            add_scaled(&mut by, &taken.by, share - already);
        }
        let gain = product(gradient, &by) / 2.0;
        Step { by, gain }
    }
}

/// The last steps from a place with its likelihood and the step that leads on. Where they gain too little less
/// than the ones before, the place after the last step that brought it nearer.
pub(super) fn polished(
    (x, y, weights): (&Matrix, &[f64], &[f64]),
    beta: &[f64],
    (likelihood, at, mut step): (f64, &[f64], Step),
    factor: &Cholesky,
) -> Result<Vec<f64>, Vec<f64>> {
    let (mut beta, mut at) = (beta.to_vec(), at.to_vec());
    let mut memory = Memory::default();
    for _ in 0..STEPS {
        let moved_on = moved(&beta, &step.by, 1.0);
        let there = gradient(x, y, weights, &moved_on);
        memory.remember(step.by, &at, &there);
        let next = memory.step(factor, &there);
        if next.gain.abs() <= ENOUGH * likelihood.abs() {
            return Ok(moved(&moved_on, &next.by, 1.0));
        }
        if !(0.0..step.gain).contains(&next.gain) {
            break;
        }
        beta = moved_on;
        if next.gain > step.gain * SLOWER {
            break;
        }
        (step, at) = (next, there);
    }
    Err(beta)
}

/// A place and a share of a step on.
pub(super) fn moved(beta: &[f64], step: &[f64], share: f64) -> Vec<f64> {
    beta.iter().zip(step).map(|(b, s)| b + share * s).collect()
}
