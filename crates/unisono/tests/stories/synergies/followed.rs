//! Meetings, for which companies are only followed: an order that was planted is found beyond freshness, and
//! where only freshness counts no order is.

use kernel::{Id, Millis, Role, Touchpoint};
use store::params;
use testkit::TestApp;

use super::{activity, found, searched_for};

/// Companies of each group: first a webinar, then a call; the other way round; only one; none.
const GROUP: i64 = 230;
const GROUPS: i64 = 5;
/// Days that companies are followed, in windows of 60.
const FOLLOWED: i64 = 420;
const WINDOW: i64 = 60;

#[derive(Clone, Copy, PartialEq)]
enum Planted {
    /// Four of ten more meet after a webinar and then a call.
    Order,
    /// The fresher a call is, the more meet; the order does nothing.
    Freshness,
}

/// Days before the window: when the webinar was and when the call.
fn days(group: i64, turn: i64) -> (Option<i64>, Option<i64>) {
    let (late, early) = (2 + turn % 16, 4 + turn % 16 + turn % 4);
    match group {
        0 => (Some(early), Some(late)),
        1 => (Some(late), Some(early)),
        2 => (Some(2 + turn % 20), None),
        3 => (None, Some(2 + turn % 20)),
        _ => (None, None),
    }
}

/// Of a hundred companies, so many meet.
fn share(planted: Planted, (webinar, call): (Option<i64>, Option<i64>)) -> i64 {
    let is_order = webinar.zip(call).is_some_and(|(w, c)| w > c);
    match planted {
        Planted::Order => 30 + if is_order { 40 } else { 0 },
        Planted::Freshness => 30 + call.map_or(0, |days| 60 - 3 * days.min(20)),
    }
}

/// A number from 0 to 99, the same for the same two.
fn draw(company: i64, window: i64) -> i64 {
    (company * 7919 + window * 104_729 + company * window * 31) % 100
}

async fn plant(app: &TestApp, planted: Planted) {
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let now = tx.ctx().now();
    let webinar = activity(&mut tx, "webinar").await;
    let call = activity(&mut tx, "erstkontakt").await;
    let (mut companies, mut records, mut touchpoints) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..GROUP * GROUPS {
        let company = tx.ctx().id();
        let (name, folded) = (format!("Firma {n}"), format!("firma {n}"));
        companies.push(params![company, name, folded, now, now]);
        records.push(params![company, company]);
        let begins = |window: i64| now.plus((window * WINDOW - FOLLOWED) * Millis::DAY);
        let mut touch = |kind: &str, time: Millis, activity: Option<Id>| {
            let mut touch = Touchpoint::new(kind, time);
            touch.company_id = Some(company);
            touch.activity_id = activity;
            touch.timestamp_quality = kernel::TimestampQuality::Imported;
            touchpoints.push(touch);
        };
        touch("phone.call.completed", begins(0), None);
        let (group, turn) = (n % GROUPS, n / GROUPS);
        for window in 1..FOLLOWED / WINDOW {
            let own = window == 2 + turn % 4;
            let days = if own { days(group, turn) } else { (None, None) };
            let at = |days: i64| begins(window).plus(-days * Millis::DAY);
            for (days, activity) in [(days.0, webinar), (days.1, call)] {
                if let Some(days) = days {
                    touch("phone.call.completed", at(days), Some(activity));
                }
            }
            if draw(n, window) < share(planted, days) {
                touch("meeting.held", at(-10), None);
            }
        }
    }
    let company = ["id", "name", "name_folded", "created_at", "updated_at"];
    let all = tx.insert_many("company", &company, companies, "").await;
    all.expect("companies");
    let all = tx.insert_many("company_record", &["id", "company_id"], records, "");
    all.await.expect("records");
    tx.record_all(touchpoints).await.expect("touchpoints");
    tx.commit().await.expect("all of it");
}

async fn a_planted_order_is_found_beyond_freshness(app: TestApp) {
    plant(&app, Planted::Order).await;
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let meetings = searched_for(&app, &lena, "meetings").await;
    assert_eq!(meetings["beyond_freshness"], true);
    let orders = found(&meetings).into_iter();
    let orders: Vec<_> = orders.filter(|pair| pair["is_ordered"] == true).collect();
    assert_eq!(orders.len(), 1, "{orders:?}");
    let pair = orders[0];
    assert_eq!(
        (&pair["first"], &pair["then"], &pair["verdict"]),
        (&"webinar".into(), &"erstkontakt".into(), &"more".into())
    );
    let low = pair["order"]["ci"][0].as_f64().expect("an interval");
    let high = pair["order"]["ci"][1].as_f64().expect("an interval");
    assert!(low < 0.4 && 0.4 < high && low > 0.0, "{low} to {high}");
    let address = format!(
        "synergies/meetings/webinar/erstkontakt?lag={}",
        pair["lag"].as_str().expect("a lag")
    );
    let behind = lena.get(&format!("/api/v1/{address}")).await;
    let behind = behind.assert_ok().value();
    assert_eq!(behind["pair"]["order"], pair["order"]);
    assert_eq!(behind["counts"]["first_then"][0], pair["n"]);
    lena.get("/synergies")
        .await
        .assert_ok()
        .assert_has("Frische herausgerechnet")
        .assert_has(&address);
    lena.get(&format!("/{address}"))
        .await
        .assert_ok()
        .assert_has("wie lange sie her ist")
        .assert_lacks("Zusammenwirken")
        .assert_lacks("NaN");
    // The pair without an order is another question, with another page.
    let together = "/synergies/meetings/erstkontakt/webinar?lag=any";
    lena.get(together)
        .await
        .assert_ok()
        .assert_has("Zusammenwirken")
        .assert_lacks("wie lange sie her ist");
}

async fn where_only_freshness_counts_no_order_is_found(app: TestApp) {
    plant(&app, Planted::Freshness).await;
    let lena = app.sign_in(Role::Owner, "marketing").await;
    let meetings = searched_for(&app, &lena, "meetings").await;
    let pairs = meetings["pairs"].as_array().expect("pairs").iter();
    let orders: Vec<_> = pairs.filter(|pair| pair["is_ordered"] == true).collect();
    assert!(!orders.is_empty(), "{meetings}");
    let found = orders.iter().filter(|pair| pair["unproven"] == false);
    assert_eq!(found.count(), 0, "{orders:?}");
}

testkit::both_engines!(
    a_planted_order_is_found_beyond_freshness,
    where_only_freshness_counts_no_order_is_found,
);
