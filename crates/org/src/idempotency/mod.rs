//! The same request of a program twice is done once: `Idempotency-Key` on POST under `/api/v1`.
//!
//! Words: the *key* is chosen by the program; the *fingerprint* is the hash of method, address and
//! body. The first answer is kept for 24 hours and given again, without the secrets in it. While the
//! first request is at work, a second one is told to wait; another request under the same key is
//! refused. Who crashes at work loses the key after a minute.
//! Tables: api_answer.

mod layer;
mod store;

pub(crate) use layer::once;
