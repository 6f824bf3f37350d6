//! The weight of every touchpoint, as CSV or JSON: finance can add the numbers up again.

use axum::Json;
// Two parts of one query are read apart, so neither may refuse what the other knows.
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Millis, Result};
use org::permissions::{ReadExport, Resource, Verb};
use org::web::{Answer, App, May};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::answer::Answer as Found;
use super::super::asked::Asked;
use super::super::listed::weighed;
use super::super::model::DEFINITION;
use super::super::pages::found;

/// As what the weights are wanted.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct As {
    /// json or csv.
    #[serde(default)]
    format: String,
}

/// A touchpoint with its weight.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Weight {
    outcome_id: Id,
    outcome_at: String,
    touchpoint_id: Id,
    time: String,
    key: String,
    weight: f64,
    value_minor: i64,
}

/// The weights of an answer, of all journeys or of one, in the order of outcomes and of time.
pub(super) fn lines(found: &Found, only: Option<usize>) -> Result<Vec<Weight>> {
    let by = found.question.dimension;
    let all = weighed(found)?.ok_or_else(|| Error::field("model", "contribution.no_weights"))?;
    let own = all
        .iter()
        .filter(|one| only.is_none_or(|at| at == one.journey));
    let line = |one: &super::super::model::Weighed| {
        let taken = &found.gathered.list[one.journey];
        let touch = &taken.journey.touches[one.touch];
        let place = found.places.list.get(found.places.row_of(by, touch));
        Weight {
            outcome_id: taken.end.id,
            outcome_at: taken.end.at.rfc3339(),
            touchpoint_id: Id(touch.id),
            time: Millis(touch.time).rfc3339(),
            key: place.map(|place| place.key.clone()).unwrap_or_default(),
            weight: one.weight,
            value_minor: one.value_minor,
        }
    };
    Ok(own.map(line).collect())
}

/// The weight of every touchpoint behind an answer. Models that look at all journeys at once have none.
#[utoipa::path(get, path = "/api/v1/contribution/weights", params(Asked, As), responses((status = 200, description = "The weights as JSON or CSV.", body = Object)))]
pub(crate) async fn weights(
    State(app): State<App>,
    may: May<ReadExport>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<As>,
) -> Answer<Response> {
    if !may.may(Resource::Customer, Verb::Read) {
        return Err(Error::Forbidden("customer.read".to_owned()).into());
    }
    let found = found(&app, &may, &asked).await?;
    let lines = lines(&found, None)?;
    if wanted.format != "csv" {
        let model = &found.credits.models[found.credits.chosen].model;
        let all =
            json!({ "definition": DEFINITION, "run": found.run, "model": model, "data": lines });
        return Ok(Json(all).into_response());
    }
    let name = format!(
        "attachment; filename=\"contribution-{}.csv\"",
        may.ctx.today()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, csv(&lines)?).into_response())
}

fn csv(lines: &[Weight]) -> Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    for line in lines {
        // A key can be what a visitor wrote into an address.
        let key = ui::fmt::disarm(&line.key);
        let line = Weight {
            key,
            ..line.clone()
        };
        sheet.serialize(line).map_err(Error::internal)?;
    }
    sheet
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}
