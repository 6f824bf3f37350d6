//! Hashing passwords with argon2id, off the async threads.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Error, Result};

/// 19 MiB, 2 passes, 1 lane: the first choice of OWASP's password storage cheat sheet.
fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The argon2id hash of a password with a fresh salt, as PHC text.
///
/// # Errors
/// `Internal` when the machine has no randomness.
pub async fn hash_password(password: &str) -> Result<String> {
    let password = password.to_owned();
    run(move || {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(Error::internal)?;
        let salt = SaltString::encode_b64(&salt).map_err(Error::internal)?;
        let hash = hasher()?
            .hash_password(password.as_bytes(), &salt)
            .map_err(Error::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password fits the hash. Without a hash the same work is done and the answer is no, so
/// that the time does not tell whether an address is known.
pub(crate) async fn fits(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    run(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => {
                let salt = SaltString::encode_b64(&[7; 16]).map_err(Error::internal)?;
                let made = hasher()?
                    .hash_password(b"nobody", &salt)
                    .map_err(Error::internal)?;
                made.to_string()
            }
        };
        let parsed = PasswordHash::new(&hash).map_err(Error::internal)?;
        let fits = hasher()?
            .verify_password(password.as_bytes(), &parsed)
            .is_ok();
        Ok(fits && known)
    })
    .await
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?
}
