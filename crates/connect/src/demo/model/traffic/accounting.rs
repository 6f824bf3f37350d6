//! Accounting: invoices, payments, dunning.

use super::super::{ACCOUNTING, Made, World};
use super::{of_company, share};

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("invoices", month);
    for n in 0..share(world, month, 15_600) {
        let company = rng.below(world.scale.of(620));
        let at = world.calendar.any(&mut rng, month);
        let number = format!("RE-{}{n:03}", 2_000 + month);
        let total = rng.around(900_000).max(10_000);
        let invoice = |type_key, at| {
            of_company(world, company, type_key, at, ACCOUNTING)
                .object("invoice", number.clone(), &number)
                .value(total)
        };
        made.push(invoice("invoice.sent", at));
        if rng.chance(50) {
            made.push(invoice(
                "invoice.disputed",
                world.calendar.after(&mut rng, at, 3, 20),
            ));
        }
        let late = rng.chance(74);
        let reminded = world.calendar.after(&mut rng, at, 32, 45);
        // Reminders wait while a grave ticket is open, but for the planted cases of E8.
        if late && !world.is_in_trouble(company, reminded) {
            made.push(invoice("dunning.sent", reminded).property("dunning_level", 1));
        }
        let days = if late { (46, 80) } else { (8, 30) };
        made.push(invoice(
            "invoice.paid",
            world.calendar.after(&mut rng, at, days.0, days.1),
        ));
    }
}
