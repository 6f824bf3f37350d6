//! The distinct codes of a journey, found in one pass without clearing anything between journeys.

/// Scratch that is filled anew by each journey.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    /// The codes in the order of their first touchpoint.
    pub(super) codes: Vec<u32>,
    /// Place of the first touchpoint of each of them.
    pub(super) firsts: Vec<u32>,
    counts: Vec<u32>,
    stamps: Vec<u64>,
    journey: u64,
}

impl Distinct {
    /// Reads a journey.
    pub(super) fn read(&mut self, codes: &[u32]) {
        self.journey += 1;
        self.codes.clear();
        self.firsts.clear();
        for (at, code) in codes.iter().enumerate() {
            let slot = *code as usize;
            if slot >= self.stamps.len() {
                self.stamps.resize(slot + 1, 0);
                self.counts.resize(slot + 1, 0);
            }
            if self.stamps[slot] == self.journey {
                self.counts[slot] += 1;
            } else {
                self.stamps[slot] = self.journey;
                self.counts[slot] = 1;
                self.codes.push(*code);
                self.firsts.push(at as u32);
            }
        }
    }

    /// How many touchpoints of the journey read last have the code.
    pub(super) fn count(&self, code: u32) -> u32 {
        self.counts[code as usize]
    }
}
