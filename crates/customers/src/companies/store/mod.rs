//! Every statement about companies.

mod create;
mod imported;
mod list;
mod read;
mod record;
mod touched;
mod write;

pub(super) use create::write_new;
pub use create::{change, check};
pub use imported::remove_imported;
pub use list::*;
pub use read::*;
pub use touched::{forget_touched, touched, touched_again};
pub(super) use write::*;
