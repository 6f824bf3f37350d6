//! Transitions of order 1 to 4, counted per group of companies.
//!
//! A state is the last k codes; a journey shorter than k is one state that holds all of it (the
//! convention of ChannelAttribution). A move is packed as k + 1 codes, a leading nothing standing for
//! the start, so one number names both ends. Small tables are flat arrays, large ones hash tables.

use super::hash::Table;
use super::journeys::Ends;

/// Most cells of a hash table: beyond it the order is given up, and says so.
const MOST_CELLS: usize = 2_000_000;
/// Bits of packed codes up to which a table is a flat array (64 groups × 2¹⁵ × 8 bytes = 16 MB).
const FLAT_BITS: u32 = 15;
/// Bits of the group in a packed key.
const GROUP_BITS: u32 = 6;

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

/// Counts of the moves and exits of one order.
#[derive(Clone, Debug)]
pub(super) struct Transitions {
    order: u32,
    bits: u32,
    moves: Cells<i64>,
    exits: Cells<Exit>,
    is_full: bool,
}

impl Transitions {
    pub(super) fn new(order: u8) -> Self {
        let (order, bits) = (u32::from(order), 4);
        Self {
            order,
            bits,
            moves: Cells::new((order + 1) * bits),
            exits: Cells::new(order * bits),
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
        let size = (order + 1) * bits;
        let last = match &mut self.moves {
            Cells::Flat(cells) => {
                let own = &mut cells[(group << size) as usize..((group + 1) << size) as usize];
                walk(codes, order, bits, |key| own[key as usize] += journeys)
            }
            Cells::Hashed(cells) => walk(codes, order, bits, |key| {
                *cells.entry((group << size) | key).or_default() += journeys;
            }),
        };
        self.exits.at((group << (order * bits)) | last).add(ends);
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
            moves: Cells::new((self.order + 1) * bits),
            exits: Cells::new(self.order * bits),
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
            map.get((code as usize).wrapping_sub(1))
                .map_or(0, |c| c + 1)
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
        other.each_move(|group, key, count| {
            let key = (u64::from(group) << ((order + 1) * bits)) | pack(key, order + 1);
            *self.moves.at(key) += count;
        });
        other.each_exit(|group, key, exit| {
            let key = (u64::from(group) << (order * bits)) | pack(key, order);
            self.exits.at(key).merge(&exit);
        });
    }

    /// Shows every move that was counted: its group, its packed codes (plus one, the latest lowest, 0
    /// for nothing) and how often.
    pub(super) fn each_move(&self, mut show: impl FnMut(u8, u64, i64)) {
        let bits = (self.order + 1) * self.bits;
        self.moves.each(|key, count| {
            if *count != 0 {
                show((key >> bits) as u8, key & ((1 << bits) - 1), *count);
            }
        });
    }

    /// Shows every state in which journeys ended, packed likewise.
    pub(super) fn each_exit(&self, mut show: impl FnMut(u8, u64, Exit)) {
        let bits = self.order * self.bits;
        self.exits.each(|key, exit| {
            if *exit != Exit::default() {
                show((key >> bits) as u8, key & ((1 << bits) - 1), *exit);
            }
        });
    }

    /// The moves of all groups together, in ascending order; codes are below `width`.
    pub(super) fn moves(&self, width: usize) -> Vec<(u64, i64)> {
        let bits = (self.order + 1) * self.bits;
        let add = |sum: &mut i64, more: &i64| *sum += more;
        let mut moves = self.moves.over_groups(bits, self.bits, width, add);
        moves.retain(|(_, count)| *count != 0);
        moves
    }

    /// The exits of all groups together, in ascending order.
    pub(super) fn exits(&self, width: usize) -> Vec<(u64, Exit)> {
        let bits = self.order * self.bits;
        self.exits.over_groups(bits, self.bits, width, Exit::merge)
    }

    fn stop_when_full(&mut self) {
        if self.moves.hashed() > MOST_CELLS || self.exits.hashed() > MOST_CELLS {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.is_full = true;
        self.moves = Cells::Hashed(Table::default());
        self.exits = Cells::Hashed(Table::default());
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

/// Cells named by a packed key.
#[derive(Clone, Debug)]
enum Cells<T> {
    Flat(Vec<T>),
    Hashed(Table<u64, T>),
}

impl<T: Copy + Default> Cells<T> {
    fn new(bits: u32) -> Self {
        if bits <= FLAT_BITS {
            Cells::Flat(vec![T::default(); 1 << (bits + GROUP_BITS)])
        } else {
            Cells::Hashed(Table::default())
        }
    }

    fn at(&mut self, key: u64) -> &mut T {
        match self {
            Cells::Flat(cells) => &mut cells[key as usize],
            Cells::Hashed(cells) => cells.entry(key).or_default(),
        }
    }

    fn each(&self, mut show: impl FnMut(u64, &T)) {
        match self {
            Cells::Flat(cells) => {
                for (key, cell) in (0..).zip(cells) {
                    show(key, cell);
                }
            }
            Cells::Hashed(cells) => {
                for (key, cell) in cells {
                    show(*key, cell);
                }
            }
        }
    }

    /// The sum over the groups, in ascending order of keys of `bits` bits without the group. Of flat
    /// tables only cells are visited whose latest two codes can occur.
    fn over_groups(
        &self,
        bits: u32,
        code_bits: u32,
        width: usize,
        add: impl Fn(&mut T, &T),
    ) -> Vec<(u64, T)> {
        match self {
            Cells::Flat(cells) => {
                let (size, line) = (1 << bits, 1 << code_bits);
                let mut sums = vec![T::default(); size];
                for group in cells.chunks_exact(size) {
                    let lines = sums.chunks_exact_mut(line).zip(group.chunks_exact(line));
                    for (_, (sums, more)) in lines.enumerate().filter(|(at, _)| at % line <= width)
                    {
                        for (sum, more) in sums[..=width].iter_mut().zip(&more[..=width]) {
                            add(sum, more);
                        }
                    }
                }
                (0..).zip(sums).collect()
            }
            Cells::Hashed(cells) => {
                let key = |(key, cell): (&u64, &T)| (key & ((1 << bits) - 1), *cell);
                let mut list: Vec<(u64, T)> = cells.iter().map(key).collect();
                list.sort_by_key(|(key, _)| *key);
                list.dedup_by(|more, sum| {
                    let is_same = more.0 == sum.0;
                    if is_same {
                        add(&mut sum.1, &more.1);
                    }
                    is_same
                });
                list
            }
        }
    }

    fn hashed(&self) -> usize {
        match self {
            Cells::Flat(_) => 0,
            Cells::Hashed(cells) => cells.len(),
        }
    }
}
