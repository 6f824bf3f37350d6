//! A member to be created, and what is checked about it.

use kernel::{Error, Id, Lang, Millis, Result, Role};

/// Time zones that are offered; another one that a member has already stays.
pub const ZONES: [&str; 14] = [
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/London",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Istanbul",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Dubai",
    "Asia/Shanghai",
    "Australia/Sydney",
    "UTC",
];

/// A member to be created.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Name as shown.
    pub name: String,
    /// Address with which the member signs in; empty: cannot sign in.
    pub email: Option<String>,
    /// Department.
    pub department_id: Option<Id>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language of the screens.
    pub lang: Lang,
    /// argon2id hash of the password, when it is already known.
    pub password_hash: Option<String>,
}

impl NewMember {
    /// Checks name and address.
    ///
    /// # Errors
    /// `Invalid` with the fields.
    pub fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(Error::field("name", "error.required"));
        }
        if self.name.chars().count() > 200 {
            let long = kernel::FieldError::new("name", "error.too_long").arg("max", 200);
            return Err(Error::Invalid(vec![long]));
        }
        match &self.email {
            Some(email) if !looks_like_email(email) => Err(Error::field("email", "error.email")),
            _ => Ok(()),
        }
    }
}

store::row! {
    /// A member as its page shows it.
    #[derive(Debug, Clone)]
    pub struct Member {
        /// Its id.
        pub id: Id,
        /// Name as shown.
        pub name: String,
        /// Address with which it signs in.
        pub email: Option<String>,
        /// Department.
        pub department_id: Option<Id>,
        /// Language of the screens: `de` or `en`.
        pub language: String,
        /// `light`, `dark` or `system`.
        pub theme: String,
        /// IANA time zone.
        pub timezone: String,
        /// Single-letter shortcuts are switched off.
        pub shortcuts_off: bool,
        /// Last sign-in.
        pub signed_in_at: Option<Millis>,
        /// Since when it cannot sign in.
        pub disabled_at: Option<Millis>,
        /// Whether a password is set.
        pub has_password: bool,
        /// Version for `If-Match`.
        pub version: i64,
    }
}

/// Whether a member can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Signs in.
    Active,
    /// Has an address but no password yet.
    Invited,
    /// May not sign in any more.
    Disabled,
    /// Has no address: known from another system.
    NameOnly,
}

impl State {
    /// The word in texts and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Invited => "invited",
            State::Disabled => "disabled",
            State::NameOnly => "name_only",
        }
    }
}

impl Member {
    /// Whether it can sign in.
    #[must_use]
    pub fn state(&self) -> State {
        match (self.disabled_at, &self.email, self.has_password) {
            (Some(_), _, _) => State::Disabled,
            (None, None, _) => State::NameOnly,
            (None, Some(_), true) => State::Active,
            (None, Some(_), false) => State::Invited,
        }
    }
}

/// What a member shall be after an edit.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Name as shown.
    pub name: String,
    /// Address; empty: cannot sign in.
    pub email: Option<String>,
    /// Department.
    pub department_id: Option<Id>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Language of the screens.
    pub lang: Lang,
    /// IANA time zone.
    pub zone: String,
    /// The version that was edited.
    pub version: i64,
}

impl Edit {
    /// Checks name, address and time zone.
    ///
    /// # Errors
    /// `Invalid` with the fields.
    pub fn check(&self) -> Result<()> {
        let as_new = NewMember {
            name: self.name.clone(),
            email: self.email.clone(),
            department_id: self.department_id,
            roles: self.roles.clone(),
            lang: self.lang,
            password_hash: None,
        };
        as_new.check()?;
        check_zone(&self.zone)
    }
}

/// Whether the machine knows the time zone.
///
/// # Errors
/// `Invalid` on the field `timezone`.
pub fn check_zone(zone: &str) -> Result<()> {
    if kernel::is_zone(zone) {
        return Ok(());
    }
    Err(Error::field("timezone", "error.choice"))
}

/// One `@` with something before it and a dotted or local name behind it, no spaces.
#[must_use]
pub fn looks_like_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && email.len() <= 254
        && !email.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::looks_like_email;

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in [
            "a@b.example",
            "lena.brandt+x@musterwerk.example",
            "root@localhost",
        ] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a b@c.d", "a@b@c", "a@.b"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }
}
