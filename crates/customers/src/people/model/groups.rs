//! To whom records belong when it is known anew which identifiers are one: all at once, so that no move
//! depends on another.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Id;

use super::Node;

/// What stands for a record: the identifier it is kept for, or only itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Node(Node),
    Record(Id),
}

/// A record with whom it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) record: Id,
    /// The person it belongs to. That person's own record has the same id.
    pub(crate) person: Id,
    pub(crate) mark: Mark,
    /// Who stood for it by the rules, and who does now.
    pub(crate) before: Mark,
    pub(crate) after: Mark,
}

/// The person of every record whose person is another one now. What the rules hold for one goes to one
/// person; what was with one person although the rules did not say so was put there by somebody, and
/// stays together. A person stays as long as its own record does; the oldest stands for several.
pub(crate) fn regroup(units: &[Unit]) -> BTreeMap<Id, Id> {
    let held = held(units);
    let mut groups: BTreeMap<&Mark, Vec<&Unit>> = BTreeMap::new();
    for unit in units {
        let own = held.own.get(&(unit.person, &unit.before));
        let after = own.unwrap_or(&unit.after);
        let name = held.names.get(after).unwrap_or(after);
        groups.entry(name).or_default().push(unit);
    }
    let mut moved = BTreeMap::new();
    for group in groups.values() {
        let own = group.iter().filter(|unit| unit.record == unit.person);
        let first = group.iter().min_by_key(|unit| &unit.mark);
        let oldest = own.map(|unit| unit.person).min();
        let Some(person) = oldest.or(first.map(|unit| unit.record)) else {
            continue;
        };
        let going = group.iter().filter(|unit| unit.person != person);
        moved.extend(going.map(|unit| (unit.record, person)));
    }
    moved
}

/// What somebody put together.
#[derive(Default)]
struct Held<'a> {
    /// One name for marks that are one.
    names: BTreeMap<Mark, Mark>,
    /// What stays with a person although the rules would let it go, by who stood for it.
    own: BTreeMap<(Id, &'a Mark), Mark>,
}

fn held(units: &[Unit]) -> Held<'_> {
    let mut people: BTreeMap<Id, Vec<&Unit>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| unit.mark == unit.before) {
        people.entry(unit.person).or_default().push(unit);
    }
    let mut held = Held::default();
    for (person, together) in people.iter().filter(|(_, together)| together.len() > 1) {
        let (stay, go): (Vec<&Unit>, Vec<&Unit>) =
            together.iter().partition(|unit| unit.before == unit.after);
        let mut one: BTreeSet<&Mark> = stay.iter().map(|unit| &unit.after).collect();
        let gone: BTreeSet<&Mark> = go.iter().map(|unit| &unit.after).collect();
        let is_user = |mark: &&Mark| matches!(mark, Mark::Node(Node::User(_)));
        // Two user ids are never joined by what events say: rather it stays where somebody put it.
        let joins_logins = one.iter().any(is_user) && gone.iter().any(is_user);
        match gone.len() == 1 && !joins_logins {
            true => one.extend(gone),
            false => {
                let stays = stay.first().map(|unit| unit.after.clone());
                let stays = stays.unwrap_or(Mark::Record(*person));
                let those = go
                    .iter()
                    .map(|unit| ((*person, &unit.before), stays.clone()));
                held.own.extend(those);
            }
        }
        let mut one = one.into_iter();
        if let Some(first) = one.next() {
            for other in one {
                join(&mut held.names, first, other);
            }
        }
    }
    held
}

fn join(names: &mut BTreeMap<Mark, Mark>, one: &Mark, other: &Mark) {
    let name = |mark: &Mark| names.get(mark).unwrap_or(mark).clone();
    let (to, from) = (name(one), name(other));
    for known in names.values_mut().filter(|name| **name == from) {
        *known = to.clone();
    }
    names.insert(from, to.clone());
    names.insert(to.clone(), to);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn user(n: i64) -> Mark {
        Mark::Node(Node::User(format!("u-{n}")))
    }

    fn email(n: i64) -> Mark {
        Mark::Node(Node::Email(format!("e{n}@x.de")))
    }

    fn unit(record: i64, person: i64, mark: &Mark, before: &Mark, after: &Mark) -> Unit {
        Unit {
            record: Id(record),
            person: Id(person),
            mark: mark.clone(),
            before: before.clone(),
            after: after.clone(),
        }
    }

    fn moved(units: &[Unit]) -> Vec<(i64, i64)> {
        regroup(units)
            .into_iter()
            .map(|(r, p)| (r.0, p.0))
            .collect()
    }

    #[test]
    fn two_addresses_change_places_without_dragging_one_another() {
        // The address of record 1 stood for a login's person; it goes, another one comes.
        let units = [
            unit(1, 1, &email(1), &user(3), &user(2)),
            unit(3, 1, &user(3), &user(3), &user(3)),
            unit(2, 2, &user(2), &user(2), &user(2)),
            unit(4, 2, &email(2), &user(2), &user(3)),
        ];
        assert_eq!(moved(&units), [(2, 1), (3, 3), (4, 3)]);
    }

    #[test]
    fn what_somebody_put_together_stays_together() {
        let units = [
            unit(1, 1, &email(1), &email(1), &user(2)),
            unit(2, 2, &user(2), &user(2), &user(2)),
            unit(3, 1, &email(3), &email(3), &email(3)),
        ];
        assert_eq!(
            moved(&units),
            [(2, 1)],
            "the third goes where the first goes"
        );
        let two_logins = [
            unit(1, 1, &email(1), &email(1), &user(2)),
            unit(2, 2, &user(2), &user(2), &user(2)),
            unit(3, 1, &user(3), &user(3), &user(3)),
        ];
        assert!(
            moved(&two_logins).is_empty(),
            "it stays, and logins are not joined by that"
        );
        let everybody_goes = [
            unit(1, 1, &email(1), &email(1), &user(2)),
            unit(2, 2, &user(2), &user(2), &user(2)),
            unit(3, 1, &email(3), &email(3), &user(4)),
            unit(4, 4, &user(4), &user(4), &user(4)),
        ];
        assert!(moved(&everybody_goes).is_empty());
    }

    #[test]
    fn who_stands_alone_again_has_the_own_id() {
        let units = [
            unit(1, 1, &email(1), &user(2), &email(1)),
            unit(2, 1, &user(2), &user(2), &user(2)),
        ];
        assert_eq!(moved(&units), [(2, 2)]);
        assert!(moved(&[unit(1, 1, &email(1), &email(1), &email(1))]).is_empty());
    }

    /// Logins 1 to 3 and addresses 4 to 8, each with the root before and after; people follow the roots before.
    fn drawn() -> impl Strategy<Value = Vec<Unit>> {
        let roots = proptest::collection::vec((0_i64..4, 0_i64..4), 5);
        roots.prop_map(|roots| {
            let mut units: Vec<Unit> = (1..=3)
                .map(|n| unit(n, n, &user(n), &user(n), &user(n)))
                .collect();
            for (n, (before, after)) in (4..).zip(roots) {
                let root = |of: i64| if of == 0 { email(n) } else { user(of) };
                let person = if before == 0 { n } else { before };
                units.push(unit(n, person, &email(n), &root(before), &root(after)));
            }
            units
        })
    }

    proptest! {
        #[test]
        fn people_are_what_the_rules_hold_for_one(units in drawn()) {
            let moved = regroup(&units);
            let person = |unit: &Unit| moved.get(&unit.record).copied().unwrap_or(unit.person);
            for a in &units {
                for b in &units {
                    prop_assert_eq!(person(a) == person(b), a.after == b.after);
                }
                let whose = person(a);
                let own = units.iter().find(|unit| unit.record == whose);
                prop_assert_eq!(own.map(&person), Some(whose), "a person has its own record");
            }
        }
    }
}
