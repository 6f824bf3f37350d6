//! What the server says about itself to those who watch it.

use kernel::Role;
use org::tokens::Scope;
use serde_json::json;
use store::params;
use testkit::{Client, Program, TestApp};

async fn token(app: &TestApp, role: Role, scope: Scope) -> Client {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let made = org::tokens::create_scoped(&mut tx, "watch", role, None, scope).await;
    tx.commit().await.expect("kept");
    let bearer = format!("Bearer {}", made.expect("a token").1);
    app.anyone().header("authorization", &bearer)
}

/// The value of the line that begins with these words.
fn value(text: &str, line: &str) -> Option<f64> {
    let rest = text.lines().find_map(|found| found.strip_prefix(line))?;
    rest.trim().parse().ok()
}

async fn only_a_token_for_it_reads_the_measurements(app: TestApp) {
    app.anyone().get("/metrics").await.assert_status(401);
    let reader = token(&app, Role::Reader, Scope::Write).await;
    reader.get("/metrics").await.assert_status(403);
    let owner = token(&app, Role::Owner, Scope::Read).await;
    owner.get("/metrics").await.assert_ok();
    let watcher = token(&app, Role::Owner, Scope::Metrics).await;
    watcher.get("/metrics").await.assert_ok();
    watcher.get("/api/v1/people").await.assert_status(403);
    watcher.get("/api/v1/tokens").await.assert_status(403);
}

async fn requests_events_and_queues_are_counted(app: TestApp) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let kind = connect::sources::Kind::Server;
    let source = connect::sources::create(&mut tx, "shop", kind, None).await;
    tx.enqueue("nap", &1, None, app.ctx().now())
        .await
        .expect("a job");
    tx.send("mail:1", "mail", &1).await.expect("an effect");
    tx.commit().await.expect("kept");
    let key = source.expect("a source").write_key;
    let event = |id: &str, user: &str| json!({ "event": "Form Submitted", "messageId": id, "userId": user, "writeKey": key });
    for event in [
        event("1", "u"),
        event("2", "u"),
        event("1", "u"),
        event("1", "other"),
    ] {
        app.anyone()
            .post_json("/v1/track", &event)
            .await
            .assert_ok();
    }
    let watcher = token(&app, Role::Reader, Scope::Metrics).await;
    watcher
        .get("/people/0000000000001")
        .await
        .assert_status(403);
    let text = watcher.get("/metrics").await.assert_ok().text();
    for (line, expected) in [
        (
            "unisono_events_total{source=\"shop\",fate=\"accepted\"}",
            2.0,
        ),
        (
            "unisono_events_total{source=\"shop\",fate=\"duplicate\"}",
            1.0,
        ),
        (
            "unisono_events_total{source=\"shop\",fate=\"refused\"}",
            1.0,
        ),
        ("unisono_jobs{kind=\"nap\",state=\"waiting\"}", 1.0),
        ("unisono_outbox{kind=\"mail\",state=\"queued\"}", 1.0),
        ("unisono_reactor_lag{reactor=\"search_objects\"}", 2.0),
        ("unisono_log_head", 2.0),
        (
            "unisono_http_requests_total{method=\"POST\",route=\"/v1/track\",status=\"200\"}",
            4.0,
        ),
        (
            "unisono_http_requests_total{method=\"GET\",route=\"/people/{id}\",status=\"403\"}",
            1.0,
        ),
        (
            "unisono_http_request_seconds_bucket{method=\"POST\",route=\"/v1/track\",le=\"+Inf\"}",
            4.0,
        ),
    ] {
        assert_eq!(value(&text, line), Some(expected), "{line}\n{text}");
    }
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let moved = tx.exec("update outbox set state = 'sent'", params![]).await;
    assert_eq!(moved.expect("moved"), 1);
    tx.commit().await.expect("kept");
    app.settle().await;
    let text = watcher.get("/metrics").await.assert_ok().text();
    let queued = "unisono_outbox{kind=\"mail\",state=\"queued\"}";
    assert_eq!(
        value(&text, queued),
        Some(0.0),
        "what left a queue falls to 0"
    );
    let lag = "unisono_reactor_lag{reactor=\"search_objects\"}";
    assert_eq!(value(&text, lag), Some(0.0));
}

async fn a_program_on_the_same_machine_needs_no_token(app: TestApp) {
    let binary = env!("CARGO_BIN_EXE_unisono");
    let program = Program::new(binary, &app.folder().join("data"), app.database_url());
    let server = program.serve();
    let mut wire = server.connect();
    let text = wire.get("/metrics").text();
    let memory = value(&text, "process_resident_memory_bytes").expect("memory");
    assert!(memory > 1e6 && memory < 1e9, "{memory}");
    let size = value(&text, "unisono_database_bytes").expect("size");
    assert!(size > 1e5, "{size}");
    let proxied = wire.send(
        "GET",
        "/metrics",
        &[("x-forwarded-for", "203.0.113.9")],
        b"",
    );
    assert_eq!(proxied.status, 401, "{}", proxied.text());
}

async fn a_server_without_its_database_is_not_ready(app: TestApp) {
    app.anyone().get("/readyz").await.assert_ok();
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let gone = "alter table log_head rename to log_head_gone";
    tx.exec(gone, params![]).await.expect("renamed");
    tx.commit().await.expect("kept");
    app.anyone().get("/readyz").await.assert_status(503);
    app.anyone().get("/healthz").await.assert_ok();
}

testkit::both_engines!(
    only_a_token_for_it_reads_the_measurements,
    requests_events_and_queues_are_counted,
    a_program_on_the_same_machine_needs_no_token,
    a_server_without_its_database_is_not_ready,
);
