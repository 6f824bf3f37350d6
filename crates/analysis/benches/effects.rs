//! How well planted effects come back: 20 invented studies of 60 000 cases, and how long each takes.
//!
//! Prints for each activity how often its true effect lies inside the 95 % interval, how often order and
//! synergy are found, and how many false findings there are among the pairs. `--seeds N` and `--cases N`
//! change the numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/effects/planted.rs"]
mod planted;

use std::time::Instant;

use analysis::effects::{Lag, PairEffect, Pairs, Plan, analyse};
use planted::{CALL, CONTENT, NAMES, Planted, WEBINAR};

/// Counts over all studies.
#[derive(Default)]
struct Score {
    inside: [u32; 8],
    proven: [u32; 8],
    grades: [[u32; 4]; 8],
    orders: u32,
    order_inside: u32,
    synergies: u32,
    synergy_inside: u32,
    found: u32,
    false_found: u32,
    studies_with_false: u32,
    seconds: f64,
}

fn main() {
    let (seeds, cases) = (argument("--seeds", 20), argument("--cases", 60_000));
    let mut score = Score::default();
    for seed in 1..=seeds as u64 {
        let planted = planted::invent(cases, seed);
        let began = Instant::now();
        let report = analyse(&planted.study, &Plan::default()).unwrap();
        score.seconds += began.elapsed().as_secs_f64();
        for found in &report.activities {
            let Ok(adjusted) = &found.adjusted else {
                continue;
            };
            let (low, high) = adjusted.exposed.ci;
            let truth = planted.true_effect[found.activity];
            score.inside[found.activity] += u32::from(low <= truth && truth <= high);
            score.proven[found.activity] += u32::from(low > 0.0 || high < 0.0);
            score.grades[found.activity][adjusted.grade as usize] += 1;
        }
        score.pairs(&report.pairs, &planted, seed);
    }
    score.print(seeds);
}

impl Score {
    fn pairs(&mut self, pairs: &Pairs, planted: &Planted, seed: u64) {
        let at = |first, then| {
            let of = |p: &&PairEffect| (p.first, p.then, p.lag) == (first, then, Lag::Any);
            pairs.pairs.iter().find(of).unwrap()
        };
        if let Some(order) = &at(WEBINAR, CALL).order {
            let (low, high) = order.against_reverse.ci;
            self.orders += u32::from(order.q <= 0.1);
            self.order_inside += u32::from(low <= planted.true_order && planted.true_order <= high);
        }
        let of = |i: &&analysis::effects::Interaction| (i.a, i.b) == (CONTENT, CALL);
        if let Some(synergy) = &pairs.interactions.iter().find(of).unwrap().synergy {
            let (low, high) = synergy.difference.ci;
            self.synergies += u32::from(synergy.q <= 0.1);
            let truth = planted.true_synergy;
            self.synergy_inside += u32::from(low <= truth && truth <= high);
        }
        let before = self.false_found;
        for pair in &pairs.pairs {
            let name = format!(
                "{} -> {} {}",
                NAMES[pair.first],
                NAMES[pair.then],
                pair.lag.key()
            );
            let which = (pair.first, pair.then);
            if let Some(order) = pair.order.as_ref().filter(|order| order.q <= 0.1) {
                self.count(
                    seed,
                    which == (WEBINAR, CALL),
                    &format!("order {name} q {:.3} {:?}", order.q, order.against_reverse),
                );
            }
            if let Some(synergy) = pair.synergy.as_ref().filter(|synergy| synergy.q <= 0.1) {
                let planted = [(WEBINAR, CALL), (CONTENT, CALL), (CALL, CONTENT)];
                self.count(
                    seed,
                    planted.contains(&which),
                    &format!("synergy {name} q {:.3}", synergy.q),
                );
            }
        }
        self.studies_with_false += u32::from(self.false_found > before);
    }

    fn count(&mut self, seed: u64, is_planted: bool, what: &str) {
        self.found += 1;
        if !is_planted {
            self.false_found += 1;
            println!("seed {seed}: false finding: {what}");
        }
    }

    fn print(&self, seeds: usize) {
        println!("\nactivity          inside  proven   A  B  C  D   (of {seeds})");
        for (a, name) in NAMES.iter().enumerate() {
            let [ga, gb, gc, gd] = self.grades[a];
            let (inside, proven) = (self.inside[a], self.proven[a]);
            println!("{name:16} {inside:7} {proven:7} {ga:3}{gb:3}{gc:3}{gd:3}");
        }
        let all = f64::from(self.inside.iter().sum::<u32>()) / (8 * seeds) as f64;
        println!(
            "\ncoverage, all effects        {:6.1} %   target 90",
            100.0 * all
        );
        println!(
            "order found / inside         {} / {}",
            self.orders, self.order_inside
        );
        println!(
            "synergy found / inside       {} / {}",
            self.synergies, self.synergy_inside
        );
        let share = f64::from(self.false_found) / f64::from(self.found.max(1));
        println!(
            "false among pairs found      {:6.1} %   target 10 ({} of {}, in {} studies)",
            100.0 * share,
            self.false_found,
            self.found,
            self.studies_with_false
        );
        println!(
            "seconds for each study       {:6.2}",
            self.seconds / seeds as f64
        );
    }
}

fn argument(name: &str, default: usize) -> usize {
    let mut words = std::env::args().skip_while(|word| word != name).skip(1);
    words
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(default)
}
