//! The demo company in memory, as the questions about effect read it: the same facts that its database
//! would give, without the database.

use std::collections::HashMap;

use kernel::{Id, Millis};
use steering::questions::{Company, Fact, History, Raw, Reading, Setting, class_of, setting};

use super::{DEPARTMENTS, MONTHS, Made, World};

/// Histories of all companies in the order of their ids, and what all questions share.
pub(crate) fn histories(world: &World) -> (Vec<History>, Setting) {
    let mut facts: HashMap<Id, Vec<Fact>> = HashMap::new();
    for made in (0..MONTHS).flat_map(|month| world.month(month)) {
        let company = made.touchpoint.company_id.unwrap_or_default();
        if let Some(fact) = read(&made) {
            facts.entry(company).or_default().push(fact);
        }
    }
    let phases = phases(world);
    let mut all: Vec<History> = world
        .companies
        .iter()
        .zip(phases)
        .map(|(company, phases)| History {
            company: Company {
                id: company.id,
                class: class_of(Some(company.size), Some(company.employees)),
                customer_since: company.customer_since.map(Millis::of_date),
            },
            phases,
            facts: facts.remove(&company.id).unwrap_or_default(),
        })
        .collect();
    for history in &mut all {
        history.settle();
    }
    all.sort_unstable_by_key(|h| h.company.id);
    let setting = setting(&all, ZONE);
    (all, setting)
}

/// The time zone of the demo company.
const ZONE: &str = "Europe/Berlin";

fn read(made: &Made) -> Option<Fact> {
    let t = &made.touchpoint;
    Reading::fact(&Raw {
        type_key: &t.type_key,
        department: DEPARTMENTS[made.department],
        at: t.time,
        person: t.record_id,
        deal: t.deal_id,
        object_type: t.object_type.as_deref(),
        object_id: t.object_id.as_deref(),
        object_name: t.object_name.as_deref(),
        value_minor: t.value_minor,
        properties: &t.properties,
    })
}

fn phases(world: &World) -> Vec<HashMap<Id, i64>> {
    let of = |staff: &Vec<usize>| {
        let people = staff.iter().map(|p| &world.people[*p]);
        people.map(|p| (p.id, p.phase)).collect()
    };
    world.staff.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use steering::questions::Kind;

    use super::*;

    #[test]
    fn a_history_is_in_the_order_of_time_and_knows_its_deals() {
        let world = World::make(
            super::super::Scale::Xs,
            1,
            "2026-11-01".parse().unwrap_or_default(),
        );
        let (all, _) = histories(&world);
        assert_eq!(all.len(), world.companies.len());
        let deals: usize = all.iter().map(|h| h.of(Kind::DealOpened).count()).sum();
        assert_eq!(deals, world.deals.len());
        for history in &all {
            assert!(history.facts.windows(2).all(|w| w[0].at <= w[1].at));
        }
    }
}
