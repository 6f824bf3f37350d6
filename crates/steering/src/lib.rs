//! Steering towards the common goal: what brought a deal, the shared dashboard, the start page.

pub mod contribution;
pub mod dashboard;
pub mod effects;
pub mod home;
pub mod questions;
