//! Every statement about people.

mod identity;
mod read;
mod touched;
mod write;

pub(super) use identity::*;
pub use read::*;
pub use touched::touched;
pub(super) use write::*;
