//! `unisono analyze`: the analyses on files, without a database.

mod effects;

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
    Effects(Box<effects::Effects>),
}

impl Analyze {
    /// The language of the answer.
    pub(crate) fn language(&self) -> &str {
        match &self.what {
            What::Effects(command) => &command.language,
        }
    }
}

pub(crate) fn run(command: &Analyze) -> Result<()> {
    match &command.what {
        What::Effects(command) => effects::run(command),
    }
}
