//! The stories across departments: one binary, each story on both engines.
#![allow(clippy::unwrap_used)]

mod analyze_effects;
mod contribution;
mod deals;
mod demo;
mod departments;
mod frame;
mod house_keeping;
mod imports;
mod members;
mod people;
mod permissions;
mod program;
mod search;
mod timeline;
mod tracking;
