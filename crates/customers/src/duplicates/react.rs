//! Who is new or changed is compared with everybody.

use futures_util::future::BoxFuture;
use kernel::{Id, Millis, Result};
use org::work::{LEADER, Reactor, nothing_to_clear};
use store::Tx;

use super::jobs::{SEARCH, SINCE, Since};
use super::store as sql;

/// More people than this at once are an import: then everybody is compared once, when it is over.
const FEW: usize = 200;
/// So long an import may go on before everybody is compared.
const LATER: i64 = 10 * 60_000;
/// People compared by one job.
const PART: usize = 50;

/// The reactor of the slice.
#[must_use]
pub fn watch() -> Reactor {
    Reactor {
        name: "duplicates",
        follows: Some(LEADER),
        react,
        clear: nothing_to_clear,
    }
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let people: Vec<Id> = sql::changed_people(tx, after, up_to, FEW + 1).await?;
        let now = tx.ctx().now();
        if people.len() > FEW {
            let later = Millis(now.0 + LATER);
            tx.enqueue(SEARCH, &(), Some(SEARCH), later).await?;
            return Ok(());
        }
        for part in people.chunks(PART) {
            let since = Since {
                people: part.to_vec(),
            };
            tx.enqueue(SINCE, &since, None, now).await?;
        }
        Ok(())
    })
}
