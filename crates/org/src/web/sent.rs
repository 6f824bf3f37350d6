//! What a program sends, read strictly: unknown or repeated parameters, another media type or a broken
//! body are refused with a problem instead of being overlooked.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kernel::{Error, FieldError};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::{App, Fail, Refusal};

/// The body of a program as its type.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        if !is_json(&request) {
            return Err(Refusal::MediaType.into_response());
        }
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(IntoResponse::into_response)?;
        serde_json::from_slice(&bytes)
            .map(Sent)
            .map_err(|error| match error.classify() {
                Category::Data => {
                    let field = FieldError::new("body", "error.body").arg("cause", &error);
                    Fail::Error(Error::Invalid(vec![field])).into_response()
                }
                _ => Refusal::Unreadable.into_response(),
            })
    }
}

fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    kind.eq_ignore_ascii_case("application/json")
        || kind.eq_ignore_ascii_case("application/merge-patch+json")
}

/// The parameters of an address as their type; only those that the description of the interface
/// names, each at most once.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + IntoParams> FromRequestParts<App> for Query<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Fail> {
        let known = T::into_params(|| Some(ParameterIn::Query));
        let mut seen: Vec<String> = Vec::new();
        let pairs = parts.uri.query().unwrap_or("").split('&');
        for name in pairs.filter(|pair| !pair.is_empty()).map(name_of) {
            if !known.iter().any(|parameter| parameter.name == name) {
                return Err(Error::field(&name, "error.unknown_field").into());
            }
            if seen.contains(&name) {
                return Err(Error::field(&name, "error.repeated").into());
            }
            seen.push(name);
        }
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Query(value))
            .map_err(|_| Error::field("query", "error.invalid").into())
    }
}

/// The name in `name=value`; names of ours need no decoding, others stay unknown either way.
fn name_of(pair: &str) -> String {
    pair.split('=').next().unwrap_or("").replace('+', " ")
}
