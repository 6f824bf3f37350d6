//! The science of the product: pure and synchronous, without input or output.

pub mod attribution;
pub mod identity;
