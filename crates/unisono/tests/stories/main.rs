//! The stories across departments: one binary, each story on both engines.
#![allow(clippy::unwrap_used)]

mod contribution;
mod demo;
mod frame;
mod imports;
mod permissions;
mod program;
mod search;
mod timeline;
mod tracking;
