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

/// A move or an exit as [`Transitions::each_move`] and [`Transitions::each_exit`] show it: the group
/// and the codes plus one, the latest last, 0 for nothing.
pub(super) type Place = (u8, [u32; 5]);

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

    /// Whether there were too many different moves to keep.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds the ends of a journey. The codes are below the width.
    #[inline]
    pub(super) fn count(&mut self, codes: &[u32], ends: &Ends) {
        let journeys = ends.conversions + ends.nulls;
        if self.is_full || journeys == 0 || codes.is_empty() {
            return;
        }
        let group = u64::from(ends.group);
        let (order, bits) = (self.order, self.bits);
        let base = group << ((order + 1) * bits);
        let last = match &mut self.moves {
            Cells::Flat(cells) => walk(codes, order, bits, |key| {
                cells[(base | key) as usize] += journeys;
            }),
            Cells::Hashed(cells) => walk(codes, order, bits, |key| {
                *cells.entry(base | key).or_default() += journeys;
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
        let pack = |codes: &[u32; 5]| {
            let packed = |key, code: &u32| (key << bits) | u64::from(map(*code));
            codes.iter().fold(0_u64, packed)
        };
        other.each_move(|(group, codes), count| {
            let key = (u64::from(group) << ((order + 1) * bits)) | pack(&codes);
            *self.moves.at(key) += count;
        });
        other.each_exit(|(group, codes), exit| {
            let cell = self
                .exits
                .at((u64::from(group) << (order * bits)) | pack(&codes));
            cell.conversions += exit.conversions;
            cell.nulls += exit.nulls;
            cell.value += exit.value;
        });
    }

    /// Shows every move that was counted.
    pub(super) fn each_move(&self, mut show: impl FnMut(Place, i64)) {
        self.moves.each(|key, count| {
            if *count != 0 {
                show(unpack(key, self.order + 1, self.bits), *count);
            }
        });
    }

    /// Shows every state in which journeys ended.
    pub(super) fn each_exit(&self, mut show: impl FnMut(Place, Exit)) {
        self.exits.each(|key, exit| {
            if *exit != Exit::default() {
                show(unpack(key, self.order, self.bits), *exit);
            }
        });
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
#[inline]
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

fn unpack(key: u64, count: u32, bits: u32) -> Place {
    let mut codes = [0; 5];
    for at in 0..count {
        codes[4 - at as usize] = ((key >> (at * bits)) & ((1 << bits) - 1)) as u32;
    }
    ((key >> (count * bits)) as u8, codes)
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

    fn hashed(&self) -> usize {
        match self {
            Cells::Flat(_) => 0,
            Cells::Hashed(cells) => cells.len(),
        }
    }
}
