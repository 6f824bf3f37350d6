//! The way of each lead: interest, inquiry, qualification, first answer, webinar, call.

use kernel::Millis;

use super::super::leads::{FIELD, REFERRAL, SIGNAL, WEBINAR};
use super::super::time::REORGANISED;
use super::super::{Lead, MARKETING, Made, Rng, SALES, SDR, SERVICE, World, words};
use super::marketing::register;
use super::of_person;

/// The page whose visits show the intent of a lead.
pub(super) const PRICES: &str = "/preise";

/// Everything of the leads that inquired in this month, also what happened later.
pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    for (n, lead) in world.leads.iter().enumerate() {
        if world.calendar.month_of(lead.at) != month {
            continue;
        }
        let mut rng = world.rng("lead", n);
        for visit in 0..lead.intent {
            let before = lead.at.plus(-(visit as i64 * 3 + 1) * Millis::DAY);
            let seen = before.plus(rng.between(0, 300) * 60_000);
            made.push(
                of_person(world, lead.person, "web.page.viewed", seen, MARKETING).name(PRICES),
            );
        }
        made.push(inquiry(world, lead));
        if lead.mql {
            // Before the reorganisation marketing hands to sales, after it to sales development.
            let first = if month >= REORGANISED { SDR } else { SALES };
            qualify(world, &mut rng, lead, first, made);
            if lead.sql {
                deepen(world, &mut rng, lead, first, made);
            }
        }
    }
}

/// Where the contact form of the website stands.
const FORM_PAGE: &str = "/kontakt";

fn inquiry(world: &World, lead: &Lead) -> Made {
    let (type_key, name, department) = match lead.source {
        0 => ("web.form.submitted", "Kontaktformular", MARKETING),
        1 => ("fair.booth_visited", "Messestand", MARKETING),
        WEBINAR => (
            "webinar.question_asked",
            "Frage nach dem Webinar",
            MARKETING,
        ),
        3 => (
            "social.message.received",
            "Nachricht auf LinkedIn",
            MARKETING,
        ),
        REFERRAL => ("referral.introduced", "Empfehlung", SALES),
        SIGNAL => ("insight.captured", "Bedarf aus einem Ticket", SERVICE),
        FIELD => ("visit.held", "Besuch ohne Termin", SALES),
        _ => ("ad.lead.received", "Anzeige", MARKETING),
    };
    let made = of_person(world, lead.person, type_key, lead.at, department);
    match type_key {
        // The object of a form is the page it stood on.
        "web.form.submitted" => made.object("page", FORM_PAGE.to_owned(), name),
        _ => made.name(name),
    }
}

fn qualify(world: &World, rng: &mut Rng, lead: &Lead, first: usize, made: &mut Vec<Made>) {
    let of = |type_key, at, department| of_person(world, lead.person, type_key, at, department);
    let score = lead.intent as i64 * 20 + rng.between(0, 19);
    let qualified = of("lead.qualified", lead.offered_at.plus(-900_000), MARKETING);
    made.push(
        qualified
            .property("state", "mql")
            .property("engagement_score", score),
    );
    made.push(of("lead.offered", lead.offered_at, MARKETING).hands_to(first));
    let call = of("phone.call.completed", lead.answered_at, first);
    let minutes = rng.between(3, 25);
    made.push(
        call.note(rng.pick(&words().call_notes))
            .property("duration_s", minutes * 60),
    );
    let decided = lead.answered_at.plus((minutes + 5) * 60_000);
    if lead.sal {
        made.push(of("lead.accepted", decided, first));
    } else {
        const REASONS: [&str; 6] = [
            "falsche_firmengroesse",
            "falsche_rolle",
            "falsche_region",
            "bestandskunde",
            "wettbewerber",
            "kontakt_nicht_pruefbar",
        ];
        made.push(of("lead.rejected", decided, first).property("reason", *rng.pick(&REASONS)));
    }
}

fn deepen(world: &World, rng: &mut Rng, lead: &Lead, first: usize, made: &mut Vec<Made>) {
    let of = |type_key, at, department| of_person(world, lead.person, type_key, at, department);
    made.push(of("lead.qualified", lead.sql_at, first).property("state", "sql"));
    if first == SDR {
        let handed = of("handoff.made", lead.sql_at.plus(1_800_000), SDR).hands_to(SALES);
        made.push(handed.property("case_type", "lead"));
    }
    if let Some(month) = lead.webinar {
        let held = world.calendar.webinar(month);
        register(
            world,
            rng,
            (lead.person, month),
            lead.sql_at.plus(3_600_000),
            made,
        );
        let title = &words().webinars[month % words().webinars.len()];
        let attended = of("webinar.attended", held, MARKETING).name(title);
        made.push(attended.property("attended_minutes", rng.between(20, 58)));
    }
    let call = of("phone.call.completed", lead.called_at, SALES);
    made.push(
        call.note(rng.pick(&words().call_notes))
            .property("duration_s", rng.between(4, 40) * 60),
    );
    if !lead.deal {
        made.push(of("lead.recycled", lead.opens_at, SALES));
    }
}
