//! `/api/v1/dashboard`: goal and outcomes as numbers.

use axum::Json;
use axum::extract::State;
use kernel::Millis;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May};
use serde_json::{Value, json};

use super::model::win_rate;
use super::pages::Figures;

#[utoipa::path(get, path = "/api/v1/dashboard", responses((status = 200, description = "The answer.", body = Object)))]

pub(crate) async fn dashboard(
    State(app): State<App>,
    may: May<ReadCustomer>,
) -> Answer<Json<Value>> {
    let figures = Figures::load(&app, &may).await?;
    let (reached, outcomes) = (&figures.attainment, &figures.outcomes);
    let open: Vec<Value> = figures
        .open
        .iter()
        .map(|(currency, n, minor)| json!({ "currency": currency, "n": n, "value_minor": minor }))
        .collect();
    Ok(Json(json!({
        "goal": {
            "year": reached.year, "currency": reached.currency, "target_minor": reached.target_minor,
            "won_minor": reached.won_minor, "attainment": reached.share(), "n": reached.n,
            "n_other_currencies": reached.others, "year_passed": reached.passed,
        },
        "period_days": 365,
        "won": { "n": outcomes.won, "before": outcomes.won_before },
        "win_rate": {
            "value": win_rate(outcomes.won, outcomes.lost), "n": outcomes.won + outcomes.lost,
            "before": win_rate(outcomes.won_before, outcomes.lost_before),
        },
        "days_to_win": {
            "median": outcomes.median.map(|ms| ms / Millis::DAY), "n": outcomes.won,
            "before": outcomes.median_before.map(|ms| ms / Millis::DAY),
        },
        "open": open,
    })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(dashboard))]
pub(crate) struct Document;
