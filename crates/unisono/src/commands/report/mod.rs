//! `unisono report`: what the screens show, for the terminal and for programs.

mod changes;
mod contribution;
mod duplicates;
mod questions;
mod synergies;

use clap::{Args, Subcommand};
use kernel::Result;

/// What the screens show.
#[derive(Args)]
pub(crate) struct Report {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What brought which outcome: contribution with evidence, and credit for contrast.
    Contribution(contribution::Contribution),
    /// The effects alone, with interval and grade.
    Effects(contribution::Contribution),
    /// People who would be merged without asking, and questions.
    Duplicates(duplicates::Duplicates),
    /// What the company changed, and whether it works.
    Changes(changes::Changes),
    /// What each activity changed, as far as the data can tell.
    Questions(questions::Questions),
    /// What works together: pairs and orders of activities, and the gain from combined data.
    Synergies(synergies::Synergies),
}

pub(crate) async fn run(report: Report) -> Result<()> {
    match report.what {
        What::Contribution(command) => contribution::contribution(command).await,
        What::Effects(command) => contribution::effects(command).await,
        What::Duplicates(command) => duplicates::run(command).await,
        What::Changes(command) => changes::run(command).await,
        What::Questions(command) => questions::run(command).await,
        What::Synergies(command) => synergies::run(command).await,
    }
}
