//! Departments as JSON under `/api/v1/departments`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{Date, Error};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{NewDepartment, store as sql};
use crate::permissions::{ReadDirectory, WriteDepartment};
use crate::web::{Answer, App, May, Sent};

#[utoipa::path(get, path = "/api/v1/departments", responses((status = 200, description = "A page.", body = crate::web::ApiPage)))]
pub(crate) async fn list(State(app): State<App>, may: May<ReadDirectory>) -> Answer<Json<Value>> {
    let rolled = sql::rolled_up(app.db(), may.ctx.today()).await?;
    let data: Vec<Value> = sql::all(app.db())
        .await?
        .iter()
        .map(|d| {
            let mut one = json!(d);
            one["continued_by"] = json!(rolled.get(&d.id));
            one
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

/// A department to be added.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewDepartment)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    name_de: String,
    #[serde(default)]
    name_en: String,
    colour: String,
    valid_from: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/departments", request_body = Given, responses((status = 201, description = "Created.", body = crate::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Sent(given): Sent<Given>,
) -> Answer<(StatusCode, Json<Value>)> {
    let on: Date = match &given.valid_from {
        Some(text) => text
            .parse()
            .map_err(|_| Error::field("valid_from", "error.not_a_date"))?,
        None => may.ctx.today(),
    };
    let new = NewDepartment {
        name_de: given.name_de,
        name_en: given.name_en,
        colour: given.colour,
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    let id = sql::create(&mut tx, &new, on).await?;
    tx.commit().await?;
    let made = sql::all(app.db()).await?.into_iter().find(|d| d.id == id);
    Ok((StatusCode::CREATED, Json(json!(made))))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create))]
pub(crate) struct Document;
