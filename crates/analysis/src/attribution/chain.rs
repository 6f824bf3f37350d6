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
    /// The states packed, those far from the start first, so that a sweep meets what it needs already done.
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
        let mut pairs: Vec<(u32, u32)> = inner.filter_map(|(key, _)| ends(*key)).collect();
        pairs.retain(|(from, to)| from != to);
        let starts = moves.iter().filter(|(key, _)| self.is_start(*key));
        let near: Vec<u32> = starts
            .filter_map(|(key, _)| self.place(self.to(*key)))
            .collect();
        let ranks = ranks(known.len(), near, &mut pairs);
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

/// The rank of each state by its distance from the start, the farthest first.
fn ranks(states: usize, mut near: Vec<u32>, pairs: &mut [(u32, u32)]) -> Vec<u32> {
    pairs.sort_unstable();
    let mut reached = Vec::with_capacity(states);
    let mut is_seen = vec![false; states];
    let mut next = Vec::new();
    while !near.is_empty() {
        for state in near.drain(..) {
            if std::mem::replace(&mut is_seen[state as usize], true) {
                continue;
            }
            reached.push(state);
            let first = pairs.partition_point(|(from, _)| *from < state);
            let own = pairs[first..].iter().take_while(|(from, _)| *from == state);
            next.extend(own.map(|(_, to)| *to));
        }
        std::mem::swap(&mut near, &mut next);
    }
    let mut ranks = vec![0; states];
    for (rank, state) in reached.iter().rev().enumerate() {
        ranks[*state as usize] = rank as u32;
    }
    ranks
}
