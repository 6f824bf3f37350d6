//! Reading forms, and the random secrets of links, sessions and tokens.

use axum::extract::{FromRequest, Request};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Error, Result};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{App, Fail};

/// A form as its type; what cannot be read answers 422 instead of a bare text.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fail> {
        match axum::extract::Form::<T>::from_request(request, app).await {
            Ok(axum::extract::Form(value)) => Ok(Form(value)),
            Err(_) => Err(Error::field("form", "error.form").into()),
        }
    }
}

/// 32 random bytes as 43 characters of URL-safe base64.
///
/// # Errors
/// `Internal` when the machine has no randomness.
pub fn secret() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 of a text.
#[must_use]
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// SHA-256 of a text as hexadecimal digits: how secrets with full entropy are stored.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    sha256(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
