//! The error of a handler on its way to the client. The frame turns it into a page, a fragment or
//! problem+json in the language of the reader; here it only gets its status.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Error;

use super::Refusal;

/// What ends a request: an error of the business, or a refusal that HTTP has a status for.
#[derive(Debug)]
pub enum Fail {
    /// Something that the person or program can answer for.
    Error(Error),
    /// A condition of HTTP that does not hold.
    Refused(Refusal),
}

impl<E: Into<Error>> From<E> for Fail {
    fn from(error: E) -> Self {
        Fail::Error(error.into())
    }
}

/// The HTTP status of each kind of error.
pub(crate) fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::SignedOut => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) | Error::Held(_) => StatusCode::CONFLICT,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        match self {
            Fail::Refused(refusal) => refusal.into_response(),
            Fail::Error(error) => {
                let mut response = status_of(&error).into_response();
                response.extensions_mut().insert(Arc::new(error));
                response
            }
        }
    }
}
