//! Every statement about companies.

mod read;
mod touched;
mod write;

pub use read::*;
pub use touched::touched;
pub(super) use write::*;
