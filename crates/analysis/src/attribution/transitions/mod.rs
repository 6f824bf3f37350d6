//! Transitions of order 1 to 4, counted per group of companies.
//!
//! A state is the last k codes; a journey shorter than k is one state that holds all of it (the
//! convention of ChannelAttribution). A move is packed as k + 1 codes, a leading nothing standing for
//! the start, so one number names both ends. Small tables are flat arrays, large ones hash tables.

mod cells;
mod moves;

use super::journeys::Ends;
use cells::Cells;
use moves::Moves;

/// Most moves in a hash table, ends without outcome among them: beyond it the order is given up, and says so.
const MOST_MOVES: usize = 3_000_000;
/// Most states in a hash table in which journeys were won.
const MOST_STATES: usize = 2_000_000;
/// Bits of the group in a packed key.
const GROUP_BITS: u32 = 6;

/// Sums by packed key.
type Keyed<T> = Vec<(u64, T)>;

/// How journeys ended in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Exit {
    pub(super) conversions: i64,
    pub(super) nulls: i64,
    pub(super) value: f64,
}

impl Exit {
    pub(super) fn add(&mut self, ends: &Ends) {
        self.conversions += ends.conversions;
        self.nulls += ends.nulls;
        self.value += ends.value;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.conversions += other.conversions;
        self.nulls += other.nulls;
        self.value += other.value;
    }
}

/// Outcomes of journeys that ended in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Won {
    conversions: i64,
    value: f64,
}

impl Won {
    fn add(&mut self, conversions: i64, value: f64) {
        self.conversions += conversions;
        self.value += value;
    }
}

/// Counts of the moves and exits of one order. Journeys that ended without outcome are moves to nothing: in a
/// flat table their cells lie among those of the moves, which are in the cache.
#[derive(Clone, Debug)]
pub(super) struct Transitions {
    order: u32,
    bits: u32,
    moves: Moves,
    won: Cells<Won>,
    is_full: bool,
}

impl Transitions {
    pub(super) fn new(order: u8) -> Self {
        let (order, bits) = (u32::from(order), 4);
        Self {
            order,
            bits,
            moves: Moves::new((order + 1) * bits),
            won: Cells::new(order * bits),
            is_full: false,
        }
    }

    pub(super) fn order(&self) -> usize {
        self.order as usize
    }

    /// Bits of a code in a packed key.
    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    /// Whether there were too many different moves to keep.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds the ends of a journey. The codes are below the width.
    #[inline]
    pub(super) fn count(&mut self, codes: &[u32], ends: &Ends) {
        match (self.order, self.bits) {
            // Shifts by constants: four codes a cycle instead of one in the case that matters most.
            (1, 4) => self.count_with(codes, ends, 1, 4),
            (2, 4) => self.count_with(codes, ends, 2, 4),
            (order, bits) => self.count_with(codes, ends, order, bits),
        }
    }

    #[inline(always)]
    fn count_with(&mut self, codes: &[u32], ends: &Ends, order: u32, bits: u32) {
        let journeys = ends.conversions + ends.nulls;
        if self.is_full || journeys == 0 || codes.is_empty() {
            return;
        }
        let group = u64::from(ends.group);
        let last = self
            .moves
            .walk(codes, order, bits, (group, journeys, ends.nulls));
        if ends.is_won() {
            let exit = self.won.at((group << (order * bits)) | last);
            exit.add(ends.conversions, ends.value);
        }
        self.stop_when_full();
    }

    /// Makes room for codes below a width.
    pub(super) fn widen(&mut self, width: usize) {
        let bits = usize::BITS - width.leading_zeros();
        if bits <= self.bits || self.is_full {
            return;
        }
        if (self.order + 1) * bits + GROUP_BITS > u64::BITS {
            return self.give_up();
        }
        let mut wide = Self {
            bits,
            moves: Moves::new((self.order + 1) * bits),
            won: Cells::new(self.order * bits),
            ..*self
        };
        wide.take(self, |code| code);
        *self = wide;
    }

    /// Adds the counts of others of the same order, whose code c is `map[c]` here.
    pub(super) fn merge(&mut self, other: &Self, map: &[u32]) {
        if other.is_full {
            return self.give_up();
        }
        let mapped = |code: u32| {
            let found = map.get((code as usize).wrapping_sub(1));
            // A latest code that became nothing would be an end without outcome.
            debug_assert!(found.is_some() || code == 0);
            found.map_or(0, |c| c + 1)
        };
        self.take(other, mapped);
        self.stop_when_full();
    }

    fn take(&mut self, other: &Self, map: impl Fn(u32) -> u32) {
        let (order, bits) = (self.order, self.bits);
        let pack = |key: u64, count: u32| {
            let code = |at: u32| (key >> (at * other.bits)) & ((1 << other.bits) - 1);
            let packed = |sum, at| (sum << bits) | u64::from(map(code(at) as u32));
            (0..count).rev().fold(0_u64, packed)
        };
        other.each(|group, key, count| {
            let key = (u64::from(group) << ((order + 1) * bits)) | pack(key, order + 1);
            self.moves.add(key, count);
        });
        other.each_won(|group, key, won| {
            let key = (u64::from(group) << (order * bits)) | pack(key, order);
            self.won.at(key).add(won.conversions, won.value);
        });
    }

    /// Shows every move that was counted: its group, its packed codes (plus one, the latest lowest, 0
    /// for nothing) and how often.
    pub(super) fn each_move(&self, mut show: impl FnMut(u8, u64, i64)) {
        self.each(|group, key, count| {
            if !self.is_end(key) {
                show(group, key, count);
            }
        });
    }

    /// Shows how journeys ended: the group, the state packed likewise, and the ends; a state may come
    /// twice.
    pub(super) fn each_exit(&self, mut show: impl FnMut(u8, u64, Exit)) {
        self.each(|group, key, count| {
            if self.is_end(key) {
                show(group, key >> self.bits, lost(count));
            }
        });
        self.each_won(|group, state, won| show(group, state, gained(won)));
    }

    /// Shows every cell of moves that is not empty: an empty one would take room in a hash table.
    fn each(&self, mut show: impl FnMut(u8, u64, i64)) {
        self.moves.each(|key, count| {
            if count != 0 {
                let (group, key) = split(key, (self.order + 1) * self.bits);
                show(group as u8, key, count);
            }
        });
    }

    fn each_won(&self, mut show: impl FnMut(u8, u64, Won)) {
        self.won.each(|key, won| {
            if *won != Won::default() {
                let (group, state) = split(key, self.order * self.bits);
                show(group as u8, state, *won);
            }
        });
    }

    /// Whether a move leads nowhere: the journeys that ended without outcome.
    fn is_end(&self, key: u64) -> bool {
        key & ((1 << self.bits) - 1) == 0
    }

    /// The moves of all groups together in ascending order, and the exits, which may name a state twice;
    /// codes are below `width`.
    pub(super) fn sums(&self, width: usize) -> (Keyed<i64>, Keyed<Exit>) {
        let bits = self.order * self.bits;
        let mut moves = self.moves.over_groups(bits + self.bits, self.bits, width);
        moves.retain(|(_, count)| *count != 0);
        let (ends, moves): (Keyed<i64>, _) =
            moves.into_iter().partition(|(key, _)| self.is_end(*key));
        let lost = ends
            .iter()
            .map(|(key, count)| (key >> self.bits, lost(*count)));
        let add = |sum: &mut Won, more: &Won| sum.add(more.conversions, more.value);
        let won = self.won.over_groups(bits, self.bits, width, add);
        let won = won.into_iter().map(|(state, won)| (state, gained(won)));
        (moves, lost.chain(won).collect())
    }

    fn stop_when_full(&mut self) {
        if self.moves.hashed() > MOST_MOVES || self.won.hashed() > MOST_STATES {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.is_full = true;
        self.moves = Moves::empty();
        self.won = Cells::empty();
    }
}

/// The group and the rest of a key whose rest has so many bits.
fn split(key: u64, bits: u32) -> (u64, u64) {
    (key >> bits, key & ((1 << bits) - 1))
}

fn lost(nulls: i64) -> Exit {
    Exit {
        nulls,
        ..Exit::default()
    }
}

fn gained(won: Won) -> Exit {
    Exit {
        conversions: won.conversions,
        value: won.value,
        nulls: 0,
    }
}

#[cfg(test)]
mod tests;
