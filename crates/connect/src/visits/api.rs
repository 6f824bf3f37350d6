//! Counting a view, and what was counted as JSON.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use kernel::Millis;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, Fail, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::{SMALLEST, Sent, view};
use super::store as sql;
use crate::sources;
use crate::tracking::{Refusal, open, refused, success};

/// Most bytes of a view as the script sends it.
const LIMIT: usize = 4 * 1024;

/// Counts a page view. The address of the sender is not looked at.
pub(crate) async fn count(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let Ok(bytes) = to_bytes(body, LIMIT).await else {
        return open(refused(Refusal::TooLarge));
    };
    let Ok(sent) = serde_json::from_slice::<Sent>(&bytes) else {
        return open(refused(Refusal::InvalidJson));
    };
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|v| v.to_str().ok()).unwrap_or("");
    open(match keep(&app, &sent, agent).await {
        Ok(true) => success(),
        Ok(false) => refused(Refusal::UnknownKey),
        Err(error) => Fail::from(error).into_response(),
    })
}

/// Counts a view for the source of its key; answers whether the key is valid.
async fn keep(app: &App, sent: &Sent, agent: &str) -> kernel::Result<bool> {
    let Some(source) = sources::by_key(app.db(), &sent.key).await? else {
        return Ok(false);
    };
    let ctx = app.system();
    let view = view(sent, agent, ctx.now());
    let mut tx = app.db().begin(&ctx).await?;
    sql::add(&mut tx, source.id, &view).await?;
    tx.commit().await?;
    Ok(true)
}

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) days: String,
}

/// The days that a page of visits covers: 30, 90 or 365.
pub(crate) const PERIODS: [i64; 3] = [30, 90, 365];

impl Asked {
    /// The number of days asked for; 30 when nothing else that is offered was named.
    pub(crate) fn days(&self) -> i64 {
        let asked = self.days.parse().ok();
        asked
            .filter(|days| PERIODS.contains(days))
            .unwrap_or(PERIODS[0])
    }
}

/// Views, pages, referrers, campaigns and inquiries of a period.
#[utoipa::path(get, path = "/api/v1/visits", params(("days" = Option<String>, Query, description = "30, 90 or 365.")), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn overview(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let from = may.ctx.now().plus(-asked.days() * Millis::DAY);
    let (people, machines) = sql::totals(app.db(), from).await?;
    let pages: Vec<Value> = sql::pages(app.db(), from, 100)
        .await?
        .into_iter()
        .map(|(path, views)| json!({ "path": path, "views": views }))
        .collect();
    let referrers: Vec<Value> = sql::referrers(app.db(), from)
        .await?
        .into_iter()
        .map(|(class, views)| json!({ "class": class, "views": views }))
        .collect();
    let campaigns: Vec<Value> = sql::campaigns(app.db(), from)
        .await?
        .into_iter()
        .map(|(campaign, source, views)| json!({ "campaign": campaign, "source": source, "views": views }))
        .collect();
    let inquiries: Vec<Value> = sql::inquiries(app.db(), from)
        .await?
        .into_iter()
        .map(|i| json!({ "path": i.path, "inquiries": i.inquiries, "won": i.won }))
        .collect();
    Ok(Json(json!({
        "definition": "visits/1", "from": from.rfc3339(), "days": asked.days(), "smallest_count": SMALLEST,
        "views": people, "machine_views": machines, "pages": pages, "referrers": referrers,
        "campaigns": campaigns, "inquiries": inquiries,
    })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(overview))]
pub(crate) struct Document;
