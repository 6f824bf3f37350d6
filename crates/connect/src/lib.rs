//! The borders of the product: sources of events, tracking in, imports, exports.

pub mod dead_letters;
pub mod demo;
pub mod events;
pub mod exports;
pub mod imports;
pub mod machines;
pub mod sources;
pub mod tracking;
pub mod visits;
