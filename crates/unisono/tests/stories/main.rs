//! The stories across departments: one binary, each story on both engines.
#![allow(clippy::unwrap_used)]

mod contribution;
mod deals;
mod demo;
mod departments;
mod frame;
mod house_keeping;
mod imports;
mod ingest;
mod machines;
mod members;
mod people;
mod permissions;
mod program;
mod search;
mod timeline;
mod tracking;
mod visits;
