//! The layers around all routes, and the one place where an error becomes an answer.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Error;
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;

use crate::idempotency::once;

use super::{
    App, Caller, Fail, Refusal, Routes, caller, conditions, csrf, headers, measures, page,
};

/// Notes which permission a route asked for.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<String>>);

impl Asked {
    pub(crate) fn note(&self, permission: &str) {
        if let Ok(mut noted) = self.0.lock() {
            permission.clone_into(&mut noted);
        }
    }

    fn value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0.lock().ok()?).ok()
    }
}

/// All routes inside the frame: who asks, forgery protection, errors, security headers.
pub fn framed(app: App, routes: Routes) -> Router {
    let protect = from_fn_with_state(app.clone(), csrf::protect);
    let explain = from_fn_with_state(app.clone(), explain);
    let identify = from_fn_with_state(app.clone(), caller::identify);
    let (routes, outside) = routes.into_routers();
    let outside = outside.layer(CatchPanicLayer::custom(broken));
    routes
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), once))
        .layer(from_fn(conditions::hold))
        .layer(protect)
        .layer(explain)
        .layer(identify)
        .layer(from_fn_with_state(app.clone(), unidentified))
        .merge(outside)
        .layer(from_fn(headers::secure))
        .layer(from_fn_with_state(app.clone(), measures::count))
        .with_state(app)
}

async fn no_such_page(_caller: Caller) -> Fail {
    Fail::Error(Error::not_found("page"))
}

async fn no_such_method(_caller: Caller) -> Response {
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

/// The answer to a program outside.
fn broken(cause: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!(
        cause = text_of(cause.as_ref()),
        "a request from outside failed"
    );
    let body = r#"{"success":false,"code":"internal","message":"Internal error"}"#;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::INTERNAL_SERVER_ERROR, kind, body).into_response()
}

fn text_of(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    text.unwrap_or("panic").to_owned()
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    Fail::Error(Error::internal(text_of(cause.as_ref()))).into_response()
}

/// Errors of the search for the caller itself (the database is away): plain, because nobody is known.
async fn unidentified(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants = Wants::of(request.uri().path(), request.headers());
    let response = next.run(request).await;
    match response.extensions().get::<Arc<Error>>().cloned() {
        Some(error) if response.headers().get(header::CONTENT_TYPE).is_none() => {
            let caller = Caller {
                ctx: app.system(),
                viewer: None,
                theme: "system".to_owned(),
                client: String::new(),
            };
            answer(&app, &caller, &error, wants, "/")
        }
        _ => response,
    }
}

/// Turns the error of a handler into a page, a fragment or problem+json.
async fn explain(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    let caller = request.extensions().get::<Caller>().cloned();
    let wants = Wants::of(request.uri().path(), request.headers());
    let path = request.uri().to_string();
    let flashed = caller
        .as_ref()
        .is_some_and(|c| c.viewer.as_ref().is_some_and(|v| v.flash.is_some()));
    let mut response = next.run(request).await;
    if flashed && wants == Wants::Page && response.status().is_success() {
        super::flash::clear(&app, &mut response);
    }
    if let (Some(error), Some(caller)) =
        (response.extensions().get::<Arc<Error>>().cloned(), &caller)
    {
        response = answer(&app, caller, &error, wants, &path);
    } else if let Some(refusal) = refusal_of(&response, &path)
        && let Some(caller) = &caller
    {
        response = refuse(caller, refusal, &response);
    }
    if app.config().show_permissions
        && let Some(value) = asked.value()
    {
        response.headers_mut().insert("x-permission", value);
    }
    response
}

/// What HTTP itself refused under `/api/`, also where the web framework answers with a bare status.
fn refusal_of(response: &Response, path: &str) -> Option<Refusal> {
    if !path.starts_with("/api/") {
        return None;
    }
    let named = response.extensions().get::<Refusal>().copied();
    named.or_else(|| Refusal::of_status(response.status()))
}

/// The refusal as a problem; headers that say what would be right (`Allow`) stay.
fn refuse(caller: &Caller, refusal: Refusal, bare: &Response) -> Response {
    let text = |ending: &str| {
        let key = format!("error.http.{}{ending}", refusal.code());
        ui::t(caller.ctx.lang, &key).to_owned()
    };
    let status = refusal.status();
    let body = problem_body(caller, refusal.code(), status, (text(""), text("_text")));
    let kind = [(header::CONTENT_TYPE, PROBLEM)];
    let mut response = (status, kind, body.to_string()).into_response();
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

const PROBLEM: &str = "application/problem+json";

fn problem_body(
    caller: &Caller,
    code: &str,
    status: StatusCode,
    (title, detail): (String, String),
) -> serde_json::Value {
    json!({
        "type": format!("urn:unisono:error:{code}"),
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "instance": format!("urn:unisono:request:{}", caller.ctx.request_id),
        "success": false,
        "code": code,
        "message": title,
        "errors": [],
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    Page,
    Fragment,
    Json,
}

impl Wants {
    fn of(path: &str, headers: &HeaderMap) -> Self {
        let accept = headers
            .get(header::ACCEPT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("");
        if path.starts_with("/api/")
            || ["/metrics", "/healthz", "/readyz"].contains(&path)
            || path.starts_with("/v1/")
            || accept.starts_with("application/json")
        {
            Wants::Json
        } else if headers.contains_key("hx-request") {
            Wants::Fragment
        } else {
            Wants::Page
        }
    }
}

fn answer(app: &App, caller: &Caller, error: &Error, wants: Wants, path: &str) -> Response {
    if let Error::Internal(report) = error {
        tracing::error!(request = %caller.ctx.request_id, at = %report.at, "{}", report.message);
    }
    let status = super::fail::status_of(error);
    let mut response = match wants {
        Wants::Json => problem(caller, error, status),
        Wants::Page if matches!(error, Error::SignedOut) => {
            return Redirect::to(&format!("/sign-in?next={}", encode(path))).into_response();
        }
        Wants::Page => (status, page::error_page(app, caller, error, status)).into_response(),
        Wants::Fragment => (status, page::error_fragment(caller, error)).into_response(),
    };
    if let Error::Unavailable { retry_after, .. } = error {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

fn encode(path: &str) -> String {
    path.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                (b as char).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// RFC 9457 problem details; `code` and `message` beside them for tracking clients.
fn problem(caller: &Caller, error: &Error, status: StatusCode) -> Response {
    let lang = caller.ctx.lang;
    let code = code_of(error);
    let words = page::explain(lang, caller.ctx.request_id, error);
    let mut body = problem_body(caller, code, status, words);
    if let Error::Invalid(fields) = error {
        let errors = fields
            .iter()
            .map(|f| json!({ "pointer": format!("/{}", f.field), "detail": ui::field_error(lang, f), "key": f.key }));
        body["errors"] = errors.collect();
    }
    if let Error::Conflict(conflict) = error {
        body["conflict"] = json!(conflict);
    }
    let kind = [(header::CONTENT_TYPE, PROBLEM)];
    (status, kind, body.to_string()).into_response()
}

fn code_of(error: &Error) -> &'static str {
    match error {
        Error::NotFound(_) => "not_found",
        Error::Forbidden(_) => "forbidden",
        Error::SignedOut => "signed_out",
        Error::Invalid(_) => "invalid",
        Error::Conflict(_) => "conflict",
        Error::Held(_) => "held",
        Error::Unavailable { .. } => "unavailable",
        Error::Internal(_) => "internal",
    }
}
