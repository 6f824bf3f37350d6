//! People who only look alike: colleagues, families, and a tablet that passes from hand to hand.

use connect::sources::Kind;
use kernel::Role;
use serde_json::{Value, json};
use store::params;
use testkit::{TestApp, both_engines};

use super::ingest::{send, sender};
use super::review::{count, open, search};

/// Two colleagues who share the switchboard and info@, and a family at one company.
async fn people_who_only_look_alike_are_never_merged(app: TestApp) {
    let office = |name: &'static str| {
        app.person(name)
            .at("Müller Maschinenbau GmbH")
            .email("info@mueller.de")
            .with("phones", "+49 89 4711")
    };
    let people = [
        office("Katrin Huber").build().await,
        office("Jonas Weber").build().await,
        office("Anna Müller").build().await,
        office("Peter Müller").build().await,
    ];
    let token = app.with_token(Role::Member).await;
    search(&app, &token).await;
    token
        .post_json("/api/v1/duplicates/batches", &json!({}))
        .await
        .assert_status(202);
    app.settle().await;
    assert_eq!(
        count(
            &app,
            "select count(*) from person where merged_into_id is not null"
        )
        .await,
        0
    );
    for id in people {
        assert_eq!(
            token.get(&format!("/api/v1/people/{id}")).await.value()["id"],
            json!(id)
        );
    }
    assert!(open(&token, "certain").await.is_empty());
}

/// Four visitors leave their address on the tablet of a fair, one after the other.
async fn a_tablet_of_a_fair_never_collapses_its_visitors(app: TestApp) {
    let fair = sender(&app, "fair", Kind::Browser).await;
    let page = |id: &str| json!({ "type": "page", "anonymousId": "tablet-7", "messageId": id });
    let first = page("before anybody");
    send(&fair, "/v1/page", &first).await.assert_status(200);
    let visitors = [
        ("Lea", "brandt"),
        ("Omar", "aydin"),
        ("Ute", "kramer"),
        ("Max", "seidel"),
    ];
    for (first, last) in visitors {
        let identify = json!({ "type": "identify", "anonymousId": "tablet-7", "messageId": last,
            "traits": { "firstName": first, "lastName": last, "email": format!("{last}@{last}-werke.de") } });
        send(&fair, "/v1/identify", &identify)
            .await
            .assert_status(200);
        app.settle().await;
    }
    send(&fair, "/v1/page", &page("after everybody"))
        .await
        .assert_status(200);
    app.settle().await;
    let people: Vec<(String, i64)> = app
        .db()
        .rows(
            "select p.last_name, (select count(*) from v_touchpoint t where t.person_id = p.id \
             and t.type in ('web.page.viewed', 'identity.identified')) from person p order by p.id",
            params![],
        )
        .await
        .unwrap();
    let seen: Vec<(&str, i64)> = people.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(
        seen,
        [("brandt", 1), ("aydin", 1), ("kramer", 1), ("seidel", 1)]
    );
    let nobody =
        "select count(*) from touchpoint where anonymous_id = 'tablet-7' and record_id is null";
    assert_eq!(
        count(&app, nobody).await,
        2,
        "whoever came before or comes next is nobody of them"
    );
}

/// Somebody gives a second address on the device that is known: one person with the same name, two without.
async fn a_second_address_on_a_known_device_is_the_same_person_if_the_name_is(app: TestApp) {
    let site = sender(&app, "site", Kind::Browser).await;
    let identify = |id: &str, email: &str, name: Value| {
        let mut traits = name;
        traits["email"] = json!(email);
        json!({ "type": "identify", "anonymousId": "phone-1", "messageId": id, "traits": traits })
    };
    let katrin = json!({ "firstName": "Katrin", "lastName": "Vogel" });
    let people = "select count(*) from person where merged_into_id is null";
    for (id, email, name, expected) in [
        ("1", "katrin.vogel@nord.de", katrin.clone(), 1),
        ("2", "kv77@web.de", katrin, 1),
        ("3", "katrin.vogel@web.de", json!({}), 1),
        ("4", "somebody@gmx.de", json!({}), 2),
    ] {
        let said = identify(id, email, name);
        send(&site, "/v1/identify", &said).await.assert_status(200);
        app.settle().await;
        assert_eq!(count(&app, people).await, expected, "{email}");
    }
    let addresses = "select count(distinct r.person_id) from identity_edge e join person_record r on r.id = e.record_id \
                     where e.kind = 'email' and e.value in ('katrin.vogel@nord.de', 'kv77@web.de', 'katrin.vogel@web.de')";
    assert_eq!(count(&app, addresses).await, 1, "all lead to one");
}

both_engines!(
    a_second_address_on_a_known_device_is_the_same_person_if_the_name_is,
    people_who_only_look_alike_are_never_merged,
    a_tablet_of_a_fair_never_collapses_its_visitors,
);
