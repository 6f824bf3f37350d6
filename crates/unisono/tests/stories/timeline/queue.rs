//! Touchpoints without a company: the queue, giving them to a company or a person, undo.

use kernel::{Id, Role, Touchpoint};
use store::params;
use testkit::{Client, TestApp};

use super::{katrin, record};

/// A visit of somebody without a name.
async fn visit(app: &TestApp, visitor: &str, page: &str) {
    let mut visit = Touchpoint::new("web.page.viewed", app.ctx().now());
    visit.anonymous_id = Some(visitor.into());
    visit.object_name = Some(page.into());
    visit.source = "shop".to_owned();
    record(app, visit).await;
}

async fn id_of(app: &TestApp, page: &str) -> String {
    let found: (Id,) = app
        .db()
        .one(
            "select id from touchpoint where object_name = $1",
            params![page],
        )
        .await
        .expect("the visit");
    found.0.to_string()
}

/// Assigns and answers the address that undoes it, as the notice of the next page offers it.
async fn assign(lena: &Client, ids: &[&str], to: &str) -> String {
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("id", *id)).collect();
    form.push(("to", to));
    let done = lena.post("/timeline/unresolved/assignments", &form).await;
    let cookie = done.assert_status(303).header("set-cookie");
    let address = cookie.split("undo").next().unwrap_or("");
    let from = address
        .find("/timeline")
        .or_else(|| address.find("%2Ftimeline"));
    let address = &address[from.expect("an undo")..];
    format!("{}undo", address.replace("%2F", "/"))
}

async fn several_entries_get_their_company_at_once_and_it_can_be_undone(app: TestApp) {
    let company = app.company("Müller AG").build().await;
    for (visitor, page) in [
        ("a-1", "/preise"),
        ("a-1", "/kontakt"),
        ("a-2", "/wartung"),
        ("a-3", "/hilfe"),
    ] {
        visit(&app, visitor, page).await;
    }
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/timeline/unresolved").await.assert_ok();
    page.assert_has("/preise")
        .assert_has("Besuch ohne Namen")
        .assert_has("name=\"id\"");
    let found = lena
        .get("/timeline/unresolved/pick?q=muell")
        .await
        .assert_ok();
    let to = format!("company:{company}");
    found
        .assert_has("Müller AG")
        .assert_has(&to)
        .assert_has("new:muell");
    let (first, other) = (id_of(&app, "/preise").await, id_of(&app, "/wartung").await);
    let undo = assign(&lena, &[&first, &other], &to).await;
    // The second page of the same visitor is resolved with the first.
    let queue = lena.get("/timeline/unresolved").await;
    queue
        .assert_lacks("/preise")
        .assert_lacks("/kontakt")
        .assert_lacks("/wartung")
        .assert_has("/hilfe");
    let stream = lena.get(&format!("/timeline?company={company}")).await;
    stream
        .assert_has("/preise")
        .assert_has("/kontakt")
        .assert_has("/wartung");
    lena.post(&undo, &[]).await.assert_status(303);
    let queue = lena.get("/timeline/unresolved").await;
    queue
        .assert_has("/preise")
        .assert_has("/kontakt")
        .assert_has("/wartung");
    lena.get(&format!("/timeline?company={company}"))
        .await
        .assert_lacks("/preise");
    lena.post(&undo, &[]).await.assert_status(404);
    let reader = app.sign_in(Role::Reader, "sales").await;
    reader
        .get("/timeline/unresolved")
        .await
        .assert_ok()
        .assert_lacks("name=\"id\"");
    let form = [("id", first.as_str()), ("to", to.as_str())];
    reader
        .post("/timeline/unresolved/assignments", &form)
        .await
        .assert_status(403);
}

async fn a_visitor_who_turns_out_to_be_somebody_stays_that_person(app: TestApp) {
    let (person, company) = katrin(&app).await;
    visit(&app, "a-7", "/preise").await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let first = id_of(&app, "/preise").await;
    let undo = assign(&lena, &[&first], &format!("person:{person}")).await;
    lena.get(&format!("/timeline?person={person}"))
        .await
        .assert_has("/preise");
    lena.get(&format!("/timeline?company={company}"))
        .await
        .assert_has("/preise");
    let of_visitor = async || {
        let sql =
            "select count(*) from identity_edge where kind = 'anonymous_id' and value = 'a-7'";
        let (n,): (i64,) = app.db().one(sql, params![]).await.expect("a count");
        n
    };
    assert_eq!(of_visitor().await, 1, "later visits are known");
    lena.post(&undo, &[]).await.assert_status(303);
    assert_eq!(of_visitor().await, 0);
    lena.get(&format!("/timeline?person={person}"))
        .await
        .assert_lacks("/preise");
    lena.get("/timeline/unresolved").await.assert_has("/preise");
}

async fn people_and_deals_get_the_company_with_their_entries(app: TestApp) {
    let jonas = app
        .person("Jonas Wolff")
        .email("jonas@wolff-pumpen.example")
        .build()
        .await;
    let mut call = Touchpoint::new("phone.call.completed", app.ctx().now());
    call.record_id = Some(jonas);
    call.object_name = Some("Anruf von Jonas".to_owned());
    record(&app, call).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena.get("/timeline/unresolved").await.assert_ok();
    page.assert_has("Jonas Wolff")
        .assert_has("wolff-pumpen.example");
    let id = id_of(&app, "Anruf von Jonas").await;
    let undo = assign(&lena, &[&id], "new:Wolff Pumpen GmbH").await;
    let person = lena.get(&format!("/people/{jonas}")).await;
    person
        .assert_has("Wolff Pumpen GmbH")
        .assert_has("Anruf von Jonas");
    lena.get("/timeline/unresolved")
        .await
        .assert_lacks("Anruf von Jonas");
    lena.post(&undo, &[]).await.assert_status(303);
    let (company,): (Option<Id>,) = app
        .db()
        .one(
            "select company_id from person where id = $1",
            params![jonas],
        )
        .await
        .expect("the person");
    assert_eq!(company, None);
    lena.get("/timeline/unresolved")
        .await
        .assert_has("Anruf von Jonas");
}

async fn the_queue_is_filtered_and_programs_use_it_too(app: TestApp) {
    let (person, company) = katrin(&app).await;
    visit(&app, "a-1", "/preise").await;
    let mut ticket = Touchpoint::new("ticket.opened", app.ctx().now());
    ticket.source = "helpdesk".to_owned();
    ticket.object_name = Some("T-1 klemmt".to_owned());
    record(&app, ticket).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let page = lena
        .get("/timeline/unresolved?source=helpdesk")
        .await
        .assert_ok();
    page.assert_has("T-1 klemmt")
        .assert_lacks("/preise")
        .assert_has("Filter entfernen");
    let none = lena
        .get("/timeline/unresolved?source=helpdesk&type=web.page.viewed")
        .await;
    none.assert_has("Keine Kontaktpunkte: Seite angesehen · helpdesk");
    let token = app.with_token(Role::Member).await;
    let waiting = token
        .get("/api/v1/touchpoints/unresolved?type=ticket.opened")
        .await
        .assert_ok()
        .value();
    let id = waiting["data"][0]["id"].clone();
    assert_eq!(waiting["data"].as_array().map(Vec::len), Some(1));
    let both =
        serde_json::json!({ "touchpoints": [id], "company_id": company, "person_id": person });
    token
        .post_json("/api/v1/assignments", &both)
        .await
        .assert_status(422);
    let given = serde_json::json!({ "touchpoints": [id], "company_id": company });
    let done = token
        .post_json("/api/v1/assignments", &given)
        .await
        .assert_status(201)
        .value();
    assert_eq!(done["resolved"], 1);
    token
        .post_json("/api/v1/assignments", &given)
        .await
        .assert_status(409);
    let undo = format!(
        "/api/v1/assignments/{}",
        done["id"].as_str().expect("an id")
    );
    token.delete(&undo).await.assert_status(204);
    token
        .post_json("/api/v1/assignments", &given)
        .await
        .assert_status(201);
}

async fn what_belongs_to_one_person_is_not_given_to_another(app: TestApp) {
    let (katrin, _) = katrin(&app).await;
    let jonas = app.person("Jonas Wolff").build().await;
    let mut call = Touchpoint::new("phone.call.completed", app.ctx().now());
    call.record_id = Some(jonas);
    call.object_name = Some("Anruf von Jonas".to_owned());
    record(&app, call).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let id = id_of(&app, "Anruf von Jonas").await;
    let to = format!("person:{katrin}");
    for (id, to) in [
        (id.as_str(), to.as_str()),
        (id.as_str(), ""),
        ("x", to.as_str()),
    ] {
        let form = [("id", id), ("to", to)];
        lena.post("/timeline/unresolved/assignments", &form)
            .await
            .assert_status(422);
    }
    let nothing = lena
        .post("/timeline/unresolved/assignments", &[("to", &to)])
        .await;
    nothing
        .assert_status(422)
        .assert_has("mindestens eine Zeile");
    // The page stays: the chosen row is still chosen, and what is missing is said.
    let form = [
        ("id", id.as_str()),
        ("back", "/timeline/unresolved?type=phone.call.completed"),
    ];
    let page = lena
        .post("/timeline/unresolved/assignments", &form)
        .await
        .assert_status(422);
    page.assert_has("Bitte ein Unternehmen oder eine Person wählen")
        .assert_has("checked")
        .assert_has("Filter entfernen – Art: Anruf geführt");
}

async fn somebody_without_a_name_can_be_opened(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    let made = lena
        .post_json(
            "/api/v1/people",
            &serde_json::json!({ "emails": ["kasse@nord.de"] }),
        )
        .await
        .assert_status(201)
        .value();
    let mut visit = Touchpoint::new("web.page.viewed", app.ctx().now());
    visit.record_id = made["id"].as_str().and_then(|id| id.parse().ok());
    visit.object_name = Some("/kasse".into());
    record(&app, visit).await;
    lena.get("/timeline/unresolved")
        .await
        .assert_ok()
        .assert_has(">Person</a>");
    let entry = format!("/timeline/{}", id_of(&app, "/kasse").await);
    lena.get(&entry).await.assert_ok().assert_has(">Person</a>");
}

testkit::both_engines!(
    several_entries_get_their_company_at_once_and_it_can_be_undone,
    a_visitor_who_turns_out_to_be_somebody_stays_that_person,
    people_and_deals_get_the_company_with_their_entries,
    the_queue_is_filtered_and_programs_use_it_too,
    what_belongs_to_one_person_is_not_given_to_another,
    somebody_without_a_name_can_be_opened,
);
