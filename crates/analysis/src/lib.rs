//! The science of the product: pure and synchronous, without input or output.

pub mod attribution;
pub mod business_time;
pub mod effects;
pub mod game;
pub mod identity;
mod widest;
