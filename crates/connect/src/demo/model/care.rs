//! Tickets of customers, and the service contracts that come up for renewal.

use kernel::Millis;

use super::leads::class_of;
use super::time::MONTHS;
use super::{Calendar, Company, Rng, Scale, words};

/// A ticket of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) number: String,
    pub(crate) subject: String,
    pub(crate) person: usize,
    /// 0, 1, 2 for P1, P2, P3.
    pub(crate) priority: usize,
    pub(crate) opened_at: Millis,
    pub(crate) replied_at: Millis,
    pub(crate) solved_at: Millis,
}

/// A service contract at the day of its renewal.
#[derive(Clone, Debug)]
pub(crate) struct Contract {
    pub(crate) company: usize,
    pub(crate) due_at: Millis,
    /// P1 or P2 open, or three tickets and more, in the 90 days before (E3).
    pub(crate) troubled: bool,
    /// When it is reminded of a payment while a P1 or P2 is open.
    pub(crate) dunned_at: Option<Millis>,
    /// Whether the company was reminded while a P1 or P2 of the 90 days before was open (E8).
    pub(crate) conflict: bool,
    pub(crate) renewed: bool,
}

pub(crate) fn tickets(
    scale: Scale,
    seed: u64,
    calendar: &Calendar,
    companies: &[Company],
    staff: &[Vec<usize>],
) -> Vec<Ticket> {
    let mut rng = Rng::new(seed, "tickets", 0);
    // Large customers have more machines, so more tickets: a planted confounder.
    let weights: Vec<usize> = companies[..scale.of(620)]
        .iter()
        .map(|c| [5, 2, 1][class_of(c)])
        .collect();
    let mut tickets = Vec::new();
    for month in 0..MONTHS {
        for n in 0..calendar.share(scale, month, 9_400) {
            let company = rng.weighted(&weights);
            let opened_at = calendar.any(&mut rng, month);
            let priority = rng.weighted(&[3, 14, 83]);
            let replied_at = opened_at.plus(rng.between(10, 90) * [2, 5, 12][priority] * 60_000);
            let days = rng.between(0, [6, 14, 9][priority]);
            tickets.push(Ticket {
                number: format!("T-{}{n:03}", 1_000 + month),
                subject: rng.pick(&words().tickets).clone(),
                person: *rng.pick(&staff[company]),
                priority,
                opened_at,
                replied_at,
                solved_at: calendar.workdays(replied_at, days).plus(5_400_000),
            });
        }
    }
    tickets
}

pub(crate) fn contracts(
    scale: Scale,
    seed: u64,
    calendar: &Calendar,
    tickets: &[Ticket],
    company_of: impl Fn(usize) -> usize,
) -> Vec<Contract> {
    let mut rng = Rng::new(seed, "contracts", 0);
    let customers = scale.of(620);
    let mut of_company = vec![Vec::new(); customers];
    for ticket in tickets {
        if let Some(list) = of_company.get_mut(company_of(ticket.person)) {
            list.push(ticket);
        }
    }
    let months: Vec<usize> = (3..MONTHS).map(|_| 1).collect();
    let mut conflicts = scale.of(90);
    let mut contracts: Vec<Contract> = (0..scale.of(1_100))
        .map(|_| {
            let company = rng.below(customers);
            let month = 3 + rng.weighted(&months);
            let due_at = calendar
                .any(&mut rng, month)
                .min(calendar.end.plus(-3_600_000));
            let recent: Vec<&Ticket> = open_before(&of_company[company], due_at).collect();
            let grave = recent.iter().find(|t| t.priority < 2);
            let dunned_at = grave.filter(|_| conflicts > 0).map(|t| middle(t, due_at));
            conflicts -= usize::from(dunned_at.is_some());
            Contract {
                company,
                due_at,
                troubled: recent.len() >= 3 || grave.is_some(),
                dunned_at,
                conflict: false,
                renewed: false,
            }
        })
        .collect();
    let mut dunnings = vec![Vec::new(); customers];
    for contract in &contracts {
        dunnings[contract.company].extend(contract.dunned_at);
    }
    for contract in &mut contracts {
        let (of, due_at) = (contract.company, contract.due_at);
        let mut grave = open_before(&of_company[of], due_at).filter(|t| t.priority < 2);
        let during = |t: &Ticket| {
            let until = t.solved_at.min(due_at);
            dunnings[of]
                .iter()
                .any(|at| t.opened_at <= *at && *at <= until)
        };
        contract.conflict = grave.any(during);
        contract.renewed = rng.chance(contract.likely());
    }
    contracts
}

/// Tickets that were open in the 90 days before an instant.
fn open_before<'a>(tickets: &'a [&Ticket], at: Millis) -> impl Iterator<Item = &'a Ticket> {
    let recent = move |t: &&&Ticket| t.opened_at < at && t.solved_at > at.plus(-90 * Millis::DAY);
    tickets.iter().filter(recent).copied()
}

impl Contract {
    /// E3 and E8 as factors of the probability 0.92, in thousandths.
    fn likely(&self) -> usize {
        let trouble = if self.troubled { 70 } else { 100 };
        let conflict = if self.conflict { 60 } else { 100 };
        920 * trouble / 100 * conflict / 100
    }
}

/// Halfway through a ticket, before the renewal.
fn middle(ticket: &Ticket, due_at: Millis) -> Millis {
    let until = ticket.solved_at.min(due_at);
    Millis(ticket.opened_at.0 + (until.0 - ticket.opened_at.0) / 2)
}
