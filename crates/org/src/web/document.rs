//! The description of the API: what the handlers say about themselves, completed by what holds for
//! every route (who may ask, how errors look, conditions, keys).

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::OpenApi;

use super::Refusal;

/// An error as RFC 9457 says it; `code` and `message` stand beside for tracking clients.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the frame
pub(crate) struct Problem {
    /// `urn:unisono:error:CODE`.
    r#type: String,
    /// What happened, in the language of the reader.
    title: String,
    /// The status of HTTP.
    status: u16,
    /// What to do next.
    detail: String,
    /// The request, for questions to the operator.
    instance: String,
    /// The word of the error.
    code: String,
    /// Each field that needs another value.
    errors: Vec<ProblemField>,
}

/// A field that needs another value.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the frame
pub(crate) struct ProblemField {
    /// Where it stands: a JSON pointer or the name of the parameter.
    pointer: String,
    /// What is wrong.
    detail: String,
}

/// A record with its id.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the slices
pub struct Record {
    /// Its id, 13 characters.
    #[schema(pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    id: String,
}

/// A page of records.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the slices
pub struct Page {
    /// The records.
    data: Vec<Value>,
    /// Where the next page begins.
    paging: Option<Paging>,
}

/// Where the next page begins.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the slices
pub struct Paging {
    /// Nothing on the last page.
    next: Option<After>,
}

/// The cursor of the next page.
#[derive(ToSchema)]
#[allow(dead_code)] // described here, written by the slices
pub struct After {
    /// To be given as `after`.
    after: String,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Unisono",
        version = "1",
        description = "One customer, one timeline: people, companies, deals and the touchpoints of all departments.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/", description = "This installation")),
    components(schemas(Problem, ProblemField, Record, Page, Paging, After))
)]
struct Frame;

/// The whole description out of what the routes say about themselves.
pub(crate) fn complete(slices: OpenApi) -> Value {
    let mut whole = <Frame as utoipa::OpenApi>::openapi();
    whole.merge(slices);
    let mut document = serde_json::to_value(&whole).unwrap_or_default();
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "A token of `unisono token create`." }
    });
    document["security"] = json!([{ "token": [] }]);
    let mut tags = Vec::new();
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        let methods = item.as_object_mut();
        for (method, operation) in methods.into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                tags.push(name(operation, method, path));
                parameters(operation, method, path);
                errors(operation, method, path);
            }
        }
    }
    tags.sort_unstable();
    tags.dedup();
    let tags: Vec<Value> = tags
        .iter()
        .map(
            |tag| json!({ "name": tag, "description": format!("Everything under /api/v1/{tag}.") }),
        )
        .collect();
    document["tags"] = Value::Array(tags);
    document
}

/// Tag, id and summary of an operation, by its address.
fn name(operation: &mut Map<String, Value>, method: &str, path: &str) -> String {
    let words: Vec<&str> = path
        .trim_start_matches("/api/v1/")
        .split(['/', '.'])
        .map(|word| word.trim_matches(['{', '}']))
        .collect();
    let tag = words.first().copied().unwrap_or("api").to_owned();
    operation.insert("tags".to_owned(), json!([tag]));
    let id = format!("{method}_{}", words.join("_"));
    operation.insert("operationId".to_owned(), json!(id));
    let summary = operation.entry("summary").or_insert(Value::Null);
    if summary.is_null() {
        *summary = json!(format!("{} {}", method.to_uppercase(), path));
    }
    tag
}

/// Parameters that follow from the address and the method.
fn parameters(operation: &mut Map<String, Value>, method: &str, path: &str) {
    let list = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else {
        return;
    };
    for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
        let name = part.trim_end_matches('}');
        if list.iter().any(|parameter| parameter["name"] == name) {
            continue;
        }
        let schema = json!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$" });
        list.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    if method == "post" {
        let schema =
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" });
        list.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": schema,
            "description": "The same request under the same key is done once; the answer is kept for 24 hours.",
        }));
    }
    if method == "patch" {
        let schema = json!({ "type": "string", "pattern": "^(\\*|\"[0-9]{1,18}\")$" });
        list.push(json!({
            "name": "If-Match", "in": "header", "required": true, "schema": schema,
            "description": "The `ETag` that the change starts from, or `*` for whatever is there.",
        }));
    }
}

/// The errors that an operation can answer.
fn errors(operation: &mut Map<String, Value>, method: &str, path: &str) {
    let has_body = operation.contains_key("requestBody");
    let asks = operation["parameters"]
        .as_array()
        .is_some_and(|list| list.iter().any(|parameter| parameter["in"] == "query"));
    let mut codes = vec![401, 403];
    let mut status = |code: Refusal| codes.push(code.status().as_u16());
    if path.contains('{') {
        status(Refusal::Missing);
        status(Refusal::Unreadable);
    }
    if has_body {
        status(Refusal::Unreadable);
        status(Refusal::TooLarge);
        status(Refusal::MediaType);
    }
    if method == "post" {
        status(Refusal::KeyUnreadable);
    }
    if method == "patch" {
        status(Refusal::Changed);
        status(Refusal::VersionNeeded);
    }
    if method != "get" {
        status(Refusal::KeyBusy);
    }
    if has_body || asks || method != "get" {
        status(Refusal::KeyReused);
    }
    let answers = operation.entry("responses").or_insert_with(|| json!({}));
    for code in codes {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        answers[code.to_string()] = json!({
            "description": describe(code),
            "content": { "application/problem+json": { "schema": schema } },
        });
    }
}

fn describe(code: u16) -> &'static str {
    match code {
        400 => "The request cannot be read.",
        401 => "Nobody is signed in: the token is missing, unknown or revoked.",
        403 => "The role does not permit it.",
        404 => "There is no such record.",
        409 => "Another record or another request is in the way.",
        412 => "The record changed since the version in `If-Match`.",
        413 => "The body is too large.",
        415 => "The body is not of the media type that is read here.",
        428 => "`If-Match` is missing.",
        _ => "Some fields need another value.",
    }
}
