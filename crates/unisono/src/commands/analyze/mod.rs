//! `unisono analyze`: the analyses on files, without a database.

mod duplicates;

use clap::{Args, Subcommand};
use kernel::Result;

/// The analyses on files, without a database.
#[derive(Args)]
pub(crate) struct Analyze {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Duplicates(duplicates::Duplicates),
}

impl Analyze {
    /// The language of the answer.
    pub(crate) fn language(&self) -> &str {
        match &self.what {
            What::Duplicates(command) => &command.language,
        }
    }
}

pub(crate) fn run(command: &Analyze) -> Result<()> {
    match &command.what {
        What::Duplicates(command) => duplicates::run(command),
    }
}
