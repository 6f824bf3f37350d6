//! The board: light at first, every card within reach, and on each who took part.

use kernel::{Id, Role, Touchpoint};
use serde_json::json;
use testkit::{Answer, Client, TestApp, both_engines};

async fn new_deal(someone: &Client, name: &str, value_minor: i64, company: Option<Id>) -> String {
    let fields = json!({ "name": name, "value_minor": value_minor, "company_id": company });
    let made = someone.post_json("/api/v1/deals", &fields).await;
    let made = made.assert_status(201).value();
    made["id"].as_str().unwrap().to_owned()
}

fn cards(text: &str) -> Vec<String> {
    let ids = text.split("data-card=\"").skip(1);
    ids.filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// The address from which a column loads its next cards.
fn next(answer: &Answer) -> Option<String> {
    let text = answer.text();
    let (_, rest) = text.split_once("hx-get=\"/deals/cards")?;
    let rest = rest.split('"').next()?.replace("&amp;", "&");
    Some(format!("/deals/cards{rest}"))
}

async fn a_column_loads_its_further_cards_one_after_the_other(app: TestApp) {
    let lena = app.sign_in(Role::Member, "sales").await;
    for n in 0..25 {
        app.clock().advance(60_000);
        new_deal(&lena, &format!("Fräse {n:02}"), 100_000, None).await;
    }
    let board = lena.get("/deals").await.assert_ok();
    // Count and sum are those of all deals of the stage, whatever is shown.
    let board = board
        .assert_has("25 · 25.000")
        .assert_has("Fräse 24")
        .assert_lacks("Fräse 00");
    let mut seen = cards(&board.text());
    assert_eq!(seen.len(), 5);
    let mut place = next(&board);
    while let Some(address) = place {
        let more = lena
            .clone()
            .htmx()
            .get(&address)
            .await
            .assert_ok()
            .assert_lacks("<html");
        let loaded = cards(&more.text());
        assert!((1..=12).contains(&loaded.len()));
        // Loaded cards can be moved like the first: menu, version, address of the move.
        more.assert_has("data-move-to=").assert_has("data-version=");
        seen.extend(loaded);
        place = next(&lena.clone().htmx().get(&address).await);
    }
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (25, 25), "every card once");
    let filtered = lena.get("/deals?q=fr%C3%A4se").await.assert_ok();
    assert!(
        next(&filtered).unwrap().contains("q=fr%C3%A4se"),
        "further cards keep the filter"
    );
    lena.get("/deals/cards?column=0000000000001")
        .await
        .assert_status(404);
    let council = app.sign_in(Role::WorksCouncil, "").await;
    council
        .get(&next(&filtered).unwrap())
        .await
        .assert_status(403);
}

async fn each_card_shows_who_took_part_in_the_fixed_order(app: TestApp) {
    app.full_house().await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let company = app.company("Müller AG").build().await;
    let quiet = app.company("Stille GmbH").build().await;
    let deal = new_deal(&lena, "Fräse Linz", 100_000, Some(company)).await;
    let silent = new_deal(&lena, "Ohne Kontakt", 100_000, Some(quiet)).await;
    let said = [
        ("ticket.replied", "service"),
        ("phone.call.completed", "sales"),
        ("phone.call.completed", "sales"),
        ("web.form.submitted", "marketing"),
        ("score.changed", "marketing"),
    ];
    for (type_key, department) in said {
        let mut touchpoint = Touchpoint::new(type_key, app.ctx().now());
        touchpoint.company_id = Some(company);
        touchpoint.department_id = org::departments::by_key(app.db(), department)
            .await
            .unwrap();
        let mut tx = app.db().begin(&app.ctx()).await.unwrap();
        tx.record(touchpoint).await.unwrap();
        tx.commit().await.unwrap();
    }
    app.clock().advance(1_000);
    let lena = app.sign_in(Role::Member, "sales").await;
    let board = lena.get("/deals").await.assert_ok();
    let shares =
        "Beteiligung je Abteilung: Marketing 25\u{a0}%, Vertrieb 50\u{a0}%, Service 25\u{a0}%";
    let board = board
        .assert_has(shares)
        .assert_has(&format!("href=\"/deals/{deal}/contribution\""));
    board.assert_lacks(&format!("href=\"/deals/{silent}/contribution\""));
    // The card says the same as the page of the deal.
    let credit = lena
        .get(&format!("/api/v1/deals/{deal}/contribution"))
        .await
        .assert_ok()
        .value();
    let counted: Vec<f64> = credit["departments"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|share| share["deals"].as_f64())
        .filter(|share| *share > 0.0)
        .collect();
    assert_eq!(counted, [0.25, 0.5, 0.25]);
    // A moved card keeps its bar.
    let stages = customers::pipelines::stages(app.db()).await.unwrap();
    let offer = stages
        .iter()
        .find(|stage| stage.key == "offer")
        .unwrap()
        .id
        .to_string();
    let moved = lena
        .clone()
        .htmx()
        .post(&format!("/deals/{deal}/stage"), &[("to", &offer)])
        .await;
    moved.assert_ok().assert_has(shares);
}

both_engines!(
    a_column_loads_its_further_cards_one_after_the_other,
    each_card_shows_who_took_part_in_the_fixed_order,
);
