//! What a raw event becomes on the timeline.

use kernel::{Touchpoint, types};
use serde_json::{Map, Value};

use super::{Incoming, Kind};
use crate::visits::campaign_tag;

/// Names that shops and sites use for what we have types for, in lower case without spaces.
const KNOWN: &[(&str, &str)] = &[
    ("formsubmitted", "web.form.submitted"),
    ("demorequested", "web.form.submitted"),
    ("leadgenerated", "web.form.submitted"),
    ("filedownloaded", "web.asset.downloaded"),
    ("assetdownloaded", "web.asset.downloaded"),
    ("goalreached", "web.goal.reached"),
    ("emailopened", "email.message.opened"),
    ("emaillinkclicked", "email.message.clicked"),
    ("emaildelivered", "email.message.delivered"),
    ("emailbounced", "email.message.bounced"),
    ("unsubscribed", "email.message.unsubscribed"),
    ("webinarregistered", "webinar.registered"),
    ("webinarattended", "webinar.attended"),
    ("chatstarted", "chat.started"),
];

/// What a touchpoint can be about, as search knows it.
const OBJECTS: &[&str] = &["ticket", "invoice", "offer", "contract", "project"];

/// The touchpoint of an event, without person, company and department. It takes the properties of the
/// event with it.
pub(crate) fn touchpoint(event: &mut Incoming, source: &str) -> Touchpoint {
    let mut touchpoint = Touchpoint::new(type_of(event), event.time);
    touchpoint.timestamp_quality = event.quality;
    touchpoint.source = source.to_owned();
    touchpoint.event_id.clone_from(&event.message_id);
    touchpoint.anonymous_id.clone_from(&event.anonymous_id);
    touchpoint.object_name = object_name(event);
    if touchpoint.type_key == "web.form.submitted" {
        touchpoint.object_id = of_page(event, "path");
        touchpoint.object_type = touchpoint.object_id.as_ref().map(|_| "page".to_owned());
    }
    touchpoint.value_minor = amount(event, &["revenue", "value", "total"]);
    touchpoint.cost_minor = cost_minor(event);
    touchpoint.currency = text(&event.properties, "currency").map(|c| c.to_uppercase());
    if let Some((kind, number)) = object(event) {
        touchpoint.object_type = Some(kind.to_owned());
        touchpoint.object_id = Some(number);
    }
    touchpoint.properties = properties(event);
    touchpoint
}

fn type_of(event: &Incoming) -> &'static str {
    match event.kind {
        Kind::Page => "web.page.viewed",
        Kind::Screen => "product.used",
        Kind::Identify => "identity.identified",
        Kind::Group => "identity.grouped",
        Kind::Alias => "identity.linked",
        Kind::Track => track_type(event.name.as_deref().unwrap_or("")),
    }
}

/// The type of the registry with this name, if it may come from outside: what only happens inside of
/// the product cannot.
pub(super) fn registered(name: &str) -> Option<&'static types::TypeDef> {
    types::find(name).filter(|def| def.channel.is_some())
}

fn track_type(name: &str) -> &'static str {
    if let Some(def) = registered(name) {
        return def.key;
    }
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.to_ascii_lowercase();
    let known = KNOWN.iter().find(|(word, _)| *word == bare);
    known.map_or("product.event.tracked", |(_, key)| key)
}

/// What the event says of its page, in its properties or in its context.
fn of_page(event: &Incoming, name: &str) -> Option<String> {
    let page = event.context.get("page").and_then(Value::as_object);
    text(&event.properties, name).or_else(|| page.and_then(|p| text(p, name)))
}

fn object_name(event: &Incoming) -> Option<String> {
    match event.kind {
        Kind::Page => of_page(event, "path")
            .or_else(|| of_page(event, "url"))
            .or_else(|| event.name.clone()),
        Kind::Track if event.name.as_deref().and_then(registered).is_some() => {
            ["name", "title", "subject"]
                .iter()
                .find_map(|name| text(&event.properties, name))
        }
        Kind::Track | Kind::Screen => event.name.clone(),
        Kind::Group => text(&event.traits, "name").or_else(|| event.group_id.clone()),
        Kind::Identify | Kind::Alias => None,
    }
}

/// The ticket, invoice, offer … that an event of the registry is about: `ticket_id`, `ticket_number`,
/// or the `number` alone.
fn object(event: &Incoming) -> Option<(&'static str, String)> {
    let def = event.name.as_deref().and_then(registered)?;
    let domain = def.key.split('.').next()?;
    let kind = OBJECTS.iter().find(|kind| **kind == domain)?;
    let number = [
        format!("{kind}_id"),
        format!("{kind}_number"),
        "number".to_owned(),
    ]
    .iter()
    .find_map(|name| text(&event.properties, name))?;
    Some((kind, number))
}

/// What it cost: `cost_minor` as ad platforms have it in our registry, or `cost` in major units.
fn cost_minor(event: &Incoming) -> Option<i64> {
    let minor = event.properties.get("cost_minor").and_then(Value::as_i64);
    minor.or_else(|| amount(event, &["cost"]))
}

/// The first of these properties, in major units as the tracking plan of shops has `revenue`.
fn amount(event: &Incoming, names: &[&str]) -> Option<i64> {
    let currency = text(&event.properties, "currency").unwrap_or_else(|| "EUR".to_owned());
    let value = names.iter().find_map(|name| event.properties.get(*name))?;
    let written = match value {
        Value::Number(number) => number.to_string(),
        Value::String(written) => written.clone(),
        _ => return None,
    };
    kernel::Money::parse_decimal(&written, &currency.to_uppercase())
}

fn properties(event: &mut Incoming) -> Map<String, Value> {
    let address = of_page(event, "search").or_else(|| of_page(event, "url"));
    let mut properties = std::mem::take(&mut event.properties);
    if let Some(name) = &event.name {
        properties.insert("event".to_owned(), name.clone().into());
    }
    if let Some(campaign) = event.context.get("campaign").and_then(Value::as_object) {
        for (name, utm) in [
            ("source", "utm_source"),
            ("medium", "utm_medium"),
            ("name", "utm_campaign"),
            ("term", "utm_term"),
            ("content", "utm_content"),
        ] {
            if let Some(value) = text(campaign, name) {
                properties.insert(utm.to_owned(), value.to_lowercase().into());
            }
        }
    }
    let address = address.as_deref().unwrap_or("");
    for tag in [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
    ] {
        // Most addresses have no tag at all.
        if !address.contains('=') {
            break;
        }
        let value = campaign_tag(address, tag);
        if !value.is_empty() {
            properties.entry(tag).or_insert_with(|| value.into());
        }
    }
    let page = event.context.get("page").and_then(Value::as_object);
    for name in ["referrer", "url", "title"] {
        if let Some(value) = page.and_then(|p| text(p, name)) {
            properties.entry(name).or_insert_with(|| value.into());
        }
    }
    properties
}

pub(crate) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use kernel::Millis;
    use serde_json::json;

    use super::super::{Delivery, read_event};
    use super::*;

    fn made(value: Value) -> Touchpoint {
        let delivery = Delivery {
            source: "site",
            sent_at: None,
            received: Millis(1_795_593_600_000),
            is_client: true,
        };
        let event = read_event(value, delivery).map_err(|(r, _)| r);
        touchpoint(&mut event.expect("an event"), "site")
    }

    #[test]
    fn a_page_keeps_its_path_and_campaign() {
        let made = made(
            json!({"type":"page","anonymousId":"a","properties":{"path":"/preise"},
            "context":{"campaign":{"source":"Newsletter","name":"2026-11"}}}),
        );
        assert_eq!(
            (made.type_key.as_str(), made.object_name.as_deref()),
            ("web.page.viewed", Some("/preise"))
        );
        assert_eq!(made.properties["utm_source"], "newsletter");
    }

    #[test]
    fn the_address_of_the_page_tells_the_campaign() {
        let made = made(
            json!({"type":"track","event":"Form Submitted","anonymousId":"a",
            "context":{"page":{"path":"/kontakt","url":"https://x.example/kontakt?a=1&utm_source=Xing&utm_campaign=Herbst%202026#f"}}}),
        );
        assert_eq!(made.properties["utm_source"], "xing");
        assert_eq!(made.properties["utm_campaign"], "herbst 2026");
        assert_eq!(made.object_id.as_deref(), Some("/kontakt"));
    }

    #[test]
    fn known_names_become_their_types_and_others_stay_events() {
        let track = |name: &str| made(json!({"type":"track","event":name,"userId":"u"})).type_key;
        assert_eq!(track("Form Submitted"), "web.form.submitted");
        assert_eq!(track("ticket.opened"), "ticket.opened");
        assert_eq!(
            track("deal.won"),
            "product.event.tracked",
            "internal facts cannot come from outside"
        );
        assert_eq!(track("Clicked Something"), "product.event.tracked");
    }

    #[test]
    fn revenue_becomes_minor_units() {
        let made = made(
            json!({"type":"track","event":"Order Completed","userId":"u","properties":{"revenue":19.95,"currency":"eur"}}),
        );
        assert_eq!(
            (made.value_minor, made.currency.as_deref()),
            (Some(1995), Some("EUR"))
        );
    }
    #[test]
    fn what_a_click_cost_stands_beside_it() {
        let click = |properties: Value| {
            let made = made(
                json!({"type":"track","event":"ad.click.tracked","userId":"u","properties":properties}),
            );
            (made.type_key, made.cost_minor)
        };
        let of = |cost| ("ad.click.tracked".to_owned(), cost);
        assert_eq!(click(json!({"cost_minor":231})), of(Some(231)));
        assert_eq!(
            click(json!({"cost":"2.31","currency":"EUR"})),
            of(Some(231))
        );
        assert_eq!(click(json!({"cost":7,"currency":"JPY"})), of(Some(7)));
        assert_eq!(
            click(json!({})),
            of(None),
            "not known, which is not nothing"
        );
    }
}
