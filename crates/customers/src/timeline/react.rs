//! Keeps the last contact of people, companies and deals, and when each source last delivered.

use futures_util::future::BoxFuture;
use kernel::{Id, Result};
use org::work::{LEADER, Pace, Reactor};
use store::Tx;

use super::store as sql;
use crate::{companies, deals, people};

/// The reactor behind the column "last contact" of the lists.
#[must_use]
pub fn last_contact() -> Reactor {
    Reactor {
        name: "touched",
        // What a machine did is no contact: it is told first.
        follows: Some("machines"),
        pace: Pace::Gathering,
        react,
        clear,
    }
}

/// Deals keep theirs: a move on the board counts too, and it is not on the timeline alone.
fn clear(tx: &mut Tx) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        people::forget_touched(tx).await?;
        companies::forget_touched(tx).await
    })
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        people::touched(tx, after, up_to).await?;
        companies::touched(tx, after, up_to).await?;
        deals::touched(tx, after, up_to).await
    })
}

/// Counts the last contact of everybody anew whom touchpoints are about that were judged otherwise
/// since: a machine's, or a person's after all.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn judged_otherwise(tx: &mut Tx, touchpoints: &[Id]) -> Result<()> {
    for part in touchpoints.chunks(500) {
        people::touched_again(tx, part).await?;
        companies::touched_again(tx, part).await?;
        deals::touched_again(tx, part).await?;
    }
    Ok(())
}

/// The reactor behind the freshness of sources.
#[must_use]
pub fn deliveries() -> Reactor {
    Reactor {
        name: "deliveries",
        follows: Some(LEADER),
        pace: Pace::Gathering,
        react: |tx, after, up_to| Box::pin(sql::delivered(tx, after, up_to)),
        clear: |tx| Box::pin(sql::forget_deliveries(tx)),
    }
}
