//! `unisono calc`: our arithmetic on your own numbers. Always answers JSON.

mod game;

use clap::{Args, Subcommand};
use kernel::Result;

/// Our arithmetic on your own numbers.
#[derive(Args)]
pub(crate) struct Calc {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Game(game::Game),
}

impl Calc {
    /// The language in which a failure is told, if the command names one.
    pub(crate) fn language(&self) -> Option<&str> {
        match &self.what {
            What::Game(command) => command.language.as_deref(),
        }
    }
}

pub(crate) fn run(command: &Calc) -> Result<()> {
    match &command.what {
        What::Game(command) => game::run(command),
    }
}
