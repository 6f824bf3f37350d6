//! The words of the business without input or output.
//!
//! Ids, time, money, languages, phases, channels, roles, the request context, the one error type
//! and the registry of touchpoint types. Nothing here reads a clock, a file or a database on its own:
//! time and ids come from the [`Ctx`] that the caller holds.

mod channel;
mod ctx;
mod error;
mod id;
mod lang;
mod money;
mod phase;
mod role;
mod time;
mod touchpoint;
pub mod types;

pub use channel::{Channel, Direction};
pub use ctx::{Clock, Ctx, FixedClock, SystemClock};
pub use error::{Conflict, Error, FieldError, Fields, Report, Result};
pub use id::{Id, IdGen};
pub use lang::Lang;
pub use money::{Currency, Money};
pub use phase::Phase;
pub use role::Role;
pub use time::{Date, Millis, is_zone};
pub use touchpoint::{TimestampQuality, Touchpoint};
