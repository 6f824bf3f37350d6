//! Removal effects of any order by sweeps over the sparse moves, all codes at once.
//!
//! Unknowns per state: the chance b to convert, and per code a the chance `D_a` to meet a and convert
//! later: `b = Q b + r`; `D_a = b` where the state contains a, else `D_a = Q D_a`; the same for value.
//! `RE_a = D_a / b` at the start. Chances only add up, so small effects keep their precision, which
//! the difference of two chances would lose.
//!
//! Certified stop: Gauss–Seidel changes by at most Δ in a sweep, so the residual is at most Δ (rows of Q
//! sum to at most 1) and the error at most `h Δ`, h the largest expected number of steps left. A column
//! with `h = Q h + 1` is carried along; while its own last change is δ < 1, `max h / (1 − δ)` bounds h. All of
//! this holds wherever a sweep begins, also after a leap.

use pulp::NullaryFnOnce;

use super::super::aggregate::CannotTell;
use super::super::chain::Chain;
use super::closed_form::{share, solve_blocks};
use super::leap::Leaps;
use super::{Chances, Removal};
use crate::widest::widest;

/// Codes solved together: their columns stay in the cache.
const BLOCK: usize = 32;
/// Only every so many sweeps the changes are looked at: that costs as much as the sweep.
const UNSEEN: usize = 4;
/// Sweeps after which a small chain is solved by inverses instead.
const MANY_SWEEPS: usize = 3_000;
/// States up to which that is cheap.
const SMALL: usize = 400;
/// Sweeps after which a chain is given up.
const MOST_SWEEPS: usize = 100_000;
/// Numbers kept for a warm start at most.
const MOST_WARM: usize = 8_000_000;

/// Solutions per block of codes, from which a similar chain can start.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Warm(Vec<Vec<f64>>);

/// The unknowns of a block of codes: per state `[b, D…, u, D…, h]`, without u and its D where nothing has a
/// value.
struct Columns<'a> {
    chain: &'a Chain,
    chances: &'a Chances,
    codes: &'a [usize],
    /// Place of each code among them.
    places: Vec<Option<usize>>,
    has_value: bool,
    x: Vec<f64>,
}

/// The largest change of each column in a sweep, and the largest numbers.
struct Change {
    columns: Vec<f64>,
    /// Column of u, where there is one.
    second: usize,
    most_steps: f64,
    largest: [f64; 2],
}

/// Removal effects by sweeps.
pub(super) fn solve(
    chain: &Chain,
    chances: &Chances,
    codes: usize,
    tolerance: f64,
    warm: &mut Warm,
) -> Result<Removal, CannotTell> {
    let mut removal = Removal {
        effects: vec![0.0; codes],
        value_effects: vec![0.0; codes],
        ..Removal::default()
    };
    let met = met(chain, codes);
    let blocks: Vec<&[usize]> = match met.is_empty() {
        true => vec![&[]],
        false => met.chunks(BLOCK).collect(),
    };
    let mut kept = 0;
    for (block, own) in blocks.into_iter().enumerate() {
        let mut columns = Columns::new(chain, chances, own, codes);
        if let Some(x) = warm.0.get(block).filter(|x| x.len() == columns.x.len()) {
            columns.x.copy_from_slice(x);
        }
        if columns.settle(tolerance).is_none() {
            let is_small = chain.states.len() <= SMALL;
            return match is_small {
                true => solve_blocks(chain, chances, codes),
                false => Err(CannotTell::TooLarge),
            };
        }
        columns.read(&mut removal);
        kept += columns.x.len();
        if warm.0.len() == block && kept <= MOST_WARM {
            warm.0.push(columns.x);
        }
    }
    Ok(removal)
}

/// The codes below `codes` that some state has: without the others nothing is lost.
fn met(chain: &Chain, codes: usize) -> Vec<usize> {
    let mut is_met = vec![false; codes];
    for code in (0..chain.states.len()).flat_map(|state| chain.codes(state)) {
        if let Some(is) = is_met.get_mut(code) {
            *is = true;
        }
    }
    (0..codes).filter(|code| is_met[*code]).collect()
}

impl<'a> Columns<'a> {
    fn new(chain: &'a Chain, chances: &'a Chances, own: &'a [usize], codes: usize) -> Self {
        let mut places = vec![None; codes];
        for (place, code) in own.iter().enumerate() {
            places[*code] = Some(place);
        }
        let mut columns = Self {
            chain,
            chances,
            codes: own,
            places,
            has_value: chances.values.iter().any(|value| *value != 0.0),
            x: Vec::new(),
        };
        columns.x = vec![0.0; chain.states.len() * columns.width()];
        columns
    }

    fn width(&self) -> usize {
        let sides = if self.has_value { 2 } else { 1 };
        sides * (self.codes.len() + 1) + 1
    }

    /// The expected value from the start.
    fn value(&self) -> f64 {
        match self.has_value {
            true => self.at_start(self.codes.len() + 1),
            false => 0.0,
        }
    }

    /// Sweeps until the error is certified, and how many it took; nothing when that takes too long.
    fn settle(&mut self, tolerance: f64) -> Option<usize> {
        let is_small = self.chain.states.len() <= SMALL;
        let most = if is_small { MANY_SWEEPS } else { MOST_SWEEPS };
        let mut row = vec![0.0; self.width()];
        let mut leaps = Leaps::every(UNSEEN);
        for look in 1..=most / UNSEEN {
            for _ in 1..UNSEEN {
                widest(Sweep(self, &mut row, None));
            }
            leaps.prepare(&self.x);
            let mut change = Change::of(self);
            widest(Sweep(self, &mut row, Some(&mut change)));
            if change.is_settled(tolerance, self.at_start(0), self.value()) {
                return Some(look * UNSEEN);
            }
            leaps.look(&mut self.x, &change.columns, &change.sizes());
        }
        None
    }

    fn at_start(&self, column: usize) -> f64 {
        let width = self.width();
        self.chances
            .at_start(|state| self.x[state * width + column])
    }

    fn read(&self, removal: &mut Removal) {
        let second = self.codes.len() + 1;
        removal.rate = self.at_start(0);
        removal.value = self.value();
        for (place, code) in (1..).zip(self.codes) {
            let lost = share(self.at_start(place), removal.rate);
            removal.effects[*code] = lost;
            if self.has_value {
                let lost = share(self.at_start(second + place), removal.value);
                removal.value_effects[*code] = lost;
            }
        }
    }
}

/// A sweep over all states; what changes is looked at where it is asked for.
struct Sweep<'a, 'b>(&'a mut Columns<'b>, &'a mut [f64], Option<&'a mut Change>);

impl NullaryFnOnce for Sweep<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(columns, row, mut change) = self;
        let (width, second) = (columns.width(), columns.codes.len() + 1);
        let (chain, chances) = (columns.chain, columns.chances);
        for state in 0..chain.states.len() {
            row.fill(0.0);
            for at in chain.moves(state) {
                let chance = chances.moves[at];
                let from = chain.targets[at] as usize * width;
                for (sum, x) in row.iter_mut().zip(&columns.x[from..from + width]) {
                    *sum += chance * x;
                }
            }
            row[0] += chances.outcomes[state];
            if columns.has_value {
                row[second] += chances.values[state];
            }
            row[width - 1] += 1.0;
            for code in chain.codes(state) {
                if let Some(Some(place)) = columns.places.get(code) {
                    row[1 + place] = row[0];
                    if columns.has_value {
                        row[second + 1 + place] = row[second];
                    }
                }
            }
            let old = &mut columns.x[state * width..(state + 1) * width];
            if let Some(change) = &mut change {
                change.see(row, old);
            }
            old.copy_from_slice(row);
        }
    }
}

impl Change {
    fn of(columns: &Columns<'_>) -> Self {
        Self {
            columns: vec![0.0; columns.width()],
            second: columns.codes.len() + 1,
            most_steps: 0.0,
            largest: [0.0; 2],
        }
    }

    #[inline(always)]
    fn see(&mut self, new: &[f64], old: &[f64]) {
        let (steps, second) = (new.len() - 1, self.second);
        for ((most, new), old) in self.columns.iter_mut().zip(new).zip(old) {
            *most = most.max((new - old).abs());
        }
        self.most_steps = self.most_steps.max(new[steps]);
        // b and u bound the columns of their codes.
        self.largest[0] = self.largest[0].max(new[0].abs());
        let worth = if second < steps { new[second] } else { 0.0 };
        self.largest[1] = self.largest[1].max(worth.abs());
    }

    /// The largest number of each column, or of all columns that it bounds.
    fn sizes(&self) -> Vec<f64> {
        let last = self.columns.len() - 1;
        let size = |column: usize| match column {
            steps if steps == last => self.most_steps,
            value if value >= self.second => self.largest[1],
            _ => self.largest[0],
        };
        (0..self.columns.len()).map(size).collect()
    }

    /// Whether both errors are within the tolerance, or changes are down to the last bit.
    fn is_settled(&self, tolerance: f64, rate: f64, value: f64) -> bool {
        let last = self.columns.len() - 1;
        let largest = |columns: &[f64]| columns.iter().copied().fold(0.0, f64::max);
        let outcomes = largest(&self.columns[..self.second]);
        let values = largest(&self.columns[self.second..last]);
        if self.columns[last] >= 1.0 || !(rate.is_finite() && value.is_finite()) {
            return false;
        }
        let steps = self.most_steps / (1.0 - self.columns[last]);
        let small = |change: f64, whole: f64, largest: f64| {
            // An error of b enters the columns of the codes once more: twice the bound.
            2.0 * steps * change <= tolerance * whole.abs()
                || change <= 4.0 * f64::EPSILON * largest
        };
        small(outcomes, rate, self.largest[0]) && small(values, value, self.largest[1])
    }
}

/// How many sweeps it takes until a chain is settled.
#[cfg(test)]
pub(super) fn sweeps(chain: &Chain, chances: &Chances, codes: usize) -> usize {
    let met = met(chain, codes);
    let mut columns = Columns::new(chain, chances, &met, codes);
    columns.settle(super::POINT).expect("settled")
}
