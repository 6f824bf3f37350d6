//! Which values a record has that stands for two.

use crate::fields::{Changed, Field, Kind, phone_digits};
use crate::records::Record;

/// Fields in which the stricter value counts, whoever has it: an objection is never merged away.
const STRICTEST: &[&str] = &["objection_at"];
/// Facts that hold for both only if they hold for each.
const BOTH: &[&str] = &["audience_only"];
/// Fields that say something about the value of another: they come from the same side.
const FOLLOWS: &[(&str, &str)] = &[("parent_kind", "parent_company_id")];

/// Whether nobody chooses between two values of a field, because a rule does.
#[must_use]
pub fn is_ruled(field: &str) -> bool {
    let follows = FOLLOWS.iter().any(|(follower, _)| *follower == field);
    follows || STRICTEST.contains(&field) || BOTH.contains(&field)
}

/// The values that change at the survivor: what it lacks it takes from the other, lists are joined, a
/// field in `take` takes the other's value, and of two objections the earlier one counts.
pub fn united<R: Record>(winner: &R, loser: &R, take: &[String]) -> Vec<Changed> {
    of_fields(
        R::FIELDS,
        |name| winner.value(name),
        |name| loser.value(name),
        take,
    )
}

fn of_fields(
    fields: &'static [Field],
    winner: impl Fn(&str) -> Option<String>,
    loser: impl Fn(&str) -> Option<String>,
    take: &[String],
) -> Vec<Changed> {
    let takes = |name: &str| take.iter().any(|taken| taken == name);
    let change = |field: &'static Field| {
        let (own, other) = (winner(field.name), loser(field.name));
        let taken = takes(field.name);
        let followed =
            |leader: &str| loser(leader).is_some() && (takes(leader) || winner(leader).is_none());
        let leader = FOLLOWS.iter().find(|(name, _)| *name == field.name);
        let after = match field.kind {
            Kind::Emails | Kind::Phones => {
                joined(field.kind, own.as_deref(), other.as_deref(), taken)
            }
            _ if leader.is_some() => match leader.is_some_and(|(_, leader)| followed(leader)) {
                true => other,
                false => own.clone(),
            },
            _ if STRICTEST.contains(&field.name) => earlier(own.clone(), other),
            _ if BOTH.contains(&field.name) => match own == other {
                true => own.clone(),
                false => field.default.map(str::to_owned),
            },
            _ if taken && other.is_some() => other,
            _ if is_empty(field, own.as_deref()) && other.is_some() => other,
            _ => own.clone(),
        };
        (own != after).then_some(Changed {
            field,
            before: own,
            after,
        })
    };
    fields.iter().filter_map(change).collect()
}

/// No value, or the one that stands there when nobody said anything.
fn is_empty(field: &Field, value: Option<&str>) -> bool {
    value.is_none() || value == field.default
}

fn earlier(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The lines of both, each once; those of the other first if its value was chosen.
fn joined(kind: Kind, own: Option<&str>, other: Option<&str>, other_first: bool) -> Option<String> {
    let (first, second) = if other_first {
        (other, own)
    } else {
        (own, other)
    };
    let key = |line: &str| match kind {
        Kind::Phones => phone_digits(line, None),
        _ => line.to_lowercase(),
    };
    let mut lines: Vec<&str> = Vec::new();
    for line in [first, second].into_iter().flatten().flat_map(str::lines) {
        if !lines.iter().any(|known| key(known) == key(line)) {
            lines.push(line);
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::people::FIELDS;

    fn after(
        winner: &[(&str, &str)],
        loser: &[(&str, &str)],
        take: &[&str],
    ) -> Vec<(String, String)> {
        of(FIELDS, winner, loser, take)
    }

    fn of(
        fields: &'static [Field],
        winner: &[(&str, &str)],
        loser: &[(&str, &str)],
        take: &[&str],
    ) -> Vec<(String, String)> {
        let map = |pairs: &[(&'static str, &'static str)]| pairs.iter().copied().collect();
        let (winner, loser): (BTreeMap<&str, &str>, BTreeMap<&str, &str>) =
            (map(&leak(winner)), map(&leak(loser)));
        let take: Vec<String> = take.iter().map(|name| (*name).to_owned()).collect();
        let of = |map: &BTreeMap<&str, &str>, field: &str| map.get(field).map(|v| (*v).to_owned());
        of_fields(fields, |f| of(&winner, f), |f| of(&loser, f), &take)
            .into_iter()
            .map(|c| (c.field.name.to_owned(), c.after.unwrap_or_default()))
            .collect()
    }

    fn leak(pairs: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        pairs.iter().map(|(a, b)| (leak(a), leak(b))).collect()
    }

    fn is(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn gaps_are_filled_and_nothing_is_replaced_unless_it_was_chosen() {
        let winner = [("last_name", "Vogel"), ("salutation", "unbekannt")];
        let loser = [
            ("last_name", "Fogel"),
            ("city", "Graz"),
            ("salutation", "frau"),
        ];
        assert_eq!(
            after(&winner, &loser, &[]),
            [is("salutation", "frau"), is("city", "Graz")]
        );
        let chosen = after(&winner, &loser, &["last_name"]);
        assert!(chosen.contains(&is("last_name", "Fogel")));
    }

    #[test]
    fn lists_are_joined_and_the_chosen_one_leads() {
        let winner = [("emails", "k@x.de"), ("phones", "+49 89 1234")];
        let loser = [("emails", "K@X.de\nk@y.de"), ("phones", "+49 (89) 12 34")];
        assert_eq!(
            after(&winner, &loser, &[]),
            [is("emails", "k@x.de\nk@y.de")]
        );
        assert_eq!(
            after(&winner, &loser, &["emails"]),
            [is("emails", "K@X.de\nk@y.de")]
        );
    }

    #[test]
    fn the_stricter_consent_counts_whoever_is_chosen() {
        let objected = [("objection_at", "2026-03-01T00:00:00Z")];
        assert_eq!(
            after(&[], &objected, &[]),
            [is("objection_at", "2026-03-01T00:00:00Z")]
        );
        assert!(after(&objected, &[], &["objection_at"]).is_empty());
        let earlier = [("objection_at", "2026-01-01T00:00:00Z")];
        assert_eq!(
            after(&objected, &earlier, &[]),
            [is("objection_at", "2026-01-01T00:00:00Z")]
        );
        let lead = [("audience_only", "false")];
        assert_eq!(
            after(&[("audience_only", "true")], &lead, &[]),
            [is("audience_only", "false")]
        );
    }

    #[test]
    fn what_a_company_is_of_another_comes_with_that_other() {
        let companies = crate::companies::FIELDS;
        let site = [
            ("parent_company_id", "0000000000001"),
            ("parent_kind", "site"),
        ];
        let alone = of(companies, &[], &site, &[]);
        assert!(alone.contains(&is("parent_kind", "site")));
        let belongs = [("parent_company_id", "0000000000002")];
        assert!(of(companies, &belongs, &site, &[]).is_empty());
        let chosen = of(companies, &belongs, &site, &["parent_company_id"]);
        assert!(chosen.contains(&is("parent_kind", "site")));
    }
}
