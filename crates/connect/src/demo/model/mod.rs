//! The generator: pure, from a seed, integers only. What it makes is the same on every machine.

mod companies;
mod deals;
mod members;
mod people;
mod rng;
mod time;
mod traffic;
mod truth;
mod words;

use kernel::{Date, Id, IdGen, Millis, Touchpoint};

pub(crate) use companies::Company;
pub(crate) use deals::{Deal, STAGES};
pub(crate) use members::{Member, SIGN_INS};
pub(crate) use people::Person;
pub(crate) use rng::Rng;
pub(crate) use time::Calendar;
pub use truth::Truth;
pub(crate) use words::words;

/// How large the company is: everything counts in parts of size s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// A fortieth, for tests.
    Xs,
    /// The demo for the eye: 4 000 companies, 11 500 people, about 650 000 touchpoints.
    S,
    /// Ten times as many leads and deals, for analysis.
    L,
}

impl Scale {
    /// The scale of a word of the command line.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "xs" => Some(Scale::Xs),
            "s" => Some(Scale::S),
            "l" => Some(Scale::L),
            _ => None,
        }
    }

    /// A number of size s in this scale.
    pub(crate) fn of(self, n: usize) -> usize {
        match self {
            Scale::Xs => n.div_ceil(40),
            Scale::S => n,
            Scale::L => n * 10,
        }
    }
}

/// Keys of the departments, in their fixed order; touchpoints name them by position.
pub(crate) const DEPARTMENTS: [&str; 9] = [
    "marketing",
    "sdr",
    "sales",
    "service",
    "aftersales",
    "onboarding",
    "implementation",
    "accounting",
    "pr",
];
pub(crate) const MARKETING: usize = 0;
pub(crate) const SDR: usize = 1;
pub(crate) const SALES: usize = 2;
pub(crate) const SERVICE: usize = 3;
pub(crate) const AFTERSALES: usize = 4;
pub(crate) const ONBOARDING: usize = 5;
pub(crate) const IMPLEMENTATION: usize = 6;
pub(crate) const ACCOUNTING: usize = 7;
pub(crate) const PR: usize = 8;

/// A touchpoint with the position of its department and, for a handoff, of the one that takes over.
pub(crate) struct Made {
    pub(crate) touchpoint: Touchpoint,
    pub(crate) department: usize,
    pub(crate) to: Option<usize>,
}

/// Everything but the touchpoints, which are made month by month.
pub(crate) struct World {
    pub(crate) scale: Scale,
    pub(crate) seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) members: Vec<Member>,
    pub(crate) companies: Vec<Company>,
    pub(crate) people: Vec<Person>,
    pub(crate) deals: Vec<Deal>,
    /// People of each company, by position.
    pub(crate) staff: Vec<Vec<usize>>,
    pub(crate) duplicates: Vec<(usize, usize)>,
    pub(crate) look_alikes: Vec<(usize, usize)>,
}

impl World {
    /// Makes companies, people, members and deals.
    pub(crate) fn make(scale: Scale, seed: u64, today: Date) -> Self {
        let calendar = Calendar::until(today);
        let mut ids = Ids::new(&calendar);
        let members = members::make(&mut ids);
        let companies = companies::make(scale, seed, &calendar, &mut ids);
        let made = people::make(scale, seed, &calendar, &companies, &members, &mut ids);
        let mut staff = vec![Vec::new(); companies.len()];
        for (at, person) in made.people.iter().enumerate() {
            staff[person.company].push(at);
        }
        let deals = deals::make(
            scale, seed, &calendar, &companies, &staff, &members, &mut ids,
        );
        Self {
            scale,
            seed,
            calendar,
            members,
            companies,
            people: made.people,
            deals,
            staff,
            duplicates: made.duplicates,
            look_alikes: made.look_alikes,
        }
    }

    /// The touchpoints of a month of the window (0 … 35), in the order of their time.
    pub(crate) fn month(&self, month: usize) -> Vec<Made> {
        let mut made = traffic::month(self, month);
        let end = self.calendar.end;
        made.retain(|m| m.touchpoint.time <= end);
        made.sort_by_key(|m| m.touchpoint.time);
        made
    }

    pub(crate) fn rng(&self, purpose: &str, month: usize) -> Rng {
        Rng::new(self.seed, purpose, month as u64)
    }

    /// The exact structural truths.
    pub(crate) fn truth(&self) -> Truth {
        Truth::of(self)
    }
}

/// Ids from a clock of their own, so that they depend on the seed alone.
pub(crate) struct Ids {
    generator: IdGen,
    at: Millis,
}

impl Ids {
    fn new(calendar: &Calendar) -> Self {
        Self {
            generator: IdGen::new(200),
            at: calendar.start,
        }
    }

    pub(crate) fn next(&mut self) -> Id {
        self.generator.next(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(seed: u64) -> World {
        World::make(Scale::Xs, seed, "2026-11-01".parse().unwrap_or_default())
    }

    fn print(world: &World) -> String {
        let mut text = format!("{:?}{:?}{:?}", world.companies, world.people, world.deals);
        for made in world.month(20) {
            text.push_str(&format!("{:?}", made.touchpoint));
        }
        text
    }

    #[test]
    fn the_same_seed_makes_the_same_company() {
        assert_eq!(print(&world(1)), print(&world(1)));
        assert_ne!(print(&world(1)), print(&world(2)));
    }

    #[test]
    fn the_small_company_has_its_parts() {
        let world = world(7);
        assert_eq!(world.companies.len(), 100);
        assert_eq!(world.people.len(), 288);
        assert_eq!(world.duplicates.len(), 18);
        assert_eq!(world.look_alikes.len(), 3);
        assert_eq!(world.deals.len(), 28);
        for (a, b) in world.look_alikes.iter().chain(&world.duplicates) {
            assert_ne!(world.people[*a].id, world.people[*b].id);
        }
    }

    #[test]
    fn every_touchpoint_has_a_company_a_known_type_and_its_time() {
        let world = world(7);
        let mut departments = [0; 9];
        for month in 0..36 {
            for made in world.month(month) {
                let t = &made.touchpoint;
                assert!(t.company_id.is_some(), "{t:?}");
                assert!(kernel::types::find(&t.type_key).is_some(), "{t:?}");
                assert!(
                    t.time >= world.calendar.start.plus(-400 * Millis::DAY)
                        && t.time <= world.calendar.end
                );
                departments[made.department] += 1;
            }
        }
        assert!(departments.iter().all(|n| *n > 0), "{departments:?}");
    }
}
