//! Marketing, sales development and PR: newsletters, visits, webinars, fairs, posts, inquiries.

use kernel::Millis;

use super::super::time::REORGANISED;
use super::super::{MARKETING, Made, PR, Rng, SALES, SDR, World, words};
use super::{of_company, of_person, share};

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    newsletters(world, month, made);
    visits(world, month, made);
    webinar(world, month, made);
    fairs(world, month, made);
    social(world, month, made);
    inquiries(world, month, made);
    press(world, month, made);
}

fn newsletters(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("newsletters", month);
    let w = words();
    for issue in 0..2 {
        let subject = &w.newsletters[(month * 2 + issue) % w.newsletters.len()];
        let day = Millis::of_date(world.calendar.first(month))
            .plus((6 + issue as i64 * 14) * Millis::DAY);
        let at = world.calendar.on_day(&mut rng, day);
        for (n, person) in world.people.iter().enumerate() {
            if !person.permitted || person.created_at > at {
                continue;
            }
            let sent = at.plus(rng.between(0, 1_800) * 1000);
            let mail = |type_key, at| of_person(world, n, type_key, at, MARKETING).name(subject);
            made.push(mail("email.message.sent", sent));
            // 38 % agreed to be measured, 3.5 % of those click.
            if rng.chance(380) && rng.chance(35) {
                made.push(mail(
                    "email.message.clicked",
                    sent.plus(rng.between(60, 100_000) * 1000),
                ));
            }
        }
    }
}

fn visits(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("visits", month);
    for _ in 0..share(world, month, 58_000) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        let page = rng.pick(&words().pages);
        made.push(of_person(world, person, "web.page.viewed", at, MARKETING).name(page));
        if rng.chance(40) {
            let later = at.plus(rng.between(30, 400) * 1000);
            made.push(
                of_person(world, person, "web.asset.downloaded", later, MARKETING)
                    .name("Datenblatt"),
            );
        }
    }
}

fn webinar(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("webinar", month);
    let title = &words().webinars[month % words().webinars.len()];
    let day = Millis::of_date(world.calendar.first(month)).plus(18 * Millis::DAY);
    let held = world.calendar.on_day(&mut rng, day);
    for _ in 0..world.scale.of(85) {
        let person = rng.below(world.people.len());
        let of = |type_key, at| of_person(world, person, type_key, at, MARKETING).name(title);
        let registered = held.plus(-rng.between(1, 16) * Millis::DAY);
        made.push(of(
            "webinar.invited",
            registered.plus(-rng.between(1, 5) * Millis::DAY),
        ));
        made.push(of("webinar.registered", registered));
        if rng.chance(380) {
            made.push(
                of("webinar.attended", held).property("attended_minutes", rng.between(12, 58)),
            );
        }
    }
}

/// One spring, one autumn, one regional fair a year.
fn fairs(world: &World, month: usize, made: &mut Vec<Made>) {
    let (at, people) = match world.calendar.first(month).month() {
        4 => (0, 190),
        9 => (1, 190),
        6 => (2, 60),
        _ => return,
    };
    let mut rng = world.rng("fair", month);
    let name = &words().fairs[at];
    let opens = Millis::of_date(world.calendar.first(month)).plus(9 * Millis::DAY);
    for _ in 0..world.scale.of(people) {
        let person = rng.below(world.people.len());
        let day = rng.between(0, 3) * Millis::DAY;
        let talk = world.calendar.on_day(&mut rng, opens.plus(day));
        let of = |type_key, at, department| {
            of_person(world, person, type_key, at, department).name(name)
        };
        made.push(of("fair.lead_scanned", talk, MARKETING));
        let mut talked = of("fair.talked", talk.plus(300_000), SALES);
        talked.touchpoint.note = Some(rng.pick(&words().call_notes).clone());
        made.push(talked);
        if rng.chance(700) {
            let later = world.calendar.after(&mut rng, talk, 1, 14);
            made.push(of("fair.followed_up", later, MARKETING));
        }
    }
}

fn social(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("social", month);
    for _ in 0..share(world, month, 2_900) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        let type_key = *rng.pick(&[
            "social.post.liked",
            "social.post.liked",
            "social.post.commented",
            "social.post.shared",
        ]);
        let title = &words().webinars[rng.below(words().webinars.len())];
        made.push(
            of_person(world, person, type_key, at, MARKETING)
                .name(title)
                .property("network", "linkedin"),
        );
    }
}

/// Inquiries by source, what marketing qualifies of them, and what sales says to that.
fn inquiries(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("inquiries", month);
    for _ in 0..share(world, month, 10_800) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        made.push(inquiry(world, &mut rng, person, at));
        if rng.chance(300) {
            qualify(world, &mut rng, person, at, month, made);
        }
    }
}

fn inquiry(world: &World, rng: &mut Rng, person: usize, at: Millis) -> Made {
    let (type_key, name, department) = match rng.weighted(&[34, 25, 16, 9, 6, 5, 5]) {
        0 => ("web.form.submitted", "Kontaktformular", MARKETING),
        1 => ("fair.booth_visited", "Messestand", MARKETING),
        2 => ("webinar.question_asked", "Webinar", MARKETING),
        3 => ("social.message.received", "LinkedIn", MARKETING),
        4 => ("referral.introduced", "Empfehlung", SALES),
        5 => ("ticket.replied", "Bedarf aus Ticket", super::super::SERVICE),
        _ => ("visit.held", "Besuch", SALES),
    };
    of_person(world, person, type_key, at, department).name(name)
}

/// Before the reorganisation marketing hands to sales, after it to sales development, which hands on.
fn qualify(
    world: &World,
    rng: &mut Rng,
    person: usize,
    at: Millis,
    month: usize,
    made: &mut Vec<Made>,
) {
    let first = if month >= REORGANISED { SDR } else { SALES };
    let lead = |type_key, at, department| of_person(world, person, type_key, at, department);
    let offered = world.calendar.after(rng, at, 0, 4);
    made.push(lead("lead.qualified", offered.plus(-60_000), MARKETING));
    made.push(lead("lead.offered", offered, MARKETING).hands_to(first));
    let call = world
        .calendar
        .after(rng, offered, 0, if month >= REORGANISED { 2 } else { 6 });
    if rng.chance(300) {
        made.push(lead("lead.rejected", call, first).property("reason", "falsche_firmengroesse"));
        return;
    }
    made.push(lead("phone.call.attempted", call.plus(-3_600_000), first));
    made.push(lead("lead.accepted", call, first));
    made.push(
        lead("phone.call.completed", call.plus(60_000), first).note(rng.pick(&words().call_notes)),
    );
    if first == SDR && rng.chance(600) {
        let on = world.calendar.after(rng, call, 1, 5);
        made.push(
            lead("handoff.made", on, SDR)
                .hands_to(SALES)
                .property("case_type", "lead"),
        );
    }
}

fn press(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("press", month);
    let w = words();
    for _ in 0..share(world, month, 140).max(1) {
        let company = rng.below(world.companies.len());
        let at = world.calendar.any(&mut rng, month);
        let title = rng.pick(&w.headlines).clone();
        let outlet = rng.pick(&w.outlets).clone();
        made.push(
            of_company(world, company, "press.mention_found", at, PR)
                .name(&title)
                .property("outlet", outlet),
        );
    }
}
