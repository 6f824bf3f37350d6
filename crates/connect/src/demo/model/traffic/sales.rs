//! Sales: calls, visits, mails to customers and prospects, and what is learned in them.

use super::super::time::{MONTHS, REORGANISED};
use super::super::{Made, SALES, World, words};
use super::{of_person, share};

/// In how many of a thousand conversations sales learned something and wrote it down, before the reorganisation.
pub(crate) const LEARNED_BEFORE: usize = 33;
/// The same after it.
pub(crate) const LEARNED_AFTER: usize = 72;

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("sales", month);
    let w = words();
    for _ in 0..share(world, month, 48_000) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        // Sales does not write on the days of a newsletter, but for the planted cases of E15.
        let kind = match rng.weighted(&[30, 22, 8, 12, 28]) {
            4 if near_an_issue(world, at) => 1,
            kind => kind,
        };
        let of = |type_key: &str| of_person(world, person, type_key, at, SALES);
        let two_way = kind != 1 && kind != 4;
        made.push(match kind {
            0 => of("phone.call.completed")
                .note(rng.pick(&w.call_notes))
                .property("duration_s", rng.between(2, 40) * 60),
            1 => of("phone.call.attempted"),
            2 => of("visit.held").note(rng.pick(&w.visit_notes)),
            3 => of("email.message.replied").name("AW: Ihre Anfrage"),
            _ => of("email.message.sent").name("Ihre Anfrage"),
        });
        let learned = match month >= REORGANISED {
            true => LEARNED_AFTER,
            false => LEARNED_BEFORE,
        };
        if two_way && rng.chance(learned) {
            let text = rng.pick(&w.insights).clone();
            made.push(
                of_person(world, person, "insight.captured", at.plus(900_000), SALES)
                    .note(&text)
                    .property("kind", "need"),
            );
        }
    }
}

/// Whether a newsletter goes out within a day of an instant.
fn near_an_issue(world: &World, at: kernel::Millis) -> bool {
    let month = world.calendar.month_of(at);
    let issues = (month * 2).saturating_sub(1)..=(month * 2 + 2).min(2 * MONTHS - 1);
    let near = |issue| (world.calendar.issue(issue).0 - at.0).abs() <= 25 * 3_600_000;
    issues.into_iter().any(near)
}
