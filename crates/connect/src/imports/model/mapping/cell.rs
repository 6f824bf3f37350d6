//! One cell as the value of a field.

use serde_json::{Value, json};

use super::bind::Bound;
use crate::imports::model::Reason;
use crate::imports::model::fields::FieldType;
use crate::imports::model::values::{
    DateOrder, Decimal, parse_bool, parse_domain, parse_email, parse_moment, parse_number,
    parse_phone,
};

/// The values in a cell, each once; at least one, perhaps empty.
pub(super) fn parts(text: &str, bound: &Bound) -> Vec<String> {
    let mut list: Vec<String> = match bound.multi.as_deref() {
        Some(separator) if !separator.is_empty() => {
            text.split(separator).map(|p| p.trim().to_owned()).collect()
        }
        _ => vec![text.to_owned()],
    };
    list.retain(|p| !p.is_empty());
    let mut seen = Vec::new();
    list.retain(|p| {
        !seen.contains(p) && {
            seen.push(p.clone());
            true
        }
    });
    if list.is_empty() {
        list.push(String::new());
    }
    list
}

pub(super) fn number(bound: &Bound, text: &str) -> Result<String, Reason> {
    parse_number(text, bound.decimal.unwrap_or(Decimal::Point))
        .ok_or_else(|| Reason::of_value("not_a_number", text))
}

pub(super) fn plain_value(
    holds: FieldType,
    bound: &Bound,
    text: &str,
    zone: &str,
) -> Result<Option<Value>, Reason> {
    let bad = |key: &str| Reason::of_value(key, text);
    let moment = || {
        parse_moment(text, bound.date_order.unwrap_or(DateOrder::Dmy))
            .ok_or_else(|| bad("not_a_date"))
    };
    let value = match holds {
        FieldType::Text(limit) if text.chars().count() > limit => {
            return Err(Reason::new("text_too_long").with("limit", limit));
        }
        FieldType::Text(_) => json!(text),
        FieldType::Choice(words) => {
            let word = words.iter().find(|w| w.eq_ignore_ascii_case(text));
            json!(word.ok_or_else(|| bad("not_a_choice").with("choices", words.join(", ")))?)
        }
        FieldType::Email => json!(parse_email(text).ok_or_else(|| bad("not_an_email"))?),
        FieldType::Emails => {
            list(text, bound, parse_email).map_err(|t| Reason::of_value("not_an_email", &t))?
        }
        FieldType::Phone => json!(parse_phone(text).ok_or_else(|| bad("not_a_phone"))?),
        FieldType::Phones => {
            list(text, bound, parse_phone).map_err(|t| Reason::of_value("not_a_phone", &t))?
        }
        FieldType::Domain => json!(parse_domain(text).ok_or_else(|| bad("not_a_domain"))?),
        FieldType::Date => json!(moment()?.date.to_string()),
        FieldType::Instant => json!(moment()?.instant(zone).ok_or_else(|| bad("not_a_date"))?.0),
        FieldType::Number => json!(number(bound, text)?),
        FieldType::Whole => whole(bound, text)?,
        FieldType::Flag => json!(parse_bool(text).ok_or_else(|| bad("not_a_flag"))?),
        FieldType::Currency => {
            let code = text.to_ascii_uppercase();
            let known = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            json!(known.then_some(code).ok_or_else(|| bad("not_a_currency"))?)
        }
        FieldType::Money | FieldType::Ref(_) | FieldType::Refs(_) => return Ok(None),
    };
    Ok(Some(value))
}

fn list(text: &str, bound: &Bound, read: fn(&str) -> Option<String>) -> Result<Value, String> {
    let items: Result<Vec<String>, String> = parts(text, bound)
        .into_iter()
        .map(|p| read(&p).ok_or(p))
        .collect();
    Ok(json!(items?))
}

fn whole(bound: &Bound, text: &str) -> Result<Value, Reason> {
    let number = number(bound, text)?;
    let bad = |key: &str| Reason::of_value(key, text);
    if number.contains('.') {
        return Err(bad("not_a_whole_number"));
    }
    let value: i64 = number.parse().map_err(|_| bad("number_too_large"))?;
    let scale = i64::try_from(bound.scale.unwrap_or(1)).unwrap_or(1);
    value
        .checked_mul(scale)
        .map(Value::from)
        .ok_or_else(|| bad("number_too_large"))
}
