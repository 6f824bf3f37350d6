//! `GET /api/v1/events?message_id=…` with the names that the SDKs use.

use axum::Json;
use axum::extract::State;
use kernel::Error;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Query};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::tracking::{Stored, events_of};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The `messageId` that the client gave.
    #[serde(default)]
    #[param(required = true, min_length = 1)]
    message_id: String,
}

const NAMES: &[&str] = &[
    "type",
    "event",
    "userId",
    "anonymousId",
    "groupId",
    "previousId",
    "properties",
    "traits",
    "context",
];

#[utoipa::path(get, path = "/api/v1/events", params(Asked), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    if asked.message_id.is_empty() {
        return Err(Error::field("message_id", "error.required").into());
    }
    let found = events_of(app.db(), &asked.message_id).await?;
    let data: Vec<Value> = found.iter().map(as_json).collect();
    Ok(Json(json!({ "data": data })))
}

fn as_json(stored: &Stored) -> Value {
    let payload: Map<String, Value> = serde_json::from_str(&stored.payload).unwrap_or_default();
    let mut event = Map::new();
    event.insert("messageId".to_owned(), stored.event_id.clone().into());
    for name in NAMES {
        let value = payload.get(*name).cloned().unwrap_or(Value::Null);
        event.insert((*name).to_owned(), value);
    }
    if payload.contains_key("specversion") {
        cloud(&payload, &mut event);
    }
    event.insert("timestamp".to_owned(), stored.time.rfc3339().into());
    event.insert("receivedAt".to_owned(), stored.received_at.rfc3339().into());
    event.insert("source".to_owned(), stored.source.clone().into());
    Value::Object(event)
}

/// The names of the SDKs for what a CloudEvent calls differently; the event itself stands beside.
fn cloud(payload: &Map<String, Value>, event: &mut Map<String, Value>) {
    let of = |name: &str| payload.get(name).cloned().unwrap_or(Value::Null);
    event.insert("event".to_owned(), of("type"));
    event.insert("type".to_owned(), "track".into());
    event.insert("userId".to_owned(), of("subject"));
    event.insert("properties".to_owned(), of("data"));
    event.insert("cloudEvent".to_owned(), Value::Object(payload.clone()));
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Document;
