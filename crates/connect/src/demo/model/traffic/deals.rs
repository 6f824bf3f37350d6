//! What happens around deals: stages, offers, meetings, and the project after a win.

use kernel::Millis;

use super::super::{
    ACCOUNTING, AFTERSALES, Deal, IMPLEMENTATION, MARKETING, Made, ONBOARDING, Rng, SALES, SERVICE,
    STAGES, World, words,
};
use super::{of_company, of_person};

/// Everything of the deals that were opened in this month, also what happened later.
pub(super) fn month(world: &World, month: usize, made: &mut Vec<Made>) {
    for (n, deal) in world.deals.iter().enumerate() {
        if world.calendar.month_of(deal.opened_at) == month {
            let mut rng = world.rng("deal", n);
            stages(world, deal, made);
            plan(world, deal, made);
            talks(world, &mut rng, deal, made);
            offers(world, &mut rng, deal, n, made);
            if let Some(at) = deal.won_at() {
                project(world, &mut rng, deal, at, made);
            }
        }
    }
}

fn of_deal(world: &World, deal: &Deal, type_key: &str, at: Millis, department: usize) -> Made {
    let mut made = match deal.people.first() {
        Some(person) => of_person(world, *person, type_key, at, department),
        None => of_company(world, deal.company, type_key, at, department),
    };
    made.touchpoint.deal_id = Some(deal.id);
    made
}

fn stages(world: &World, deal: &Deal, made: &mut Vec<Made>) {
    let about = |type_key, at| {
        of_deal(world, deal, type_key, at, SALES)
            .name(&deal.name)
            .by(deal.owner)
    };
    made.push(about("deal.created", deal.opened_at).value(deal.asked_minor));
    for pair in deal.entered.windows(2) {
        let ((from, _), (to, at)) = (pair[0], pair[1]);
        let key = match to {
            4 => "deal.won",
            5 => "deal.lost",
            _ => "deal.stage_changed",
        };
        let moved = about(key, at)
            .property("from_stage", STAGES[from])
            .property("to_stage", STAGES[to]);
        made.push(moved.value(deal.value_minor));
    }
}

/// The joint plan of marketing and sales, made when the deal began (E12).
fn plan(world: &World, deal: &Deal, made: &mut Vec<Made>) {
    if deal.planned {
        let at = deal.opened_at.plus(3_600_000);
        let note = of_deal(world, deal, "note.written", at, SALES).object(
            "account_plan",
            deal.id.to_string(),
            "Gemeinsamer Account-Plan",
        );
        made.push(
            note.note(
                "Marketing und Vertrieb haben den Plan für diesen Kunden gemeinsam festgelegt.",
            ),
        );
    }
}

fn talks(world: &World, rng: &mut Rng, deal: &Deal, made: &mut Vec<Made>) {
    let w = words();
    let end = deal.ended_at().unwrap_or(world.calendar.end);
    let mut at = deal.opened_at;
    while at < end {
        let (type_key, department, note) = match rng.weighted(&[45, 20, 15, 12, 8]) {
            0 => ("phone.call.completed", SALES, Some(rng.pick(&w.call_notes))),
            1 => ("meeting.held", SALES, Some(rng.pick(&w.visit_notes))),
            2 => ("visit.held", SALES, Some(rng.pick(&w.visit_notes))),
            3 => ("email.message.sent", MARKETING, None),
            _ => (
                "phone.call.completed",
                SERVICE,
                Some(rng.pick(&w.call_notes)),
            ),
        };
        let person = if deal.people.is_empty() {
            None
        } else {
            Some(*rng.pick(&deal.people))
        };
        let mut talk = of_deal(world, deal, type_key, at.plus(600_000), department);
        if let Some(person) = person {
            talk.touchpoint.record_id = Some(world.people[person].id);
        }
        talk.touchpoint.note = note.cloned();
        if department == MARKETING {
            talk = talk.name("Referenz aus Ihrer Branche");
        }
        made.push(talk);
        at = world.calendar.after(rng, at, 6, 21);
    }
}

fn offers(world: &World, rng: &mut Rng, deal: &Deal, n: usize, made: &mut Vec<Made>) {
    let Some(first) = deal.reached(2) else {
        return;
    };
    for version in 0..deal.offers {
        let sent = first.plus((version as i64 * 12 * 24 * 60 + 30) * 60_000);
        let number = format!("AN-{}/{}", 1_000 + n, version + 1);
        let about = |type_key, at| {
            of_deal(world, deal, type_key, at, SALES)
                .object("offer", number.clone(), &number)
                .value(deal.value_minor)
        };
        let offer = about("offer.sent", sent);
        made.push(match deal.next_step {
            true => offer.property("next_step", "Nachfassen"),
            false => offer,
        });
        if rng.chance(700) {
            made.push(about(
                "offer.viewed",
                sent.plus(rng.between(2, 60) * 3_600_000),
            ));
        }
        if let Some(won) = deal.won_at().filter(|_| version + 1 == deal.offers) {
            made.push(about("offer.accepted", won.plus(-600_000)));
        }
    }
    if let Some(at) = deal.discounted_at {
        let mail = of_deal(world, deal, "email.message.sent", at, MARKETING)
            .name("Aktionswochen: Nachlass auf Neumaschinen");
        made.push(mail.property("offers_discount", true));
    }
}

/// After the win the customer goes from sales to onboarding, implementation and service.
fn project(world: &World, rng: &mut Rng, deal: &Deal, won: Millis, made: &mut Vec<Made>) {
    let about =
        |type_key, at, department| of_deal(world, deal, type_key, at, department).name(&deal.name);
    let handed = won.plus(3_600_000);
    made.push(
        about("handoff.made", handed, SALES)
            .hands_to(ONBOARDING)
            .property("case_type", "deal"),
    );
    made.push(about("contract.signed", won.plus(1_200_000), SALES));
    // E7: within ten business days, or later.
    let days = if deal.fast_start { (3, 9) } else { (12, 26) };
    let kick_off = world.calendar.workdays(handed, rng.between(days.0, days.1));
    made.push(about("project.kicked_off", kick_off, ONBOARDING));
    made.push(
        about("meeting.held", kick_off.plus(1_800_000), ONBOARDING)
            .note("Kick-off: Termine und Ansprechpartner abgestimmt."),
    );
    let invoice = about("invoice.sent", kick_off.plus(7_200_000), ACCOUNTING)
        .value(deal.value_minor * 3 / 10);
    made.push(invoice);
    let built = world.calendar.after(rng, kick_off, 20, 60);
    made.push(
        about("handoff.made", built, ONBOARDING)
            .hands_to(IMPLEMENTATION)
            .property("case_type", "project"),
    );
    let milestone = world.calendar.after(rng, built, 10, 40);
    made.push(
        about("project.milestone_reached", milestone, IMPLEMENTATION)
            .property("milestone", "Inbetriebnahme"),
    );
    made.push(
        about("visit.held", milestone.plus(3_600_000), IMPLEMENTATION)
            .note("Maschine läuft, Abnahme unterschrieben."),
    );
    let done = world.calendar.after(rng, milestone, 3, 20);
    made.push(
        about("handoff.made", done, IMPLEMENTATION)
            .hands_to(SERVICE)
            .property("case_type", "project"),
    );
    made.push(about(
        "project.completed",
        done.plus(600_000),
        IMPLEMENTATION,
    ));
    thank(world, rng, deal, done, made);
}

/// What the customer says afterwards: 12 points more on the NPS and 1.8 times the referrals when the
/// start was fast.
fn thank(world: &World, rng: &mut Rng, deal: &Deal, done: Millis, made: &mut Vec<Made>) {
    let about = |type_key, at, department| of_deal(world, deal, type_key, at, department);
    let asked = world.calendar.workdays(done, 10);
    made.push(about("survey.sent", asked, AFTERSALES).name("NPS nach dem Projekt"));
    if rng.chance(600) {
        let groups = if deal.fast_start {
            [46, 34, 20]
        } else {
            [38, 38, 24]
        };
        let (low, high) = [(9, 10), (7, 8), (3, 6)][rng.weighted(&groups)];
        let answered = world.calendar.workdays(asked, rng.between(0, 8));
        let rated = about("nps.answered", answered, AFTERSALES);
        made.push(rated.property("rating_value", rng.between(low, high)));
    }
    // Simple projects start faster, and bring more referrals anyway: a planted confounder.
    let base = if deal.is_simple() { 250 } else { 160 };
    let likely = if deal.fast_start {
        base * 18 / 10
    } else {
        base
    };
    if rng.chance(likely) {
        let later = world.calendar.workdays(asked, rng.between(10, 120));
        made.push(about("referral.introduced", later, SALES).name("Empfehlung nach dem Projekt"));
    }
}
