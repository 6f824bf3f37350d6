//! Which touchpoints earn credit, and the shares that come out.

use std::collections::HashMap;

use analysis::attribution::{Journeys, MODELS, Model, attribute};
use kernel::{Channel, Id, Millis, types};

/// Touchpoints up to this many days before the deal was opened count (our convention).
pub const WINDOW_DAYS: i64 = 365;

store::row! {
    /// Touchpoints that earn credit, as far as credit needs them; equal ones may be counted together.
    #[derive(Clone, Debug)]
    pub(crate) struct Touch {
        pub(crate) deal_id: Id,
        pub(crate) department_id: Option<Id>,
        pub(crate) channel: Option<String>,
        pub(crate) count: i64,
    }
}

/// A deal with the value that is shared out.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) id: Id,
    pub(crate) value_minor: i64,
}

/// The share of a department or channel; the key of "unknown" is empty.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Share {
    /// Id of the department or word of the channel; empty: no touchpoint is known.
    pub key: String,
    /// Credit in deals.
    pub deals: f64,
    /// Credit in minor units; all shares sum exactly to the total.
    pub value_minor: i64,
    /// Deals in which it took part.
    pub journeys: u64,
}

/// Whether a type earns credit: it does when its registry file says `attributable`.
pub(crate) fn earns_credit(type_key: &str) -> bool {
    types::find(type_key).is_some_and(|def| def.attributable)
}

/// The types that earn credit.
pub(crate) fn attributable() -> impl Iterator<Item = &'static str> {
    types::all()
        .filter(|def| def.attributable)
        .map(|def| def.key)
}

/// Whether a model gives the same credit in whatever order the touchpoints came.
pub(crate) fn is_free_of_order(model: &Model) -> bool {
    model.id == "linear"
}

/// The model of a word, the linear one unless another is named.
pub(crate) fn model_of(id: &str) -> &'static Model {
    MODELS.iter().find(|m| m.id == id).unwrap_or(&MODELS[0])
}

/// Shares the outcomes among the keys that a touchpoint has, in the order of `keys`; unknown comes last.
pub(crate) fn shares(
    outcomes: &[Outcome],
    touches: &[Touch],
    keys: &[String],
    model: &Model,
    key_of: impl Fn(&Touch) -> Option<String>,
) -> Vec<Share> {
    let codes: HashMap<&str, u32> = keys
        .iter()
        .zip(0..)
        .map(|(key, code)| (key.as_str(), code))
        .collect();
    let mut paths: HashMap<Id, Vec<u32>> = HashMap::new();
    for touch in touches {
        let code = key_of(touch).and_then(|key| codes.get(key.as_str()).copied());
        let many = usize::try_from(touch.count).unwrap_or(0);
        let path = paths.entry(touch.deal_id).or_default();
        path.extend(
            code.into_iter()
                .flat_map(|code| std::iter::repeat_n(code, many)),
        );
    }
    let mut journeys = Journeys::default();
    for outcome in outcomes {
        let path = paths.get(&outcome.id).map_or(&[][..], Vec::as_slice);
        journeys.push(path, outcome.value_minor);
    }
    let credit = attribute(&journeys, keys.len(), model);
    let unknown = String::new();
    keys.iter()
        .chain(std::iter::once(&unknown))
        .enumerate()
        .map(|(at, key)| Share {
            key: key.clone(),
            deals: credit.outcomes[at],
            value_minor: credit.values[at],
            journeys: credit.journeys[at],
        })
        .collect()
}

/// The channels in their fixed order.
pub(crate) fn channels() -> Vec<String> {
    Channel::ALL.iter().map(|c| c.key().to_owned()).collect()
}

/// From when touchpoints count for a deal opened at an instant.
pub(crate) fn window_start(opened_at: Millis) -> Millis {
    opened_at.plus(-WINDOW_DAYS * Millis::DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(deal: i64, channel: &str, count: i64) -> Touch {
        Touch {
            deal_id: Id(deal),
            department_id: None,
            channel: Some(channel.into()),
            count,
        }
    }

    fn outcomes(values: &[(i64, i64)]) -> Vec<Outcome> {
        let outcome = |(id, value_minor): &(i64, i64)| Outcome {
            id: Id(*id),
            value_minor: *value_minor,
        };
        values.iter().map(outcome).collect()
    }

    fn by_channel(outcomes: &[Outcome], touches: &[Touch]) -> Vec<Share> {
        shares(outcomes, touches, &channels(), model_of("linear"), |t| {
            t.channel.clone()
        })
    }

    #[test]
    fn internal_entries_earn_nothing_and_unknown_is_a_row() {
        assert!(earns_credit("phone.call.completed") && earns_credit("web.form.submitted"));
        assert!(!earns_credit("score.changed") && !earns_credit("email.message.delivered"));
        assert!(attributable().all(earns_credit));
        let touches = [touch(1, "phone", 1), touch(1, "web", 1)];
        let shares = by_channel(&outcomes(&[(1, 100), (2, 50)]), &touches);
        let of = |key: &str| {
            shares
                .iter()
                .find(|s| s.key == key)
                .map(|s| (s.deals, s.value_minor))
        };
        assert_eq!(of("phone"), Some((0.5, 50)));
        assert_eq!(of("web"), Some((0.5, 50)));
        assert_eq!(of("email"), Some((0.0, 0)));
        assert_eq!(of(""), Some((1.0, 50)));
    }

    #[test]
    fn counted_together_or_one_by_one_is_the_same() {
        let outcomes = outcomes(&[(1, 1000)]);
        let single = ["web", "phone", "web", "web"].map(|channel| touch(1, channel, 1));
        let counted = [touch(1, "phone", 1), touch(1, "web", 3)];
        assert_eq!(
            by_channel(&outcomes, &single),
            by_channel(&outcomes, &counted)
        );
    }
}
