//! Loops over numbers with the widest instructions that the processor at hand has.
//!
//! The result is the same to the last bit on every processor: nothing is added in another order than it is written,
//! and a product and a sum stay two steps.

use pulp::{Arch, NullaryFnOnce};

/// Runs a loop. Its `call` has to be `#[inline(always)]`, and so has what it calls: a closure is compiled for itself
/// and does not profit.
#[inline]
pub(crate) fn widest<T>(work: impl NullaryFnOnce<Output = T>) -> T {
    Arch::new().dispatch(work)
}
