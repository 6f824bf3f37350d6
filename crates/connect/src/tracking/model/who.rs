//! Who an event is about.

use customers::people::Identifiers;

use super::{Incoming, of_person, text};

/// The identifiers of an event. An alias names the earlier, anonymous id as `previousId`.
pub(crate) fn identifiers(event: &Incoming) -> Identifiers {
    let email = text(&event.traits, "email").or_else(|| text(&event.properties, "email"));
    let device = event.anonymous_id.as_ref().or(event.previous_id.as_ref());
    let name = of_person(&event.traits);
    let said = |field: &str| {
        let found = name.iter().find(|(known, _)| *known == field);
        found.map(|(_, value)| value.clone())
    };
    Identifiers {
        user_id: event.user_id.clone(),
        anonymous_id: device.cloned(),
        emails: email.into_iter().collect(),
        first_name: said("first_name"),
        last_name: said("last_name"),
    }
}
