//! Every statement about people.

mod identity;
mod read;
mod write;

pub(super) use identity::*;
pub use read::*;
pub(super) use write::*;
