//! How the changes of deals are shown and taken back.

use kernel::{Id, Result};
use org::permissions::Resource;
use store::Tx;

use super::{Field, LOST_REASONS, change, get, get_in, move_to_stage};
use crate::fields::{self, Edits, Kind};
use crate::history::Subject;

const STAGE: &str = "stage_id";

/// What the audit trail of a deal speaks of: its fields, its stage, its people and products.
const FIELDS: &[fields::Field] = &[
    fields::Field::new("name", Kind::Line(300)),
    fields::Field::new("company_id", Kind::Link("company")),
    fields::Field::new("value_minor", Kind::Amount),
    fields::Field::new("currency", Kind::Line(3)),
    fields::Field::new("close_on", Kind::Date),
    fields::Field::new("next_step", Kind::Line(300)),
    fields::Field::new("next_step_on", Kind::Date),
    fields::Field::new("owner_member_id", Kind::Link("member")),
    fields::Field::new("source_department_id", Kind::Link("department")),
    fields::Field::new("source_channel", Kind::Channel),
    fields::Field::new("competitor", Kind::Line(300)),
    fields::Field::new("lost_reason", Kind::Choice(LOST_REASONS)),
    fields::Field::new("revive_on", Kind::Date),
    fields::Field::new("description", Kind::Text(10_000)),
    fields::Field::new("margin_minor", Kind::Amount),
    fields::Field::new("discount_pct", Kind::Percent),
    fields::Field::new(STAGE, Kind::Link("stage")),
    fields::Field::new("people", Kind::Link("person")),
    fields::Field::new("products", Kind::Line(300)),
];

/// How the changes of deals are shown and undone. Margin and discount are seen and taken back by those
/// who may see and change them.
pub static SUBJECT: Subject = Subject {
    kind: "deal",
    path: "/deals",
    texts: "deals",
    fields: FIELDS,
    kept: &["people", "products"],
    needs: |field| match Field::parse(field) {
        Some(field) if field.is_restricted() => Resource::Margin,
        _ => Resource::Customer,
    },
    currency: Some(|app, id| Box::pin(async move { Ok(get(app.db(), id).await?.currency) })),
    value: |tx, id, field| Box::pin(value(tx, id, field)),
    restore: |tx, id, edits| Box::pin(restore(tx, id, edits)),
};

async fn value(tx: &mut Tx, id: Id, field: String) -> Result<Option<String>> {
    let deal = get_in(tx, id).await?;
    Ok(match Field::parse(&field) {
        Some(field) => field.read(&deal),
        None if field == STAGE => Some(deal.stage_id.to_string()),
        None => None,
    })
}

/// Puts the stage back first, with the reason that it had; then the other fields.
async fn restore(tx: &mut Tx, id: Id, edits: Edits) -> Result<()> {
    let reason = Field::LostReason.key();
    let stage = edits.value(STAGE);
    if let Some(stage) = stage {
        move_to_stage(tx, id, stage.parse()?, edits.value(reason), None).await?;
    }
    let fields: Vec<(Field, Option<String>)> = edits
        .iter()
        .filter(|(name, _)| stage.is_none() || *name != reason)
        .filter_map(|(name, value)| Some((Field::parse(name)?, value.map(str::to_owned))))
        .collect();
    change(tx, id, None, &fields).await?;
    Ok(())
}
