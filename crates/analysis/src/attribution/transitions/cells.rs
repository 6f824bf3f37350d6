//! Tables of cells: a flat array where the keys are few, a hash table where they are many.

use super::super::hash::Table;
use super::GROUP_BITS;

/// Bits of packed codes up to which a table is a flat array (64 groups × 2¹⁵ × 4 to 16 bytes: 8 to 32 MB).
const FLAT_BITS: u32 = 15;

/// Cells named by a packed key.
#[derive(Clone, Debug)]
pub(super) enum Cells<T> {
    Flat(Vec<T>),
    Hashed(Table<u64, T>),
}

impl<T: Copy + Default> Cells<T> {
    pub(super) fn new(bits: u32) -> Self {
        if bits <= FLAT_BITS {
            Cells::Flat(vec![T::default(); 1 << (bits + GROUP_BITS)])
        } else {
            Cells::Hashed(Table::default())
        }
    }

    pub(super) fn at(&mut self, key: u64) -> &mut T {
        match self {
            Cells::Flat(cells) => &mut cells[key as usize],
            Cells::Hashed(cells) => cells.entry(key).or_default(),
        }
    }

    pub(super) fn each(&self, mut show: impl FnMut(u64, &T)) {
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
    pub(super) fn over_groups(
        &self,
        bits: u32,
        code_bits: u32,
        width: usize,
        add: impl Fn(&mut T, &T),
    ) -> Vec<(u64, T)> {
        match self {
            Cells::Flat(cells) => over_flat(cells, bits, code_bits, width, add),
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

    /// No cells.
    pub(super) fn empty() -> Self {
        Cells::Hashed(Table::default())
    }

    pub(super) fn hashed(&self) -> usize {
        match self {
            Cells::Flat(_) => 0,
            Cells::Hashed(cells) => cells.len(),
        }
    }
}

/// [`Cells::over_groups`] of a flat table, into sums that may be of another kind.
pub(super) fn over_flat<T, S: Clone + Default>(
    cells: &[T],
    bits: u32,
    code_bits: u32,
    width: usize,
    add: impl Fn(&mut S, &T),
) -> Vec<(u64, S)> {
    let (size, line) = (1 << bits, 1 << code_bits);
    let mut sums = vec![S::default(); size];
    for group in cells.chunks_exact(size) {
        let lines = sums.chunks_exact_mut(line).zip(group.chunks_exact(line));
        for (_, (sums, more)) in lines.enumerate().filter(|(at, _)| at % line <= width) {
            for (sum, more) in sums[..=width].iter_mut().zip(&more[..=width]) {
                add(sum, more);
            }
        }
    }
    (0..).zip(sums).collect()
}
