//! What senders are told, in the words that their SDKs understand.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Lang};
use serde_json::json;

use super::super::inbox::Later;
use super::super::model::Refusal;
use super::super::store::Fate;

const WEEK: &str = "604800";
const ALLOWED: &str = "authorization, content-type, content-encoding, x-retry-count, anonymousid";

/// What became of the events of a request.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) accepted: usize,
    pub(super) duplicates: usize,
    /// Position in the request and why.
    pub(super) rejected: Vec<(usize, Refusal)>,
}

impl Outcome {
    pub(super) fn of(fates: &[Fate]) -> Self {
        let mut outcome = Self::default();
        for (at, fate) in fates.iter().enumerate() {
            match fate {
                Fate::Accepted => outcome.accepted += 1,
                Fate::Duplicate => outcome.duplicates += 1,
                Fate::Conflict => outcome.rejected.push((at, Refusal::Conflict)),
                Fate::Refused(refusal) => outcome.rejected.push((at, *refusal)),
            }
        }
        outcome
    }

    /// Whether nothing could be read; a conflict was read and is kept.
    pub(super) fn all_refused(&self, of: usize) -> bool {
        let refused = self
            .rejected
            .iter()
            .filter(|(_, why)| *why != Refusal::Conflict);
        of > 0 && refused.count() == of
    }
}

/// Why a request was not accepted, and after how many seconds it may come again.
pub(super) struct No {
    why: Refusal,
    after: Option<u64>,
}

impl From<Refusal> for No {
    fn from(why: Refusal) -> Self {
        Self { why, after: None }
    }
}

impl From<Later> for No {
    fn from(later: Later) -> Self {
        Self {
            why: later.why,
            after: Some(later.seconds),
        }
    }
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable { what, retry_after } => Self {
                why: match what {
                    "error.disk_full" => Refusal::DiskFull,
                    _ => Refusal::Unavailable,
                },
                after: Some(retry_after.into()),
            },
            other => {
                tracing::error!(error = %other, "a request with events failed");
                Refusal::Internal.into()
            }
        }
    }
}

/// Success with what became of each event.
pub(super) fn told(outcome: &Outcome) -> Response {
    let rejected: Vec<_> = outcome
        .rejected
        .iter()
        .map(|(index, why)| json!({ "index": index, "code": why.code() }))
        .collect();
    // Some SDKs look at the beginning of the text only, so success comes first.
    let body = format!(
        r#"{{"success":true,"accepted":{},"duplicates":{},"rejected":{}}}"#,
        outcome.accepted,
        outcome.duplicates,
        serde_json::Value::Array(rejected)
    );
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::OK, kind, body).into_response()
}

pub(super) fn turned_away(no: &No) -> Response {
    let (status, code) = (no.why.status(), no.why.code());
    let message = ui::t(Lang::En, &format!("tracking.{code}"));
    let body = json!({
        "success": false, "code": code, "message": message,
        "type": format!("urn:unisono:error:{code}"), "title": message, "status": status.as_u16(),
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (status, kind, body.to_string()).into_response();
    if let Some(seconds) = no.after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The answer that every SDK takes for success.
pub(crate) fn success() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::OK, kind, r#"{"success":true}"#).into_response()
}

/// The answer that says why something was refused.
pub(crate) fn refused(refusal: Refusal) -> Response {
    turned_away(&refusal.into())
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Refusal::UnknownKey => StatusCode::UNAUTHORIZED,
            Refusal::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Busy | Refusal::DiskFull | Refusal::Unavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

pub(super) fn preflight_answer() -> Response {
    open(StatusCode::NO_CONTENT.into_response())
}

/// Any site may send here: the key says whose events they are, and no cookie is read.
pub(crate) fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after");
    set(header::ACCESS_CONTROL_MAX_AGE, WEEK);
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
    response
}
