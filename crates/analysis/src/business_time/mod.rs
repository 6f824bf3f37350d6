//! Business time: when a team is open, and how much of that time passes between two instants.
//!
//! Words: an *opening* is a stretch of local wall-clock time on one day, counted from its first moment and
//! including its last (a clock that runs out at closing time is due at that minute); a *calendar* is a
//! time zone, the openings of each weekday, and days that differ (holidays are empty, half days have other
//! openings). Which days are holidays is given as input; the rules of holidays are not known here.
//!
//! Openings are turned into instants day by day, so a day on which the clocks change inside an opening is
//! an hour longer or shorter. Instants are milliseconds UTC. Clocks that never pause count plain elapsed
//! time: see [`Calendar::always`].

mod calendar;
mod walk;

#[cfg(test)]
mod tests;

pub use calendar::{Calendar, Fault, Opening};
