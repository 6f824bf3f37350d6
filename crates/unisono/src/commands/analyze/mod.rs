//! `unisono analyze`: the analyses on files, without a database. One analysis, one file or folder.

mod effects;

use clap::{Args, Subcommand};
use kernel::{Lang, Result};

/// Analyses files, without a database.
#[derive(Args)]
pub(crate) struct Analyze {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What each activity changed, what reinforces what, and which order matters.
    Effects(Box<effects::Effects>),
}

pub(crate) fn run(analyze: &Analyze, lang: Lang) -> Result<()> {
    match &analyze.what {
        What::Effects(command) => effects::run(command, lang),
    }
}
