//! Judges what arrives, and what was clicked beside it in the same mail.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::BoxFuture;
use kernel::{Id, Millis, Result};
use org::work::{JUDGE, LEADER, Pace, Reactor, nothing_to_clear};
use serde_json::{Map, Value};
use store::Tx;

use super::model::{REACH_MS, SWEEP_MS, Signals, Verdict, judge};
use super::store::{self as sql, Heard};

/// The reactor that tells machines from people.
#[must_use]
pub fn classify() -> Reactor {
    Reactor {
        name: JUDGE,
        follows: Some(LEADER),
        pace: Pace::Prompt,
        react,
        // Each touchpoint is judged anew, and its verdict takes the place of the one before.
        clear: nothing_to_clear,
    }
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let heard = sql::heard(tx, after, up_to).await?;
        let mut verdicts: BTreeMap<Id, Verdict> = BTreeMap::new();
        let mut spans: BTreeMap<Id, (Millis, Millis)> = BTreeMap::new();
        for one in &heard {
            match one.record_id.filter(|_| one.type_key.starts_with("email.")) {
                Some(record) => {
                    let span = spans.entry(record).or_insert((one.time, one.time));
                    *span = (span.0.min(one.time), span.1.max(one.time));
                }
                None => judge_alone(one, &mut verdicts),
            }
        }
        for (record, (from, to)) in spans {
            // What is new may change the verdict about others within reach, and these need all that is
            // within reach of them: so nothing depends on what is read together.
            let (from, to) = (from.plus(-REACH_MS), to.plus(REACH_MS));
            let beside = (from.plus(-REACH_MS), to.plus(REACH_MS));
            let mails = sql::mails_of(tx, record, beside.0, beside.1).await?;
            judge_mails(&mails, (from, to), &mut verdicts);
        }
        sql::keep(tx, &verdicts).await
    })
}

fn judge_alone(one: &Heard, verdicts: &mut BTreeMap<Id, Verdict>) {
    if one.decided_by.is_none() && one.type_key != "email.message.delivered" {
        let said = Said::of(one);
        verdicts.insert(one.id, judge(&said.signals(one)));
    }
}

/// Judges each visit of a person's mails in a span of time by all others of the same mail.
fn judge_mails(
    mails: &[Heard],
    (from, to): (Millis, Millis),
    verdicts: &mut BTreeMap<Id, Verdict>,
) {
    let said: Vec<Said> = mails.iter().map(Said::of).collect();
    for (at, one) in mails.iter().enumerate() {
        let came = matches!(
            one.type_key.as_str(),
            "email.message.delivered" | "email.message.sent"
        );
        if came || one.decided_by.is_some() || one.time < from || one.time > to {
            continue;
        }
        let same = |other: &usize| said[*other].mail == said[at].mail;
        let delivered = (0..mails.len()).filter(same).filter(|o| {
            mails[*o].type_key == "email.message.delivered" && mails[*o].time <= one.time
        });
        let delivered = delivered.map(|o| mails[o].time).max();
        let links: BTreeSet<&str> = (0..mails.len())
            .filter(same)
            .filter(|o| mails[*o].type_key == "email.message.clicked")
            .filter(|o| (mails[*o].time.0 - one.time.0).abs() <= SWEEP_MS)
            .filter_map(|o| said[o].link.as_deref())
            .collect();
        let mut signals = said[at].signals(one);
        signals.after_delivery = delivered.map(|d| one.time.0 - d.0);
        signals.links = links.len();
        verdicts.insert(one.id, judge(&signals));
    }
}

/// What properties and context of an event say about the program that made it.
struct Said {
    properties: Map<String, Value>,
    agent: Option<String>,
    mail: Option<String>,
    link: Option<String>,
}

impl Said {
    fn of(one: &Heard) -> Self {
        let read = |text: &Option<String>| -> Map<String, Value> {
            let value = text.as_deref().and_then(|t| serde_json::from_str(t).ok());
            value.unwrap_or_default()
        };
        let properties = read(&one.properties);
        let payload = read(&one.payload);
        let context = payload.get("context").and_then(Value::as_object);
        let word = |names: &[&str]| {
            let found = names.iter().find_map(|n| properties.get(*n)?.as_str());
            found.map(str::to_owned)
        };
        let of_context = context.and_then(|c| c.get("userAgent")?.as_str());
        Self {
            agent: word(&["user_agent", "userAgent"]).or(of_context.map(str::to_owned)),
            mail: word(&["email_id", "message_id", "campaign_id"]),
            link: word(&["link_id", "link_url"]),
            properties,
        }
    }

    fn signals(&self, one: &Heard) -> Signals {
        let yes = |name: &str| self.properties.get(name).and_then(Value::as_bool);
        let method = self.properties.get("method").and_then(Value::as_str);
        let purpose = self.properties.get("purpose").and_then(Value::as_str);
        let links = self.properties.get("links_total").and_then(Value::as_u64);
        Signals {
            is_open: one.type_key == "email.message.opened",
            agent: self.agent.clone(),
            after_delivery: None,
            links: 0,
            links_of_mail: links.and_then(|n| usize::try_from(n).ok()),
            hidden_link: yes("honeypot") == Some(true) || self.link.as_deref() == Some("honeypot"),
            head_only: method.is_some_and(|m| m.eq_ignore_ascii_case("head")),
            ran_script: yes("js_confirmed"),
            prefetch: purpose.is_some_and(|p| p.eq_ignore_ascii_case("prefetch")),
        }
    }
}
