//! Two companies that are one: merged, split, taken back, and nothing lost on the way.

use axum::http::Method;
use kernel::{Id, Role};
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp, both_engines};

use super::merging::{Row, call};

const DAY: i64 = 86_400_000;

async fn merge(client: &Client, winner: Id, body: Value) -> String {
    let path = format!("/api/v1/companies/{winner}/merges");
    let merged = client.post_json(&path, &body).await;
    let id = merged.assert_status(201).value()["id"].clone();
    id.as_str().unwrap().to_owned()
}

async fn company(client: &Client, id: Id) -> Value {
    let path = format!("/api/v1/companies/{id}");
    client.get(&path).await.assert_ok().value()
}

async fn change(client: &Client, id: Id, fields: Value) -> Value {
    let path = format!("/api/v1/companies/{id}");
    let program = client.clone().header("if-match", "*");
    let changed = program.json(Method::PATCH, &path, &fields).await;
    changed.assert_ok().value()
}

/// What the log says about a company, and what its timeline shows.
async fn told(app: &TestApp, id: Id) -> Vec<Row> {
    let sql = "select id, type, record_id, company_id, time, properties from v_touchpoint \
               where company_id = $1 and type not like 'identity.%' and type <> 'company.changed' order by id";
    app.db().rows(sql, params![id]).await.unwrap()
}

async fn shown(client: &Client, id: Id) -> usize {
    let path = format!("/api/v1/touchpoints?company={id}&channel=phone");
    let page = client.get(&path).await.assert_ok().value();
    page["data"].as_array().unwrap().len()
}

/// Two entries of one company, each with a person who was called.
async fn two(app: &TestApp) -> (Id, Id) {
    let nord = app
        .company("Nordwerk GmbH")
        .with("domain", "nordwerk.de")
        .build()
        .await;
    let again = app
        .company("NORDWERK Gesellschaft mbH")
        .with("domain", "nordwerk.de")
        .with("city", "Kiel")
        .with("phone", "+49 431 5550")
        .build()
        .await;
    let anna = app.person("Anna Berg").at("Nordwerk GmbH").build().await;
    let jens = app
        .person("Jens Thal")
        .at("NORDWERK Gesellschaft mbH")
        .build()
        .await;
    let company_of = |person: Id| async move {
        let sql = "select company_id from person where id = $1";
        let (id,): (Id,) = app.db().one(sql, params![person]).await.unwrap();
        id
    };
    assert_eq!(
        (company_of(anna).await, company_of(jens).await),
        (nord, again)
    );
    for (person, day) in [(anna, 1), (jens, 2)] {
        let id = call(app, person, day).await;
        let sql = "update touchpoint set company_id = $2 where id = $1";
        let mut tx = app.db().begin(&app.ctx()).await.unwrap();
        let of = company_of(person).await;
        tx.exec(sql, params![id, of]).await.unwrap();
        tx.commit().await.unwrap();
    }
    app.settle().await;
    (nord, again)
}

async fn one_company_stands_for_both(app: TestApp) {
    let (nord, again) = two(&app).await;
    let token = app.with_token(Role::Member).await;
    let deal = json!({ "name": "Presse 4000", "company_id": again.to_string() });
    let deal = token.post_json("/api/v1/deals", &deal).await;
    let deal = deal.assert_status(201).value()["id"].clone();
    merge(&token, nord, json!({ "loser_id": again.to_string() })).await;
    app.settle().await;
    let both = company(&token, nord).await;
    let values = (&both["name"], &both["city"], &both["phone"]);
    let expected = (
        &json!("Nordwerk GmbH"),
        &json!("Kiel"),
        &json!("+49 431 5550"),
    );
    assert_eq!(values, expected, "gaps are filled");
    assert_eq!(company(&token, again).await["id"], json!(nord.to_string()));
    assert_eq!(shown(&token, nord).await, 2, "both calls on one timeline");
    assert_eq!(shown(&token, again).await, 2, "under the old id as well");
    let lena = app.sign_in(Role::Member, "sales").await;
    let old = lena.get(&format!("/companies/{again}")).await;
    let place = old.assert_status(303).location();
    assert_eq!(place, format!("/companies/{nord}"));
    let page = lena.get(&place).await.assert_ok();
    page.assert_has("Anna Berg")
        .assert_has("Jens Thal")
        .assert_has("Presse 4000")
        .assert_has("Besteht aus 2 Datensätzen")
        .assert_has("Zusammengeführt");
    let list = lena.get("/companies").await.assert_ok();
    list.assert_has("Nordwerk GmbH").assert_lacks("NORDWERK");
    let people = lena
        .get(&format!("/people?company={nord}"))
        .await
        .assert_ok();
    people.assert_has("Jens Thal").assert_lacks("NORDWERK");
    let deals = lena.get(&format!("/deals?view=list&company={nord}")).await;
    deals.assert_ok().assert_has("Presse 4000");
    let of_deal = lena
        .get(&format!("/deals/{}", deal.as_str().unwrap()))
        .await;
    of_deal.assert_ok().assert_has(">Nordwerk GmbH</a>");
    let found = lena.get("/search?q=Nordwerk").await.assert_ok();
    found.assert_lacks(&format!("/companies/{again}"));
}

async fn who_addresses_a_merged_company_means_the_other(app: TestApp) {
    let (nord, again) = two(&app).await;
    let token = app.with_token(Role::Member).await;
    merge(&token, nord, json!({ "loser_id": again.to_string() })).await;
    let json = json!({ "city": "Lübeck" });
    assert_eq!(
        change(&token, again, json).await["id"],
        json!(nord.to_string())
    );
    assert_eq!(company(&token, nord).await["city"], json!("Lübeck"));
}

async fn an_undone_merge_leaves_both_companies_as_they_were(app: TestApp) {
    let (nord, again) = two(&app).await;
    let token = app.with_token(Role::Member).await;
    let before = (told(&app, nord).await, told(&app, again).await);
    let values = (company(&token, nord).await, company(&token, again).await);
    let decision = merge(&token, nord, json!({ "loser_id": again.to_string() })).await;
    app.settle().await;
    app.clock().advance(90 * DAY);
    let token = app.with_token(Role::Member).await;
    change(&token, nord, json!({ "city": "Wien" })).await;
    let undo = format!("/api/v1/merges/{decision}/undo");
    let back = token.post_json(&undo, &json!({})).await.assert_ok().value();
    assert_eq!(back["company_id"], json!(again.to_string()));
    token.post_json(&undo, &json!({})).await.assert_status(409);
    app.settle().await;
    let after = (told(&app, nord).await, told(&app, again).await);
    assert_eq!(after, before, "nothing of the log was rewritten");
    assert_eq!(
        (shown(&token, nord).await, shown(&token, again).await),
        (1, 1)
    );
    let now = (company(&token, nord).await, company(&token, again).await);
    let fields = customers::companies::FIELDS.iter().map(|field| field.name);
    for field in fields.filter(|field| *field != "city") {
        assert_eq!(now.0[field], values.0[field], "{field}");
        assert_eq!(now.1[field], values.1[field], "{field}");
    }
    let decided = "what somebody decided since then stays";
    assert_eq!(
        (&now.0["city"], &now.1["city"]),
        (&json!("Wien"), &json!("Kiel")),
        "{decided}"
    );
    assert_eq!(now.0["touched_at"], values.0["touched_at"]);
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get(&format!("/companies/{again}")).await.assert_ok();
    page.assert_has("Getrennt")
        .assert_has("Jens Thal")
        .assert_lacks("Anna Berg");
    let found = lena
        .get("/search?q=NORDWERK+Gesellschaft")
        .await
        .assert_ok();
    found.assert_has(&format!("/companies/{again}"));
}

async fn companies_are_chosen_side_by_side_and_split_again(app: TestApp) {
    let (nord, again) = two(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let compare = format!("/duplicates/companies/{nord}/with/{again}");
    let page = lena.get(&compare).await.assert_ok();
    page.assert_has("Firmenname")
        .assert_has("field.name")
        .assert_has("Zusammengehörigkeit festhalten");
    let (a, b) = (nord.to_string(), again.to_string());
    let form = [
        ("a", a.as_str()),
        ("b", &b),
        ("winner", "a"),
        ("field.name", "b"),
    ];
    let merged = lena.post("/duplicates/companies/merges", &form).await;
    let place = merged.assert_status(303).location();
    assert_eq!(place, format!("/companies/{nord}"));
    let page = lena.get(&place).await.assert_ok();
    page.assert_has("NORDWERK Gesellschaft mbH</h2>");
    let made_of = format!("/duplicates/companies/{nord}");
    let page = lena.get(&made_of).await.assert_ok();
    page.assert_has("Wieder für sich stehen lassen");
    let split = format!("/duplicates/companies/{nord}/splits");
    let alone = lena.post(&split, &[("records", &b)]).await;
    assert_eq!(
        alone.assert_status(303).location(),
        format!("/companies/{again}")
    );
    let page = lena.get(&format!("/companies/{nord}")).await.assert_ok();
    page.assert_has("Nordwerk GmbH</h2>");
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .get(&compare)
        .await
        .assert_ok()
        .assert_lacks("Zusammenführen</button>");
    reader
        .post("/duplicates/companies/merges", &form)
        .await
        .assert_status(403);
    reader
        .post("/duplicates/companies/parts", &form)
        .await
        .assert_status(403);
}

async fn a_chain_of_companies_is_taken_apart_in_any_order(app: TestApp) {
    let [a, b, c] = [
        app.company("Alpha Bau GmbH").build().await,
        app.company("Alfa Bau GmbH").build().await,
        app.company("Alpha-Bau").build().await,
    ];
    let token = app.with_token(Role::Member).await;
    let first = merge(&token, b, json!({ "loser_id": a.to_string() })).await;
    merge(&token, c, json!({ "loser_id": b.to_string() })).await;
    assert_eq!(company(&token, a).await["id"], json!(c.to_string()));
    let split = format!("/api/v1/companies/{c}/splits");
    let own = json!({ "records": [c.to_string()] });
    token.post_json(&split, &own).await.assert_status(422);
    let middle = json!({ "records": [a.to_string()] });
    let back = token
        .post_json(&split, &middle)
        .await
        .assert_status(201)
        .value();
    assert_eq!(
        back["company_id"],
        json!(a.to_string()),
        "out of the middle"
    );
    let undone = format!("/api/v1/merges/{first}/undo");
    token
        .post_json(&undone, &json!({}))
        .await
        .assert_status(409);
    assert_eq!(company(&token, b).await["id"], json!(c.to_string()));
    let merges = format!("/api/v1/companies/{c}/merges");
    let merges = token.get(&merges).await.assert_ok().value();
    assert_eq!(merges["data"].as_array().unwrap().len(), 1);
    assert_eq!(merges["data"][0]["of"], json!("company"));
}

both_engines!(
    one_company_stands_for_both,
    who_addresses_a_merged_company_means_the_other,
    an_undone_merge_leaves_both_companies_as_they_were,
    companies_are_chosen_side_by_side_and_split_again,
    a_chain_of_companies_is_taken_apart_in_any_order,
);
