//! Service and aftersales: tickets, surveys, spare parts, renewals.

use super::super::{ACCOUNTING, AFTERSALES, Made, SERVICE, World};
use super::{of_company, of_person, share};

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    tickets(world, month, made);
    surveys(world, month, made);
    contracts(world, month, made);
}

/// A customer's person: customers stand first among the companies.
fn customer(world: &World, rng: &mut super::super::Rng) -> usize {
    let company = rng.below(world.scale.of(620));
    let staff = &world.staff[company];
    *rng.pick(staff)
}

fn tickets(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("ticket work", month);
    let those = world.tickets.iter();
    for t in those.filter(|t| world.calendar.month_of(t.opened_at) == month) {
        let priority = ["P1", "P2", "P3"][t.priority];
        let ticket = |type_key, at| {
            of_person(world, t.person, type_key, at, SERVICE)
                .object("ticket", t.number.clone(), &t.subject)
                .property("priority", priority)
        };
        made.push(ticket("ticket.opened", t.opened_at));
        made.push(ticket("ticket.replied", t.replied_at));
        if t.priority < 2 && rng.chance(350) {
            made.push(ticket("ticket.escalated", t.replied_at.plus(3_600_000)));
        }
        made.push(ticket("ticket.solved", t.solved_at));
        if rng.chance(150) {
            let rated = ticket("ticket.rated", t.solved_at.plus(7_200_000));
            made.push(rated.property("csat", rng.between(2, 5)));
        }
        if rng.chance(50) {
            let sent = t.solved_at.plus(-3_600_000);
            let part = of_person(world, t.person, "delivery.shipped", sent, AFTERSALES);
            made.push(part.name("Ersatzteil"));
        }
    }
}

fn surveys(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("surveys", month);
    for _ in 0..share(world, month, 4_000) {
        let person = customer(world, &mut rng);
        let at = world.calendar.any(&mut rng, month);
        made.push(of_person(world, person, "survey.sent", at, AFTERSALES).name("NPS"));
        if rng.chance(310) {
            let later = world.calendar.after(&mut rng, at, 0, 6);
            let rating = [9, 8, 10, 7, 9, 6, 8, 10, 4][rng.below(9)];
            made.push(
                of_person(world, person, "nps.answered", later, AFTERSALES)
                    .property("rating_value", rating),
            );
        }
    }
}

fn contracts(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("contract work", month);
    let those = world.contracts.iter();
    for contract in those.filter(|c| world.calendar.month_of(c.due_at) == month) {
        let of = |type_key, at, department| {
            of_company(world, contract.company, type_key, at, department).name("Wartung Plus")
        };
        let type_key = match contract.renewed {
            true => "contract.renewed",
            false => "contract.cancelled",
        };
        made.push(of(type_key, contract.due_at, AFTERSALES));
        if let Some(at) = contract.dunned_at {
            made.push(of("dunning.sent", at, ACCOUNTING).property("dunning_level", 1));
        }
        if contract.renewed && rng.chance(60) {
            let used = contract.due_at.plus(3_600_000);
            made.push(of("product.used", used, SERVICE).name("Fernwartung"));
        }
    }
}
