//! What is asked of a list, and its address.

use kernel::{Error, Id, Result};
use serde::Deserialize;

use super::{MOST, Order, PAGE};

/// What is asked of a list; every part may be empty.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Words that the record must have.
    #[serde(default)]
    pub q: String,
    /// The member who takes care.
    #[serde(default)]
    pub owner: String,
    /// The department that takes care.
    #[serde(default)]
    pub department: String,
    /// Phase 1 to 9.
    #[serde(default)]
    pub phase: String,
    /// Country, two letters.
    #[serde(default)]
    pub country: String,
    /// The company.
    #[serde(default)]
    pub company: String,
    /// Name of the order, with a minus in front for the other direction.
    #[serde(default)]
    pub sort: String,
    /// Where the page goes on.
    #[serde(default)]
    pub after: String,
    /// How many rows a program wants.
    #[serde(default)]
    #[param(value_type = i64, minimum = 1, maximum = 200)]
    pub limit: String,
}

impl Ask {
    /// The id that a filter names; `None` when it is not used.
    ///
    /// # Errors
    /// `Invalid` when it is no id.
    pub fn id(&self, name: &str) -> Result<Option<Id>> {
        let text = match name {
            "owner" => &self.owner,
            "department" => &self.department,
            _ => &self.company,
        };
        if text.is_empty() {
            return Ok(None);
        }
        let id = text
            .parse()
            .map_err(|_| Error::field(name, "error.unknown_reference"))?;
        Ok(Some(id))
    }

    /// The phase that is asked for.
    ///
    /// # Errors
    /// `Invalid` when it is none.
    pub fn phase(&self) -> Result<Option<i64>> {
        if self.phase.is_empty() {
            return Ok(None);
        }
        let number = self.phase.parse().ok().and_then(kernel::Phase::new);
        let phase = number.ok_or_else(|| Error::field("phase", "error.choice"))?;
        Ok(Some(phase.number()))
    }

    /// The order and whether it falls; the first is the usual one.
    ///
    /// # Errors
    /// `Invalid` for an order that the list does not have.
    pub fn order(&self, known: &[Order]) -> Result<(Order, bool)> {
        let (falls, name) = match self.sort.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, self.sort.as_str()),
        };
        let order = match name {
            "" => known.first(),
            name => known.iter().find(|order| order.name == name),
        };
        let order = order.ok_or_else(|| Error::field("sort", "error.choice"))?;
        Ok((*order, falls))
    }

    /// How many rows a program wants, bounded.
    ///
    /// # Errors
    /// `Invalid` when it is no number from 1 to 200.
    pub fn limit(&self) -> Result<usize> {
        if self.limit.is_empty() {
            return Ok(PAGE);
        }
        let number: usize = self.limit.parse().unwrap_or(0);
        if (1..=MOST).contains(&number) {
            Ok(number)
        } else {
            Err(Error::field("limit", "error.choice"))
        }
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        [
            &self.q,
            &self.owner,
            &self.department,
            &self.phase,
            &self.country,
            &self.company,
        ]
        .iter()
        .any(|text| !text.is_empty())
    }

    /// The address of the same list with another value of one part; leafing begins anew.
    #[must_use]
    pub fn with(&self, path: &str, name: &str, value: &str) -> String {
        let parts = [
            ("q", &self.q),
            ("owner", &self.owner),
            ("department", &self.department),
            ("phase", &self.phase),
            ("country", &self.country),
            ("company", &self.company),
            ("sort", &self.sort),
        ];
        address(path, &parts, name, value)
    }
}

/// The address of a list with another value of one part; leafing begins anew unless `after` is it.
#[must_use]
pub fn address(path: &str, parts: &[(&str, &String)], name: &str, value: &str) -> String {
    let mut query: Vec<String> = Vec::new();
    for (part, now) in parts {
        let now = if *part == name { value } else { now.as_str() };
        if !now.is_empty() {
            query.push(format!("{part}={}", encoded(now)));
        }
    }
    if name == "after" && !value.is_empty() {
        query.push(format!("after={value}"));
    }
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// A text as part of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                (b as char).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_the_other_filters() {
        let ask = Ask {
            q: "a&b".to_owned(),
            sort: "-touched".to_owned(),
            after: "x".to_owned(),
            ..Ask::default()
        };
        assert_eq!(
            ask.with("/people", "phase", "3"),
            "/people?q=a%26b&phase=3&sort=-touched"
        );
        assert_eq!(ask.with("/people", "q", ""), "/people?sort=-touched");
        let orders = [
            Order::by_text("name", "p.name"),
            Order::by_number("touched", "p.touched_at"),
        ];
        assert_eq!(ask.order(&orders).ok(), Some((orders[1], true)));
        assert!(
            Ask {
                sort: "id; drop".to_owned(),
                ..Ask::default()
            }
            .order(&orders)
            .is_err()
        );
    }
}
