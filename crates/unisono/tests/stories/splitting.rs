//! Records that are split off a person, and the way back.

use kernel::{Id, Role};
use serde_json::json;
use testkit::{TestApp, both_engines};

use super::merging::{Row, call, merge, person, timeline};

async fn records_are_split_off_and_an_old_person_comes_back_under_its_address(app: TestApp) {
    let katrin = app
        .person("Katrin Vogel")
        .email("katrin@vogel.de")
        .build()
        .await;
    let other = app
        .person("Karl Vogel")
        .email("karl@vogel.de")
        .build()
        .await;
    let mut tx = app.db().begin(&app.ctx()).await.unwrap();
    let shop = customers::people::record_for(&mut tx, katrin, "shop")
        .await
        .unwrap();
    customers::people::attach(&mut tx, shop, "email", "anna@vogel.de", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    call(&app, shop, 3).await;
    let token = app.with_token(Role::Member).await;
    merge(&token, katrin, json!({ "loser_id": other.to_string() })).await;
    let split = format!("/api/v1/people/{katrin}/splits");
    token
        .post_json(&split, &json!({ "records": [katrin.to_string()] }))
        .await
        .assert_status(422);
    let back = token
        .post_json(&split, &json!({ "records": [other.to_string()] }))
        .await;
    assert_eq!(
        back.assert_status(201).value()["person_id"],
        json!(other.to_string())
    );
    assert_eq!(
        person(&token, other).await["emails"],
        json!(["karl@vogel.de"])
    );

    let anna = json!({ "records": [shop.to_string()], "first_name": "Anna", "last_name": "Vogel" });
    let made = token
        .post_json(&split, &anna)
        .await
        .assert_status(201)
        .value();
    let anna: Id = made["person_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        person(&token, anna).await["emails"],
        json!(["anna@vogel.de"])
    );
    let calls = |rows: Vec<Row>| {
        rows.iter()
            .filter(|row| row.1 == "phone.call.completed")
            .count()
    };
    assert_eq!(calls(timeline(&app, anna).await), 1);
    assert_eq!(calls(timeline(&app, katrin).await), 0);
    let merges = token
        .get(&format!("/api/v1/people/{anna}/merges"))
        .await
        .assert_ok()
        .value();
    assert_eq!(merges["data"][0]["kind"], json!("split"));
    let undo = format!(
        "/api/v1/merges/{}/undo",
        merges["data"][0]["id"].as_str().unwrap()
    );
    token.post_json(&undo, &json!({})).await.assert_ok();
    assert_eq!(calls(timeline(&app, katrin).await), 1);
    assert_eq!(person(&token, anna).await["id"], json!(katrin.to_string()));
}

both_engines!(records_are_split_off_and_an_old_person_comes_back_under_its_address);
