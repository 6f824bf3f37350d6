//! The order in which events arrive changes nothing: not the timeline, not what is known about people.

use std::sync::Mutex;

use connect::sources::Kind;
use proptest::prelude::*;
use serde_json::{Value, json};
use store::params;
use testkit::{Client, TestApp};

use super::{send, sender};

/// One event of a random set: whose, what kind, when, and what it says.
type Draw = (usize, u8, i64, u8);

/// Every person has one user id, one address, one device and one company, so that identifiers never
/// contradict each other; in everything else the set is random.
fn event(n: usize, (person, kind, minutes, word): Draw) -> (bool, Value) {
    let at = kernel::Millis(testkit::START.0 - minutes * 60_000).rfc3339();
    let (user, device) = (format!("u-{person}"), format!("a-{person}"));
    let mut event =
        json!({ "type": TYPES[usize::from(kind)], "messageId": format!("m-{n}"), "timestamp": at });
    match kind {
        0 => event["properties"] = json!({ "path": format!("/{word}") }),
        1 | 2 => {
            event["event"] =
                json!(["Form Submitted", "ticket.opened", "Gesehen"][usize::from(word) % 3])
        }
        3 | 4 => event["traits"] = traits(person, word),
        5 => {
            event["groupId"] = json!(format!("g-{}", person % 2));
            event["traits"] =
                json!({ "name": format!("Firma {}", person % 2), "industry": format!("I{word}") });
        }
        6 => event["previousId"] = json!(device),
        _ => mail(&mut event, kind, minutes, word),
    }
    if kind != 0 {
        event["userId"] = json!(user);
    }
    if kind == 0 || (word % 3 == 0 && kind < 6) {
        event["anonymousId"] = json!(device);
    }
    (kind == 5 || word % 2 == 0, event)
}

const TYPES: [&str; 9] = [
    "page", "track", "track", "identify", "identify", "group", "alias", "track", "track",
];

fn traits(person: usize, word: u8) -> Value {
    match word % 4 {
        0 => json!({ "email": format!("p{person}@x.example"), "title": format!("T{word}") }),
        1 => {
            json!({ "firstName": format!("F{word}"), "phone": format!("+49 89 {word}{word}{word}{word}") })
        }
        2 => json!({ "lastName": format!("L{word}"), "address": { "city": format!("C{word}") } }),
        _ => json!({ "title": format!("T{word}"), "lastName": "Weiß" }),
    }
}

/// A mail that was delivered or a click in it, close enough to others to look like a machine's at times.
fn mail(event: &mut Value, kind: u8, minutes: i64, word: u8) {
    let seconds = i64::from(word) * if kind == 7 { 0 } else { 1_300 };
    let at = testkit::START.0 - (minutes % 3) * 60_000 - 20_000 + seconds;
    event["timestamp"] = json!(kernel::Millis(at).rfc3339());
    event["event"] =
        json!(["email.message.delivered", "email.message.clicked"][usize::from(kind - 7)]);
    event["properties"] = json!({ "email_id": "em-1", "link_id": format!("l{}", word % 4) });
}

/// How a set is delivered: positions in it, cut into batches; reactors run after some of them.
pub(super) type Delivery = Vec<(Vec<usize>, bool)>;

pub(super) fn delivery(events: usize) -> impl Strategy<Value = Delivery> + use<> {
    let again = proptest::collection::vec(0..events, 0..events / 2);
    let cuts = proptest::collection::vec((1_usize..9, any::<bool>()), events);
    (Just((0..events).collect::<Vec<_>>()), again, cuts)
        .prop_flat_map(|(mut all, again, cuts)| {
            all.extend(again);
            (Just(all).prop_shuffle(), Just(cuts))
        })
        .prop_map(|(order, cuts)| {
            let (mut rest, mut delivery) = (order.as_slice(), Vec::new());
            for (size, settles) in cuts.into_iter().cycle() {
                let (part, later) = rest.split_at(size.min(rest.len()));
                delivery.push((part.to_vec(), settles));
                rest = later;
                if rest.is_empty() {
                    return delivery;
                }
            }
            delivery
        })
}

pub(super) async fn delivered(app: &TestApp, events: &[(bool, Value)], delivery: &Delivery) {
    let shop = sender(app, "shop", Kind::Server).await;
    let site = sender(app, "site", Kind::Browser).await;
    for (part, settles) in delivery {
        deliver(&shop, events, part, true).await;
        deliver(&site, events, part, false).await;
        if *settles {
            app.settle().await;
        }
    }
    app.settle().await;
}

async fn outcome(app: TestApp, events: &[(bool, Value)], delivery: &Delivery) -> String {
    delivered(&app, events, delivery).await;
    let mut told = String::new();
    for sql in LOOKS {
        let rows: Vec<store::Row> = app.db().rows(sql, params![]).await.expect("a look");
        for row in rows {
            told.push_str(&format!("{row:?}\n"));
        }
    }
    told
}

async fn deliver(client: &Client, events: &[(bool, Value)], part: &[usize], server: bool) {
    let own = part.iter().map(|n| &events[*n]);
    let own: Vec<&Value> = own.filter(|(s, _)| *s == server).map(|(_, e)| e).collect();
    if !own.is_empty() {
        let answer = send(client, "/v1/batch", &json!({ "batch": own })).await;
        assert_eq!(answer.assert_status(200).value()["rejected"], json!([]));
    }
}

/// The timeline of what came in and everything known about people and companies, without ids.
const LOOKS: &[&str] = &[
    "select t.source, t.event_id, t.type, t.channel, t.direction, t.anonymous_id, u.value, c.name, t.time, \
     t.timestamp_quality, t.object_type, t.object_name, t.properties, t.is_machine, v.reasons from touchpoint t \
     left join person_record r on r.id = t.record_id \
     left join identity_edge u on u.record_id = r.id and u.kind = 'user_id' \
     left join machine_verdict v on v.touchpoint_id = t.id \
     left join company c on c.id = t.company_id where t.source <> 'unisono' order by t.source, t.event_id",
    "select u.value, p.first_name, p.last_name, p.job_title, p.city, e.email, f.phone, c.name, p.touched_at \
     from person p join identity_edge u on u.record_id = p.id and u.kind = 'user_id' \
     left join person_email e on e.person_id = p.id left join person_phone f on f.person_id = p.id \
     left join company c on c.id = p.company_id order by u.value, e.email, f.phone",
    "select u.value, i.kind, i.value from identity_edge i \
     join identity_edge u on u.record_id = i.record_id and u.kind = 'user_id' order by i.kind, i.value",
    "select u.value, l.field, case when l.field = 'company_id' then '' else l.value end, l.time, l.authority from learned_value l \
     join identity_edge u on u.record_id = l.record_id and u.kind = 'user_id' order by u.value, l.field",
    "select name, source_id, industry, touched_at from company order by name",
];

fn told(postgres: bool, events: &[(bool, Value)], delivery: &Delivery) -> Option<String> {
    told_by(postgres, async |app| outcome(app, events, delivery).await)
}

/// What is told about an app of its own; `None` where the engine is not there.
pub(super) fn told_by(postgres: bool, tell: impl AsyncFn(TestApp) -> String) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let told = Mutex::new(None);
    let story = async |app: TestApp| {
        let text = tell(app).await;
        *told.lock().expect("alone") = Some(text);
    };
    runtime.block_on(async {
        match postgres {
            true => testkit::on_postgres(story).await,
            false => testkit::on_embedded(story).await,
        }
    });
    told.into_inner().expect("alone")
}

/// So many sets, or what `PROPTEST_CASES` says.
pub(super) fn cases(usual: u32) -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn set() -> impl Strategy<Value = (Vec<Draw>, Delivery)> {
    let draw = (0_usize..4, 0_u8..9, 0_i64..40, 0_u8..8);
    proptest::collection::vec(draw, 4..40)
        .prop_flat_map(|set| (delivery(set.len()), Just(set)).prop_map(|(d, s)| (s, d)))
}

fn order_changes_nothing(postgres: bool, set: &[Draw], shuffled: &Delivery) {
    let events: Vec<_> = set
        .iter()
        .enumerate()
        .map(|(n, draw)| event(n, *draw))
        .collect();
    let in_order: Delivery = (0..events.len()).map(|n| (vec![n], true)).collect();
    let (first, second) = (
        told(postgres, &events, &in_order),
        told(postgres, &events, shuffled),
    );
    if let (Some(first), Some(second)) = (first, second) {
        assert!(first.len() > 100, "there is something to compare");
        assert_eq!(first, second);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_order_duplication_and_batching_gives_the_same_on_the_embedded_engine((set, shuffled) in set()) {
        order_changes_nothing(false, &set, &shuffled);
    }
}
proptest! {
    #![proptest_config(ProptestConfig { cases: cases(6), max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_order_duplication_and_batching_gives_the_same_on_postgres((set, shuffled) in set()) {
        order_changes_nothing(true, &set, &shuffled);
    }
}
