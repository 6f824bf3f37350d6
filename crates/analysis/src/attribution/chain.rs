//! The chain behind the removal effect: states, moves and exits of all groups, and without one group.

use super::groups::GROUPS;
use super::transitions::{Exit, Transitions};

/// A state: its codes plus one, the latest last, 0 for nothing.
pub(super) type State = [u32; 4];

/// States and moves, with counts of all groups and of each.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// The order k.
    pub(super) order: usize,
    /// The states, those far from the start first, so that a sweep meets what it needs already done.
    pub(super) states: Vec<State>,
    /// Where the moves of each state begin in `targets`, and where the last ones end.
    pub(super) offsets: Vec<usize>,
    /// Where each move leads; moves of a state to itself are left out, they change no probability.
    pub(super) targets: Vec<u32>,
    whole: Counts,
    parts: Vec<Part>,
}

/// Counts of a chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Per move.
    pub(super) moves: Vec<f64>,
    /// Journeys that began in each state.
    pub(super) starts: Vec<f64>,
    /// Exits of each state.
    pub(super) exits: Vec<(f64, f64, f64)>,
}

/// What one group adds to the counts.
#[derive(Clone, Debug, Default)]
struct Part {
    moves: Vec<(u32, f64)>,
    starts: Vec<(u32, f64)>,
    exits: Vec<(u32, Exit)>,
}

/// A move between two states, by their places, with its group.
type Step = (u32, u32, u8, i64);

impl Chain {
    /// The chain of counted transitions.
    pub(super) fn of(transitions: &Transitions) -> Self {
        let (mut moves, mut exits) = (Vec::new(), Vec::new());
        transitions.each_move(|(group, codes), count| {
            let from = [codes[0], codes[1], codes[2], codes[3]];
            let to = [codes[1], codes[2], codes[3], codes[4]];
            moves.push((from, keep(to, transitions.order()), group, count));
        });
        transitions.each_exit(|(group, codes), exit| {
            exits.push(([codes[1], codes[2], codes[3], codes[4]], group, exit));
        });
        let states = ordered(&moves, transitions.order());
        let mut by_code: Vec<(State, u32)> = states.iter().copied().zip(0..).collect();
        by_code.sort_unstable();
        let place = |state: &State| {
            let found = by_code.binary_search_by(|(known, _)| known.cmp(state));
            found.ok().map(|at| by_code[at].1)
        };
        let mut chain = Self {
            order: transitions.order(),
            offsets: vec![0; states.len() + 1],
            targets: Vec::new(),
            whole: Counts::none(states.len()),
            parts: vec![Part::default(); GROUPS],
            states,
        };
        let k = chain.order;
        let mut steps: Vec<Step> = Vec::new();
        for (from, to, group, count) in &moves {
            let Some(to) = place(to) else { continue };
            if is_start(from, k) {
                chain.start(to, *group, *count as f64);
            } else if let Some(from) = place(from).filter(|from| *from != to) {
                steps.push((from, to, *group, *count));
            }
        }
        chain.connect(steps);
        for (state, group, exit) in exits {
            if let Some(at) = place(&state) {
                chain.end(at, group, exit);
            }
        }
        chain
    }

    fn start(&mut self, at: u32, group: u8, count: f64) {
        self.whole.starts[at as usize] += count;
        self.parts[group as usize].starts.push((at, count));
    }

    fn end(&mut self, at: u32, group: u8, exit: Exit) {
        let cell = &mut self.whole.exits[at as usize];
        cell.0 += exit.conversions as f64;
        cell.1 += exit.nulls as f64;
        cell.2 += exit.value;
        self.parts[group as usize].exits.push((at, exit));
    }

    fn connect(&mut self, mut steps: Vec<Step>) {
        steps.sort_unstable();
        let mut last = None;
        for (from, to, group, count) in steps {
            if last != Some((from, to)) {
                last = Some((from, to));
                self.targets.push(to);
                self.whole.moves.push(0.0);
                self.offsets[from as usize + 1] = self.targets.len();
            }
            let at = self.targets.len() - 1;
            self.whole.moves[at] += count as f64;
            self.parts[group as usize]
                .moves
                .push((at as u32, count as f64));
        }
        for at in 1..self.offsets.len() {
            self.offsets[at] = self.offsets[at].max(self.offsets[at - 1]);
        }
    }

    /// The counts of all groups, or of all but one.
    pub(super) fn counts(&self, without: Option<usize>) -> Counts {
        let mut counts = self.whole.clone();
        let Some(part) = without.and_then(|group| self.parts.get(group)) else {
            return counts;
        };
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
        let codes = self.states[state];
        codes.into_iter().filter(|c| *c > 0).map(|c| c as usize - 1)
    }
}

impl Counts {
    fn none(states: usize) -> Self {
        Self {
            moves: Vec::new(),
            starts: vec![0.0; states],
            exits: vec![(0.0, 0.0, 0.0); states],
        }
    }

    /// All journeys.
    pub(super) fn journeys(&self) -> f64 {
        self.starts.iter().sum()
    }
}

/// Of the last codes of a move, the k that are the state it leads to.
fn keep(mut state: State, order: usize) -> State {
    state[..4 - order].fill(0);
    state
}

/// Whether a move comes from the start: the code before the state it leads to is nothing.
fn is_start(from: &State, order: usize) -> bool {
    from[4 - order] == 0
}

/// All states, farthest from the start first, by code where the distance is the same.
fn ordered(moves: &[(State, State, u8, i64)], order: usize) -> Vec<State> {
    type Moves<'a> = Vec<&'a (State, State, u8, i64)>;
    let (starts, inner): (Moves<'_>, Moves<'_>) = moves.iter().partition(|m| is_start(&m.0, order));
    let mut edges: Vec<(State, State)> = inner.iter().map(|m| (m.0, m.1)).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut near: Vec<State> = starts.iter().map(|m| m.1).collect();
    let mut distance = std::collections::BTreeMap::new();
    let mut steps = 0_usize;
    while !near.is_empty() {
        let mut next = Vec::new();
        for state in near.drain(..) {
            if distance.contains_key(&state) {
                continue;
            }
            distance.insert(state, steps);
            let first = edges.partition_point(|(from, _)| *from < state);
            let own = edges[first..].iter().take_while(|(from, _)| *from == state);
            next.extend(own.map(|(_, to)| *to));
        }
        near = next;
        steps += 1;
    }
    let mut states: Vec<(usize, State)> = distance.into_iter().map(|(s, d)| (d, s)).collect();
    states.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    states.into_iter().map(|(_, state)| state).collect()
}
