//! Who an event is about.

use customers::people::Identifiers;

use super::{Incoming, text};

/// The identifiers of an event. An alias names the earlier, anonymous id as `previousId`.
pub(crate) fn identifiers(event: &Incoming) -> Identifiers {
    let email = text(&event.traits, "email").or_else(|| text(&event.properties, "email"));
    let device = event.anonymous_id.as_ref().or(event.previous_id.as_ref());
    Identifiers {
        user_id: event.user_id.clone(),
        anonymous_id: device.cloned(),
        emails: email.into_iter().collect(),
    }
}
