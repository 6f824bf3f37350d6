//! A house in which marketing and sales bring more together than each alone, and service brings nothing.

use kernel::{Id, Millis, Role, TimestampQuality, Touchpoint};
use serde_json::Value;
use store::params;
use testkit::TestApp;

use super::row;

const DEALS: i64 = 480;
const VALUE: i64 = 1_000_000;

/// What a deal had before its landmark.
#[derive(Clone, Copy)]
struct Had {
    marketing: bool,
    sales: bool,
    service: bool,
}

impl Had {
    /// Every combination equally often, in a fixed order.
    fn of(n: i64) -> Self {
        Self {
            marketing: n % 2 == 0,
            sales: n / 2 % 2 == 0,
            service: n / 4 % 2 == 0,
        }
    }

    /// Of ten deals with the same, so many are won.
    fn wins(self) -> i64 {
        match (self.marketing, self.sales) {
            (true, true) => 8,
            (true, false) => 3,
            (false, true) => 3,
            (false, false) => 1,
        }
    }
}

/// Deals of the last twelve months, each of a company of its own, and three that were won at once.
pub(super) async fn plant(app: &TestApp) {
    app.full_house().await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let now = tx.ctx().now();
    let mut touchpoints = Vec::new();
    let mut departments = Vec::new();
    for key in ["marketing", "sales", "service"] {
        let id = org::departments::by_key(app.db(), key)
            .await
            .expect("departments");
        departments.push(id.expect("seeded"));
    }
    for n in 0..DEALS + 3 {
        let (company, had, early) = (tx.ctx().id(), Had::of(n), n >= DEALS);
        let opened = now.plus(-(80 + n * 7 % 240) * Millis::DAY);
        let wins = early || n / 8 % 10 < had.wins();
        let ended = opened.plus(if early { 5 } else { 45 } * Millis::DAY);
        close(&mut tx, company, (opened, ended), wins).await;
        let mut touch = |key: &str, days: i64, department: Option<Id>| {
            let mut touchpoint = Touchpoint::new(key, opened.plus(-days * Millis::DAY));
            touchpoint.company_id = Some(company);
            touchpoint.department_id = department;
            touchpoint.timestamp_quality = TimestampQuality::Imported;
            touchpoints.push(touchpoint);
        };
        if early {
            touch("web.form.submitted", 1, None);
            continue;
        }
        for (had, key, department) in [
            (had.marketing, "webinar.attended", departments[0]),
            (had.sales, "phone.call.completed", departments[1]),
            (had.service, "ticket.replied", departments[2]),
        ] {
            if had {
                touch(key, 5, Some(department));
            }
        }
    }
    tx.record_all(touchpoints).await.expect("touchpoints");
    tx.commit().await.expect("kept");
}

async fn close(tx: &mut store::Tx, company: Id, (opened, ended): (Millis, Millis), wins: bool) {
    let (deal, name) = (tx.ctx().id(), format!("Firma {company}"));
    tx.exec(
        "insert into company (id, name, name_folded, created_at, updated_at) values ($1, $2, $2, $3, $3)",
        params![company, name, opened],
    )
    .await
    .expect("a company");
    tx.exec(
        "insert into company_record (id, company_id) values ($1, $1)",
        params![company],
    )
    .await
    .expect("its membership");
    let (won, lost) = if wins {
        (Some(ended), None)
    } else {
        (None, Some(ended))
    };
    tx.exec(
        "insert into deal (id, name, name_folded, company_id, pipeline_id, stage_id, stage_since, value_minor, margin_minor, \
           opened_at, won_at, lost_at, created_at, updated_at) \
         select $1, 'Fräse', 'frase', $2, s.pipeline_id, s.id, $3, $4, $5, $6, $7, $8, $6, $3 from stage s where s.key = $9",
        params![deal, company, ended, VALUE, VALUE / 4, opened, won, lost, if wins { "won" } else { "lost" }],
    )
    .await
    .expect("a deal");
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Baseline, contributions and what stands apart are the total.
fn adds_up(answer: &Value) {
    let rows = answer["rows"].as_array().expect("rows");
    let contributions: f64 = rows
        .iter()
        .filter_map(|r| r["effect"]["contribution"]["value"].as_f64())
        .sum();
    let (of_cases, total) = (number(&answer["of_cases"]), number(&answer["total"]));
    let sum = number(&answer["baseline"]["value"]) + contributions;
    assert!(
        (sum - of_cases).abs() <= 1e-6 * of_cases,
        "{sum} is not {of_cases}"
    );
    assert!((of_cases + number(&answer["apart"]) - total).abs() <= 1e-6 * total);
}

async fn contributions_and_without_us_are_the_total(app: TestApp) {
    plant(&app).await;
    let lena = app.sign_in(Role::Member, "sales").await;
    let answer = lena
        .get("/api/v1/contribution?period=twelve")
        .await
        .assert_ok()
        .value();
    adds_up(&answer);
    assert_eq!(
        number(&answer["apart"]),
        3.0 * VALUE as f64,
        "decided before the landmark"
    );
    for key in ["marketing", "sales"] {
        let effect = &row(&answer, key)["effect"];
        assert_eq!(effect["standing"], "shown", "{effect}");
        assert!(number(&effect["contribution"]["ci"][0]) > 0.0, "{effect}");
        assert_eq!(
            (effect["exposed"].as_i64(), effect["controls"].as_i64()),
            (Some(240), Some(240))
        );
    }
    // Of 120 deals with both, marketing's part is half of (3 − 1) + (8 − 3) in ten; of 120 with it alone 3 − 1.
    let truth = 120.0 * (0.35 + 0.2) * VALUE as f64;
    let found = number(&row(&answer, "marketing")["effect"]["contribution"]["value"]);
    assert!(
        (found / truth - 1.0).abs() < 0.05,
        "{found} is far from {truth}"
    );
    let service = &row(&answer, "service")["effect"];
    assert_eq!(
        service["standing"], "open",
        "what does nothing is not proven: {service}"
    );
    let page = lena.get("/contribution?period=twelve").await.assert_ok();
    page.assert_has("Ohne uns")
        .assert_has("noch nicht belegt")
        .assert_has("Nicht beurteilbar");
}

async fn marketing_and_sales_alone_and_together_add_up(app: TestApp) {
    plant(&app).await;
    let lena = app.sign_in(Role::Reader, "").await;
    let answer = lena.get("/api/v1/contribution").await.assert_ok().value();
    let steps = answer["together"]["steps"].as_array().expect("steps");
    let step =
        |key: &str| number(&steps.iter().find(|s| s["step"] == key).expect("a step")["value"]);
    let both =
        step("nothing") + step("marketing_alone") + step("sales_alone") + step("interaction");
    assert!((both - step("both")).abs() < 1e-9 * step("both"));
    assert!(
        (both + step("others") - number(&answer["of_cases"])).abs()
            < 1e-9 * number(&answer["of_cases"])
    );
    assert!(
        step("interaction") > 0.0,
        "both bring more than each alone: {steps:?}"
    );
    lena.get("/contribution")
        .await
        .assert_ok()
        .assert_has("nur gemeinsam");
}

async fn margin_is_for_those_who_may_see_it(app: TestApp) {
    plant(&app).await;
    let marketing = app.sign_in(Role::Member, "marketing").await;
    let sales = app.sign_in(Role::Member, "sales").await;
    for path in [
        "/contribution",
        "/contribution/live",
        "/contribution/journeys",
        "/api/v1/contribution",
        "/api/v1/contribution/journeys",
    ] {
        marketing
            .get(&format!("{path}?outcome=margin"))
            .await
            .assert_status(403);
    }
    let margin = sales
        .get("/api/v1/contribution?outcome=margin")
        .await
        .assert_ok()
        .value();
    adds_up(&margin);
    assert_eq!(
        margin["value_minor"].as_i64().map(|m| m * 4),
        sales.get("/api/v1/contribution").await.value()["value_minor"].as_i64()
    );
    sales
        .get("/contribution")
        .await
        .assert_has("outcome=margin");
    marketing
        .get("/contribution")
        .await
        .assert_lacks("outcome=margin");
    let runs = |answer: Value| {
        answer["data"]
            .as_array()
            .map(|runs| runs.iter().filter(|r| r["outcome"] == "margin").count())
    };
    assert_eq!(
        runs(sales.get("/api/v1/contribution/runs").await.value()),
        Some(1)
    );
    assert_eq!(
        runs(marketing.get("/api/v1/contribution/runs").await.value()),
        Some(0)
    );
}

async fn a_mailing_to_all_is_no_exposure_of_its_department(app: TestApp) {
    plant(&app).await;
    let boss = app.sign_in(Role::Manager, "").await;
    let ask = async |by: &str| {
        let path = format!("/api/v1/contribution?by={by}");
        boss.get(&path).await.assert_ok().value()
    };
    let before = ask("department").await;
    let mut tx = app.db().begin(&app.ctx()).await.expect("a transaction");
    let marketing = org::departments::by_key(app.db(), "marketing").await;
    let marketing = marketing.expect("departments");
    let deals = "select company_id, opened_at from deal";
    let deals: Vec<(Id, Millis)> = app.db().rows(deals, params![]).await.expect("deals");
    let sent = deals.iter().map(|deal| (deal, "email.message.sent"));
    let clicked = deals
        .iter()
        .step_by(3)
        .map(|deal| (deal, "email.message.clicked"));
    let mails = sent.chain(clicked).map(|((company, opened), key)| {
        let mut mail = Touchpoint::new(key, opened.plus(-6 * Millis::DAY));
        mail.company_id = Some(*company);
        mail.department_id = marketing;
        mail.object_name = Some("Rundmail".to_owned());
        mail.timestamp_quality = TimestampQuality::Imported;
        mail.properties.insert("email_id".to_owned(), "7".into());
        mail
    });
    tx.record_all(mails.collect()).await.expect("touchpoints");
    tx.commit().await.expect("kept");
    let after = ask("department").await;
    let [before, after] = [&before, &after].map(|answer| row(answer, "marketing"));
    for key in ["exposed", "controls", "standing"] {
        assert_eq!(before["effect"][key], after["effect"][key], "{key}");
    }
    assert_ne!(before["influenced"], after["influenced"], "it took part");
    let by_campaign = ask("campaign").await;
    let mail = &row(&by_campaign, "Rundmail")["effect"];
    assert_eq!(mail["exposed"], DEALS, "there it is a row of its own");
    assert_eq!(mail["standing"], "few_without");
}

testkit::both_engines!(
    a_mailing_to_all_is_no_exposure_of_its_department,
    contributions_and_without_us_are_the_total,
    marketing_and_sales_alone_and_together_add_up,
    margin_is_for_those_who_may_see_it,
);
