//! What traits say about a person and a company: names of the tracking plan, in our fields.

use serde_json::{Map, Value};

use super::text;

/// Our field and the names under which SDKs send it, the first that is there counts.
const PERSON: &[(&str, &[&str])] = &[
    ("first_name", &["firstName", "first_name", "firstname"]),
    ("last_name", &["lastName", "last_name", "lastname"]),
    ("job_title", &["title", "jobTitle", "job_title", "position"]),
    ("phones", &["phone"]),
    ("language", &["language", "locale"]),
];
const ADDRESS: &[(&str, &[&str])] = &[
    ("street", &["street"]),
    ("postal_code", &["postalCode", "postal_code"]),
    ("city", &["city"]),
    ("country", &["country"]),
];
const COMPANY: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("domain", &["domain", "website", "url"]),
    ("industry", &["industry"]),
    ("employees", &["employees"]),
];

/// Values for our fields, by their names.
pub(crate) type Said = Vec<(&'static str, String)>;

/// What the traits of an `identify` say about the person.
pub(crate) fn of_person(traits: &Map<String, Value>) -> Said {
    let mut said = pick(traits, PERSON);
    if let Some(address) = traits.get("address").and_then(Value::as_object) {
        said.extend(pick(address, ADDRESS));
    }
    let named = |said: &Said, field: &str| said.iter().any(|(name, _)| *name == field);
    if !named(&said, "first_name") && !named(&said, "last_name") {
        let name = text(traits, "name").filter(|name| !name.contains('@'));
        if let Some((first, last)) = name.as_deref().and_then(|name| name.rsplit_once(' ')) {
            said.push(("first_name", first.trim().to_owned()));
            said.push(("last_name", last.to_owned()));
        } else if let Some(last) = name {
            said.push(("last_name", last));
        }
    }
    said
}

/// What the traits of a `group` say about the company; of an `identify`, those under `company`.
pub(crate) fn of_company(traits: &Map<String, Value>) -> Said {
    pick(traits, COMPANY)
}

/// The company named by the traits of an `identify`: an object or only its name.
pub(crate) fn company_of_person(traits: &Map<String, Value>) -> Said {
    match traits.get("company") {
        Some(Value::Object(company)) => of_company(company),
        Some(Value::String(_)) => text(traits, "company")
            .map(|name| vec![("name", name)])
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn pick(traits: &Map<String, Value>, fields: &[(&'static str, &[&str])]) -> Said {
    let value = |name: &&str| match traits.get(*name) {
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => text(traits, name),
    };
    fields
        .iter()
        .filter_map(|(field, names)| Some((*field, names.iter().find_map(value)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(value: Value, of: fn(&Map<String, Value>) -> Said) -> Vec<(&'static str, String)> {
        of(value.as_object().expect("an object"))
    }

    #[test]
    fn names_come_in_parts_or_in_one_piece() {
        let parts = said(
            json!({"firstName": "Katrin", "last_name": "Vogel", "name": "X Y"}),
            of_person,
        );
        assert_eq!(
            parts,
            [
                ("first_name", "Katrin".into()),
                ("last_name", "Vogel".into())
            ]
        );
        let whole = said(json!({"name": "Anna Maria Weiß"}), of_person);
        assert_eq!(
            whole,
            [
                ("first_name", "Anna Maria".into()),
                ("last_name", "Weiß".into())
            ]
        );
        assert_eq!(said(json!({"name": "a@b.example"}), of_person), []);
        assert_eq!(
            said(json!({"name": 7, "address": "x", "phone": null}), of_person),
            []
        );
    }

    #[test]
    fn a_company_is_an_object_or_a_name() {
        let whole = said(
            json!({"company": {"name": "Huber", "employees": 40}}),
            company_of_person,
        );
        assert_eq!(
            whole,
            [("name", "Huber".into()), ("employees", "40".into())]
        );
        assert_eq!(
            said(json!({"company": " Huber "}), company_of_person),
            [("name", "Huber".into())]
        );
        assert_eq!(said(json!({"company": 3}), company_of_person), []);
    }
}
