//! What a source knows about someone, in the order in which it counts.

use crate::fields::clean_email;

/// What a source knows about someone.
#[derive(Clone, Debug, Default)]
pub struct Identifiers {
    /// The id that the customer's own system gives a person.
    pub user_id: Option<String>,
    /// The id that a browser or device carries before anyone is known.
    pub anonymous_id: Option<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// First name, where it is told: it only says whether a device is still in the same hands.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
}

impl Identifiers {
    /// First and last name, where both are told.
    pub(crate) fn full_name(&self) -> Option<(String, String)> {
        let said = |name: &Option<String>| {
            let name = name.as_deref().unwrap_or("").trim().to_owned();
            (!name.is_empty()).then_some(name)
        };
        said(&self.first_name).zip(said(&self.last_name))
    }

    /// The identifiers in the order in which they count. A user id that is an address counts as both.
    #[must_use]
    pub fn in_order(&self) -> Vec<(&'static str, String)> {
        let trimmed = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or("").trim().to_owned();
            (!text.is_empty() && text.len() <= 300).then_some(text)
        };
        let user_id = trimmed(&self.user_id);
        let mut known: Vec<(&'static str, String)> = Vec::new();
        if let Some(id) = &user_id {
            known.push(("user_id", id.clone()));
        }
        let addresses = self
            .emails
            .iter()
            .map(String::as_str)
            .chain(user_id.as_deref());
        for email in addresses.filter_map(clean_email) {
            let pair = ("email", email.to_lowercase());
            if !known.contains(&pair) {
                known.push(pair);
            }
        }
        known.extend(trimmed(&self.anonymous_id).map(|id| ("anonymous_id", id)));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_counts_before_an_address_before_a_device() {
        let who = Identifiers {
            user_id: Some(" K@X.de ".to_owned()),
            anonymous_id: Some("a-1".to_owned()),
            emails: vec!["k@x.de".to_owned(), "nix".to_owned()],
            ..Identifiers::default()
        };
        let wanted = [
            ("user_id", "K@X.de"),
            ("email", "k@x.de"),
            ("anonymous_id", "a-1"),
        ];
        assert_eq!(who.in_order(), wanted.map(|(k, v)| (k, v.to_owned())));
    }
}
