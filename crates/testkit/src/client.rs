//! Someone who uses the application: requests straight into the router, cookies kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use kernel::Id;
use serde_json::Value;
use tower::ServiceExt as _;

/// A person, a program or nobody in particular, with their cookies and headers.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: Vec<(String, String)>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    member: Option<Id>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Vec<u8>,
    asked: String,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            headers: Vec::new(),
            cookies: Arc::default(),
            member: None,
        }
    }

    pub(crate) fn signed_in(mut self, member: Id, session: &str, csrf: &str) -> Self {
        self.member = Some(member);
        self.keep("unisono_session", session);
        self.header("x-csrf-token", csrf)
    }

    pub(crate) fn with_bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// The member that is signed in.
    pub fn member(&self) -> Id {
        self.member.expect("someone who is signed in")
    }

    /// The same client with one more header in every request; an earlier one of the name goes.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same client without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    /// The same client asking as htmx does.
    #[must_use]
    pub fn htmx(self) -> Self {
        self.header("hx-request", "true")
    }

    /// The same client asking for English.
    #[must_use]
    pub fn english(self) -> Self {
        self.header("accept-language", "en")
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, Body::empty()).await
    }

    /// POST of a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(k, v)| format!("{}={}", encode(k), encode(v)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some(kind), Body::from(pairs.join("&")))
            .await
    }

    /// POST of JSON.
    pub async fn post_json(&self, path: &str, value: &Value) -> Answer {
        self.json(Method::POST, path, value).await
    }

    /// Any method with JSON.
    pub async fn json(&self, method: Method, path: &str, value: &Value) -> Answer {
        let body = Body::from(value.to_string());
        self.send(method, path, Some("application/json"), body)
            .await
    }

    /// POST of one file as a multipart form with further fields.
    pub async fn upload(
        &self,
        path: &str,
        field: &str,
        file: (&str, &[u8]),
        fields: &[(&str, &str)],
    ) -> Answer {
        self.upload_all(path, &[(field, file.0, file.1)], fields)
            .await
    }

    /// POST of several files, each with its field and name, as a multipart form with further fields.
    pub async fn upload_all(
        &self,
        path: &str,
        files: &[(&str, &str, &[u8])],
        fields: &[(&str, &str)],
    ) -> Answer {
        let boundary = "unisono-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={boundary}");
        self.send(Method::POST, path, Some(&kind), Body::from(body))
            .await
    }

    /// GET of an answer without an end (server-sent events), as its chunks.
    pub async fn stream(&self, path: &str) -> axum::body::BodyDataStream {
        let answer = self.begin(Method::GET, path, None, Body::empty()).await;
        answer.into_body().into_data_stream()
    }

    /// Any request, answered in full.
    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let asked = format!("{method} {path}");
        let response = self.begin(method, path, kind, body).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX)
            .await
            .expect("the body of the answer")
            .to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
            asked,
        }
    }

    /// Any request, answered as soon as the headers are there: for streams that do not end.
    pub async fn begin(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Body,
    ) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let cookies = self.cookies.lock().unwrap().clone();
        let cookies: Vec<String> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(body).expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.set_cookie(cookie.to_str().unwrap_or(""));
        }
        response
    }

    fn set_cookie(&self, line: &str) {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('='))
        else {
            return;
        };
        if line.contains("Max-Age=0") {
            self.cookies.lock().unwrap().remove(name);
        } else {
            self.keep(name, value);
        }
    }

    fn keep(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn value(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}: {}", self.asked, self.text()),
        }
    }

    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        self.header("location")
    }

    /// Success or a redirect after a change; anything else stops the test.
    #[track_caller]
    pub fn assert_ok(self) -> Self {
        let ok = self.status.is_success() || self.status == StatusCode::SEE_OTHER;
        assert!(ok, "{}: {} {}", self.asked, self.status, self.text());
        self
    }

    /// Exactly this status.
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.asked,
            self.text()
        );
        self
    }

    /// The text is in the body.
    #[track_caller]
    pub fn assert_has(self, text: &str) -> Self {
        assert!(
            self.text().contains(text),
            "{}: no {text:?} in {}",
            self.asked,
            self.text()
        );
        self
    }

    /// The text is not in the body.
    #[track_caller]
    pub fn assert_lacks(self, text: &str) -> Self {
        assert!(
            !self.text().contains(text),
            "{}: {text:?} is there",
            self.asked
        );
        self
    }
}

/// Percent-encoding for forms.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
