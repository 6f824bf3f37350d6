//! What is exactly true about the demo company, to check the product against.

use kernel::Id;
use serde::Serialize;

use super::changed::Changed;
use super::effects::{self, Effect};
use super::{MARKETING, World};

/// The exact structural truths, written beside the data.
#[derive(Debug, Serialize)]
pub struct Truth {
    /// The seed.
    pub seed: u64,
    /// Last day of the window.
    pub today: String,
    /// `xs`, `s` or `l`.
    pub size: &'static str,
    /// Number of companies.
    pub companies: usize,
    /// Of which customers.
    pub customers: usize,
    /// Number of people, duplicates included.
    pub people: usize,
    /// Number of deals.
    pub deals: usize,
    /// Deals won.
    pub won: usize,
    /// Value of the won deals in minor units.
    pub won_value_minor: i64,
    /// Deals lost.
    pub lost: usize,
    /// Deals still open.
    pub open: usize,
    /// Inquiries.
    pub leads: usize,
    /// Qualified by marketing.
    pub mql: usize,
    /// Accepted by sales.
    pub sal: usize,
    /// Qualified by sales.
    pub sql: usize,
    /// Offers, second versions included.
    pub offers: usize,
    /// Tickets.
    pub tickets: usize,
    /// Contracts that came up for renewal.
    pub renewals: usize,
    /// Of which renewed.
    pub renewed: usize,
    /// Won deals whose way was marketing, then sales, then won, and nothing else.
    pub linear_journeys: Vec<Id>,
    /// The planted effects.
    pub effects: Vec<Effect>,
    /// Pairs that are the same person.
    pub duplicates: Vec<(Id, Id)>,
    /// Pairs that must never be merged.
    pub look_alikes: Vec<(Id, Id)>,
    /// Pairs that are the same company.
    pub company_duplicates: Vec<(Id, Id)>,
    /// Pairs of companies that must never be merged: units of one group, namesakes.
    pub company_look_alikes: Vec<(Id, Id)>,
    /// Companies that belong to each other: the part, the whole, `subsidiary` or `site`.
    pub company_parts: Vec<(Id, Id, &'static str)>,
    /// People who must never receive advertising.
    pub objections: Vec<Id>,
    /// First month after the reorganisation, counted from 1.
    pub reorganised_in_month: usize,
    /// What the company changed, and what that made.
    pub changes: Vec<Changed>,
    /// Members of marketing, as a check of the directory.
    pub marketing_members: usize,
}

impl Truth {
    /// The true value that a question asks for: a ratio, or points.
    #[must_use]
    pub fn of_question(&self, key: &str) -> Option<f64> {
        let found = self.effects.iter().find(|e| e.question == key);
        found.map(|e| e.value_thousandths as f64 / 1000.0)
    }

    pub(crate) fn of(world: &World) -> Self {
        let id = |at: usize| world.people[at].id;
        let pairs = |list: &[(usize, usize)]| list.iter().map(|(a, b)| (id(*a), id(*b))).collect();
        let firm = |at: usize| world.companies[at].id;
        let firms = |list: &[(usize, usize)]| -> Vec<(Id, Id)> {
            list.iter().map(|(a, b)| (firm(*a), firm(*b))).collect()
        };
        let part =
            |(part, whole, kind): &(usize, usize, &'static str)| (firm(*part), firm(*whole), *kind);
        let won: Vec<_> = world
            .deals
            .iter()
            .filter(|d| d.won_at().is_some())
            .collect();
        Self {
            seed: world.seed,
            today: world.calendar.today.to_string(),
            size: world.scale.word(),
            companies: world.companies.len(),
            customers: world
                .companies
                .iter()
                .filter(|c| c.customer_since.is_some())
                .count(),
            people: world.people.len(),
            deals: world.deals.len(),
            won: won.len(),
            won_value_minor: won.iter().map(|d| d.value_minor).sum(),
            lost: world.deals.iter().filter(|d| d.lost_at().is_some()).count(),
            open: world
                .deals
                .iter()
                .filter(|d| d.ended_at().is_none())
                .count(),
            leads: world.leads.len(),
            mql: world.leads.iter().filter(|l| l.mql).count(),
            sal: world.leads.iter().filter(|l| l.sal).count(),
            sql: world.leads.iter().filter(|l| l.sql).count(),
            offers: world.deals.iter().map(|d| d.offers).sum(),
            tickets: world.tickets.len(),
            renewals: world.contracts.len(),
            renewed: world.contracts.iter().filter(|c| c.renewed).count(),
            linear_journeys: world
                .deals
                .iter()
                .filter(|d| d.linear)
                .map(|d| d.id)
                .collect(),
            effects: effects::all(world),
            duplicates: pairs(&world.duplicates),
            look_alikes: pairs(&world.look_alikes),
            company_duplicates: firms(&world.kin.duplicates),
            company_look_alikes: firms(&world.kin.look_alikes),
            company_parts: world.kin.parts.iter().map(part).collect(),
            objections: world
                .people
                .iter()
                .filter(|p| p.objection_at.is_some())
                .map(|p| p.id)
                .collect(),
            reorganised_in_month: super::time::REORGANISED + 1,
            changes: vec![super::changed(world)],
            marketing_members: world
                .members
                .iter()
                .filter(|m| m.department == Some(MARKETING))
                .count(),
        }
    }
}
