//! Steering towards the common goal: what brought a deal, the shared dashboard, the start page.

pub mod changes;
pub mod contribution;
mod daily;
pub mod dashboard;
pub mod decisions;
pub mod effects;
mod evidence;
pub mod home;
pub mod questions;
pub mod synergies;
