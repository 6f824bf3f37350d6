//! The company that a waiting touchpoint itself speaks of.

use crate::timeline::store::Unresolved;

/// Names of companies that the touchpoint itself speaks of.
pub(super) fn guess(row: &Unresolved) -> Option<String> {
    let properties: serde_json::Map<String, serde_json::Value> = row
        .properties
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let named = ["company", "company_name", "organization", "account"]
        .iter()
        .find_map(|key| {
            let text = properties.get(*key)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        });
    let domain = || {
        let (_, domain) = row.email.as_deref()?.split_once('@')?;
        (!crate::fields::is_private_domain(domain)).then(|| domain.to_owned())
    };
    named.or_else(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Millis};

    fn waiting(email: Option<&str>, properties: Option<&str>) -> Unresolved {
        Unresolved {
            id: Id(1),
            type_key: "web.page.viewed".to_owned(),
            time: Millis(0),
            source: "shop".to_owned(),
            object_name: None,
            anonymous_id: None,
            person_id: None,
            first_name: None,
            last_name: None,
            deal_id: None,
            deal_name: None,
            email: email.map(str::to_owned),
            properties: properties.map(str::to_owned),
        }
    }

    #[test]
    fn an_entry_knows_a_company_by_what_it_says_or_by_the_address() {
        let named = waiting(Some("k@vogel.example"), Some(r#"{"company":" Vogel AG "}"#));
        assert_eq!(guess(&named).as_deref(), Some("Vogel AG"));
        assert_eq!(
            guess(&waiting(Some("k@vogel.example"), None)).as_deref(),
            Some("vogel.example")
        );
        assert_eq!(guess(&waiting(Some("k@gmail.com"), Some("{}"))), None);
        assert_eq!(guess(&waiting(None, None)), None);
    }
}
