//! Answers that HTTP itself gives a program before or instead of a slice: wrong method, wrong media
//! type, conditions that do not hold. In the frame they become problem+json like every other error.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a request of a program was not done, as HTTP says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The body or the address cannot be read.
    Unreadable,
    /// There is nothing at this address.
    Missing,
    /// This address does not answer the method.
    Method,
    /// The record changed since the version named in `If-Match`.
    Changed,
    /// The body is too large.
    TooLarge,
    /// The body is not of the media type that is read here.
    MediaType,
    /// The change must name the version that it starts from (`If-Match`).
    VersionNeeded,
    /// The idempotency key is no key.
    KeyUnreadable,
    /// The first request with the idempotency key is still at work.
    KeyBusy,
    /// The idempotency key was used for another request.
    KeyReused,
}

impl Refusal {
    /// The status of HTTP.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::Unreadable | Refusal::KeyUnreadable => StatusCode::BAD_REQUEST,
            Refusal::Missing => StatusCode::NOT_FOUND,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Changed => StatusCode::PRECONDITION_FAILED,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::VersionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Refusal::KeyBusy => StatusCode::CONFLICT,
            Refusal::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The word of the problem; its text is `error.http.WORD`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Unreadable => "unreadable",
            Refusal::Missing => "missing",
            Refusal::Method => "method",
            Refusal::Changed => "changed",
            Refusal::TooLarge => "too_large",
            Refusal::MediaType => "media_type",
            Refusal::VersionNeeded => "version_needed",
            Refusal::KeyUnreadable => "key_unreadable",
            Refusal::KeyBusy => "key_busy",
            Refusal::KeyReused => "key_reused",
        }
    }

    /// The refusal behind a bare status of the web framework.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::BAD_REQUEST => Some(Refusal::Unreadable),
            StatusCode::NOT_FOUND => Some(Refusal::Missing),
            StatusCode::METHOD_NOT_ALLOWED => Some(Refusal::Method),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Refusal::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Refusal::MediaType),
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
