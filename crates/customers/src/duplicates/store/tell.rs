//! What the timeline and the audit trail say about a decision.

use kernel::{Id, Result, Touchpoint};
use serde_json::{Map, Value};
use store::{Change, Tx};

use crate::people::Person;

/// Records on the timeline of a person that it was merged with another or split from it. `decision` says
/// which decision it is, or which one is taken back, under its name.
pub(super) async fn tell(
    tx: &mut Tx,
    kind: &'static str,
    decision: (&str, Id),
    (of, other): (&Person, &Person),
    more: Map<String, Value>,
) -> Result<()> {
    let (type_key, action) = match kind {
        "merge" => ("identity.merged", "merged"),
        _ => ("identity.split", "split"),
    };
    let mut happened = Touchpoint::new(type_key, tx.ctx().now());
    happened.record_id = Some(of.id);
    happened.company_id = of.company_id;
    happened.member_id = tx.ctx().member;
    happened.object_type = Some("person".to_owned());
    happened.object_id = Some(other.id.to_string());
    happened.object_name = Some(other.name());
    happened.properties = more;
    let mut say = |name: &str, value: String| {
        happened
            .properties
            .entry(name)
            .or_insert_with(|| value.into());
    };
    say("person", other.name());
    say("rule", "member".to_owned());
    say(decision.0, decision.1.to_string());
    tx.record(happened).await?;
    let told = Change {
        after: Some(other.name()),
        ..Change::of(action, "person", of.id)
    };
    tx.audit(vec![told]).await
}
