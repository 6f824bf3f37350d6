//! Every statement about companies.

mod read;
mod write;

pub use read::*;
pub(super) use write::*;
