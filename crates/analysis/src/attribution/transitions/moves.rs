//! How often each move was made: small numbers as long as they suffice.
//!
//! A table of 32-bit numbers fits into the nearer cache where one of 64-bit numbers does not, and waiting
//! for cells is most of what counting costs. No cell can hold more than was added to all of them
//! together, so one sum says when small numbers no longer suffice.

use super::cells::{self, Cells};

/// Counts by packed key.
#[derive(Clone, Debug)]
pub(super) enum Moves {
    /// A flat table, and what may still be added to all of its cells together.
    Small(Vec<i32>, i64),
    Large(Cells<i64>),
}

impl Moves {
    pub(super) fn new(bits: u32) -> Self {
        match Cells::new(bits) {
            Cells::Flat(cells) => Moves::Small(cells, i64::from(i32::MAX)),
            Cells::Hashed(_) => Moves::Large(Cells::new(bits)),
        }
    }

    /// No counts, for those that were given up.
    pub(super) fn empty() -> Self {
        Moves::Large(Cells::empty())
    }

    /// Counts the moves of a journey for a group, so often, and how often it then led to nothing;
    /// answers the state the journey ends in.
    #[inline(always)]
    pub(super) fn walk(
        &mut self,
        codes: &[u32],
        order: u32,
        bits: u32,
        (group, times, nulls): (u64, i64, i64),
    ) -> u64 {
        let size = (order + 1) * bits;
        let own = (group << size) as usize..((group + 1) << size) as usize;
        self.spend(times, codes.len());
        self.spend(nulls, 1);
        match self {
            Moves::Small(cells, _) => {
                let own = &mut cells[own];
                let last = walk(codes, order, bits, |key| own[key as usize] += times as i32);
                own[(last << bits) as usize] += nulls as i32;
                last
            }
            Moves::Large(Cells::Flat(cells)) => {
                let own = &mut cells[own];
                let last = walk(codes, order, bits, |key| own[key as usize] += times);
                own[(last << bits) as usize] += nulls;
                last
            }
            Moves::Large(Cells::Hashed(cells)) => {
                let mut add =
                    |key, times| *cells.entry((group << size) | key).or_default() += times;
                let last = walk(codes, order, bits, |key| add(key, times));
                if nulls != 0 {
                    add(last << bits, nulls);
                }
                last
            }
        }
    }

    pub(super) fn add(&mut self, key: u64, times: i64) {
        self.spend(times, 1);
        match self {
            Moves::Small(cells, _) => cells[key as usize] += times as i32,
            Moves::Large(cells) => *cells.at(key) += times,
        }
    }

    /// Makes sure that so much can be added to so many cells.
    #[inline(always)]
    fn spend(&mut self, times: i64, cells: usize) {
        if let Moves::Small(_, left) = self {
            *left -= times.saturating_abs().saturating_mul(cells as i64);
            if *left < 0 {
                self.grow();
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        if let Moves::Small(cells, _) = self {
            let large = cells.iter().map(|count| i64::from(*count)).collect();
            *self = Moves::Large(Cells::Flat(large));
        }
    }

    pub(super) fn each(&self, mut show: impl FnMut(u64, i64)) {
        match self {
            Moves::Small(cells, _) => {
                for (key, count) in (0..).zip(cells) {
                    show(key, i64::from(*count));
                }
            }
            Moves::Large(cells) => cells.each(|key, count| show(key, *count)),
        }
    }

    /// The sum over the groups, in ascending order of keys (see [`Cells::over_groups`]).
    pub(super) fn over_groups(&self, bits: u32, code_bits: u32, width: usize) -> Vec<(u64, i64)> {
        match self {
            Moves::Small(cells, _) => {
                let add = |sum: &mut i64, more: &i32| *sum += i64::from(*more);
                cells::over_flat(cells, bits, code_bits, width, add)
            }
            Moves::Large(cells) => {
                let add = |sum: &mut i64, more: &i64| *sum += more;
                cells.over_groups(bits, code_bits, width, add)
            }
        }
    }

    pub(super) fn hashed(&self) -> usize {
        match self {
            Moves::Small(..) => 0,
            Moves::Large(cells) => cells.hashed(),
        }
    }
}

/// Goes through a journey, shows each move packed, and answers the state it ends in.
#[inline(always)]
fn walk(codes: &[u32], order: u32, bits: u32, mut show: impl FnMut(u64)) -> u64 {
    let mask = (1_u64 << (order * bits)) - 1;
    let (head, tail) = codes.split_at(codes.len().min(order as usize));
    let packed = |key, code: &u32| (key << bits) | (u64::from(*code) + 1);
    let mut state = head.iter().fold(0_u64, packed);
    show(state);
    for code in tail {
        let key = packed(state, code);
        show(key);
        state = key & mask;
    }
    state
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn cells(moves: &Moves) -> BTreeMap<u64, i64> {
        let mut cells = BTreeMap::new();
        moves.each(|key, count| {
            if count != 0 {
                cells.insert(key, count);
            }
        });
        cells
    }

    proptest! {
        /// Few journeys, many and more than small numbers hold: what was counted is the same.
        #[test]
        fn small_numbers_grow_before_they_overflow(
            journeys in prop::collection::vec(
                (
                    prop::collection::vec(0..12_u32, 1..6),
                    0..64_u64,
                    prop_oneof![-3..4_i64, -2_000_000_000..2_000_000_000_i64, Just(1 << 40)],
                    prop_oneof![-2..3_i64, Just(i64::from(u32::MAX))],
                ),
                1..20,
            ),
            order in 1..3_u32,
        ) {
            let mut moves = Moves::new((order + 1) * 4);
            let mut plain = BTreeMap::<u64, i64>::new();
            for (codes, group, times, nulls) in journeys {
                let last = moves.walk(&codes, order, 4, (group, times, nulls));
                let start = group << ((order + 1) * 4);
                let end = walk(&codes, order, 4, |key| *plain.entry(start | key).or_default() += times);
                prop_assert_eq!(last, end);
                *plain.entry(start | (end << 4)).or_default() += nulls;
            }
            plain.retain(|_, count| *count != 0);
            prop_assert_eq!(cells(&moves), plain);
        }
    }

    #[test]
    fn a_table_of_few_journeys_stays_small() {
        let mut moves = Moves::new(12);
        moves.walk(&[1, 2, 3], 2, 4, (5, 1_000_000, 0));
        assert!(matches!(moves, Moves::Small(..)));
        moves.walk(&[1, 2, 3], 2, 4, (5, 1_000_000_000, 0));
        assert!(matches!(moves, Moves::Large(_)));
    }
}
