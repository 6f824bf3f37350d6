//! Whoever is new or changed is compared with all others.

use futures_util::future::BoxFuture;
use kernel::{Millis, Result};
use org::work::{LEADER, Pace, Reactor, nothing_to_clear};
use store::Tx;

use super::jobs::{SEARCH, SINCE, Since};
use super::twin::Twin;
use crate::companies::Company;
use crate::people::Person;

/// More records than this at once are an import: then everybody is compared once, when it is over.
const FEW: usize = 200;
/// So long an import may go on before everybody is compared.
const LATER: i64 = 10 * 60_000;
/// Records compared by one job.
const PART: usize = 50;

/// The reactor of the slice.
#[must_use]
pub fn watch() -> Reactor {
    Reactor {
        name: "duplicates",
        follows: Some(LEADER),
        pace: Pace::Prompt,
        react,
        clear: nothing_to_clear,
    }
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let people = Person::changed(tx, after, up_to, FEW + 1).await?;
        let companies = Company::changed(tx, after, up_to, FEW + 1).await?;
        let now = tx.ctx().now();
        if people.len() > FEW || companies.len() > FEW {
            let later = Millis(now.0 + LATER);
            tx.enqueue(SEARCH, &(), Some(SEARCH), later).await?;
            return Ok(());
        }
        for part in people.chunks(PART) {
            let since = Since {
                people: part.to_vec(),
                ..Since::default()
            };
            tx.enqueue(SINCE, &since, None, now).await?;
        }
        for part in companies.chunks(PART) {
            let since = Since {
                companies: part.to_vec(),
                ..Since::default()
            };
            tx.enqueue(SINCE, &since, None, now).await?;
        }
        Ok(())
    })
}
