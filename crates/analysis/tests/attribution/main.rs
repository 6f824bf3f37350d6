//! Credit against known answers, identities, simulation and resampling.
#![allow(clippy::unwrap_used)]

mod data;
mod identities;
mod intervals;
mod known_answers;
mod live;
mod simulation;
mod survival;
