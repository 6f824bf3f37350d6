//! The activity map as JSON under `/api/v1/activities`.

use axum::Json;
use axum::extract::State;
use org::permissions::ReadActivity;
use org::web::{Answer, App, May};
use serde_json::{Value, json};

use super::store as sql;

#[utoipa::path(get, path = "/api/v1/activities", responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(State(app): State<App>, _may: May<ReadActivity>) -> Answer<Json<Value>> {
    let cells = sql::responsibilities(app.db()).await?;
    let data: Vec<Value> = sql::all(app.db())
        .await?
        .iter()
        .map(|activity| {
            let roles: Vec<Value> = cells
                .iter()
                .filter(|(id, _, _)| *id == activity.id)
                .map(|(_, department, role)| json!({ "department_id": department, "role": role }))
                .collect();
            let mut value = json!(activity);
            value["responsibilities"] = json!(roles);
            value
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Document;
