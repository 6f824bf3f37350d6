//! R3: nothing, marketing alone, sales alone, both together, and what comes only from both; with all other
//! departments as a further player.

use analysis::effects::{Estimate, Fault, Game, Player, Study, shared};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use super::impact::{Number, Standing, plan};
use crate::effects::Cases;

/// The players in their fixed order: marketing, sales, all others.
pub const GROUPS: [&str; 3] = ["marketing", "sales", "others"];

/// What came from whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// For each player cases with and without it, and why it cannot be told where that is so.
    pub players: Vec<(usize, usize, Option<Standing>)>,
    /// Worth of every coalition of the players that can be told: names of its players, number.
    pub coalitions: Vec<(Vec<String>, Number)>,
    /// What each player adds (Shapley).
    pub contributions: Vec<(String, Number)>,
    /// What two players add only together (Shapley interaction).
    pub interactions: Vec<(String, String, Number)>,
    /// What came out of cases.
    pub of_cases: f64,
    /// Cases from which was learned.
    pub cases: usize,
}

/// The player of each department code: those whose keys, or the keys of whom they continue, say marketing or
/// sales; none has no player. Departments that are shown together (`is_joint`) belong to the others, so that
/// they cannot be told from the rest of a player. Nothing when that leaves marketing or sales without any
/// department: then they cannot be shown apart.
pub fn groups(lines: &[Vec<String>], is_joint: impl Fn(usize) -> bool) -> Option<Vec<Option<u32>>> {
    let has =
        |keys: &[String], words: &[&str]| keys.iter().any(|key| words.contains(&key.as_str()));
    let of = |keys: &[String]| match keys {
        keys if has(keys, &["marketing"]) => 0,
        keys if has(keys, &["sales", "sdr"]) => 1,
        _ => 2,
    };
    let whole: Vec<u32> = lines.iter().map(|keys| of(keys)).collect();
    let player = |(code, player): (usize, &u32)| if is_joint(code) { 2 } else { *player };
    let players: Vec<u32> = whole.iter().enumerate().map(player).collect();
    let is_hidden = |player| whole.contains(&player) && !players.contains(&player);
    (!is_hidden(0) && !is_hidden(1)).then(|| players.into_iter().map(Some).collect())
}

/// Plays the game of marketing, sales and all others.
///
/// # Errors
/// `Internal` when the columns do not fit together.
pub fn together(study: &Study, cases: &Cases) -> Result<Option<Together>> {
    let found = match shared(study, &plan(cases.landmark_days)) {
        Ok(found) => found,
        Err(Fault::NoCases) => return Ok(None),
        Err(fault) => return Err(Error::internal(fault)),
    };
    let mut answer = Together {
        players: found
            .players
            .iter()
            .enumerate()
            .map(|(at, one)| player(at, *one, found.game.as_ref()))
            .collect(),
        coalitions: Vec::new(),
        contributions: Vec::new(),
        interactions: Vec::new(),
        of_cases: 0.0,
        cases: found.tally.at_risk,
    };
    if let Some(game) = &found.game {
        tell(&mut answer, game);
    }
    Ok(Some(answer))
}

fn name(player: usize) -> String {
    GROUPS[player.min(GROUPS.len() - 1)].to_owned()
}

/// Cases with and without a player, and why it does not play where that is so.
fn player(at: usize, one: Player, game: Option<&Game>) -> (usize, usize, Option<Standing>) {
    let plays = |game: &Game| game.contributions.iter().any(|(p, _)| *p == at);
    let why = match (one.exposed, one.controls) {
        _ if game.is_some_and(plays) => None,
        (0, _) => Some(Standing::Absent),
        (1..10, _) => Some(Standing::FewWith),
        (_, 0..10) => Some(Standing::FewWithout),
        _ => Some(Standing::Incomparable),
    };
    (one.exposed, one.controls, why)
}

fn tell(answer: &mut Together, game: &Game) {
    let of_set = |set: usize| {
        let players = game.contributions.iter().enumerate();
        let inside = players.filter(|(at, _)| set & 1 << at != 0);
        inside.map(|(_, (player, _))| name(*player)).collect()
    };
    let coalitions = game.coalitions.iter();
    let pair = |(a, b, e): &(usize, usize, Estimate)| (name(*a), name(*b), Number::from(e));
    answer.of_cases = game.total;
    answer.coalitions = coalitions
        .map(|(set, e)| (of_set(*set), e.into()))
        .collect();
    answer.contributions = game
        .contributions
        .iter()
        .map(|(p, e)| (name(*p), e.into()))
        .collect();
    answer.interactions = game.interactions.iter().map(pair).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_departments_play_with_the_others() {
        let lines: Vec<Vec<String>> = ["marketing", "sales", "sdr", "service"]
            .map(|key| vec![key.to_owned()])
            .to_vec();
        let of = |joint: &[usize]| groups(&lines, |code| joint.contains(&code));
        let players = |numbers: [u32; 4]| Some(numbers.map(Some).to_vec());
        assert_eq!(of(&[]), players([0, 1, 1, 2]));
        assert_eq!(of(&[2]), players([0, 1, 2, 2]));
        assert_eq!(of(&[0, 2]), None, "marketing cannot be shown apart");
        assert_eq!(of(&[1, 2]), None, "nor sales");
        assert_eq!(groups(&lines[2..], |_| false), Some(vec![Some(1), Some(2)]));
    }
}
