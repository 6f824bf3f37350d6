//! The generator: pure, from a seed, integers only. What it makes is the same on every machine.

mod care;
mod changed;
mod companies;
mod deals;
mod draw;
mod effects;
mod histories;
mod kin;
mod leads;
mod members;
mod people;
mod rng;
mod time;
mod traffic;
mod truth;
mod visits;
mod words;

use std::collections::HashMap;

use kernel::{Date, Id, IdGen, Millis, Touchpoint};

use super::{PASSWORD, SignIn};

pub(crate) use care::{Contract, Ticket};
pub(crate) use changed::changed;
pub(crate) use companies::Company;
use deals::Makings;
pub(crate) use deals::{Deal, STAGES};
pub(crate) use histories::histories;
use kin::Kin;
pub(crate) use leads::Lead;
pub(crate) use members::Member;
use members::SIGN_INS;
pub(crate) use people::Person;
pub(crate) use rng::Rng;
pub(crate) use time::{Calendar, MONTHS};
pub use truth::Truth;
pub(crate) use visits::visits;
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

    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Scale::Xs => "xs",
            Scale::S => "s",
            Scale::L => "l",
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
    /// Key of the planned activity.
    pub(crate) activity: Option<&'static str>,
}

/// Everything but the touchpoints, which are made month by month.
pub(crate) struct World {
    pub(crate) scale: Scale,
    pub(crate) seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) members: Vec<Member>,
    pub(crate) companies: Vec<Company>,
    pub(crate) people: Vec<Person>,
    pub(crate) leads: Vec<Lead>,
    pub(crate) deals: Vec<Deal>,
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) contracts: Vec<Contract>,
    /// Companies with a straight way: when sales first spoke, and when their deal ended.
    straight: HashMap<Id, (Millis, Millis)>,
    /// When grave tickets of each company were open.
    grave: HashMap<usize, Vec<(Millis, Millis)>>,
    /// Members of each department.
    teams: Vec<Vec<Id>>,
    /// People of each company, by position.
    pub(crate) staff: Vec<Vec<usize>>,
    pub(crate) duplicates: Vec<(usize, usize)>,
    pub(crate) look_alikes: Vec<(usize, usize)>,
    /// Companies entered twice, groups, namesakes.
    pub(crate) kin: Kin,
}

impl World {
    /// Makes companies, people, members and deals.
    pub(crate) fn make(scale: Scale, seed: u64, today: Date) -> Self {
        let calendar = Calendar::until(today);
        let mut ids = Ids::new(&calendar);
        let members = members::make(&mut ids);
        let mut companies = companies::make(scale, seed, &calendar, &mut ids);
        let kin = kin::plant(scale, seed, &mut companies);
        let made = people::make(scale, seed, &calendar, &companies, &members, &mut ids);
        let mut staff = vec![Vec::new(); companies.len()];
        for (at, person) in made.people.iter().enumerate() {
            staff[person.company].push(at);
        }
        let people = made.people;
        let leads = leads::make(scale, seed, &calendar, &companies, &people);
        let makings = Makings {
            scale,
            seed,
            calendar: &calendar,
            companies: &companies,
            people: &people,
            staff: &staff,
            members: &members,
            leads: &leads,
        };
        let deals = deals::make(&makings, &mut ids);
        let tickets = care::tickets(scale, seed, &calendar, &companies, &staff);
        let contracts = care::contracts(scale, seed, &calendar, &tickets, |person| {
            people[person].company
        });
        Self {
            scale,
            seed,
            straight: straight(&calendar, &companies, &leads, &deals),
            teams: teams(&members),
            grave: grave(&tickets, &people),
            calendar,
            members,
            companies,
            people,
            leads,
            deals,
            tickets,
            contracts,
            staff,
            duplicates: made.duplicates,
            look_alikes: made.look_alikes,
            kin,
        }
    }

    /// The touchpoints of a month of the window (0 … 35), in the order of their time.
    pub(crate) fn month(&self, month: usize) -> Vec<Made> {
        let mut made = traffic::month(self, month);
        let end = self.calendar.end;
        made.retain(|m| m.touchpoint.time <= end && self.fits(m));
        for one in &mut made {
            self.give_to_member(one);
            one.activity = traffic::activity(one);
            if let Some(minor) = traffic::cost_minor(one) {
                one.touchpoint.cost_minor = Some(minor);
                one.touchpoint.currency = Some("EUR".to_owned());
            }
        }
        made.sort_by_key(|m| m.touchpoint.time);
        made
    }

    /// On a straight way there is marketing until sales speaks, then only sales until it is won.
    fn fits(&self, made: &Made) -> bool {
        let company = made.touchpoint.company_id.unwrap_or_default();
        let Some((spoken, end)) = self.straight.get(&company) else {
            return true;
        };
        let at = made.touchpoint.time;
        at > *end
            || match made.department {
                MARKETING => at < *spoken,
                SALES | SDR => at >= *spoken,
                _ => false,
            }
    }

    /// Personal work has a member: always the same of a department for a company.
    fn give_to_member(&self, made: &mut Made) {
        let t = &mut made.touchpoint;
        let team = &self.teams[made.department];
        if t.member_id.is_none() && traffic::is_personal(&t.type_key) && !team.is_empty() {
            let company = t.company_id.unwrap_or_default().0;
            t.member_id = Some(team[(company.unsigned_abs() % 1_009) as usize % team.len()]);
        }
    }

    /// Whether a grave ticket of a company is open.
    pub(crate) fn is_in_trouble(&self, company: usize, at: Millis) -> bool {
        let grave = self.grave.get(&company).into_iter().flatten();
        grave
            .into_iter()
            .any(|(opened, solved)| *opened <= at && at <= *solved)
    }

    /// Those who can sign in.
    pub(crate) fn sign_ins(&self) -> Vec<SignIn> {
        let those = SIGN_INS.iter().zip(&self.members);
        those
            .map(|((_, department, role), member)| SignIn {
                name: member.name.clone(),
                email: member.email.clone(),
                password: PASSWORD,
                role: role.key(),
                department: department.map_or("", |d| DEPARTMENTS[d]),
            })
            .collect()
    }

    pub(crate) fn rng(&self, purpose: &str, month: usize) -> Rng {
        Rng::new(self.seed, purpose, month as u64)
    }

    /// The exact structural truths.
    pub(crate) fn truth(&self) -> Truth {
        Truth::of(self)
    }
}

fn straight(
    calendar: &Calendar,
    companies: &[Company],
    leads: &[Lead],
    deals: &[Deal],
) -> HashMap<Id, (Millis, Millis)> {
    let those = deals.iter().filter(|d| d.linear || d.quiet);
    those
        .map(|d| {
            let spoken = leads[d.lead].answered_at;
            let end = d.ended_at().unwrap_or(calendar.end);
            (companies[d.company].id, (spoken, end))
        })
        .collect()
}

fn grave(tickets: &[Ticket], people: &[Person]) -> HashMap<usize, Vec<(Millis, Millis)>> {
    let mut grave: HashMap<usize, Vec<(Millis, Millis)>> = HashMap::new();
    for ticket in tickets.iter().filter(|t| t.priority < 2) {
        let spans = grave.entry(people[ticket.person].company).or_default();
        spans.push((ticket.opened_at, ticket.solved_at));
    }
    grave
}

fn teams(members: &[Member]) -> Vec<Vec<Id>> {
    let of = |department| {
        let team = members
            .iter()
            .filter(move |m| m.department == Some(department));
        team.map(|m| m.id).collect()
    };
    (0..DEPARTMENTS.len()).map(of).collect()
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
mod tests;
