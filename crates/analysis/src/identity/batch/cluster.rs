//! Clusters under constraints: heavy pairs first, and no chain that the evidence contradicts.
//!
//! Plain connected components let one wrong bridge join two persons. Here two clusters join only if the
//! weights of all pairs across them are positive on average, no pair across them is a clear
//! contradiction, nobody said that they are apart, and the result keeps the limits of a person.

use std::collections::{HashMap, HashSet};

use super::super::compare::{
    Comparison, Kinship, Verdict, View, born_together, identified, kinship, names,
};
use super::super::model::{MERGE_BITS, Model, Shape};
use super::super::table::{Row, Symbol};
use super::pairs::Edge;

/// A cluster of more records than this is looked at by a person.
pub const SIZE_CAP: usize = 25;
/// A pair across two clusters lighter than this forbids to join them: 1 : 32 against.
const CONTRADICTION: f32 = -5.0;
/// Odds of 1 : 4 000 and of 1 : 250 000 for it, in spite of the names.
const NEARLY_ALL_ELSE: f32 = 12.0;
const ALL_ELSE: f32 = 18.0;
/// So many that one record may be one with are held against each other.
const PARTNERS: usize = 60;
/// By so many bits one must be ahead of another that it cannot be one with.
pub const MARGIN: f32 = 6.0;
/// A person has one login, and rarely more mobile numbers or own addresses than this.
const MOST_MOBILES: usize = 3;
const MOST_EMAILS: usize = 5;

/// Why two records with enough weight were not merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A person said that they are apart.
    SaidApart,
    /// The cluster would be too large.
    TooLarge,
    /// The cluster would have more logins, addresses or mobile numbers than a person has.
    Limit,
    /// A pair across the clusters contradicts.
    Contradiction,
    /// The pairs across the clusters speak against it on average.
    WeakOnAverage,
    /// Two units of one group, or two sites of one company.
    OtherUnit,
}

/// What a clustering has to respect, in places.
pub struct Limits {
    /// Pairs that belong together.
    pub must: Vec<(u32, u32)>,
    /// Pairs that do not.
    pub cannot: Vec<(u32, u32)>,
    /// Pairs that hold earlier clusters together.
    pub earlier: Vec<(u32, u32)>,
}

/// Clusters, and the pairs to ask about.
pub struct Clustering {
    parent: Vec<u32>,
    /// Circular list of the members of each cluster.
    next: Vec<u32>,
    size: Vec<u32>,
    /// Pairs that were not merged, the heaviest first, at most one for each pair of clusters.
    pub reviews: Vec<(Edge, Option<Refusal>)>,
}

struct Judge<'a> {
    view: &'a View<'a>,
    rows: &'a [Row],
    model: &'a Model,
    /// The records are of people in companies.
    colleagues: bool,
    cannot: HashSet<(u32, u32)>,
    /// Edges of companies that may as well belong to another unit.
    torn: HashSet<(u32, u32)>,
}

impl Clustering {
    /// Clusters the rows along edges that are sorted by falling weight.
    pub fn run(
        view: &View<'_>,
        rows: &[Row],
        model: &Model,
        edges: &[Edge],
        limits: &Limits,
    ) -> Self {
        let len = rows.len() as u32;
        let mut clustering = Self {
            parent: (0..len).collect(),
            next: (0..len).collect(),
            size: vec![1; rows.len()],
            reviews: Vec::new(),
        };
        for (a, b) in &limits.earlier {
            clustering.join(*a, *b);
        }
        let ordered = |(a, b): &(u32, u32)| (*a.min(b), *a.max(b));
        let judge = Judge {
            view,
            rows,
            model,
            colleagues: model.shape.comparisons().contains(&Comparison::Employer),
            cannot: limits.cannot.iter().map(ordered).collect(),
            torn: match model.shape {
                Shape::Company => torn(view, rows, edges),
                _ => HashSet::new(),
            },
        };
        let mut open: Vec<(Edge, Option<Refusal>)> = Vec::new();
        for edge in edges {
            if edge.bits < MERGE_BITS {
                open.push((*edge, None));
                continue;
            }
            if clustering.root_of(edge.a) == clustering.root_of(edge.b) {
                continue;
            }
            match judge.refuses(&clustering, edge) {
                None => clustering.join(edge.a, edge.b),
                refusal => open.push((*edge, refusal)),
            }
        }
        // What people said is not judged, and judges nobody else.
        for (a, b) in &limits.must {
            clustering.join(*a, *b);
        }
        clustering.ask(open, &judge);
        clustering
    }

    /// The representative of a row's cluster.
    pub fn root_of(&self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root_of(a), self.root_of(b));
        if a == b {
            return;
        }
        // The larger one stays the root, so that paths stay short without being rewritten.
        let (large, small) = match self.size[a as usize] >= self.size[b as usize] {
            true => (a, b),
            false => (b, a),
        };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        self.next.swap(large as usize, small as usize);
    }

    fn members(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let mut cursor = Some(at);
        std::iter::from_fn(move || {
            let here = cursor?;
            let next = self.next[here as usize];
            cursor = (next != at).then_some(next);
            Some(here)
        })
    }

    /// Keeps one question for each pair of clusters: the heaviest.
    fn ask(&mut self, open: Vec<(Edge, Option<Refusal>)>, judge: &Judge<'_>) {
        let mut asked = HashSet::new();
        for (edge, refusal) in open {
            let (a, b) = (self.root_of(edge.a), self.root_of(edge.b));
            let answered =
                refusal == Some(Refusal::SaidApart) || judge.cannot.contains(&(edge.a, edge.b));
            if a != b && !answered && asked.insert((a.min(b), a.max(b))) {
                self.reviews.push((edge, refusal));
            }
        }
    }
}

/// A company without a place agrees with every site of its name: which of them it is nobody knows, unless
/// one of them weighs more by 6 bits.
fn torn(view: &View<'_>, rows: &[Row], edges: &[Edge]) -> HashSet<(u32, u32)> {
    let is_one =
        |a: u32, b: u32| kinship(view, &rows[a as usize], &rows[b as usize]) == Kinship::One;
    let mut heavy: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
    let edges = edges.iter().filter(|edge| edge.bits >= MERGE_BITS);
    for edge in edges.filter(|edge| is_one(edge.a, edge.b)) {
        heavy.entry(edge.a).or_default().push((edge.b, edge.bits));
        heavy.entry(edge.b).or_default().push((edge.a, edge.bits));
    }
    let mut torn = HashSet::new();
    for (row, partners) in heavy {
        let partners = &partners[..partners.len().min(PARTNERS)];
        for (at, (one, bits)) in partners.iter().enumerate() {
            for (other, other_bits) in &partners[at + 1..] {
                if is_one(*one, *other) {
                    continue;
                }
                for (partner, own, its) in [(one, bits, other_bits), (other, other_bits, bits)] {
                    if own - its < MARGIN {
                        torn.insert((row.min(*partner), row.max(*partner)));
                    }
                }
            }
        }
    }
    torn
}

impl Judge<'_> {
    fn refuses(&self, clustering: &Clustering, edge: &Edge) -> Option<Refusal> {
        if self
            .torn
            .contains(&(edge.a.min(edge.b), edge.a.max(edge.b)))
        {
            return Some(Refusal::OtherUnit);
        }
        let a: Vec<u32> = clustering.members(edge.a).take(SIZE_CAP + 1).collect();
        let b: Vec<u32> = clustering.members(edge.b).take(SIZE_CAP + 1).collect();
        if a.len() + b.len() > SIZE_CAP {
            return Some(Refusal::TooLarge);
        }
        // One damaged name in a cluster must not shut out records that agree with the others.
        let (mut sum, mut votes) = (0.0, 0);
        for x in &a {
            for y in &b {
                if self.cannot.contains(&(*x.min(y), *x.max(y))) {
                    return Some(Refusal::SaidApart);
                }
                let (x, y) = (&self.rows[*x as usize], &self.rows[*y as usize]);
                if self.model.shape == Shape::Company && kinship(self.view, x, y) != Kinship::One {
                    return Some(Refusal::OtherUnit);
                }
                let bits = self.model.weigh(self.view, x, y);
                if bits < CONTRADICTION {
                    return Some(Refusal::Contradiction);
                }
                votes += self.vote(x, y, bits);
                sum += f64::from(bits);
            }
        }
        if votes < 0 {
            return Some(Refusal::Contradiction);
        }
        if sum <= 0.0 {
            return Some(Refusal::WeakOnAverage);
        }
        let rows = || a.iter().chain(&b).map(|at| &self.rows[*at as usize]);
        let logins = distinct(rows().map(|row| row.account));
        let mobiles = distinct(rows().flat_map(|row| {
            row.phones.iter().enumerate().map(|(at, phone)| {
                if row.mobiles >> at & 1 == 1 {
                    *phone
                } else {
                    0
                }
            })
        }));
        let emails = distinct(rows().flat_map(|row| {
            row.emails
                .iter()
                .map(|e| if e.role { 0 } else { e.mailbox })
        }));
        let within = logins <= 1 && mobiles <= MOST_MOBILES && emails <= MOST_EMAILS;
        (!within).then_some(Refusal::Limit)
    }
}

impl Judge<'_> {
    /// Whether names speak for merging (1), against it (-1) or not at all. Two colleagues of one surname
    /// are never merged without an identifier of the person; people without an employer are when they
    /// were born on the same day and all else agrees. Two quite different names need all else as well.
    fn vote(&self, a: &Row, b: &Row, bits: f32) -> i32 {
        let outweighed = match names(self.view, a, b) {
            Verdict::Agree => return 1,
            Verdict::Open => return 0,
            Verdict::Strange => bits >= NEARLY_ALL_ELSE,
            Verdict::Family => !self.colleagues && born_together(a, b) && bits >= ALL_ELSE,
        };
        if outweighed || identified(self.view, a, b) {
            0
        } else {
            -1
        }
    }
}

fn distinct(values: impl Iterator<Item = Symbol>) -> usize {
    let mut values: Vec<Symbol> = values.filter(|symbol| *symbol != 0).collect();
    values.sort_unstable();
    values.dedup();
    values.len()
}
