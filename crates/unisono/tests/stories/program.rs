//! The program itself: commands beside a running server, and a server that dies without warning.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{Program, TestApp, Wire};

/// How many events are sent before the power goes.
const EVENTS: usize = 40;

/// The program on an empty installation of its own, on the engine of the story.
fn program(app: &TestApp) -> Program {
    let binary = env!("CARGO_BIN_EXE_unisono");
    Program::new(binary, &app.folder().join("data"), app.database_url())
}

fn secret(made: &Value, name: &str) -> String {
    made[name].as_str().expect("a secret").to_owned()
}

fn track(wire: &mut Wire, key: &str, id: &str) -> u16 {
    let event = json!({
        "type": "track", "event": "Form Submitted", "messageId": id,
        "userId": "u-1", "writeKey": key,
    });
    let reply = wire.post_json("/v1/track", &[], &event);
    if reply.status == 200 {
        assert_eq!(reply.value()["success"], true);
    }
    reply.status
}

/// Ids of the stored events with the message id.
fn stored(wire: &mut Wire, token: &str, id: &str) -> Vec<Value> {
    let reply = wire.get_with(&format!("/api/v1/events?message_id={id}"), token);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.value()["data"].as_array().expect("a list").clone()
}

async fn nothing_confirmed_is_lost_when_the_server_dies(app: TestApp) {
    let program = program(&app);
    let made = program.json(&["source", "create", "--name", "website"]);
    let key = secret(&made, "write_key");
    let server = program.serve();
    let mut wire = server.connect();
    let mut confirmed = Vec::new();
    for n in 0..EVENTS {
        let id = format!("power-{n}");
        if track(&mut wire, &key, &id) == 200 {
            confirmed.push(id);
        }
    }
    server.kill();
    assert_eq!(confirmed.len(), EVENTS);

    let server = program.serve();
    let made = program.json(&["token", "create", "--name", "check", "--role", "owner"]);
    let token = secret(&made, "token");
    let mut wire = server.connect();
    for id in &confirmed {
        let events = stored(&mut wire, &token, id);
        assert_eq!(events.len(), 1, "{id}");
        assert_eq!(events[0]["messageId"], json!(id));
    }
    assert_eq!(track(&mut wire, &key, "power-0"), 200, "sent again");
    assert_eq!(stored(&mut wire, &token, "power-0").len(), 1, "kept once");
}

async fn secrets_made_beside_a_running_server_work_at_once(app: TestApp) {
    let program = program(&app);
    let server = program.serve();
    let mut wire = server.connect();
    assert_eq!(track(&mut wire, "no-such-key", "early"), 401);
    let made = program.json(&["source", "create", "--name", "website", "--kind", "browser"]);
    assert!(secret(&made, "id").parse::<Id>().is_ok());
    assert_eq!(track(&mut wire, &secret(&made, "write_key"), "early"), 200);

    assert_eq!(
        wire.get_with("/api/v1/events?message_id=early", "uns_nobody")
            .status,
        401
    );
    let words = ["token", "create", "--name", "check", "--role", "owner"];
    let token = secret(&program.json(&words), "token");
    assert_eq!(stored(&mut wire, &token, "early").len(), 1);
    let plain = program.run(&words);
    let last = plain.split_whitespace().last().unwrap_or("").to_owned();
    assert_eq!(
        stored(&mut wire, &last, "early").len(),
        1,
        "the secret is the last word"
    );
}

testkit::both_engines!(
    nothing_confirmed_is_lost_when_the_server_dies,
    secrets_made_beside_a_running_server_work_at_once,
);
