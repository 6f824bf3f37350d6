//! Work of two departments for one customer: campaigns on insights of sales, alerts on hot leads, and
//! mails of marketing and sales on the same day.

use kernel::Millis;

use super::super::{MARKETING, Made, SALES, World, words};
use super::of_person;

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    doubles(world, month, made);
    alerts(world, month, made);
    if month % 3 == 1 {
        campaign(world, month, made);
    }
}

/// Sales writes on the day of the newsletter (E15); whoever objects says so.
fn doubles(world: &World, month: usize, made: &mut Vec<Made>) {
    for (n, person) in world.people.iter().enumerate() {
        if let Some(issue) = person
            .doubled
            .filter(|issue| issue / 2 == month && person.permitted)
        {
            let at = world
                .calendar
                .issue(issue)
                .plus((n as i64 % 300 + 60) * 60_000);
            let mail = of_person(world, n, "email.message.sent", at, SALES);
            made.push(mail.name("Ein Angebot für Ihre Fertigung"));
        }
        if let Some(at) = person
            .objection_at
            .filter(|at| world.calendar.month_of(*at) == month)
        {
            let withdrawn = of_person(world, n, "consent.withdrawn", at, MARKETING);
            made.push(withdrawn.property("purpose", "direct_marketing_mail"));
        }
    }
}

/// A hot lead; a call within four business hours makes a meeting 1.6 times as likely (E6).
fn alerts(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("alerts", month);
    for _ in 0..world.calendar.share(world.scale, month, 1_200) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        let at = world.calendar.workdays(at, 0);
        let of = |type_key, at, department| of_person(world, person, type_key, at, department);
        made.push(of("score.changed", at, MARKETING).property("after", rng.between(80, 96)));
        let quick = rng.chance(500);
        let called = match quick {
            true => at.plus(rng.between(10, 180) * 60_000),
            false => world.calendar.workdays(at, rng.between(2, 6)),
        };
        made.push(of("phone.call.completed", called, SALES).note(rng.pick(&words().call_notes)));
        if rng.chance(if quick { 400 } else { 250 }) {
            let met = world.calendar.workdays(called, rng.between(3, 9));
            made.push(of("meeting.held", met, SALES).note(rng.pick(&words().visit_notes)));
        }
    }
}

/// A campaign each quarter. Where it builds on an insight that sales noted in the 30 days before, 1.5
/// times as many answer (E5); insights exist more often for warm companies, which answer more.
fn campaign(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("campaign", month);
    let title = &words().campaigns[month / 3 % words().campaigns.len()];
    let at = world.calendar.workdays(world.calendar.webinar(month), 2);
    for _ in 0..world.scale.of(250) {
        let person = rng.below(world.people.len());
        let who = &world.people[person];
        if !who.permitted || who.objection_at.is_some() || who.created_at > at {
            continue;
        }
        let warm = who.phase > 2;
        let knows = rng.chance(if warm { 400 } else { 200 });
        let of = |type_key, at, department| of_person(world, person, type_key, at, department);
        if knows {
            let noted = world
                .calendar
                .workdays(at.plus(-rng.between(4, 27) * Millis::DAY), 0);
            let insight = of("insight.captured", noted, SALES).property("kind", "need");
            made.push(insight.note(rng.pick(&words().insights)));
        }
        let mail = of("email.message.sent", at, MARKETING).name(title);
        made.push(mail.property("uses_insight", knows));
        let answers = if warm { 80 } else { 40 } * if knows { 150 } else { 100 } / 100;
        if rng.chance(answers) {
            let replied = world
                .calendar
                .workdays(at, rng.between(0, 5))
                .plus(4_000_000);
            made.push(of("email.message.replied", replied, MARKETING).name(title));
        }
    }
}
