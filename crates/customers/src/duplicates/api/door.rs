//! Duplicates at the door, for programs: who is there already, before anybody is made.

use axum::Json;
use axum::extract::State;
use kernel::Id;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::model::Band;
use super::super::store::Card;
use super::super::weigh;
use super::shown;
use crate::fields::clean_domain;
use crate::people;

/// What is known about somebody who is about to be made.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Somebody {
    /// First name.
    first_name: Option<String>,
    /// Last name.
    last_name: Option<String>,
    /// An e-mail address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
    /// The company.
    #[param(value_type = Option<String>)]
    company_id: Option<Id>,
    /// Postal code.
    postal_code: Option<String>,
    /// City.
    city: Option<String>,
    /// Country, two letters.
    country: Option<String>,
}

impl Somebody {
    fn value(&self, field: &str) -> Option<String> {
        let text = match field {
            "first_name" => &self.first_name,
            "last_name" => &self.last_name,
            "emails" => &self.email,
            "phones" => &self.phone,
            "postal_code" => &self.postal_code,
            "city" => &self.city,
            "country" => &self.country,
            "company_id" => return self.company_id.map(|id| id.to_string()),
            _ => return None,
        };
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }
}

#[utoipa::path(get, path = "/api/v1/people/candidates", params(Somebody), responses((status = 200, description = "People who may be the one, the likeliest first; at most eight.", body = Object)))]
pub(crate) async fn people(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(somebody): Query<Somebody>,
) -> Answer<Json<Value>> {
    let card = Card::of_fields(Id(0), |field| somebody.value(field));
    let found = weigh::candidates(app.db(), &card, None).await?;
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let names = people::names(app.db(), &ids).await?;
    let data: Vec<Value> = found
        .iter()
        .map(|one| {
            json!({
                "person_id": one.id, "name": names.get(&one.id), "band": one.band.map(Band::key),
                "evidence": shown(&one.weighed),
            })
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

/// What is known about a company that is about to be made.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Firm {
    /// Its name.
    name: Option<String>,
    /// Its domain or website.
    domain: Option<String>,
}

#[utoipa::path(get, path = "/api/v1/companies/candidates", params(Firm), responses((status = 200, description = "Companies that may be the one: those with the same domain first, then those whose name begins alike; at most eight.", body = Object)))]
pub(crate) async fn companies(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(firm): Query<Firm>,
) -> Answer<Json<Value>> {
    let domain = firm.domain.as_deref().and_then(clean_domain);
    let name = firm.name.unwrap_or_default();
    let found = crate::companies::similar(app.db(), &name, domain.as_deref()).await?;
    let data: Vec<Value> = found
        .iter()
        .map(|one| {
            json!({
                "company_id": one.id, "name": one.name, "city": one.city, "same_domain": one.same_domain,
            })
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(people, companies))]
pub(crate) struct Document;
