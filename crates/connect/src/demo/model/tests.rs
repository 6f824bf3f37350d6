//! The numbers, the planted effects and the promises of the generator.

use super::*;

fn world(seed: u64) -> World {
    World::make(Scale::Xs, seed, "2026-11-01".parse().unwrap_or_default())
}

fn print(world: &World) -> String {
    let mut text = format!("{:?}{:?}{:?}", world.companies, world.people, world.deals);
    for made in world.month(20) {
        text.push_str(&format!("{:?}", made.touchpoint));
    }
    text
}

#[test]
fn the_same_seed_makes_the_same_company() {
    assert_eq!(print(&world(1)), print(&world(1)));
    assert_ne!(print(&world(1)), print(&world(2)));
}

#[test]
fn the_small_company_has_its_parts() {
    let world = world(7);
    assert_eq!(world.companies.len(), 100);
    assert_eq!(world.people.len(), 288);
    assert_eq!(world.duplicates.len(), 18);
    assert_eq!(world.look_alikes.len(), 3);
    assert_eq!(world.deals.len(), 28);
    for (a, b) in world.look_alikes.iter().chain(&world.duplicates) {
        assert_ne!(world.people[*a].id, world.people[*b].id);
    }
}

#[test]
fn the_demo_for_the_eye_has_its_exact_numbers() {
    let truth = World::make(Scale::S, 1, "2026-11-01".parse().unwrap_or_default()).truth();
    let counts = [
        truth.companies,
        truth.customers,
        truth.people,
        truth.leads,
        truth.offers,
    ];
    assert_eq!(counts, [4_000, 620, 11_500, 10_800, 1_420]);
    let funnel = [truth.mql, truth.sal, truth.sql, truth.deals, truth.won];
    assert_eq!(funnel, [3_240, 2_268, 1_361, 1_100, 219]);
    assert_eq!(truth.won + truth.lost + truth.open, truth.deals);
    assert!((60..250).contains(&truth.open), "{} open", truth.open);
    assert_eq!(truth.duplicates.len(), 690);
    assert_eq!(truth.look_alikes.len(), 120);
    let firms = [
        truth.company_duplicates.len(),
        truth.company_parts.len(),
        truth.company_look_alikes.len(),
    ];
    assert_eq!(firms, [120, 72, 184]);
    assert_eq!(truth.objections.len(), 25);
    assert_eq!(truth.renewals, 1_100);
    assert_eq!(truth.linear_journeys.len(), 48);
}

#[test]
fn plain_comparisons_mislead_where_a_confounder_is_planted() {
    let today = "2026-11-01".parse().unwrap_or_default();
    let truths: Vec<Truth> = (1..9)
        .map(|seed| World::make(Scale::S, seed, today).truth())
        .collect();
    let plain = |parameter: &str| {
        let found = truths
            .iter()
            .flat_map(|t| &t.effects)
            .filter(|e| e.parameter == parameter);
        let ratios: Vec<usize> = found.filter_map(|e| Some(e.cells?.ratio())).collect();
        ratios.iter().sum::<usize>() / ratios.len().max(1)
    };
    let cases = [
        ("rr_messe", 650, 950),
        ("rr_call2d_given_webinar", 2_000, 3_000),
        ("rr_call2d_without_webinar", 1_100, 1_500),
        ("rr_joint_plan", 1_450, 2_200),
        ("rr_slow_first_response", 480, 580),
        ("rr_tickets_on_renewal", 660, 740),
        ("rr_dunning_conflict", 500, 700),
    ];
    for (parameter, low, high) in cases {
        let ratio = plain(parameter);
        assert!((low..high).contains(&ratio), "{parameter}: {ratio}");
    }
}

#[test]
fn a_straight_way_is_marketing_then_sales_and_nothing_else() {
    let world = world(3);
    let straight: Vec<&Deal> = world.deals.iter().filter(|d| d.linear).collect();
    assert!(!straight.is_empty());
    let all: Vec<Made> = (0..36).flat_map(|month| world.month(month)).collect();
    for deal in straight {
        let (company, won) = (world.companies[deal.company].id, deal.won_at());
        let mut way: Vec<&Made> = all
            .iter()
            .filter(|m| m.touchpoint.company_id == Some(company))
            .filter(|m| Some(m.touchpoint.time) <= won)
            .collect();
        way.sort_by_key(|m| m.touchpoint.time);
        let spoken = way
            .iter()
            .position(|m| m.department != MARKETING)
            .unwrap_or(0);
        assert!(spoken > 0, "marketing comes first");
        let then = &way[spoken..];
        assert!(then.iter().all(|m| [SALES, SDR].contains(&m.department)));
    }
}

#[test]
fn nobody_who_objected_gets_advertising() {
    let world = world(5);
    let objected: HashMap<Id, Millis> = world
        .people
        .iter()
        .filter_map(|p| Some((p.id, p.objection_at?)))
        .collect();
    assert!(!objected.is_empty());
    for made in (0..36).flat_map(|month| world.month(month)) {
        let t = &made.touchpoint;
        let since = t.record_id.and_then(|id| objected.get(&id));
        if made.department == MARKETING && t.type_key == "email.message.sent" {
            assert!(since.is_none_or(|since| t.time < *since), "{t:?}");
        }
    }
}

#[test]
fn every_touchpoint_has_a_company_a_known_type_and_its_time() {
    let world = world(7);
    let mut departments = [0; 9];
    for month in 0..36 {
        for made in world.month(month) {
            let t = &made.touchpoint;
            assert!(t.company_id.is_some(), "{t:?}");
            assert!(kernel::types::find(&t.type_key).is_some(), "{t:?}");
            assert!(
                t.time >= world.calendar.start.plus(-400 * Millis::DAY)
                    && t.time <= world.calendar.end
            );
            departments[made.department] += 1;
        }
    }
    assert!(departments.iter().all(|n| *n > 0), "{departments:?}");
}

#[test]
fn some_touchpoints_of_every_kind_of_work_have_a_cost() {
    let world = world(7);
    let mut spent = [0; 9];
    for made in (0..36).flat_map(|month| world.month(month)) {
        let t = &made.touchpoint;
        let Some(minor) = t.cost_minor else { continue };
        assert!(minor > 0 && t.currency.as_deref() == Some("EUR"), "{t:?}");
        spent[made.department] += minor;
    }
    for department in [MARKETING, SALES, AFTERSALES, ACCOUNTING] {
        assert!(spent[department] > 0, "{spent:?}");
    }
    assert_eq!((spent[PR], spent[ONBOARDING]), (0, 0), "not recorded");
}
