//! What the timeline and the audit trail say about a decision.

use kernel::{Id, Result, Touchpoint};
use serde_json::{Map, Value};
use store::{Change, Tx};

use super::super::model::Weighed;
use super::super::twin::Twin;
use crate::companies::Company;

/// Says on the timeline of a record that it was merged with another or split from it. `decision` says
/// which decision it is, or which one is taken back, under its name.
pub(super) async fn tell<T: Twin>(
    tx: &mut Tx,
    kind: &'static str,
    decision: (&str, Id),
    (of, other): (&T, &T),
    more: Map<String, Value>,
) -> Result<()> {
    let (type_key, action) = match kind {
        "merge" => ("identity.merged", "merged"),
        _ => ("identity.split", "split"),
    };
    let mut happened = Touchpoint::new(type_key, tx.ctx().now());
    of.sign(&mut happened);
    happened.member_id = tx.ctx().member;
    happened.object_type = Some(T::KIND.to_owned());
    happened.object_id = Some(other.id().to_string());
    happened.object_name = Some(other.title());
    happened.properties = more;
    let mut say = |name: &str, value: String| {
        happened
            .properties
            .entry(name)
            .or_insert_with(|| value.into());
    };
    say(T::KIND, other.title());
    say("rule", "member".to_owned());
    say(decision.0, decision.1.to_string());
    tx.record(happened).await?;
    let told = Change {
        after: Some(other.title()),
        ..Change::of(action, T::KIND, of.id())
    };
    tx.audit(vec![told]).await
}

/// Says on the timelines of a part and its whole that they belong to each other, and why.
pub async fn tell_related(
    tx: &mut Tx,
    [part, whole]: &[Company; 2],
    relation: &str,
    weighed: &Weighed,
) -> Result<()> {
    for (of, other) in [(part, whole), (whole, part)] {
        let mut happened = Touchpoint::new("identity.related", tx.ctx().now());
        of.sign(&mut happened);
        happened.member_id = tx.ctx().member;
        happened.object_type = Some("company".to_owned());
        happened.object_id = Some(other.id.to_string());
        happened.object_name = Some(other.name.clone());
        let bits = f64::from((weighed.bits * 10.0).round()) / 10.0;
        for (name, value) in [
            ("company", Value::from(other.name.clone())),
            ("relation", relation.into()),
            ("part", part.name.clone().into()),
            ("evidence", weighed.text().into()),
            ("bits", bits.into()),
        ] {
            happened.properties.insert(name.to_owned(), value);
        }
        tx.record(happened).await?;
    }
    Ok(())
}
