//! The game of the cases with one set of activities, added to that of all.

use crate::game::Game;

/// Adds the game of some cases on the players `own` (v by subset) to the worth of every coalition.
pub(super) fn tell(v: &[f64], own: &[usize], coalitions: &mut [f64]) {
    for (set, worth) in coalitions.iter_mut().enumerate() {
        let inside = own
            .iter()
            .enumerate()
            .filter(|(_, at)| set & 1 << **at != 0);
        *worth += v[inside.fold(0, |mask, (bit, _)| mask | 1 << bit)];
    }
}

/// Adds the Shapley values and interactions of a game on the players `own` (v by subset) to `values`:
/// v(∅), then one place for each of `n` players, then one for each pair.
pub(super) fn share_out(v: Vec<f64>, own: &[usize], n: usize, values: &mut [f64]) {
    values[0] += v[0];
    let Some(game) = Game::new(own.len(), v) else {
        return;
    };
    for (player, value) in own.iter().zip(game.shapley()) {
        values[1 + player] += value;
    }
    for (a, b, value) in game.interaction() {
        values[1 + n + place(own[a], own[b], n)] += value;
    }
}

/// Place of a pair (a before b) in the order of `pairs_of`.
fn place(a: usize, b: usize, n: usize) -> usize {
    a * n - a * (a + 1) / 2 + b - a - 1
}

#[cfg(test)]
mod tests {
    use super::super::model::pairs_of;
    use super::*;

    #[test]
    fn the_golden_game_comes_out() {
        // Webinar ×1.2, webinar and call together ×2 more, newsletter nothing; from a chance of 0.10.
        let v = |mask: usize| {
            let (w, c) = (mask & 1 != 0, mask & 2 != 0);
            0.10 * if w { 1.2 } else { 1.0 } * if w && c { 2.0 } else { 1.0 }
        };
        let v: Vec<f64> = (0..8).map(v).collect();
        let (mut values, mut coalitions) = (vec![0.0; 7], vec![0.0; 8]);
        tell(&v, &[0, 1, 2], &mut coalitions);
        assert_eq!(coalitions, v);
        share_out(v, &[0, 1, 2], 3, &mut values);
        for (found, wanted) in values.iter().zip([0.10, 0.08, 0.06, 0.0, 0.12, 0.0, 0.0]) {
            assert!((found - wanted).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn a_coalition_of_players_whom_a_case_lacks_changes_nothing_for_it() {
        let mut coalitions = vec![0.0; 8];
        tell(&[1.0, 5.0], &[2], &mut coalitions);
        assert_eq!(coalitions, [1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0]);
    }

    #[test]
    fn pairs_have_their_places() {
        for n in 2..6 {
            for (at, (a, b)) in pairs_of(n).enumerate() {
                assert_eq!(place(a, b, n), at);
            }
        }
    }
}
