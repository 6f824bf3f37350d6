//! Cooperative games: what each player adds (Shapley value) and what two add only together (Shapley
//! interaction index), exactly, whatever the game: it need be neither monotone nor non-negative.

/// Most players of an exact game: a million coalitions.
pub const MOST_PLAYERS: usize = 20;

/// A game: the worth of every coalition of up to [`MOST_PLAYERS`] players.
#[derive(Clone, Debug)]
pub struct Game {
    players: usize,
    worth: Vec<f64>,
}

impl Game {
    /// A game of players; coalition S has the worth at the place whose bit p is set for every player p
    /// in S. None when there are too many players or the number of worths is not `2^players`.
    #[must_use]
    pub fn new(players: usize, worth: Vec<f64>) -> Option<Self> {
        let fits = players <= MOST_PLAYERS && worth.len() == 1 << players;
        fits.then_some(Self { players, worth })
    }

    /// What each player adds: `φ_a = Σ_{S ∌ a} |S|! (n − |S| − 1)! / n! · (v(S + a) − v(S))`
    /// (Shapley 1953). The sum is `v(all) − v(none)`.
    #[must_use]
    pub fn shapley(&self) -> Vec<f64> {
        let weights = coalition_weights(self.players);
        let of = |player: usize| {
            let bit = 1 << player;
            let without = (0..self.worth.len()).filter(|set| set & bit == 0);
            let added = |set: usize| self.worth[set | bit] - self.worth[set];
            without.map(|set| weights[size(set)] * added(set)).sum()
        };
        (0..self.players).map(of).collect()
    }

    /// What two players add only together, per pair `(a, b)` with a before b:
    /// `I_ab = Σ_{S ∌ a,b} |S|! (n − |S| − 2)! / (n − 1)! · (v(S + ab) − v(S + a) − v(S + b) + v(S))`
    /// (Grabisch, Roubens 1999). Positive: they reinforce one another.
    #[must_use]
    pub fn interaction(&self) -> Vec<(usize, usize, f64)> {
        // Like the Shapley weights of a game with one player less.
        let weights = coalition_weights(self.players.saturating_sub(1));
        let mut found = Vec::new();
        for a in 0..self.players {
            for b in a + 1..self.players {
                let (one, two) = (1 << a, 1 << b);
                let without = (0..self.worth.len()).filter(|set| set & (one | two) == 0);
                let added = |set: usize| {
                    let alone = (self.worth[set | one] - self.worth[set])
                        + (self.worth[set | two] - self.worth[set]);
                    (self.worth[set | one | two] - self.worth[set]) - alone
                };
                let sum = without.map(|set| weights[size(set)] * added(set)).sum();
                found.push((a, b, sum));
            }
        }
        found
    }
}

/// `s! (n − s − 1)! / n!` for every size s below n: `1 / (n · (n − 1 over s))`.
fn coalition_weights(players: usize) -> Vec<f64> {
    let n = players as f64;
    let mut weights = Vec::with_capacity(players);
    let mut ways = 1.0;
    for size in 0..players {
        weights.push(1.0 / (n * ways));
        ways *= (n - 1.0 - size as f64) / (size as f64 + 1.0);
    }
    weights
}

fn size(set: usize) -> usize {
    set.count_ones() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    /// A webinar raises a win rate of 10 % by a factor of 1.2, a call alone by nothing, a call after a
    /// webinar by a further factor of 2; the newsletter does nothing.
    fn demo(set: usize) -> f64 {
        let (webinar, call) = (set & 1 > 0, set & 2 > 0);
        let factor = if webinar { 1.2 } else { 1.0 } * if webinar && call { 2.0 } else { 1.0 };
        0.10 * factor - 0.10
    }

    #[test]
    fn the_demo_companys_game_has_its_known_values() {
        let game = Game::new(3, (0..8).map(demo).collect()).expect("three players");
        let shapley = game.shapley();
        assert!(close(shapley[0], 0.08) && close(shapley[1], 0.06) && close(shapley[2], 0.0));
        let pairs: Vec<f64> = game.interaction().iter().map(|pair| pair.2).collect();
        assert!(close(pairs[0], 0.12) && close(pairs[1], 0.0) && close(pairs[2], 0.0));
    }

    #[test]
    fn games_of_wrong_size_are_refused_and_empty_ones_answer() {
        assert!(Game::new(2, vec![0.0; 3]).is_none());
        assert!(Game::new(MOST_PLAYERS + 1, Vec::new()).is_none());
        let nobody = Game::new(0, vec![1.0]).expect("no players");
        assert!(nobody.shapley().is_empty() && nobody.interaction().is_empty());
        let one = Game::new(1, vec![1.0, 4.0]).expect("one player");
        assert_eq!(one.shapley(), vec![3.0]);
    }

    /// Every order of arrival once: the definition of the Shapley value.
    fn by_orders(worth: &[f64], left: &[usize], set: usize, sums: &mut [f64]) -> f64 {
        if left.is_empty() {
            return 1.0;
        }
        let mut orders = 0.0;
        for player in left {
            let others: Vec<usize> = left.iter().copied().filter(|p| p != player).collect();
            let joined = set | 1 << player;
            let below = by_orders(worth, &others, joined, sums);
            sums[*player] += below * (worth[joined] - worth[set]);
            orders += below;
        }
        orders
    }

    proptest! {
        #[test]
        fn values_are_the_mean_over_all_orders(worth in proptest::collection::vec(-5.0_f64..5.0, 32)) {
            let game = Game::new(5, worth.clone()).expect("five players");
            let mut sums = [0.0; 5];
            let orders = by_orders(&worth, &[0, 1, 2, 3, 4], 0, &mut sums);
            for (sum, value) in sums.iter().zip(game.shapley()) {
                prop_assert!((sum / orders - value).abs() < 1e-9);
            }
            let total: f64 = game.shapley().iter().sum();
            prop_assert!((total - (worth[31] - worth[0])).abs() < 1e-9);
        }
    }
}
