//! The chain behind the removal effect: states, moves and exits of all groups, and without one group.
//!
//! States stay packed as they were counted; only the codes that a state contains are read from it.

use super::groups::GROUPS;
use super::transitions::{Exit, Transitions};

/// States and moves, with counts of all groups.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// The order k.
    pub(super) order: usize,
    bits: u32,
    /// The states packed, each behind most of those that it leads to, so that a sweep meets what it needs already
    /// done.
    pub(super) states: Vec<u64>,
    /// The same states in ascending order, each with its place.
    places: Vec<(u64, u32)>,
    /// Where the moves of each state begin in `targets`, and where the last ones end.
    offsets: Vec<usize>,
    /// Where each move leads; moves of a state to itself are left out, they change no probability.
    pub(super) targets: Vec<u32>,
    whole: Counts,
}

/// Counts of a chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Per move.
    pub(super) moves: Vec<f64>,
    /// Journeys that began in each state.
    pub(super) starts: Vec<f64>,
    /// Exits of each state: conversions, ends without one, value.
    pub(super) exits: Vec<(f64, f64, f64)>,
}

/// What each group adds to the counts.
pub(super) type Parts = Vec<Part>;

/// What one group adds to the counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    moves: Vec<(u32, f64)>,
    starts: Vec<(u32, f64)>,
    exits: Vec<(u32, Exit)>,
}

/// What a packed move is in a chain.
enum Step {
    Start(u32),
    Move(u32),
    /// From a state to itself, or not of this chain.
    Nothing,
}

impl Chain {
    /// The chain of counted transitions whose codes are below `width`.
    pub(super) fn of(transitions: &Transitions, width: usize) -> Self {
        let (moves, exits) = transitions.sums(width);
        let (order, bits) = (transitions.order(), transitions.bits());
        let mut chain = Self {
            order,
            bits,
            states: Vec::new(),
            places: Vec::new(),
            offsets: Vec::new(),
            targets: Vec::new(),
            whole: Counts::default(),
        };
        chain.connect(&moves);
        for (key, count) in &moves {
            match chain.step(*key) {
                Step::Start(at) => chain.whole.starts[at as usize] += *count as f64,
                Step::Move(at) => chain.whole.moves[at as usize] += *count as f64,
                Step::Nothing => {}
            }
        }
        for (state, exit) in exits {
            if let Some(at) = chain.place(state) {
                let cell = &mut chain.whole.exits[at as usize];
                cell.0 += exit.conversions as f64;
                cell.1 += exit.nulls as f64;
                cell.2 += exit.value;
            }
        }
        chain
    }

    fn is_start(&self, key: u64) -> bool {
        key >> (self.order as u32 * self.bits) == 0
    }

    /// The state a packed move leads to.
    fn to(&self, key: u64) -> u64 {
        key & ((1 << (self.order as u32 * self.bits)) - 1)
    }

    fn place(&self, state: u64) -> Option<u32> {
        let found = self.places.binary_search_by_key(&state, |place| place.0);
        found.ok().map(|at| self.places[at].1)
    }

    fn step(&self, key: u64) -> Step {
        let Some(to) = self.place(self.to(key)) else {
            return Step::Nothing;
        };
        if self.is_start(key) {
            return Step::Start(to);
        }
        let Some(from) = self.place(key >> self.bits) else {
            return Step::Nothing;
        };
        let own = self.moves(from as usize);
        let found = self.targets[own.clone()].binary_search(&to);
        found.map_or(Step::Nothing, |at| Step::Move((own.start + at) as u32))
    }

    /// Finds the states, brings them into order and lays out their moves.
    fn connect(&mut self, moves: &[(u64, i64)]) {
        let mut known: Vec<u64> = moves.iter().map(|(key, _)| self.to(*key)).collect();
        known.sort_unstable();
        known.dedup();
        self.places = known.iter().copied().zip(0..).collect();
        let inner = moves.iter().filter(|(key, _)| !self.is_start(*key));
        let ends = |key: u64| Some((self.place(key >> self.bits)?, self.place(self.to(key))?));
        let counted = |(key, count): &(u64, i64)| ends(*key).map(|(from, to)| (from, *count, to));
        let mut counts: Vec<(u32, i64, u32)> = inner.filter_map(counted).collect();
        counts.retain(|(from, _, to)| from != to);
        let starts = moves.iter().filter(|(key, _)| self.is_start(*key));
        let started = |(key, count): &(u64, i64)| Some((*count, self.place(self.to(*key))?));
        let ranks = ranks(
            known.len(),
            starts.filter_map(started).collect(),
            &mut counts,
        );
        let mut pairs: Vec<(u32, u32)> = counts.iter().map(|(from, _, to)| (*from, *to)).collect();
        self.states = vec![0; known.len()];
        for place in &mut self.places {
            place.1 = ranks[place.1 as usize];
            self.states[place.1 as usize] = place.0;
        }
        for (from, to) in &mut pairs {
            (*from, *to) = (ranks[*from as usize], ranks[*to as usize]);
        }
        pairs.sort_unstable();
        self.offsets = vec![0; known.len() + 1];
        for (from, _) in &pairs {
            self.offsets[*from as usize + 1] += 1;
        }
        for at in 1..self.offsets.len() {
            self.offsets[at] += self.offsets[at - 1];
        }
        self.targets = pairs.into_iter().map(|(_, to)| to).collect();
        self.whole = Counts {
            moves: vec![0.0; self.targets.len()],
            starts: vec![0.0; known.len()],
            exits: vec![(0.0, 0.0, 0.0); known.len()],
        };
    }

    /// What each group adds.
    pub(super) fn parts(&self, transitions: &Transitions) -> Parts {
        let mut parts = vec![Part::default(); GROUPS];
        transitions.each_move(|group, key, count| {
            let part = &mut parts[group as usize];
            match self.step(key) {
                Step::Start(at) => part.starts.push((at, count as f64)),
                Step::Move(at) => part.moves.push((at, count as f64)),
                Step::Nothing => {}
            }
        });
        transitions.each_exit(|group, state, exit| {
            if let Some(at) = self.place(state) {
                parts[group as usize].exits.push((at, exit));
            }
        });
        parts
    }

    /// The counts of all groups, or of all but one.
    pub(super) fn counts(&self, without: Option<&Part>) -> Counts {
        let mut counts = self.whole.clone();
        let Some(part) = without else { return counts };
        for (at, count) in &part.moves {
            counts.moves[*at as usize] -= count;
        }
        for (at, count) in &part.starts {
            counts.starts[*at as usize] -= count;
        }
        for (at, exit) in &part.exits {
            let cell = &mut counts.exits[*at as usize];
            cell.0 -= exit.conversions as f64;
            cell.1 -= exit.nulls as f64;
            cell.2 -= exit.value;
        }
        counts
    }

    /// The moves of a state, as a range of `targets`.
    pub(super) fn moves(&self, state: usize) -> std::ops::Range<usize> {
        self.offsets[state]..self.offsets[state + 1]
    }

    /// The codes that a state contains; repeats appear again.
    pub(super) fn codes(&self, state: usize) -> impl Iterator<Item = usize> {
        let (packed, bits) = (self.states[state], self.bits);
        let code = move |at: u32| (packed >> (at * bits)) & ((1 << bits) - 1);
        (0..self.order as u32)
            .map(code)
            .filter(|c| *c > 0)
            .map(|c| c as usize - 1)
    }
}

impl Counts {
    /// All journeys.
    pub(super) fn journeys(&self) -> f64 {
        self.starts.iter().sum()
    }
}

/// The rank of each state: behind all that it leads to, but for those that lead back to it (the order in which a
/// search into the depth is done with them). The most frequent moves are followed first, so that few moves meet what
/// a sweep has not done yet, and rare ones.
fn ranks(states: usize, mut starts: Vec<(i64, u32)>, moves: &mut [(u32, i64, u32)]) -> Vec<u32> {
    let often_first = |a: (i64, u32), b: (i64, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    starts.sort_unstable_by(|a, b| often_first(*a, *b));
    moves.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(often_first((a.1, a.2), (b.1, b.2))));
    let own = |state: u32| {
        let first = moves.partition_point(|(from, ..)| *from < state);
        let own = moves[first..]
            .iter()
            .take_while(move |(from, ..)| *from == state);
        own.map(|(.., to)| *to)
    };
    let (mut ranks, mut done) = (vec![0; states], 0);
    let mut is_seen = vec![false; states];
    let every = starts
        .iter()
        .map(|(_, state)| *state)
        .chain(0..states as u32);
    for start in every {
        if std::mem::replace(&mut is_seen[start as usize], true) {
            continue;
        }
        let mut path = vec![(start, own(start))];
        while let Some((state, next)) = path.last_mut() {
            match next.find(|to| !std::mem::replace(&mut is_seen[*to as usize], true)) {
                Some(to) => path.push((to, own(to))),
                None => {
                    ranks[*state as usize] = done;
                    done += 1;
                    path.pop();
                }
            }
        }
    }
    ranks
}
