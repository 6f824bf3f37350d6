//! Every statement about companies.

mod create;
mod imported;
mod list;
mod read;
mod touched;
mod write;

pub use create::{change, check, create, create_many};
pub use imported::{find_by_sources, remove_imported};
pub use list::*;
pub use read::*;
pub use touched::{forget_touched, touched};
pub(super) use write::*;
