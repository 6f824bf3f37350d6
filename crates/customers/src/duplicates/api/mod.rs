//! Duplicates for programs: evidence, merges, splits and their undo, of people and of companies.

pub(super) mod door;
pub(super) mod queue;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Result};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent, Viewer};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::{Band, Judged, Weighed};
use super::store::{self as sql, Asked, Decision};
use super::twin::{Kind, Twin, of_kind};
use super::weigh;
use crate::companies::Company;
use crate::fields::Edits;
use crate::people::Person;

/// Two records of a kind.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Two {
    /// The one.
    #[param(value_type = String)]
    a: Id,
    /// The other.
    #[param(value_type = String)]
    b: Id,
    /// `person` or `company`; people unless given.
    kind: Option<String>,
}

/// The kind that a query names.
pub(super) fn kind_of(word: Option<&str>) -> Result<Option<Kind>> {
    let parse = |word| Kind::parse(word).ok_or_else(|| Error::field("kind", "error.choice"));
    word.filter(|word| !word.is_empty()).map(parse).transpose()
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
        "id": decision.id, "kind": decision.kind, "of": decision.subject, "winner_id": decision.winner_id, "loser_id": decision.loser_id,
        "rule": decision.rule, "batch_id": decision.batch_id, "model_version": decision.model_version,
        "evidence": decision.weighed().as_ref().map(shown),
        "merged_at": decision.merged_at.rfc3339(), "merged_by": decision.merged_by,
        "undone_at": decision.undone_at.map(|at| at.rfc3339()), "undone_by": decision.undone_by,
    })
}

/// What would be done with two, for programs: the band, and for parts what one would be of the other.
pub(super) fn judged(judged: &Judged, a: Id, b: Id) -> Value {
    json!({
        "band": judged.band.map(Band::key), "refused": judged.refused,
        "part_id": judged.part.map(|part| part.of(a, b)),
    })
}

#[utoipa::path(get, path = "/api/v1/duplicates/evidence", params(Two), responses((status = 200, description = "What speaks for and against two people, or two companies, being one.", body = Object)))]
pub(crate) async fn evidence(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(two): Query<Two>,
) -> Answer<Json<Value>> {
    let kind = kind_of(two.kind.as_deref())?.unwrap_or(Kind::Person);
    let weighing = of_kind!(kind, T => weigh::pair::<T>(app.db(), two.a, two.b).await)?;
    let mut value = shown(&weighing.weighed);
    let judged = judged(&weighing.judged, two.a, two.b);
    for (name, said) in judged.as_object().into_iter().flatten() {
        value[name.as_str()] = said.clone();
    }
    value["model_version"] = json!(weighing.version);
    Ok(Json(value))
}

async fn merges_of(app: &App, id: Id) -> Answer<Json<Value>> {
    let decisions = sql::of_record(app.db(), id).await?;
    let data: Vec<Value> = decisions.iter().map(told).collect();
    Ok(Json(json!({ "data": data })))
}

#[utoipa::path(get, path = "/api/v1/people/{id}/merges", responses((status = 200, description = "Merges and splits of the person, newest first.", body = Object)))]
pub(crate) async fn merges(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    merges_of(&app, id).await
}

#[utoipa::path(get, path = "/api/v1/companies/{id}/merges", responses((status = 200, description = "Merges and splits of the company, newest first.", body = Object)))]
pub(crate) async fn company_merges(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    merges_of(&app, id).await
}

/// A merge: what goes over, and whose values are taken.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeAsked {
    /// The record that goes over.
    #[schema(value_type = String)]
    loser_id: Id,
    /// Fields whose value is taken from that record; gaps are filled and lists joined anyway.
    #[serde(default)]
    take: Vec<String>,
}

/// An answer that names a record by its kind: `person_id`, `company_id`.
fn named(kind: Kind, id: Id) -> Value {
    let mut map = serde_json::Map::new();
    map.insert(format!("{}_id", kind.key()), json!(id));
    Value::Object(map)
}

async fn merge_of<T: Twin>(app: &App, may: &Viewer, id: Id, asked: MergeAsked) -> Answer<Response> {
    let asked = Asked {
        winner: id,
        loser: asked.loser_id,
        take: asked.take,
        rule: "member",
        ..Asked::default()
    };
    let decision = super::decide::<T>(app, may, asked).await?;
    let mut body = named(T::TWIN, id);
    body["id"] = json!(decision);
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

#[utoipa::path(post, path = "/api/v1/people/{id}/merges", request_body = MergeAsked, responses((status = 201, description = "Merged.", body = Object), (status = 409, description = "One of them was merged before.")))]
pub(crate) async fn merge(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<MergeAsked>,
) -> Answer<Response> {
    merge_of::<Person>(&app, &may, id, asked).await
}

#[utoipa::path(post, path = "/api/v1/companies/{id}/merges", request_body = MergeAsked, responses((status = 201, description = "Merged.", body = Object), (status = 409, description = "One of them was merged before, or is a part of the other.")))]
pub(crate) async fn merge_company(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<MergeAsked>,
) -> Answer<Response> {
    merge_of::<Company>(&app, &may, id, asked).await
}

/// A split: which records become one of their own.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitAsked {
    /// The records; not the first one of the person or company itself.
    #[schema(value_type = Vec<String>)]
    records: Vec<Id>,
    /// First name of the new person, where the records were none before.
    #[serde(default)]
    first_name: Option<String>,
    /// Last name of the new person.
    #[serde(default)]
    last_name: Option<String>,
}

async fn split_of<T: Twin>(app: &App, may: &Viewer, id: Id, asked: SplitAsked) -> Answer<Response> {
    let edits = Edits::new()
        .set_opt("first_name", asked.first_name)
        .set_opt("last_name", asked.last_name);
    let mut tx = app.db().begin(&may.ctx).await?;
    let new = sql::split::<T>(&mut tx, id, &asked.records, edits).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(named(T::TWIN, new))).into_response())
}

#[utoipa::path(post, path = "/api/v1/people/{id}/splits", request_body = SplitAsked, responses((status = 201, description = "The person that has the records now.", body = Object)))]
pub(crate) async fn split(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<SplitAsked>,
) -> Answer<Response> {
    split_of::<Person>(&app, &may, id, asked).await
}

#[utoipa::path(post, path = "/api/v1/companies/{id}/splits", request_body = SplitAsked, responses((status = 201, description = "The company that stands for itself again.", body = Object)))]
pub(crate) async fn split_company(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(asked): Sent<SplitAsked>,
) -> Answer<Response> {
    split_of::<Company>(&app, &may, id, asked).await
}

#[utoipa::path(post, path = "/api/v1/merges/{id}/undo", responses((status = 200, description = "The person or company that stands for itself again.", body = Object), (status = 409, description = "Taken back before.")))]
pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    let mut tx = app.db().begin(&may.ctx).await?;
    let (kind, back) = sql::undo(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(named(kind, back)))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    evidence,
    merges,
    company_merges,
    merge,
    merge_company,
    split,
    split_company,
    undo
))]
pub(crate) struct Document;
