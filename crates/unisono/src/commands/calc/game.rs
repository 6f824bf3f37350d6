//! `unisono calc game`: what each player of a cooperative game adds, and what two add only together.

use std::path::PathBuf;

use analysis::game::{self, MOST_PLAYERS};
use clap::Args;
use kernel::{Error, FieldError, Result};
use serde_json::{Map, Value, json};

use super::super::say;

/// Shapley values and interactions of cooperative games: an array of {name, players, v}, where v gives
/// the worth of every coalition under its players, sorted and joined by commas, and "" for none.
///
/// Example: unisono calc game games.json
#[derive(Args)]
pub(crate) struct Game {
    /// The file with the games.
    file: PathBuf,
    /// Language of failures: de or en; else that of the terminal.
    #[arg(long)]
    pub(super) language: Option<String>,
    /// Answer as JSON, which it always is.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Game) -> Result<()> {
    let file = command.file.display().to_string();
    let wrong = |cause: &dyn std::fmt::Display| {
        let told = FieldError::new(&file, "analyze.error.file").arg("cause", cause);
        Error::Invalid(vec![told])
    };
    let text = std::fs::read_to_string(&command.file).map_err(|error| wrong(&error))?;
    let games: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
    let list = games
        .as_array()
        .ok_or_else(|| Error::field(&file, "analyze.error.games"))?;
    let solved: Vec<Value> = list.iter().map(solve).collect::<Result<_>>()?;
    let answer = Value::Array(solved);
    // People get it in lines, machines on one.
    let lines = serde_json::to_string_pretty(&answer)?;
    say(command.json, &answer, &lines);
    Ok(())
}

fn solve(given: &Value) -> Result<Value> {
    let name = given["name"].as_str().unwrap_or_default();
    let wrong =
        |key: &str, text: &str| Error::Invalid(vec![FieldError::new(name, key).arg("text", text)]);
    let players = given["players"].as_array().and_then(|list| names(list));
    let players = players.ok_or_else(|| wrong("analyze.error.players", ""))?;
    if players.len() > MOST_PLAYERS {
        let told = FieldError::new(name, "analyze.error.too_many_players").arg("max", MOST_PLAYERS);
        return Err(Error::Invalid(vec![told]));
    }
    let empty = Map::new();
    let given = given["v"].as_object().unwrap_or(&empty);
    let mut worth: Vec<Option<f64>> = vec![None; 1 << players.len()];
    for (key, value) in given {
        let set = coalition(key, &players).ok_or_else(|| wrong("analyze.error.coalition", key))?;
        let value = value
            .as_f64()
            .ok_or_else(|| wrong("analyze.error.worth", key))?;
        if worth[set].replace(value).is_some() {
            return Err(wrong("analyze.error.twice", key));
        }
    }
    // Nobody is worth nothing unless something else is said.
    worth[0] = worth[0].or(Some(0.0));
    if let Some(set) = worth.iter().position(Option::is_none) {
        let members = players.iter().enumerate().filter(|(p, _)| set >> p & 1 > 0);
        let mut members: Vec<&str> = members.map(|(_, name)| *name).collect();
        members.sort_unstable();
        return Err(wrong("analyze.error.missing", &members.join(",")));
    }
    let worth = worth.into_iter().flatten().collect();
    let game =
        game::Game::new(players.len(), worth).ok_or_else(|| wrong("analyze.error.players", ""))?;
    Ok(told(name, &players, &game))
}

/// The names of the players; none when one is no text or appears twice.
fn names(list: &[Value]) -> Option<Vec<&str>> {
    let names: Vec<&str> = list.iter().map(Value::as_str).collect::<Option<_>>()?;
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    (sorted.len() == names.len()).then_some(names)
}

/// The players of a key as bits; none when one is unknown or appears twice.
fn coalition(key: &str, players: &[&str]) -> Option<usize> {
    let members = key
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    members.into_iter().try_fold(0, |set, name| {
        let bit = 1 << players.iter().position(|player| *player == name)?;
        (set & bit == 0).then_some(set | bit)
    })
}

fn told(name: &str, players: &[&str], game: &game::Game) -> Value {
    let values = players.iter().zip(game.shapley());
    let shapley: Map<String, Value> = values.map(|(p, v)| ((*p).to_owned(), json!(v))).collect();
    let pair = |(a, b, value): (usize, usize, f64)| json!({ "a": players[a], "b": players[b], "value": value });
    let interaction: Vec<Value> = game.interaction().into_iter().map(pair).collect();
    json!({ "name": name, "shapley": shapley, "interaction": interaction })
}
