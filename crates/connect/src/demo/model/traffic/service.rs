//! Service and aftersales: tickets, surveys, spare parts, renewals.

use super::super::{AFTERSALES, Made, SALES, SERVICE, World, words};
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
    let mut rng = world.rng("tickets", month);
    let w = words();
    for n in 0..share(world, month, 9_400) {
        let person = customer(world, &mut rng);
        let at = world.calendar.any(&mut rng, month);
        let number = format!("T-{}{n:03}", 1_000 + month);
        let subject = rng.pick(&w.tickets).clone();
        let priority = ["P1", "P2", "P3"][rng.weighted(&[3, 14, 83])];
        let ticket = |type_key, at| {
            of_person(world, person, type_key, at, SERVICE)
                .object("ticket", number.clone(), &format!("{number} {subject}"))
                .property("priority", priority)
        };
        made.push(ticket("ticket.opened", at));
        let reply = at.plus(rng.between(10, 600) * 60_000);
        made.push(ticket("ticket.replied", reply));
        if rng.chance(60) {
            made.push(ticket("ticket.escalated", reply.plus(3_600_000)));
        }
        let solved = world.calendar.after(&mut rng, reply, 0, 9);
        made.push(ticket("ticket.solved", solved));
        if rng.chance(150) {
            made.push(
                ticket("ticket.rated", solved.plus(7_200_000)).property("csat", rng.between(2, 5)),
            );
        }
        if rng.chance(50) {
            let part = of_person(
                world,
                person,
                "delivery.shipped",
                solved.plus(-3_600_000),
                AFTERSALES,
            );
            made.push(part.name("Ersatzteil"));
        }
    }
}

fn surveys(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("surveys", month);
    for _ in 0..share(world, month, 4_350) {
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
    let mut rng = world.rng("contracts", month);
    for _ in 0..share(world, month, 1_100) {
        let company = rng.below(world.scale.of(620));
        let at = world.calendar.any(&mut rng, month);
        let renewed = rng.chance(900);
        let type_key = if renewed {
            "contract.renewed"
        } else {
            "contract.cancelled"
        };
        made.push(of_company(world, company, type_key, at, SALES).name("Wartung Plus"));
        if renewed && rng.chance(60) {
            made.push(
                of_company(world, company, "product.used", at.plus(3_600_000), SERVICE)
                    .name("Fernwartung"),
            );
        }
    }
}
