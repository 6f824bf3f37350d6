//! A member to be created, and what is checked about it.

use kernel::{Error, Id, Lang, Result, Role};

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
