//! The models of credit: one file each and one word in this list.

mod first;
mod last;
mod linear;

/// A model: how much of one outcome each touchpoint of a journey gets.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Stable word, also the key of its name in the texts.
    pub id: &'static str,
    /// Weights of the touchpoints of a journey that has at least one; none negative, sum 1.
    pub weigh: fn(&[u32]) -> Vec<f64>,
}

/// Every model, the default one first.
pub const MODELS: &[Model] = &[linear::MODEL, first::MODEL, last::MODEL];
