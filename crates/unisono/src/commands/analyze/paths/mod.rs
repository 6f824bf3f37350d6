//! `unisono analyze paths`: who took part in the outcomes of a file of journeys, by several models.

mod answer;
mod chunks;
mod columns;
mod lane;
mod table;

use analysis::attribution::{Spec, SpecError};
use clap::Args;
use kernel::{Lang, Result};

use super::super::say;

/// Credit of a file of journeys (path, conversions, value, ends without conversion), by several models.
///
/// Credit says who took part, not who caused. One line may stand for many journeys of the same path.
/// Models: first, last, last-non-direct[:NAME], linear, u, w, time-decay:TOUCHPOINTS, shapley,
/// ordered-shapley, rate-shapley, markov:1 to markov:4.
///
/// Example: unisono analyze paths paths.csv --nulls total_null --models first,linear,markov:2 --json
#[derive(Args)]
pub(crate) struct Paths {
    /// The file (CSV with a header); - reads standard input.
    file: String,
    /// Column with the path.
    #[arg(long, default_value = "path")]
    path: String,
    /// What stands between the touchpoints of a path.
    #[arg(long, default_value = ">")]
    separator: String,
    /// Column with the number of conversions; total_conversions if there is one, else every line is one.
    #[arg(long, value_name = "COLUMN")]
    conversions: Option<String>,
    /// Column with the value of all these conversions; total_conversion_value if there is one.
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Column with the number of journeys of this path that ended without conversion.
    #[arg(long, value_name = "COLUMN")]
    nulls: Option<String>,
    /// Models, separated by commas.
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = model,
        default_value = "first,last,linear,u,shapley,markov:1"
    )]
    models: Vec<Spec>,
    /// Pairs of channels too: how often both took part, and in which order.
    #[arg(long)]
    pairs: bool,
    /// Language of the answer: de or en; else that of the terminal.
    #[arg(long)]
    pub(super) language: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// Reads a model; what is wrong with it is a matter of usage.
fn model(word: &str) -> std::result::Result<Spec, String> {
    let spec = Spec::parse(word).map_err(|error| match error {
        SpecError::Unknown => "there is no such model".to_owned(),
        SpecError::Parameter => "the parameter does not fit the model".to_owned(),
    })?;
    match spec.needs_times() {
        true => Err("needs times, which a file of paths does not have".to_owned()),
        false => Ok(spec),
    }
}

pub(crate) fn run(command: &Paths, lang: Lang) -> Result<()> {
    let read = match command.file.as_str() {
        "-" => chunks::read(std::io::stdin().lock(), command)?,
        file => chunks::read(chunks::open(file)?, command)?,
    };
    let told = answer::of(&read, command, lang);
    let lines = if command.json {
        String::new()
    } else {
        table::lines(&told, command, lang)
    };
    say(command.json, &answer::json(&told), &lines);
    Ok(())
}
