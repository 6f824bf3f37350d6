//! What people's answers teach: how often levels occur among records of one person, and how far the
//! weights as a whole are too high or too low.

use super::super::compare::LEVELS;
use super::{Model, probability};

/// A pair about which somebody decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The level of every comparison of the shape; 0 where there was nothing to compare.
    pub levels: Vec<u8>,
    /// What the rarity of the values added, in bits.
    pub rarity_bits: f32,
    /// They are one.
    pub same: bool,
}

/// So many matches stand behind what was learned from all records: a few answers change little.
const STRENGTH: f64 = 200.0;
/// How far the weights as a whole may be off before anybody answered, in bits (standard deviation).
const DOUBT: f64 = 2.0;
/// Answers come from pairs near the threshold: they may make the product more careful by much, bolder by
/// little.
const MOST_CAREFUL: f64 = -6.0;
const BOLDEST: f64 = 1.0;
const STEPS: usize = 30;

/// Moves the weights towards the answers: m by the pairs that are one (a Dirichlet prior of what was
/// learned before), and the start of the sum by all of them (logistic regression with the weight as offset
/// and a normal prior).
pub fn teach(model: &mut Model, answers: &[Answer]) {
    if answers.is_empty() {
        return;
    }
    for (at, levels) in model.levels.iter_mut().enumerate() {
        let mut counts = [0.0; LEVELS];
        for answer in answers.iter().filter(|answer| answer.same) {
            if let Some(level @ 1..) = answer.levels.get(at) {
                counts[usize::from(*level)] += 1.0;
            }
        }
        let seen: f64 = counts.iter().sum();
        for (chance, count) in levels.iter_mut().zip(counts).skip(1) {
            chance.m = (count + STRENGTH * chance.m) / (seen + STRENGTH);
        }
    }
    model.weigh_levels();
    model.prior_bits += shift(model, answers) as f32;
}

/// The shift in bits under which the answers are likeliest (Newton's method on a concave function).
fn shift(model: &Model, answers: &[Answer]) -> f64 {
    let weighed: Vec<(f32, f64)> = answers
        .iter()
        .map(|answer| (bits(model, answer), f64::from(u8::from(answer.same))))
        .collect();
    let ln2 = std::f64::consts::LN_2;
    let mut shift = 0.0;
    for _ in 0..STEPS {
        let (mut slope, mut bend) = (-shift / (DOUBT * DOUBT), -1.0 / (DOUBT * DOUBT));
        for (bits, same) in &weighed {
            let p = probability(*bits + shift as f32);
            slope += ln2 * (same - p);
            bend -= ln2 * ln2 * p * (1.0 - p);
        }
        shift -= slope / bend;
        shift = shift.clamp(MOST_CAREFUL, BOLDEST);
    }
    shift
}

fn bits(model: &Model, answer: &Answer) -> f32 {
    let levels = answer.levels.iter().enumerate();
    let known = levels.filter(|(at, level)| **level != 0 && *at < model.levels.len());
    let sum: f32 = known.map(|(at, level)| model.level_bits(at, *level)).sum();
    model.prior_bits + sum + answer.rarity_bits
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    /// Equal names and one equal address, as a pair of the review band.
    fn answer(same: bool) -> Answer {
        Answer {
            levels: vec![13, 0, 0, 0, 0, 0, 0, 0],
            rarity_bits: 3.0,
            same,
        }
    }

    #[test]
    fn answers_against_make_the_product_careful_and_answers_for_it_hardly_bolder() {
        let fresh = Model::untrained(Shape::Business, 1_000);
        let before = bits(&fresh, &answer(true));
        let taught = |same: bool, times: usize| {
            let mut model = fresh.clone();
            teach(&mut model, &vec![answer(same); times]);
            bits(&model, &answer(same)) - before
        };
        assert!(taught(false, 20) < -2.0, "{}", taught(false, 20));
        assert!(taught(false, 1_000) >= -6.5);
        let bolder = taught(true, 1_000);
        assert!((0.0..2.0).contains(&bolder), "{bolder}");
        assert!(taught(true, 1).abs() < 0.5, "one answer changes little");
    }

    #[test]
    fn levels_that_people_confirm_weigh_more() {
        let mut model = Model::untrained(Shape::Business, 1_000);
        let before = model.level_bits(0, 8);
        let nickname = Answer {
            levels: vec![8, 9, 0, 0, 0, 0, 0, 0],
            rarity_bits: 0.0,
            same: true,
        };
        teach(&mut model, &vec![nickname; 50]);
        assert!(model.level_bits(0, 8) > before + 1.0);
    }

    #[test]
    fn no_answers_change_nothing() {
        let fresh = Model::untrained(Shape::Business, 1_000);
        let mut model = fresh.clone();
        teach(&mut model, &[]);
        assert_eq!(model, fresh);
    }
}
