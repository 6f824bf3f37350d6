//! The order in which events arrive changes nothing, also when identifiers contradict one another: one
//! address named by several logins, one device used by several people, names that agree and names that do not.

use std::collections::BTreeMap;

use kernel::Id;
use proptest::prelude::*;
use serde_json::{Value, json};
use store::params;
use testkit::TestApp;

use super::permutation::{Delivery, cases, delivered, delivery, told_by};

/// One event of a random set: who by user id, address and device (each may be missing), what kind, when,
/// and what it says.
type Draw = ((usize, usize, usize), u8, i64, u8);

fn event(n: usize, ((user, email, device), kind, minutes, word): Draw) -> (bool, Value) {
    let at = kernel::Millis(testkit::START.0 - minutes * 60_000).rfc3339();
    let mut event =
        json!({ "type": TYPES[usize::from(kind)], "messageId": format!("m-{n}"), "timestamp": at });
    let email = (email > 0).then(|| json!(format!("{}@x.example", ADDRESSES[email - 1])));
    match kind {
        0 => event["properties"] = json!({ "path": format!("/{word}") }),
        1 | 2 => event["event"] = json!(["Form Submitted", "Gesehen"][usize::from(kind - 1)]),
        _ => event["traits"] = traits(word),
    }
    if let Some(email) = email {
        match kind {
            3.. => event["traits"]["email"] = email,
            _ => event["properties"]["email"] = email,
        }
    }
    if user > 0 {
        event["userId"] = json!(format!("u-{user}"));
    }
    if device > 0 {
        event["anonymousId"] = json!(format!("a-{device}"));
    } else if user == 0 {
        // An address alone: nobody else uses this device.
        event["anonymousId"] = json!(format!("s-{n}"));
    }
    if user > 0 && word == 7 {
        event["type"] = json!("group");
        event["groupId"] = json!(format!("g-{user}"));
        event["traits"] = json!({ "name": format!("Firma {user}") });
    }
    (word % 3 != 0 || word == 7, event)
}

const TYPES: [&str; 6] = ["page", "track", "track", "identify", "identify", "identify"];
/// The first holds a name that others say.
const ADDRESSES: [&str; 4] = ["katrin.vogel", "kv77", "info", "omar"];

fn traits(word: u8) -> Value {
    match word {
        0 => json!({ "firstName": "Katrin", "lastName": "Vogel" }),
        1 => json!({ "firstName": "Kathrin", "lastName": "Vogel", "title": "Leitung" }),
        2 => json!({ "firstName": "Omar", "lastName": "Aydin" }),
        3 => json!({ "title": "Einkauf", "phone": "+49 89 4711" }),
        _ => json!({ "title": format!("T{word}"), "address": { "city": format!("C{word}") } }),
    }
}

/// Timeline, identity and properties, with everybody told by their identifiers instead of ids.
async fn look(app: &TestApp) -> String {
    let labels = labels(app).await;
    let label = |person: Option<Id>| match person {
        Some(person) => labels.get(&person).cloned().unwrap_or_default(),
        None => "nobody".to_owned(),
    };
    let mut told = Vec::new();
    type Touch = (
        Option<Id>,
        String,
        String,
        String,
        i64,
        Option<String>,
        Option<String>,
    );
    let touchpoints: Vec<Touch> = rows(app, TIMELINE).await;
    for (person, source, event, kind, time, company, anonymous) in touchpoints {
        let who = label(person);
        told.push(format!(
            "{event} {source} {kind} {time} {anonymous:?}: {who} {company:?}"
        ));
    }
    type Row = (
        Id,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<i64>,
    );
    let people: Vec<Row> = rows(app, PEOPLE).await;
    for (person, first, last, title, city, company, touched) in people {
        let who = label(Some(person));
        told.push(format!(
            "{who}: {first:?} {last:?} {title:?} {city:?} {company:?} {touched:?}"
        ));
    }
    for sql in [EMAILS, PHONES] {
        let lines: Vec<(Id, String, i64)> = rows(app, sql).await;
        let line = |(person, line, at)| format!("{}: {at} {line}", label(Some(person)));
        told.extend(lines.into_iter().map(line));
    }
    let companies: Vec<(String, Option<i64>)> = rows(app, COMPANIES).await;
    let line = |(name, touched)| format!("company {name}: {touched:?}");
    told.extend(companies.into_iter().map(line));
    let learned: Vec<(Id, String, String, i64)> = rows(app, LEARNED).await;
    for (person, field, value, time) in learned {
        told.push(format!(
            "{} heard {field} {value} {time}",
            label(Some(person))
        ));
    }
    told.sort();
    told.join("\n")
}

async fn rows<T: store::FromRow>(app: &TestApp, sql: &str) -> Vec<T> {
    app.db().rows(sql, params![]).await.expect("a look")
}

async fn labels(app: &TestApp) -> BTreeMap<Id, String> {
    let mut labels: BTreeMap<Id, String> = BTreeMap::new();
    let edges: Vec<(Id, String, String)> = rows(
        app,
        "select r.person_id, e.kind, e.value from identity_edge e join person_record r on r.id = e.record_id \
         where e.collection = '' order by e.kind, e.value",
    )
    .await;
    for (person, kind, value) in edges {
        let label = labels.entry(person).or_default();
        label.push_str(&format!("[{kind} {value}]"));
    }
    labels
}

const TIMELINE: &str = "select r.person_id, t.source, t.event_id, t.type, t.time, c.name, t.anonymous_id from touchpoint t \
     left join person_record r on r.id = t.record_id left join company c on c.id = t.company_id where t.source <> 'unisono'";
const PEOPLE: &str = "select p.id, p.first_name, p.last_name, p.job_title, p.city, c.name, p.touched_at from person p \
     left join company c on c.id = p.company_id where p.merged_into_id is null";
const EMAILS: &str = "select e.person_id, e.email, e.position from person_email e join person p on p.id = e.person_id \
     where p.merged_into_id is null";
const PHONES: &str = "select f.person_id, f.phone, f.position from person_phone f join person p on p.id = f.person_id \
     where p.merged_into_id is null";
const COMPANIES: &str = "select name, touched_at from company";
const LEARNED: &str = "select r.person_id, l.field, l.value, l.time from learned_value l join person_record r on r.id = l.record_id \
     where l.record_kind = 'person' and l.field <> 'company_id'";

fn draw() -> impl Strategy<Value = Draw> {
    let who = (0_usize..4, 0_usize..5, 0_usize..4);
    let who = who.prop_filter("nobody", |(user, email, device)| user + email + device > 0);
    (who, 0_u8..6, 0_i64..30, 0_u8..8)
}

fn set() -> impl Strategy<Value = (Vec<Draw>, Delivery)> {
    proptest::collection::vec(draw(), 3..26)
        .prop_flat_map(|set| (delivery(set.len()), Just(set)).prop_map(|(d, s)| (s, d)))
}

fn told(postgres: bool, events: &[(bool, Value)], delivery: &Delivery) -> Option<String> {
    told_by(postgres, async |app: TestApp| {
        delivered(&app, events, delivery).await;
        let looked = look(&app).await;
        let alone = rows::<(i64,)>(&app, TWO_LOGINS).await;
        assert!(alone.is_empty(), "nobody has two user ids:\n{looked}");
        looked
    })
}

const TWO_LOGINS: &str = "select count(*) from identity_edge e join person_record r on r.id = e.record_id \
     where e.kind = 'user_id' group by r.person_id having count(*) > 1";

fn order_changes_nothing(postgres: bool, set: &[Draw], shuffled: &Delivery) {
    let events: Vec<_> = set
        .iter()
        .enumerate()
        .map(|(n, draw)| event(n, *draw))
        .collect();
    // By the time of the events, one after the other.
    let mut by_time: Vec<usize> = (0..events.len()).collect();
    by_time.sort_by_key(|n| std::cmp::Reverse(set[*n].2));
    let in_order: Delivery = by_time.into_iter().map(|n| (vec![n], true)).collect();
    let first = told(postgres, &events, &in_order);
    let second = told(postgres, &events, shuffled);
    if let (Some(first), Some(second)) = (first, second) {
        assert!(first.len() > 30, "there is something to compare");
        if first != second {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let (first, second) = (lines(&first), lines(&second));
            let count =
                |lines: &[String], line: &String| lines.iter().filter(|l| *l == line).count();
            let only = |a: &[String], b: &[String]| {
                let missing = a.iter().filter(|line| count(a, line) != count(b, line));
                missing.cloned().collect::<Vec<_>>().join("\n")
            };
            let sent: Vec<String> = events.iter().map(|(s, e)| format!("{s} {e}")).collect();
            panic!(
                "in order:\n{}\nshuffled:\n{}\nevents:\n{}",
                only(&first, &second),
                only(&second, &first),
                sent.join("\n")
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn contradictions_in_any_order_give_the_same_on_the_embedded_engine((set, shuffled) in set()) {
        order_changes_nothing(false, &set, &shuffled);
    }
}
proptest! {
    #![proptest_config(ProptestConfig { cases: cases(6), max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn contradictions_in_any_order_give_the_same_on_postgres((set, shuffled) in set()) {
        order_changes_nothing(true, &set, &shuffled);
    }
}
