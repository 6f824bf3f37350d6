//! Two people who are one: merged, split, taken back, and nothing lost on the way.

use kernel::{Id, Millis, Role, Touchpoint};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp, both_engines};

/// What a person's timeline says, apart from who is whom.
pub(super) type Row = (Id, String, Option<Id>, Option<Id>, i64, Option<String>);

pub(super) async fn timeline(app: &TestApp, person: Id) -> Vec<Row> {
    let sql = "select id, type, record_id, company_id, time, properties from v_touchpoint \
               where person_id = $1 and type not like 'identity.%' order by id";
    app.db().rows(sql, params![person]).await.unwrap()
}

pub(super) async fn call(app: &TestApp, record: Id, day: i64) -> Id {
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let mut happened = Touchpoint::new(
        "phone.call.completed",
        Millis(1_790_000_000_000 + day * 86_400_000),
    );
    happened.record_id = Some(record);
    let id = tx.record(happened).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    id
}

pub(super) async fn merge(client: &Client, winner: Id, body: Value) -> String {
    let merged = client
        .post_json(&format!("/api/v1/people/{winner}/merges"), &body)
        .await;
    let id = merged.assert_status(201).value()["id"].clone();
    id.as_str().unwrap().to_owned()
}

pub(super) async fn person(client: &Client, id: Id) -> Value {
    client
        .get(&format!("/api/v1/people/{id}"))
        .await
        .assert_ok()
        .value()
}

const DAY: i64 = 86_400_000;

/// Two entries of one person, called once each.
async fn two(app: &TestApp) -> (Id, Id) {
    let katrin = app
        .person("Katrin Vogel")
        .email("katrin@vogel.de")
        .build()
        .await;
    let other = app
        .person("Kathrin Vogel")
        .at("Nord AG")
        .email("k.vogel@nord.de")
        .with("phones", "+49 89 123456")
        .with("city", "Graz")
        .build()
        .await;
    call(app, katrin, 1).await;
    call(app, other, 2).await;
    app.settle().await;
    (katrin, other)
}

async fn one_person_stands_for_both(app: TestApp) {
    let (katrin, other) = two(&app).await;
    let token = app.with_token(Role::Member).await;
    let group = [katrin, other].map(|id| json!({ "person_id": id.to_string() }));
    let deal = json!({ "name": "Presse 4000", "people": group });
    let deal = token.post_json("/api/v1/deals", &deal).await;
    let deal = deal.assert_status(201).value()["id"].clone();
    merge(&token, katrin, json!({ "loser_id": other.to_string() })).await;
    app.settle().await;
    let both = person(&token, katrin).await;
    let emails = json!(["katrin@vogel.de", "k.vogel@nord.de"]);
    assert_eq!(both["emails"], emails);
    let values = (&both["city"], &both["first_name"]);
    assert_eq!(values, (&json!("Graz"), &json!("Katrin")));
    let told = timeline(&app, katrin).await.len();
    assert_eq!(told, 4, "made twice, called twice");
    assert_eq!(person(&token, other).await["id"], json!(katrin.to_string()));
    let lena = app.sign_in(Role::Member, "sales").await;
    let old = lena.get(&format!("/people/{other}")).await;
    let place = old.assert_status(303).location();
    assert_eq!(place, format!("/people/{katrin}"));
    let list = lena.get("/people").await.assert_ok();
    list.assert_has("Katrin Vogel")
        .assert_lacks("Kathrin Vogel");
    let found = lena.get("/search?q=Kathrin").await.assert_ok();
    found.assert_lacks(&format!("/people/{other}"));
    let page = lena.get(&place).await.assert_ok();
    page.assert_has("Besteht aus 2 Datensätzen")
        .assert_has("Presse 4000");
    let of_deal = format!("/deals/{}", deal.as_str().unwrap());
    let group = lena.get(&of_deal).await.assert_ok().text();
    let named = group.matches(&format!("href=\"/people/{katrin}\"")).count();
    assert_eq!(named, 1, "in the buying group once");
}

/// A page that was still open when its person was merged changes the one who stands for both.
async fn a_field_saved_on_an_old_page_reaches_the_survivor(app: TestApp) {
    let (katrin, other) = two(&app).await;
    let token = app.with_token(Role::Member).await;
    merge(&token, katrin, json!({ "loser_id": other.to_string() })).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let form = [("value", "Pressesprecherin"), ("version", "1")];
    let saved = lena
        .post(&format!("/people/{other}/fields/job_title"), &form)
        .await;
    assert_eq!(
        saved.assert_status(303).location(),
        format!("/people/{katrin}")
    );
    assert_eq!(
        person(&token, katrin).await["job_title"],
        json!("Pressesprecherin")
    );
    let hidden = "select count(*) from person where job_title = 'Pressesprecherin'";
    let (n,): (i64,) = app.db().one(hidden, params![]).await.unwrap();
    assert_eq!(n, 1, "only there");
}

async fn an_undone_merge_leaves_both_as_they_were(app: TestApp) {
    let (katrin, other) = two(&app).await;
    let before = (timeline(&app, katrin).await, timeline(&app, other).await);
    let token = app.with_token(Role::Member).await;
    let values = (person(&token, katrin).await, person(&token, other).await);
    let decision = merge(&token, katrin, json!({ "loser_id": other.to_string() })).await;
    app.settle().await;
    app.clock().advance(90 * DAY);
    let token = app.with_token(Role::Member).await;
    let later = call(&app, other, 60).await;
    let path = format!("/api/v1/people/{katrin}");
    let city = json!({ "city": "Wien" });
    let program = token.clone().header("if-match", "*");
    let meanwhile = program.json(axum::http::Method::PATCH, &path, &city).await;
    meanwhile.assert_ok();
    let undo = format!("/api/v1/merges/{decision}/undo");
    token.post_json(&undo, &json!({})).await.assert_ok();
    token.post_json(&undo, &json!({})).await.assert_status(409);
    app.settle().await;

    let after = (timeline(&app, katrin).await, timeline(&app, other).await);
    let changed = |row: &Row| row.1 != "person.changed";
    let kept: Vec<_> = after.0.into_iter().filter(changed).collect();
    assert_eq!(kept, before.0);
    let (mut others, known) = (after.1, before.1);
    let last = others.pop().map(|row| row.0);
    assert_eq!(
        last,
        Some(later),
        "what came meanwhile goes with its record"
    );
    assert_eq!(others, known);
    let now = (person(&token, katrin).await, person(&token, other).await);
    let fields = customers::people::FIELDS.iter().map(|field| field.name);
    for field in fields.filter(|field| *field != "city") {
        assert_eq!(now.0[field], values.0[field], "{field}");
        assert_eq!(now.1[field], values.1[field], "{field}");
    }
    let cities = (&now.0["city"], &now.1["city"]);
    let decided = "what somebody decided since then stays";
    assert_eq!(cities, (&json!("Wien"), &json!("Graz")), "{decided}");
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get(&format!("/people/{other}")).await.assert_ok();
    page.assert_has("Getrennt");
    let found = lena.get("/search?q=Kathrin").await.assert_ok();
    found.assert_has(&format!("/people/{other}"));
}

async fn the_stricter_consent_survives_every_decision(app: TestApp) {
    let katrin = app.person("Katrin Vogel").build().await;
    let objects = app
        .person("Katrin Fogel")
        .with("objection_at", "2026-01-02T00:00:00Z")
        .build()
        .await;
    let token = app.with_token(Role::Member).await;
    let body = json!({ "loser_id": objects.to_string(), "take": [] });
    let decision = merge(&token, katrin, body.clone()).await;
    let objected = json!("2026-01-02T00:00:00.000Z");
    assert_eq!(person(&token, katrin).await["objection_at"], objected);
    let undo = format!("/api/v1/merges/{decision}/undo");
    token.post_json(&undo, &json!({})).await.assert_ok();
    assert_eq!(person(&token, katrin).await["objection_at"], Value::Null);
    assert_eq!(person(&token, objects).await["objection_at"], objected);

    let third = app.person("K. Vogel").build().await;
    let decision = merge(&token, katrin, json!({ "loser_id": third.to_string() })).await;
    let path = format!("/api/v1/people/{katrin}");
    let raised = json!({ "objection_at": "2026-02-03T00:00:00Z" });
    token
        .clone()
        .header("if-match", "*")
        .json(axum::http::Method::PATCH, &path, &raised)
        .await
        .assert_ok();
    token
        .post_json(&format!("/api/v1/merges/{decision}/undo"), &json!({}))
        .await
        .assert_ok();
    let raised = json!("2026-02-03T00:00:00.000Z");
    assert_eq!(
        person(&token, katrin).await["objection_at"],
        raised,
        "nobody knows which of them"
    );
    assert_eq!(
        person(&token, third).await["objection_at"],
        raised,
        "nobody knows which of them"
    );
}

async fn values_are_chosen_side_by_side_and_one_click_takes_it_back(app: TestApp) {
    let a = app
        .person("Katrin Vogel")
        .email("katrin@nord.de")
        .at("Nord AG")
        .build()
        .await;
    let b = app
        .person("Katrin Vogel-Huber")
        .email("katrin@nord.de")
        .at("Nord AG")
        .build()
        .await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let compare = format!("/duplicates/people/{a}/with/{b}");
    let page = lena.get(&compare).await.assert_ok();
    page.assert_has("Unternehmen und Ort")
        .assert_has("sehr stark dafür")
        .assert_has("field.last_name");
    let (one, other) = (a.to_string(), b.to_string());
    let form = [
        ("a", one.as_str()),
        ("b", &other),
        ("winner", "a"),
        ("field.last_name", "b"),
    ];
    let merged = lena
        .post("/duplicates/people/merges", &form)
        .await
        .assert_status(303);
    assert_eq!(merged.location(), format!("/people/{a}"));
    let page = lena.get(&format!("/people/{a}")).await.assert_ok();
    page.assert_has("Katrin Vogel-Huber")
        .assert_has("Zusammengeführt");
    lena.post("/duplicates/people/merges", &form)
        .await
        .assert_status(409);
    let of_person = lena
        .get(&format!("/duplicates/people/{a}"))
        .await
        .assert_ok()
        .text();
    let start = of_person.find("/duplicates/merges/").unwrap();
    let undo: String = of_person[start..]
        .chars()
        .take_while(|c| *c != '"')
        .collect();
    lena.post(&undo, &[]).await.assert_status(303);
    lena.get(&format!("/people/{a}"))
        .await
        .assert_ok()
        .assert_lacks("Vogel-Huber</h2>");
    lena.get(&format!("/people/{b}"))
        .await
        .assert_ok()
        .assert_has("Vogel-Huber</h2>");
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .get(&compare)
        .await
        .assert_ok()
        .assert_lacks("Zusammenführen</button>");
    reader
        .post("/duplicates/people/merges", &form)
        .await
        .assert_status(403);
}

async fn a_chain_of_merges_is_taken_back_from_its_end(app: TestApp) {
    let [a, b, c] = [
        app.person("Anna Berg").build().await,
        app.person("Anna Burg").build().await,
        app.person("Anne Berg").build().await,
    ];
    let token = app.with_token(Role::Member).await;
    let first = merge(&token, b, json!({ "loser_id": a.to_string() })).await;
    let second = merge(&token, c, json!({ "loser_id": b.to_string() })).await;
    assert_eq!(person(&token, a).await["id"], json!(c.to_string()));
    let again = json!({ "loser_id": a.to_string() });
    token
        .post_json(&format!("/api/v1/people/{c}/merges"), &again)
        .await
        .assert_status(409);
    token
        .post_json(&format!("/api/v1/merges/{first}/undo"), &json!({}))
        .await
        .assert_ok();
    assert_eq!(
        person(&token, a).await["id"],
        json!(a.to_string()),
        "the first one out of the middle"
    );
    assert_eq!(person(&token, b).await["id"], json!(c.to_string()));
    token
        .post_json(&format!("/api/v1/merges/{second}/undo"), &json!({}))
        .await
        .assert_ok();
    assert_eq!(person(&token, b).await["id"], json!(b.to_string()));
}

both_engines!(
    one_person_stands_for_both,
    a_field_saved_on_an_old_page_reaches_the_survivor,
    an_undone_merge_leaves_both_as_they_were,
    the_stricter_consent_survives_every_decision,
    values_are_chosen_side_by_side_and_one_click_takes_it_back,
    a_chain_of_merges_is_taken_back_from_its_end,
);
