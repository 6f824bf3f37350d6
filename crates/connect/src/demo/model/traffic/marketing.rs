//! Marketing, sales development and PR: newsletters, visits, webinars, fairs, posts.

use kernel::Millis;

use super::super::{MARKETING, Made, PR, Rng, SALES, World, words};
use super::{leads, of_company, of_person, share};

pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    newsletters(world, month, made);
    visits(world, month, made);
    webinar(world, month, made);
    fairs(world, month, made);
    social(world, month, made);
    press(world, month, made);
}

fn newsletters(world: &World, month: usize, made: &mut Vec<Made>) {
    for issue in [month * 2, month * 2 + 1] {
        let mut rng = world.rng("newsletter", issue);
        let subject = &words().newsletters[issue % words().newsletters.len()];
        let id = format!("nl-{}", issue + 1);
        let (topic, clicks) = clicks(world, issue, made);
        let at = world.calendar.issue(issue);
        for (n, person) in world.people.iter().enumerate() {
            let objected = person.objection_at.is_some_and(|objected| objected <= at);
            if !person.permitted || objected || person.created_at > at {
                continue;
            }
            let sent = at.plus(rng.between(0, 1_800) * 1000);
            let mail = |type_key, at| of_person(world, n, type_key, at, MARKETING).name(subject);
            let first = mail("email.message.sent", sent);
            let first = first.property("email_id", id.as_str());
            made.push(first.property("topic", topic));
            // Opening has no effect on anything (E9); clicks depend on the issue (E4).
            if person.measured && rng.chance(220) {
                let opened = sent.plus(rng.between(60, 100_000) * 1000);
                made.push(mail("email.message.opened", opened).property("email_id", id.as_str()));
            }
            if person.measured && rng.chance(clicks) {
                let clicked = sent.plus(rng.between(90, 110_000) * 1000);
                made.push(mail("email.message.clicked", clicked).property("email_id", id.as_str()));
            }
        }
    }
}

/// The topic of an issue and its clicks of a thousand: 1.9 times as many when sales shared its topic,
/// which happens more often to topics from practice, which are clicked more anyway.
fn clicks(world: &World, issue: usize, made: &mut Vec<Made>) -> (&'static str, usize) {
    let mut rng = world.rng("topic", issue);
    let good = rng.chance(500);
    let shared = rng.chance(if good { 600 } else { 300 });
    if shared {
        for _ in 0..world.scale.of(60) {
            let person = rng.below(world.people.len());
            let at = world.calendar.workdays(world.calendar.issue(issue), 0);
            let at = at.plus(-rng.between(1, 60) * 3_600_000);
            let post = of_person(world, person, "social.post.shared", at, SALES);
            let subject = &words().newsletters[issue % words().newsletters.len()];
            made.push(
                post.name(subject)
                    .property("network", "linkedin")
                    .property("share_id", format!("nl-{}", issue + 1)),
            );
        }
    }
    let (topic, base) = if good {
        ("practice", 30)
    } else {
        ("company", 20)
    };
    (topic, if shared { base * 19 / 10 } else { base })
}

fn visits(world: &World, month: usize, made: &mut Vec<Made>) {
    let mut rng = world.rng("visits", month);
    for _ in 0..share(world, month, 63_000) {
        let person = rng.below(world.people.len());
        let at = world.calendar.any(&mut rng, month);
        // The price page is seen by those who are about to inquire: it shows their intent.
        let page = rng.pick(&words().pages);
        if page == leads::PRICES {
            continue;
        }
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
    let held = world.calendar.webinar(month);
    let leads = world
        .leads
        .iter()
        .filter(|l| l.sql && l.webinar == Some(month))
        .count();
    for _ in 0..world.scale.of(85).saturating_sub(leads) {
        let person = rng.below(world.people.len());
        let registered = held.plus(-rng.between(1, 16) * Millis::DAY);
        register(world, &mut rng, (person, month), registered, made);
        if rng.chance(266) {
            let attended = of_person(world, person, "webinar.attended", held, MARKETING);
            made.push(
                attended
                    .name(title)
                    .property("attended_minutes", rng.between(12, 58)),
            );
        }
    }
}

/// Invitation and registration of a person for the webinar of a month.
pub(super) fn register(
    world: &World,
    rng: &mut Rng,
    (person, month): (usize, usize),
    at: Millis,
    made: &mut Vec<Made>,
) {
    let title = &words().webinars[month % words().webinars.len()];
    let of = |type_key, at| of_person(world, person, type_key, at, MARKETING).name(title);
    made.push(of(
        "webinar.invited",
        at.plus(-rng.between(30, 4_000) * 60_000),
    ));
    made.push(of("webinar.registered", at));
}

/// One spring, one autumn, one regional fair a year.
fn fairs(world: &World, month: usize, made: &mut Vec<Made>) {
    let Some((_, at, people)) = world.calendar.fairs().find(|(m, _, _)| *m == month) else {
        return;
    };
    let mut rng = world.rng("fair", month);
    let name = format!(
        "{} {}",
        words().fairs[at],
        world.calendar.first(month).year()
    );
    let opens = world.calendar.fair(month);
    for _ in 0..world.scale.of(people) {
        let person = rng.below(world.people.len());
        let day = rng.between(0, 3) * Millis::DAY;
        let talk = world.calendar.on_day(&mut rng, opens.plus(day));
        let of = |type_key, at, department| {
            of_person(world, person, type_key, at, department).name(&name)
        };
        // Giveaways have no effect (E16).
        let gift = rng.chance(400);
        made.push(of("fair.lead_scanned", talk, MARKETING).property("giveaway", gift));
        let note = rng.pick(&words().call_notes);
        made.push(of("fair.talked", talk.plus(300_000), SALES).note(note));
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
        ]);
        let title = &words().webinars[rng.below(words().webinars.len())];
        made.push(
            of_person(world, person, type_key, at, MARKETING)
                .name(title)
                .property("network", "linkedin"),
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
