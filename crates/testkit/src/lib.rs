//! What tests stand on: the whole application on a database of its own, people who are signed in,
//! requests without a network, and stories that run on both engines.
//!
//! ```ignore
//! async fn a_note_is_on_the_timeline(app: TestApp) {
//!     let katrin = app.sign_in(Role::Member, "sales").await;
//!     katrin.post("/companies", &[("name", "Müller")]).await.assert_ok();
//! }
//! testkit::both_engines!(a_note_is_on_the_timeline);
//! ```
//!
//! Test support may stop a test: `expect` is how it says what went wrong.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate
)]

mod app;
mod client;
mod database;
mod engines;
mod postgres;
mod program;
mod records;
mod wire;

pub use app::{START, Spare, TestApp};
pub use client::{Answer, Client};
pub use engines::{on_embedded, on_postgres};
pub use program::{Outcome, Program, Served, cpu_seconds};
pub use records::{CompanyBuilder, PersonBuilder};
pub use wire::{Reply, Wire};
