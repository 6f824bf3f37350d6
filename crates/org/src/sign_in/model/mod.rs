//! Rules of passwords and of throttling.

mod password;

use kernel::{Error, FieldError, Result};

pub(crate) use password::fits;
pub use password::hash_password;

/// Shortest password that is accepted (our convention; length beats classes of characters).
const SHORTEST: usize = 10;
const LONGEST: usize = 200;
/// Failures that are free; each further one doubles the wait.
const FREE: i64 = 5;
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1000;

/// Beginnings of passwords that everybody tries first.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "1234567890",
    "qwertzuiop",
    "qwertyuiop",
    "hallo12345",
    "unisono",
];

/// Checks a new password against length, the most common ones and the member's own words.
///
/// # Errors
/// `Invalid` on the field `password`.
pub fn check_password(password: &str, name: &str, email: &str) -> Result<()> {
    let lower = password.to_lowercase();
    if password.chars().count() < SHORTEST {
        let short = FieldError::new("password", "error.password_short").arg("min", SHORTEST);
        return Err(Error::Invalid(vec![short]));
    }
    if password.chars().count() > LONGEST {
        let long = FieldError::new("password", "error.too_long").arg("max", LONGEST);
        return Err(Error::Invalid(vec![long]));
    }
    let own = [name.to_lowercase(), email.to_lowercase()];
    let guessable = COMMON.iter().any(|word| lower.starts_with(word))
        || own.iter().any(|word| !word.is_empty() && lower == *word);
    if guessable {
        return Err(Error::field("password", "error.password_common"));
    }
    Ok(())
}

/// How long to wait after so many failures in a row, in milliseconds: nothing for the first five,
/// then 1 s, 2 s, 4 s … up to a quarter of an hour.
pub(crate) fn wait_after(failures: i64) -> i64 {
    if failures < FREE {
        return 0;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(20).min(20);
    (1_000_i64 << doublings).min(LONGEST_WAIT_MS)
}

/// A path of our own to which one may be sent after signing in; anything else leads home.
pub(crate) fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n'])
        && !next.starts_with("/sign-");
    if own { next } else { "/" }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_password_needs_length_and_must_not_be_guessable() {
        assert!(check_password("kurz", "", "").is_err());
        assert!(check_password("Passwort2026", "", "").is_err());
        assert!(
            check_password(
                "Lena.Brandt@musterwerk.example",
                "",
                "lena.brandt@musterwerk.example"
            )
            .is_err()
        );
        assert!(check_password("grüne Fräse am Kanal", "Lena", "l@x.example").is_ok());
    }

    #[test]
    fn waits_grow_and_end() {
        assert_eq!(wait_after(4), 0);
        assert_eq!(wait_after(5), 1_000);
        assert_eq!(wait_after(7), 4_000);
        assert_eq!(wait_after(500), LONGEST_WAIT_MS);
    }

    #[test]
    fn only_own_paths_are_followed() {
        assert_eq!(own_path("/people?q=a"), "/people?q=a");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "x",
        ] {
            assert_eq!(own_path(foreign), "/");
        }
    }
}
