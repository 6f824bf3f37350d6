//! Every statement about people.

mod identity;
mod imported;
mod read;
mod touched;
mod write;

pub(super) use identity::*;
pub use imported::{find_by_name, find_by_sources, remove_imported};
pub use read::*;
pub use touched::touched;
pub(super) use write::*;
