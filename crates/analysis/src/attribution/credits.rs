//! Credit per group of companies and code, for the models that weigh journey by journey.

use super::groups::GROUPS;
use super::journeys::Ends;
use super::models::Weights;

/// Places that ordered credit tells apart; the last stands for itself and all later ones.
pub(super) const PLACES: usize = 20;

/// Sums of weights.
#[derive(Clone, Debug)]
pub(super) struct Credits {
    width: usize,
    /// Outcomes and value, group by group.
    cells: Vec<(f64, f64)>,
    /// Outcomes per code and place in the journey, when they are asked for.
    places: Option<Vec<[f64; PLACES]>>,
}

impl Credits {
    pub(super) fn new(has_places: bool) -> Self {
        Self {
            width: 0,
            cells: Vec::new(),
            places: has_places.then(Vec::new),
        }
    }

    /// Makes room for codes below a width.
    pub(super) fn widen(&mut self, width: usize) {
        if width <= self.width {
            return;
        }
        let wide = width.next_power_of_two();
        let mut cells = vec![(0.0, 0.0); GROUPS * wide];
        if self.width > 0 {
            for (new, old) in cells.chunks_mut(wide).zip(self.cells.chunks(self.width)) {
                new[..old.len()].copy_from_slice(old);
            }
        }
        (self.width, self.cells) = (wide, cells);
        if let Some(places) = &mut self.places {
            places.resize(wide, [0.0; PLACES]);
        }
    }

    /// Adds the weights of a journey, as often as it ended.
    pub(super) fn add(&mut self, codes: &[u32], weights: &Weights, ends: &Ends) {
        let outcomes = ends.conversions as f64;
        let first = usize::from(ends.group) * self.width;
        let cells = &mut self.cells[first..first + self.width];
        for (at, weight) in weights.given() {
            let cell = &mut cells[codes[*at as usize] as usize];
            cell.0 += weight * outcomes;
            cell.1 += weight * ends.value;
        }
        if let Some(places) = &mut self.places {
            for (at, weight) in weights.given() {
                let place = (*at as usize).min(PLACES - 1);
                places[codes[*at as usize] as usize][place] += weight * outcomes;
            }
        }
    }

    /// Adds the sums of others, whose code c is `map[c]` here.
    pub(super) fn merge(&mut self, other: &Self, map: &[u32]) {
        for group in 0..GROUPS {
            for (code, to) in map.iter().enumerate().take(other.width) {
                let (outcomes, value) = other.cells[group * other.width + code];
                let cell = &mut self.cells[group * self.width + *to as usize];
                cell.0 += outcomes;
                cell.1 += value;
            }
        }
        if let (Some(places), Some(others)) = (&mut self.places, &other.places) {
            for (other, to) in others.iter().zip(map) {
                for (cell, more) in places[*to as usize].iter_mut().zip(other) {
                    *cell += more;
                }
            }
        }
    }

    /// Outcomes and value of a code, over all groups or all but one.
    pub(super) fn of(&self, code: usize, without: Option<usize>) -> (f64, f64) {
        let mut sum = (0.0, 0.0);
        if code < self.width {
            for group in (0..GROUPS).filter(|group| Some(*group) != without) {
                let cell = self.cells[group * self.width + code];
                sum.0 += cell.0;
                sum.1 += cell.1;
            }
        }
        sum
    }

    /// Outcomes of a code per place in the journey.
    pub(super) fn places(&self, code: usize) -> Option<[f64; PLACES]> {
        self.places.as_ref()?.get(code).copied()
    }
}
