//! `unisono analyze`: the analyses on files, without a database.

mod paths;

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
    Paths(paths::Paths),
}

impl Analyze {
    /// The language of the answer.
    pub(crate) fn language(&self) -> &str {
        match &self.what {
            What::Paths(command) => &command.language,
        }
    }
}

pub(crate) fn run(command: &Analyze) -> Result<()> {
    match &command.what {
        What::Paths(command) => paths::run(command),
    }
}
