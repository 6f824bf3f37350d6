//! A notice that survives one redirect: "saved", with the address that undoes it.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::caller::{cookie, set_cookie};

const COOKIE: &str = "unisono_flash";

/// Sends the reader on to a page (303), with a notice: the text key and, if it can be undone, the
/// address to which the undo is posted.
#[must_use]
pub fn see(app: &App, path: &str, notice: Option<(&str, Option<&str>)>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response();
    if let Some((key, undo)) = notice {
        let value = format!("{key}~{}", undo.unwrap_or(""));
        if let Some(cookie) = set_cookie(app, COOKIE, &value, 60) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The notice that the previous request left. Only known text keys and own addresses count.
pub(crate) fn read(headers: &HeaderMap) -> Option<(String, Option<String>)> {
    let value = cookie(headers, COOKIE)?;
    let (key, undo) = value.split_once('~')?;
    let own = undo.starts_with('/') && !undo.starts_with("//");
    ui::has_text(key).then(|| (key.to_owned(), own.then(|| undo.to_owned())))
}

pub(crate) fn clear(app: &App, response: &mut Response) {
    if let Some(cookie) = set_cookie(app, COOKIE, "", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
