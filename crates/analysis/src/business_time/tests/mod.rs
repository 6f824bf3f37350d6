//! Business time: the clock cases that were computed by hand, and what holds for every calendar.

mod golden;
mod properties;

use super::{Calendar, Opening};
