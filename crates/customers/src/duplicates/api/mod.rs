//! Duplicates for programs: evidence, merges, splits and their undo.

pub(super) mod door;
pub(super) mod queue;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Id;
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::{Band, Weighed};
use super::store::{self as sql, Asked, Decision};
use super::weigh;
use crate::fields::Edits;

/// Two people.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Two {
    /// The one.
    #[param(value_type = String)]
    a: Id,
    /// The other.
    #[param(value_type = String)]
    b: Id,
}

pub(super) fn shown(weighed: &Weighed) -> Value {
    json!({
        "bits": weighed.bits, "probability": weighed.probability(), "prior_bits": weighed.prior_bits,
        "band": Band::of(weighed.bits).map(Band::key),
        "comparisons": weighed.lines.iter().map(|line| json!({
            "comparison": line.comparison, "level": line.level, "bits": line.bits,
            "rarity_bits": line.rarity_bits, "speaks": line.strength().key(),
        })).collect::<Vec<_>>(),
    })
}

fn told(decision: &Decision) -> Value {
    json!({
        "id": decision.id, "kind": decision.kind, "winner_id": decision.winner_id, "loser_id": decision.loser_id,
        "rule": decision.rule, "batch_id": decision.batch_id, "model_version": decision.model_version,
        "evidence": decision.weighed().as_ref().map(shown),
        "merged_at": decision.merged_at.rfc3339(), "merged_by": decision.merged_by,
        "undone_at": decision.undone_at.map(|at| at.rfc3339()), "undone_by": decision.undone_by,
    })
}

#[utoipa::path(get, path = "/api/v1/duplicates/evidence", params(Two), responses((status = 200, description = "What speaks for and against two people being one.", body = Object)))]
pub(crate) async fn evidence(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(two): Query<Two>,
) -> Answer<Json<Value>> {
    let weighing = weigh::pair(app.db(), two.a, two.b).await?;
    let mut value = shown(&weighing.weighed);
    value["band"] = json!(weighing.band.map(Band::key));
    value["model_version"] = json!(weighing.version);
    Ok(Json(value))
}

#[utoipa::path(get, path = "/api/v1/people/{id}/merges", responses((status = 200, description = "The decisions about a person, newest first.", body = Object)))]
pub(crate) async fn merges(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    let decisions = sql::of_person(app.db(), id).await?;
    let data: Vec<Value> = decisions.iter().map(told).collect();
    Ok(Json(json!({ "data": data })))
}

/// A merge: who goes over, and whose values are taken.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeAsked {
    /// The person whose records go over.
    #[schema(value_type = String)]
    loser_id: Id,
    /// Fields whose value is taken from that person; gaps are filled and lists joined anyway.
    #[serde(default)]
    take: Vec<String>,
}

#[utoipa::path(post, path = "/api/v1/people/{id}/merges", request_body = MergeAsked, responses((status = 201, description = "Merged.", body = Object), (status = 409, description = "One of them was merged before.")))]
pub(crate) async fn merge(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<MergeAsked>,
) -> Answer<Response> {
    let asked = Asked {
        winner: id,
        loser: asked.loser_id,
        take: asked.take,
        rule: "member",
        ..Asked::default()
    };
    let decision = super::decide(&app, &may, asked).await?;
    let body = json!({ "id": decision, "person_id": id });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// A split: which records become another person.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitAsked {
    /// The records; not the person's own first one.
    #[schema(value_type = Vec<String>)]
    records: Vec<Id>,
    /// First name of the new person, where the records were none before.
    #[serde(default)]
    first_name: Option<String>,
    /// Last name of the new person.
    #[serde(default)]
    last_name: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/people/{id}/splits", request_body = SplitAsked, responses((status = 201, description = "The person that has the records now.", body = Object)))]
pub(crate) async fn split(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<SplitAsked>,
) -> Answer<Response> {
    let edits = Edits::new()
        .set_opt("first_name", asked.first_name)
        .set_opt("last_name", asked.last_name);
    let mut tx = app.db().begin(&may.ctx).await?;
    let new = sql::split(&mut tx, id, &asked.records, edits).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(json!({ "person_id": new }))).into_response())
}

#[utoipa::path(post, path = "/api/v1/merges/{id}/undo", responses((status = 200, description = "The person that stands for itself again.", body = Object), (status = 409, description = "Taken back before.")))]
pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    let mut tx = app.db().begin(&may.ctx).await?;
    let person = sql::undo(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(json!({ "person_id": person })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(evidence, merges, merge, split, undo))]
pub(crate) struct Document;
