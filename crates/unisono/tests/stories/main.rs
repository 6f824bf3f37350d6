//! The stories across departments: one binary, each story on both engines.
#![allow(clippy::unwrap_used)]

mod analyze;
mod analyze_effects;
mod api;
mod backup;
mod board;
mod commands;
mod contribution;
mod dashboard;
mod deals;
mod demo;
mod departments;
mod doctor;
mod door;
mod duplicates;
mod frame;
mod house_keeping;
mod imports;
mod ingest;
mod look_alikes;
mod machines;
mod members;
mod merging;
mod metrics;
mod people;
mod permissions;
mod plans;
mod program;
mod questions;
mod review;
mod search;
mod settings;
mod splitting;
mod timeline;
mod tracking;
mod visits;
