//! Duplicates at the door, for programs: who is there already, before anybody is made.

use axum::Json;
use axum::extract::State;
use kernel::Id;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::candidates;
use super::super::model::Band;
use super::super::store::Card;
use super::super::twin::Twin;
use super::shown;
use crate::companies::Company;
use crate::people::Person;

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
        said(text)
    }
}

fn said(text: &Option<String>) -> Option<String> {
    let text = text.as_deref().map(str::trim);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Those who may be the one that a card is about.
async fn found<T: Twin>(app: &App, card: Card) -> Answer<Json<Value>> {
    let found = candidates::of::<T>(app.db(), &card, None).await?;
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let sides = T::sides(app.db(), &ids).await?;
    let data: Vec<Value> = found
        .iter()
        .map(|one| {
            let side = sides.get(&one.id);
            let mut value = json!({
                "name": side.map(|side| &side.name), "about": side.map(|side| &side.about),
                "band": one.judged.band.map(Band::key), "evidence": shown(&one.weighed),
            });
            value[format!("{}_id", T::KIND)] = json!(one.id);
            if one.judged.band == Some(Band::Part) {
                value["relation"] = json!(one.judged.refused);
            }
            value
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

#[utoipa::path(get, path = "/api/v1/people/candidates", params(Somebody), responses((status = 200, description = "People who may be the one, the likeliest first; at most eight.", body = Object)))]
pub(crate) async fn people(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(somebody): Query<Somebody>,
) -> Answer<Json<Value>> {
    found::<Person>(&app, Person::card(Id(0), |field| somebody.value(field))).await
}

/// What is known about a company that is about to be made.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Firm {
    /// Its name.
    name: Option<String>,
    /// Its domain or website.
    domain: Option<String>,
    /// A telephone number.
    phone: Option<String>,
    /// Street and number.
    street: Option<String>,
    /// Postal code.
    postal_code: Option<String>,
    /// City.
    city: Option<String>,
    /// Country, two letters.
    country: Option<String>,
    /// VAT number.
    vat_id: Option<String>,
    /// Number in the register of companies.
    register_number: Option<String>,
}

impl Firm {
    fn value(&self, field: &str) -> Option<String> {
        let text = match field {
            "name" => &self.name,
            "domain" => &self.domain,
            "phone" => &self.phone,
            "street" => &self.street,
            "postal_code" => &self.postal_code,
            "city" => &self.city,
            "country" => &self.country,
            "vat_id" => &self.vat_id,
            "register_number" => &self.register_number,
            _ => return None,
        };
        said(text)
    }
}

#[utoipa::path(get, path = "/api/v1/companies/candidates", params(Firm), responses((status = 200, description = "Companies that may be the one, or to which it may belong (band `part`), the likeliest first, then those whose name begins alike; at most eight.", body = Object)))]
pub(crate) async fn companies(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(firm): Query<Firm>,
) -> Answer<Json<Value>> {
    found::<Company>(&app, Company::card(Id(0), |field| firm.value(field))).await
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(people, companies))]
pub(crate) struct Document;
