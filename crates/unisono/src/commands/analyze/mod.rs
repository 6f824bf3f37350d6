//! `unisono analyze`: the analyses on files, without a database.

mod duplicates;
mod effects;
mod paths;

use clap::{Args, Subcommand};
use kernel::{Lang, Result};

/// The analyses on files, without a database.
#[derive(Args)]
pub(crate) struct Analyze {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Duplicates(duplicates::Duplicates),
    Effects(Box<effects::Effects>),
    Paths(paths::Paths),
}

impl Analyze {
    /// The language of the answer, if the command names one.
    pub(crate) fn language(&self) -> Option<&str> {
        match &self.what {
            What::Duplicates(command) => command.language.as_deref(),
            What::Effects(command) => command.language.as_deref(),
            What::Paths(command) => command.language.as_deref(),
        }
    }
}

pub(crate) fn run(command: &Analyze, lang: Lang) -> Result<()> {
    match &command.what {
        What::Duplicates(command) => duplicates::run(command, lang),
        What::Effects(command) => effects::run(command, lang),
        What::Paths(command) => paths::run(command, lang),
    }
}
