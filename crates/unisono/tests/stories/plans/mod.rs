//! Every list holds for a million records: on the embedded engine, no statement behind its pages reads
//! or sorts a whole table. The statements are caught as the pages run them, in every order and with
//! every filter, and their plans are looked at.

mod plan;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use kernel::{Id, Role};
use testkit::{Answer, Client, TestApp};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use plan::{EXPLAIN, fault, plan};

/// The statements that were run since they were last taken.
#[derive(Clone, Default)]
struct Caught(Arc<Mutex<BTreeSet<String>>>);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, _field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{value:?}");
    }
}

impl<S: tracing::Subscriber> Layer<S> for Caught {
    fn on_event(&self, event: &tracing::Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == store::STATEMENTS {
            let mut text = Text(String::new());
            event.record(&mut text);
            if !text.0.starts_with(EXPLAIN) {
                self.0.lock().unwrap().insert(text.0);
            }
        }
    }
}

impl Caught {
    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Someone who opens lists, and what was wrong with the statements behind them.
struct Reader<'a> {
    app: &'a TestApp,
    who: Client,
    caught: Caught,
    seen: BTreeSet<String>,
    faults: Vec<String>,
}

impl Reader<'_> {
    async fn open(&mut self, path: &str) -> Answer {
        // Other stories of this process say nothing, and may have told so after this one asked.
        tracing::callsite::rebuild_interest_cache();
        self.caught.take();
        let page = self.who.get(path).await.assert_ok();
        let statements = self.caught.take();
        assert!(!statements.is_empty(), "{path} asked nothing");
        for sql in statements.into_iter().filter(|sql| sql.contains("from")) {
            if self.seen.contains(&sql) {
                continue;
            }
            let steps = plan(self.app.db(), &sql).await;
            if let Some(fault) = fault(&sql, &steps) {
                let steps = steps.join("\n");
                self.faults.push(format!("{path} {fault}\n{sql}\n{steps}"));
            }
            self.seen.insert(sql);
        }
        page
    }

    /// Reads a list as a program does, three pages of one record each, in every order and with
    /// every filter.
    async fn walk(&mut self, list: &str, orders: &[&str], narrow: &[String]) {
        for order in orders {
            for narrow in narrow {
                let first = format!("/api/v1/{list}?limit=1&sort={order}&{narrow}");
                let mut path = first.clone();
                for _ in 0..3 {
                    let page = self.open(&path).await.value();
                    let Some(after) = page["paging"]["next"]["after"].as_str() else {
                        break;
                    };
                    path = format!("{first}&after={after}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_list_reads_or_sorts_a_whole_table() {
    let caught = Caught::default();
    let subscriber = tracing_subscriber::registry().with(caught.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let app = TestApp::new().await;
    let nord = app.company("Nord AG").build().await;
    app.company("Süd GmbH").build().await;
    for (name, firm) in [
        ("Änne Groß", "Nord AG"),
        ("Bo Klein", "Nord AG"),
        ("Cem Lang", "Süd GmbH"),
    ] {
        app.person(name).at(firm).build().await;
    }
    let person = app.person("Dora Allein").build().await;
    let who = app.sign_in(Role::Owner, "sales").await;
    let deal = who
        .post_json(
            "/api/v1/deals",
            &serde_json::json!({ "name": "Presse", "company_id": nord }),
        )
        .await
        .assert_status(201)
        .value();
    let deal = deal["id"].as_str().unwrap().to_owned();
    let me = who.member();
    let department = org::departments::by_key(app.db(), "sales")
        .await
        .unwrap()
        .unwrap();
    let mut reader = Reader {
        app: &app,
        who,
        caught,
        seen: BTreeSet::new(),
        faults: Vec::new(),
    };
    let narrow = [
        "",
        "phase=3",
        "country=DE",
        "q=a",
        "phase=3&country=DE",
        &format!("owner={me}"),
        &format!("owner={me}&phase=3"),
    ];
    let mut narrow = narrow.map(str::to_owned).to_vec();
    let orders = [
        "name", "-name", "touched", "-touched", "created", "-created",
    ];
    let with = |further: [&'static str; 2]| [&orders[..], &further[..]].concat();
    reader
        .walk("companies", &with(["city", "-city"]), &narrow)
        .await;
    narrow.push(format!("company={nord}"));
    narrow.push(format!("department={department}"));
    reader
        .walk("people", &with(["company", "-company"]), &narrow)
        .await;
    for path in pages(me, person, nord, &deal, department) {
        reader.open(&path).await;
    }
    assert!(reader.seen.len() > 100, "{}", reader.seen.len());
    assert!(reader.faults.is_empty(), "{}", reader.faults.join("\n\n"));
}

/// The lists that are not leafed row by row here, with their filters and a page behind the first.
fn pages(me: Id, person: Id, company: Id, deal: &str, department: Id) -> Vec<String> {
    let mut all = Vec::new();
    let behind = "000000000000730";
    let narrow = [
        "".to_owned(),
        format!("owner={me}"),
        format!("company={company}"),
        "state=open".to_owned(),
        "state=won".to_owned(),
        "state=lost".to_owned(),
        "closing=overdue".to_owned(),
        "closing=quarter".to_owned(),
        "q=presse".to_owned(),
    ];
    for narrow in &narrow {
        all.push(format!("/deals?{narrow}"));
        for order in [
            "", "name", "-name", "value", "-value", "close", "-close", "opened", "-opened",
            "touched", "-touched",
        ] {
            all.push(format!("/deals?view=list&sort={order}&{narrow}"));
            all.push(format!(
                "/api/v1/deals?sort={order}&{narrow}&after={behind}"
            ));
        }
    }
    for subject in [
        "".to_owned(),
        format!("&person={person}"),
        format!("&company={company}"),
        format!("&deal={deal}"),
    ] {
        for part in [
            "",
            "channel=email",
            "channel=internal",
            "department=sales",
            "type=note.written",
            "source=unisono",
            "view=customer",
            "after=kk0.0000000000007",
        ] {
            all.push(format!("/timeline?{part}{subject}"));
        }
    }
    for part in [
        "",
        "record_kind=person",
        "record_kind=deal",
        &format!("member={me}"),
        "after=0000000000007",
    ] {
        all.push(format!("/audit?{part}"));
        all.push(format!("/api/v1/audit?{part}"));
    }
    all.extend(
        [
            "/timeline/unresolved",
            "/members",
            "/search?q=nord",
            "/companies/pick?into=x&value_text=no",
            "/departments",
        ]
        .map(str::to_owned),
    );
    all.push(format!("/members?after={me}"));
    all.push(format!("/people/{person}"));
    all.push(format!("/companies/{company}"));
    all.push(format!("/deals/{deal}"));
    all.push(format!("/people?department={department}"));
    for (kind, id) in [
        ("person", person.to_string()),
        ("company", company.to_string()),
    ] {
        all.push(format!("/history/{kind}/{id}"));
    }
    all
}
