//! Gain from combined data (index I13): how much better outcomes are foretold with the data of both sides
//! than with those of the better side alone.
//!
//! An estimate of `I(Y; A, B) − max(I(Y; A), I(Y; B))` in bits a case: a logistic model is learned from the
//! earlier cases and judged by its logarithmic loss on the later ones, which it has never seen (a split by
//! time; random splits flatter). How strongly it is shrunk is chosen within the earlier cases, again by time.
//! In expectation nothing is lost by knowing more, so a negative number means that the model learned noise.
//! Intervals: bootstrap of the companies among the later cases.

use super::effect::{Interval, percentiles};
use super::matrix::Matrix;
use super::regression::{Link, fit};
use super::rng::Rng;

/// Share of the cases, the earlier ones, from which is learned.
const LEARNED: f64 = 0.7;
/// Fewest cases with the outcome, and without it, on each side of the split.
const LEAST: usize = 25;
/// How columns are scaled after they were standardised: the smaller, the more the model is shrunk.
const SCALES: [f64; 4] = [1.0, 0.3, 0.1, 0.03];
/// Parts of the earlier cases in which the scale is chosen.
const PARTS: usize = 6;
/// Bootstrap samples.
const SAMPLES: usize = 400;

/// Cases with what two sides know of each.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// Outcome of each case, 0 or 1.
    pub outcome: Vec<f64>,
    /// Day on which each outcome was decided.
    pub decided: Vec<f64>,
    /// Company of each case.
    pub company: Vec<u32>,
    /// What each side knows: columns with a number for each case.
    pub known: [Vec<Vec<f64>>; 2],
}

/// How well outcomes are foretold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foretold {
    /// Bits a case better than knowing nothing but how often the outcome came before.
    pub bits: f64,
    /// How often a case with the outcome is ranked above one without it (area under the curve): 0.5 is chance.
    pub auc: f64,
}

/// What comes of putting both together.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// Each side alone.
    pub alone: [Foretold; 2],
    /// Both together.
    pub both: Foretold,
    /// The side that is better alone, in bits.
    pub best: usize,
    /// Bits a case of both above the better side; below zero: what was learned is noise.
    pub bits: f64,
    /// Its 95 % interval.
    pub bits_ci: Option<Interval>,
    /// Area under the curve of both above that of the better side.
    pub auc: f64,
    /// Its 95 % interval.
    pub auc_ci: Option<Interval>,
    /// Cases from which was learned.
    pub learned: usize,
    /// Later cases that were foretold.
    pub tested: usize,
}

/// The gain; nothing when too few cases are with or without the outcome on either side of the split.
#[must_use]
pub fn gain(sides: &Sides, seed: u64) -> Option<Gain> {
    let order = in_order(sides);
    let cut = (order.len() as f64 * LEARNED) as usize;
    let (early, late) = order.split_at(cut);
    if !is_enough(sides, early) || !is_enough(sides, late) {
        return None;
    }
    let [a, b] = &sides.known;
    let together: Vec<&Vec<f64>> = a.iter().chain(b).collect();
    let told = [
        foretell(sides, &a.iter().collect::<Vec<_>>(), early, late)?,
        foretell(sides, &b.iter().collect::<Vec<_>>(), early, late)?,
        foretell(sides, &together, early, late)?,
    ];
    let y: Vec<f64> = late.iter().map(|case| sides.outcome[*case]).collect();
    let base = rate(sides, early);
    let judged = told
        .each_ref()
        .map(|p| judge(&y, p, base, &vec![1.0; y.len()]));
    let best = usize::from(judged[1].bits > judged[0].bits);
    let company: Vec<u32> = late.iter().map(|case| sides.company[*case]).collect();
    let samples = resampled(&y, &told, best, &company, seed);
    Some(Gain {
        alone: [judged[0], judged[1]],
        both: judged[2],
        best,
        bits: judged[2].bits - judged[best].bits,
        bits_ci: percentiles(samples.iter().map(|s| s.0).collect()),
        auc: judged[2].auc - judged[best].auc,
        auc_ci: percentiles(samples.iter().map(|s| s.1).collect()),
        learned: early.len(),
        tested: late.len(),
    })
}

/// Cases in the order in which they were decided; what was decided on one day is in the order of what is
/// known of it, so that the order of rows does not matter.
fn in_order(sides: &Sides) -> Vec<usize> {
    let key = |case: usize| {
        let known = sides.known.iter().flatten().map(move |column| column[case]);
        known.chain([sides.outcome[case]])
    };
    let mut order: Vec<usize> = (0..sides.outcome.len()).collect();
    order.sort_by(|a, b| {
        let ties = || {
            let both = key(*a).zip(key(*b));
            both.map(|(x, y)| x.total_cmp(&y)).find(|o| o.is_ne())
        };
        sides.decided[*a]
            .total_cmp(&sides.decided[*b])
            .then_with(|| sides.company[*a].cmp(&sides.company[*b]))
            .then_with(|| ties().unwrap_or(std::cmp::Ordering::Equal))
    });
    order
}

fn is_enough(sides: &Sides, cases: &[usize]) -> bool {
    let with = cases.iter().filter(|c| sides.outcome[**c] > 0.0).count();
    with >= LEAST && cases.len() - with >= LEAST
}

fn rate(sides: &Sides, cases: &[usize]) -> f64 {
    let sum: f64 = cases.iter().map(|case| sides.outcome[*case]).sum();
    sum / cases.len() as f64
}

/// Probabilities of the later cases by a model of the earlier ones.
fn foretell(
    sides: &Sides,
    columns: &[&Vec<f64>],
    early: &[usize],
    late: &[usize],
) -> Option<Vec<f64>> {
    // Learned from all before each part, judged on the part.
    let parts = early.len() / PARTS;
    let loss = |scale: f64| {
        let mut lost = 0.0;
        for part in 1..PARTS {
            let (before, rest) = early.split_at(part * parts);
            let then = &rest[..parts];
            let y: Vec<f64> = then.iter().map(|case| sides.outcome[*case]).collect();
            let told = learned(sides, columns, before, then, scale)?;
            lost += bits_lost(&y, &told, &vec![1.0; y.len()]);
        }
        Some(lost)
    };
    let mut best = (SCALES[SCALES.len() - 1], f64::INFINITY);
    for scale in SCALES {
        if let Some(lost) = loss(scale).filter(|lost| *lost < best.1) {
            best = (scale, lost);
        }
    }
    learned(sides, columns, early, late, best.0)
}

fn learned(
    sides: &Sides,
    columns: &[&Vec<f64>],
    from: &[usize],
    of: &[usize],
    scale: f64,
) -> Option<Vec<f64>> {
    let n = from.len() as f64;
    let (mut learn, mut ask) = (Vec::new(), Vec::new());
    for column in columns {
        let mean = from.iter().map(|c| column[*c]).sum::<f64>() / n;
        let square = |c: &usize| (column[*c] - mean) * (column[*c] - mean);
        let spread = (from.iter().map(square).sum::<f64>() / n).sqrt();
        if spread > 1e-9 {
            let put = |c: &usize| (column[*c] - mean) / spread * scale;
            learn.push(from.iter().map(put).collect::<Vec<f64>>());
            ask.push(of.iter().map(put).collect::<Vec<f64>>());
        }
    }
    let matrix = |columns: &[Vec<f64>], rows| {
        Matrix::of(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), rows)
    };
    let y: Vec<f64> = from.iter().map(|case| sides.outcome[*case]).collect();
    let model = fit(
        Link::Logistic,
        &matrix(&learn, from.len()),
        &y,
        &vec![1.0; y.len()],
    )?;
    Some(model.expected(&matrix(&ask, of.len())))
}

fn judge(y: &[f64], told: &[f64], base: f64, weights: &[f64]) -> Foretold {
    let nothing = vec![base; y.len()];
    Foretold {
        bits: bits_lost(y, &nothing, weights) - bits_lost(y, told, weights),
        auc: area(y, told, weights),
    }
}

/// Mean logarithmic loss in bits.
fn bits_lost(y: &[f64], told: &[f64], weights: &[f64]) -> f64 {
    let mut lost = 0.0;
    for ((y, p), w) in y.iter().zip(told).zip(weights) {
        let p = p.clamp(1e-9, 1.0 - 1e-9);
        let chance = if *y > 0.0 { p } else { 1.0 - p };
        lost -= w * chance.log2();
    }
    lost / weights.iter().sum::<f64>()
}

/// Area under the curve (Mann–Whitney), ties counted half.
fn area(y: &[f64], told: &[f64], weights: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..y.len()).collect();
    order.sort_by(|a, b| told[*a].total_cmp(&told[*b]));
    let (mut below, mut won, mut with) = (0.0, 0.0, 0.0);
    for same in order.chunk_by(|a, b| told[*a] == told[*b]) {
        let sum = |hit: bool| -> f64 {
            let those = same.iter().filter(|at| (y[**at] > 0.0) == hit);
            those.map(|at| weights[*at]).sum()
        };
        let (hits, misses) = (sum(true), sum(false));
        won += hits * (below + misses / 2.0);
        below += misses;
        with += hits;
    }
    match with * below {
        all if all > 0.0 => won / all,
        _ => 0.5,
    }
}

/// Differences of bits and areas over samples of companies.
fn resampled(
    y: &[f64],
    told: &[Vec<f64>; 3],
    best: usize,
    company: &[u32],
    seed: u64,
) -> Vec<(f64, f64)> {
    let mut companies: Vec<u32> = company.to_vec();
    companies.sort_unstable();
    companies.dedup();
    let place: Vec<usize> = company
        .iter()
        .map(|c| companies.binary_search(c).unwrap_or(0))
        .collect();
    let mut rng = Rng::new(seed);
    let mut one = || {
        let mut times = vec![0.0; companies.len()];
        for _ in 0..companies.len() {
            times[rng.below(companies.len())] += 1.0;
        }
        let weights: Vec<f64> = place.iter().map(|at| times[*at]).collect();
        let lost = |p: &Vec<f64>| bits_lost(y, p, &weights);
        let area = |p: &Vec<f64>| area(y, p, &weights);
        (
            lost(&told[best]) - lost(&told[2]),
            area(&told[2]) - area(&told[best]),
        )
    };
    (0..SAMPLES).map(|_| one()).collect()
}

#[cfg(test)]
mod tests;
