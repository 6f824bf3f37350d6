//! Members as JSON under `/api/v1/members`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{Error, Id, Millis, Role};
use serde::Deserialize;
use serde_json::{Value, json};

use super::pages::{Given, make};
use super::{Member, store as sql};
use crate::permissions::{ReadMember, WriteMember};
use crate::web::{Answer, App, May, Query, Sent};

const LIMIT: i64 = 50;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

#[utoipa::path(get, path = "/api/v1/members", params(After), responses((status = 200, description = "A page.", body = crate::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadMember>,
    Query(query): Query<After>,
) -> Answer<Json<Value>> {
    let mut found = sql::page(app.db(), query.after.parse().ok(), LIMIT + 1).await?;
    let more = found.len() as i64 > LIMIT;
    found.truncate(LIMIT as usize);
    let next: Option<Id> = found.last().filter(|_| more).map(|(m, _)| m.id);
    let data: Vec<Value> = found.iter().map(|(m, roles)| as_json(m, roles)).collect();
    Ok(Json(
        json!({ "data": data, "paging": { "next": next.map(|id| json!({ "after": id })) } }),
    ))
}

/// A member to be invited.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewMember)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGiven {
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    language: String,
}

#[utoipa::path(post, path = "/api/v1/members", request_body = NewGiven, responses((status = 201, description = "Created.", body = crate::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteMember>,
    Sent(given): Sent<NewGiven>,
) -> Answer<(StatusCode, Json<Value>)> {
    let roles: Option<Vec<Role>> = given.roles.iter().map(|key| Role::parse(key)).collect();
    let given = Given {
        name: given.name,
        email: given.email,
        department: given.department,
        roles: roles.ok_or_else(|| Error::field("roles", "error.choice"))?,
        language: given.language,
        ..Given::default()
    };
    let (id, link) = make(&app, &may, &given).await?;
    let (member, roles) = sql::get(app.db(), id).await?;
    let mut body = as_json(&member, &roles);
    body["link"] = json!(link);
    Ok((StatusCode::CREATED, Json(body)))
}

fn as_json(member: &Member, roles: &[Role]) -> Value {
    json!({
        "id": member.id, "name": member.name, "email": member.email, "department_id": member.department_id,
        "roles": roles.iter().map(|r| r.key()).collect::<Vec<_>>(), "language": member.language,
        "timezone": member.timezone, "state": member.state().key(), "version": member.version,
        "signed_in_at": member.signed_in_at.map(Millis::rfc3339),
        "disabled_at": member.disabled_at.map(Millis::rfc3339),
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create))]
pub(crate) struct Document;
